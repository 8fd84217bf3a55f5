import { z } from "zod";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { Survey } from "../survey/survey.ts";
import type { AskSetting } from "./setting.ts";

/** What is asked after a class, and how many days after. */
export interface Step {
  step: "reaksi" | "belajar" | "perilaku";
  days: number;
}

export const stepsOf = ({ behaviourDays }: AskSetting): Step[] => [
  { step: "reaksi", days: 0 },
  { step: "belajar", days: 0 },
  ...behaviourDays.map((days) => ({ step: "perilaku" as const, days })),
];

/** Local hour at which a day of a class is taken to end whose hours nobody has entered. */
const endHour = rawSql("interval '16 hours'");
/** Classes that take place: none that is still a draft, postponed or cancelled. */
const held = rawSql("('dibuka', 'ditutup', 'berjalan', 'selesai')");

const asRows = (steps: Step[]): Sql => sql`jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as it (step text, days int)`;
const longest = (steps: Step[], { openDays }: AskSetting): number => Math.max(...steps.map((it) => it.days)) + openDays;

/** Classes with dates that may have something open on `day` or end about then, with their end. `ahead`: also those that still go on. */
const ended = ({ cell, agencyId }: Tenant, since: string) => sql`
  select c.id, c.zone, coalesce(max(s.ends_at), (coalesce(c.ends_on, c.starts_on)::timestamp + ${endHour}) at time zone c.zone) as ends_at
    from training_class c
    join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id and not t.self_paced
    left join training_session s on s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id
   where c.cell = ${cell} and c.agency_id = ${agencyId} and c.status in ${held} and coalesce(c.ends_on, c.starts_on) >= ${since}::date
   group by c.cell, c.agency_id, c.id`;

/** What is asked on the day itself opens when the class ends; what comes later at the beginning of its day. */
const opening = sql`case when it.days = 0 then e.ends_at else ((e.ends_at at time zone e.zone)::date + it.days)::timestamp at time zone e.zone end`;

const newest = ({ cell, agencyId }: Tenant): Sql => sql`
  join lateral (select id from survey where cell = ${cell} and agency_id = ${agencyId} and slug = it.step order by version desc limit 1) v on true`;

/** Rounds of classes that have ended, each once; not those that nobody could answer any more. The number of new ones. */
export function planDated(tx: Database, tenant: Tenant, setting: AskSetting, now: Temporal.Instant): Promise<number> {
  const steps = stepsOf(setting);
  return tx.run(sql`
    insert into survey_round (cell, agency_id, class_id, survey_id, step, after_days, opens_at, closes_at)
    select ${tenant.cell}, ${tenant.agencyId}, e.id, v.id, it.step, it.days, e.opens_at, e.opens_at + ${`${setting.openDays} days`}::interval
      from (select e.id, it.step, it.days, ${opening} as opens_at
              from (${ended(tenant, sinceOf(now, steps, setting))}) e cross join ${asRows(steps)} where e.ends_at <= ${now.toString()}::timestamptz) e
      cross join lateral (select e.step, e.days) it
      ${newest(tenant)}
     where e.opens_at + ${`${setting.openDays - 1} days`}::interval > ${now.toString()}::timestamptz
    on conflict (cell, agency_id, class_id, step, after_days, month) do nothing`);
}

/** Moves what has not opened yet with the end of its class; takes away what is not to be asked any more. The number of both. */
export async function followClasses(tx: Database, tenant: Tenant, setting: AskSetting, now: Temporal.Instant): Promise<number> {
  const { cell, agencyId } = tenant;
  const steps = stepsOf(setting);
  const gone = await tx.run(sql`
    delete from survey_round r using training_class c
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.opened_at is null
       and c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
       and (c.status not in ${held} or r.after_days <> all(${steps.map((it) => it.days)}::int[]))`);
  const moved = await tx.run(sql`
    update survey_round r set opens_at = e.opens_at, closes_at = e.opens_at + ${`${setting.openDays} days`}::interval
      from (select e.id, it.step, it.days, ${opening} as opens_at from (${ended(tenant, sinceOf(now, steps, setting))}) e cross join ${asRows(steps)}) e
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.opened_at is null and r.month = 0
       and r.class_id = e.id and r.step = e.step and r.after_days = e.days and r.opens_at <> e.opens_at`);
  return gone + moved;
}

/**
 * Rounds of what is learnt alone: one for all who finish in a month of the class's zone, open from its first day until the last of them
 * has had the whole time.
 */
export function planSelfPaced(tx: Database, tenant: Tenant, setting: AskSetting, now: Temporal.Instant): Promise<number> {
  const { cell, agencyId } = tenant;
  const steps = stepsOf(setting);
  const since = now.subtract({ hours: 24 * longest(steps, setting) }).toString();
  return tx.run(sql`
    insert into survey_round (cell, agency_id, class_id, survey_id, step, after_days, month, opens_at, closes_at)
    select ${cell}, ${agencyId}, e.id, v.id, it.step, it.days, to_char(e.first, 'YYYYMM')::int, (e.first + it.days)::timestamp at time zone e.zone,
           ((e.first + interval '1 month')::date + it.days + ${setting.openDays}::int)::timestamp at time zone e.zone
      from (select distinct c.id, c.zone, date_trunc('month', n.since at time zone c.zone)::date as first
              from enrolment n
              join training_class c on c.cell = n.cell and c.agency_id = n.agency_id and c.id = n.class_id and c.status in ${held}
              join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id and t.self_paced
             where n.cell = ${cell} and n.agency_id = ${agencyId} and n.state = 'selesai' and n.since > ${since}::timestamptz) e
      cross join ${asRows(steps)}
      ${newest(tenant)}
     where ((e.first + interval '1 month')::date + it.days + ${setting.openDays}::int)::timestamp at time zone e.zone > ${now.toString()}::timestamptz
    on conflict (cell, agency_id, class_id, step, after_days, month) do nothing`);
}

const sinceOf = (now: Temporal.Instant, steps: Step[], setting: AskSetting): string =>
  now
    .subtract({ hours: 24 * (longest(steps, setting) + 2) })
    .toString()
    .slice(0, 10);

const Opening = z.object({
  id: z.number(),
  classId: z.number(),
  trainingId: z.number(),
  step: z.enum(["reaksi", "belajar", "perilaku"]),
  days: z.number(),
  month: z.number(),
  zone: z.string(),
  /** Epoch seconds; up to when those who finished by themselves have been asked, null = nobody yet. */
  opensAt: z.number(),
  askedUntil: z.number().nullable(),
});
/** A round whose people are to be asked now. */
export type Opening = z.output<typeof Opening>;

/** Takes rounds that are to open now, with the newest survey; of self-paced learning also those that stay open, once per moment. */
export async function takeOpening(tx: Database, { cell, agencyId }: Tenant, now: Temporal.Instant, most: number): Promise<Opening[]> {
  const at = now.toString();
  const taken = await tx.many(
    Opening,
    sql`
    select r.id::int as id, r.class_id::int as "classId", c.training_id::int as "trainingId", r.step, r.after_days as days, r.month, c.zone,
           extract(epoch from r.opens_at)::float8 as "opensAt", extract(epoch from r.opened_at)::float8 as "askedUntil"
      from survey_round r
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.settled_at is null and r.opens_at <= ${at}::timestamptz and r.closes_at > ${at}::timestamptz
       and (r.opened_at is null or (r.month > 0 and r.opened_at < ${at}::timestamptz))
     order by r.opens_at, r.id limit ${most} for update of r skip locked`,
  );
  await tx.run(sql`
    update survey_round r
       set opened_at = ${at}, survey_id = case when r.opened_at is not null then r.survey_id else
             (select v.id from survey v where v.cell = r.cell and v.agency_id = r.agency_id and v.slug = r.step order by v.version desc limit 1) end
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.id = any(${taken.map((it) => it.id)}::bigint[])`);
  return taken;
}

/** The very edition that a round asks. */
export async function surveyOfRound(tx: Database, { cell, agencyId }: Tenant, roundId: number): Promise<Survey> {
  const { survey } = await tx.one(
    z.object({ survey: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it) }),
    sql`
    select s.body as survey from survey_round r join survey s on s.cell = r.cell and s.agency_id = r.agency_id and s.id = r.survey_id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.id = ${roundId}`,
  );
  return survey;
}
