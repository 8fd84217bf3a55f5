import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import { type Form, isForm } from "./forms.ts";
import { type JpRule, shippedRules } from "./jp-rules.ts";
import type { Tenant } from "./store.ts";

const Row = z.object({
  code: z.string(),
  forms: z.array(z.string()),
  unit: z.enum(["program", "hari", "kali", "kegiatan", "semester"]),
  homeRate: z.number(),
  homeDayCap: z.number().nullable(),
  homeMonthTimes: z.number().nullable(),
  abroadRate: z.number().nullable(),
  abroadDayCap: z.number().nullable(),
  abroadMonthTimes: z.number().nullable(),
  since: z.string(),
  until: z.string().nullable(),
  source: z.string(),
});

/** The table by which a city turns learning into JP: its own rows if it has any, else the shipped ones. */
export async function rulesOf(db: Database, { cell, agencyId }: Tenant): Promise<JpRule[]> {
  const rows = await db.many(
    Row,
    sql`
    select code, to_jsonb(forms) as forms, unit, home_rate::float8 as "homeRate", home_day_cap::float8 as "homeDayCap", home_month_times as "homeMonthTimes",
           abroad_rate::float8 as "abroadRate", abroad_day_cap::float8 as "abroadDayCap", abroad_month_times as "abroadMonthTimes",
           since::text as since, until::text as until, source
      from jp_rule where cell = ${cell} and agency_id = ${agencyId} order by code, since`,
  );
  return rows.length === 0 ? shippedRules : rows.map(ruleOf);
}

const ruleOf = (it: z.output<typeof Row>): JpRule => ({
  code: it.code,
  forms: it.forms.filter((form): form is Form => isForm(form)),
  unit: it.unit,
  home: { rate: it.homeRate, dayCap: it.homeDayCap, monthTimes: it.homeMonthTimes },
  abroad: it.abroadRate === null ? null : { rate: it.abroadRate, dayCap: it.abroadDayCap, monthTimes: it.abroadMonthTimes },
  since: it.since,
  until: it.until,
  source: it.source,
});

/** Replaces a city's whole table; an empty one brings the shipped rows back. */
export async function saveRules(tx: Database, { cell, agencyId }: Tenant, rules: JpRule[]): Promise<void> {
  await tx.run(sql`delete from jp_rule where cell = ${cell} and agency_id = ${agencyId}`);
  const rows = JSON.stringify(
    rules.map(({ home, abroad, ...it }) => ({
      ...it,
      home_rate: home.rate,
      home_day_cap: home.dayCap,
      home_month_times: home.monthTimes,
      abroad_rate: abroad?.rate,
      abroad_day_cap: abroad?.dayCap,
      abroad_month_times: abroad?.monthTimes,
    })),
  );
  await tx.run(sql`
    insert into jp_rule (cell, agency_id, code, forms, unit, home_rate, home_day_cap, home_month_times, abroad_rate, abroad_day_cap, abroad_month_times, since, until, source)
    select ${cell}, ${agencyId}, code, forms, unit, home_rate, home_day_cap, home_month_times, abroad_rate, abroad_day_cap, abroad_month_times, since, until, source
      from jsonb_to_recordset(${rows}::jsonb) as it (code text, forms text[], unit text, home_rate numeric, home_day_cap numeric, home_month_times smallint,
           abroad_rate numeric, abroad_day_cap numeric, abroad_month_times smallint, since date, until date, source text)`);
}
