import { z } from "zod";
import { localDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { Hours, WorkFact, WorkTime } from "./work-time.ts";

const Fact = z.object({
  id: z.number(),
  kind: z.enum(["libur", "cuti_bersama", "libur_daerah", "kerja", "jam"]),
  since: z.string(),
  until: z.string(),
  unitId: z.number().nullable(),
  unit: z.string().nullable(),
  hours: z.custom<Hours>().nullable(),
  about: z.string(),
  source: z.string().nullable(),
});
/** A fact as it is kept; `unit` is the name of the one it is about. */
export type KeptFact = z.output<typeof Fact>;

/** What is noted of a city's working time, by date; all of it, or what reaches a day or later ones. */
export function factsOf(db: Database, { cell, agencyId }: Tenant, since = "-infinity"): Promise<KeptFact[]> {
  return db.many(
    Fact,
    sql`
    select w.id::int as id, w.kind, w.since::text as since, w.until::text as until, w.unit_id::int as "unitId", u.name as unit, w.hours, w.about, w.source
      from work_time w
      left join unit u on u.cell = w.cell and u.agency_id = w.agency_id and u.id = w.unit_id
     where w.cell = ${cell} and w.agency_id = ${agencyId} and w.until >= ${since}::date
     order by w.since, w.until, w.id`,
  );
}

/** A city's working time for reckoning. */
export const workTimeOf = async (db: Database, tenant: Tenant, zone: string): Promise<WorkTime> => ({ zone, facts: await factsOf(db, tenant) });

/** The same from today on, for deadlines. */
export const workTimeFrom = async (db: Database, tenant: Tenant, zone: string, now: Temporal.Instant): Promise<WorkTime> => ({
  zone,
  facts: await factsOf(db, tenant, localDate(now, zone)),
});

export interface NewFact extends WorkFact {
  about: string;
  source: string | null;
}

/** Notes facts; the same kind, dates and unit again corrects what was noted. */
export async function noteFacts(tx: Database, { cell, agencyId }: Tenant, facts: NewFact[], now: Temporal.Instant): Promise<void> {
  for (const it of facts) {
    await tx.run(sql`
      insert into work_time (cell, agency_id, kind, since, until, unit_id, hours, about, source, noted_at)
      values (${cell}, ${agencyId}, ${it.kind}, ${it.since}, ${it.until}, ${it.unitId}, ${it.hours === null ? null : JSON.stringify(it.hours)}, ${it.about},
              ${it.source}, ${now.toString()})
      on conflict (cell, agency_id, kind, since, until, coalesce(unit_id, 0)) do update
        set hours = excluded.hours, about = excluded.about, source = excluded.source, noted_at = excluded.noted_at`);
  }
}

/** Takes a fact back; false = there was none. */
export const removeFact = async (tx: Database, { cell, agencyId }: Tenant, id: number): Promise<boolean> =>
  (await tx.run(sql`delete from work_time where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`)) > 0;

/** Units of a city by their name in lower case. */
export async function unitNames(db: Database, { cell, agencyId }: Tenant): Promise<Map<string, number>> {
  const rows = await db.many(
    z.object({ id: z.number(), name: z.string() }),
    sql`select id::int as id, name from unit where cell = ${cell} and agency_id = ${agencyId}`,
  );
  return new Map(rows.map((it) => [it.name.toLowerCase(), it.id]));
}
