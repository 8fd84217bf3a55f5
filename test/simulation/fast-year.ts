import { z } from "zod";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import { closeRounds } from "../../src/features/feedback/ask/close-rounds.ts";
import { openRounds } from "../../src/features/feedback/ask/open-rounds.ts";
import { planRounds } from "../../src/features/feedback/ask/plan-rounds.ts";
import { settleUnitsOfMonth } from "../../src/features/feedback/measure/units-of-month.ts";
import type { CityIds } from "./build-city.ts";
import { tenant, zone } from "./build-city.ts";
import { behaviourDays, type CityPlan } from "./city-plan.ts";
import { allHanded, keyOf } from "./handed.ts";

/** Days between two looks of the jobs: short enough that no round opens and closes unseen. */
const everyDays = 7;
/** From the last class until its last round has closed. */
const afterwards = Math.max(...behaviourDays) + 21;

/** Local moment as an instant. */
export const instantAt = (day: Temporal.PlainDate, time: string): Temporal.Instant =>
  day.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(zone).toInstant();

/** A year in which the real jobs plan, open, close and settle the rounds, and the answers are written where the form would have left them. */
export async function fastYear(db: Database, plan: CityPlan, ids: CityIds): Promise<void> {
  const handed = answersById(plan, ids);
  const [first, last] = [plan.classes[0], plan.classes.at(-1)];
  if (!first || !last) return;
  const end = Temporal.PlainDate.from(last.ends).add({ days: afterwards });
  for (let day = Temporal.PlainDate.from(first.ends); Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: everyDays })) {
    const now = instantAt(day, "16:30");
    const round = { db, cell: tenant.cell, now, put: async () => {} };
    await planRounds(round);
    if ((await openRounds(round)) > 0) await answer(db, handed, now);
    await refreshed(db);
    await closeRounds(round);
    // Once a month, as at night.
    if (day.month !== day.subtract({ days: everyDays }).month) await settleUnitsOfMonth(round, now);
  }
}

/** What a server does by itself within minutes, and a year in seconds leaves it no time for: figures for the planner. */
async function refreshed(db: Database): Promise<void> {
  for (const table of ["survey_round", "survey_request", "survey_block", "survey_block_member", "survey_block_class", "survey_total", "survey_comment"])
    await db.run(rawSql(`analyze ${table}`));
}

/** The plan's answers under the keys that the base has. */
function answersById(plan: CityPlan, { people, classes }: CityIds) {
  const rows = allHanded(plan).map((it) => ({
    ...it,
    class: classes[it.class] ?? 0,
    respondent: people[it.respondent] ?? 0,
    about: people[it.about] ?? 0,
    channel: plan.citizens[it.respondent]?.channel ?? "web",
  }));
  return new Map(rows.map((it) => [keyOf(it), it]));
}

const Opened = z.object({
  id: z.number(),
  class: z.number(),
  step: z.enum(["reaksi", "belajar", "perilaku"]),
  days: z.number(),
  capacity: z.enum(["peserta", "atasan"]),
  respondent: z.number(),
  about: z.number(),
});

async function answer(db: Database, handed: ReturnType<typeof answersById>, now: Temporal.Instant): Promise<void> {
  const opened = await db.many(
    Opened,
    sql`
    select q.id::int as id, r.class_id::int as class, r.step, r.after_days as days, q.capacity, q.respondent_id::int as respondent, q.about_id::int as about
      from survey_request q join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
     where q.cell = 1 and q.agency_id = 2 and r.opened_at = ${now.toString()}::timestamptz and q.respondent_id is not null`,
  );
  const rows = opened.map((it) => ({ id: it.id, answers: handed.get(keyOf(it))?.answers ?? null, channel: handed.get(keyOf(it))?.channel ?? null }));
  await db.run(sql`
    update survey_request q
       set sent_at = q.due_at, answers = coalesce(it.answers, '{}'), begun_at = case when it.answers is not null then q.due_at end,
           done_at = case when it.answers is not null then q.due_at + interval '2 minutes' end, done_channel = it.channel
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (id bigint, answers jsonb, channel text)
     where q.cell = 1 and q.agency_id = 2 and q.id = it.id`);
}
