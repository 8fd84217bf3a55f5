import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import type { Answers } from "../../src/features/feedback/survey/survey.ts";
import type { CityIds } from "./build-city.ts";

const Row = z.object({
  class: z.number(),
  step: z.string(),
  days: z.number(),
  capacity: z.string(),
  respondent: z.number().nullable(),
  about: z.number(),
  competencies: z.array(z.string()),
  answers: z.custom<Answers>(),
  done: z.boolean(),
  note: z.string().nullable(),
});
export type RequestRow = z.output<typeof Row>;

/** Who was asked what, and what came of it, in the plan's numbers and a lasting order; without times and channels. */
export async function requestRows(db: Database, ids: CityIds): Promise<RequestRow[]> {
  const rows = await db.many(
    Row,
    sql`
    select r.class_id::int as class, r.step, r.after_days as days, q.capacity, q.respondent_id::int as respondent, q.about_id::int as about, q.competencies,
           q.answers, q.done_at is not null as done, q.closed_note as note
      from survey_request q join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
     where q.cell = 1 and q.agency_id = 2`,
  );
  const numbers = (all: number[]) => new Map(all.map((id, n) => [id, n]));
  const [people, classes] = [numbers(ids.people), numbers(ids.classes)];
  const own = rows.map((it) => ({
    ...it,
    class: classes.get(it.class) ?? -1,
    respondent: it.respondent === null ? null : (people.get(it.respondent) ?? -1),
    about: people.get(it.about) ?? -1,
  }));
  const key = (it: RequestRow) => [it.class, it.step, it.days, it.capacity, it.about].join(" ");
  return own.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
