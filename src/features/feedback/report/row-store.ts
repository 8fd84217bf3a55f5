import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { blocksOf, type Group } from "../measure/fact-store.ts";
import { steps } from "../survey/request-store.ts";
import { type Answers, capacities, type Survey } from "../survey/survey.ts";

const Row = z.object({
  block: z.number(),
  /** Answers that the block was made of. */
  whole: z.number(),
  step: z.enum(steps),
  afterDays: z.number(),
  capacity: z.enum(capacities),
  surveyId: z.number(),
  answers: z.custom<Answers>((it) => typeof it === "object" && it !== null),
  told: z.array(z.string()),
});
/** One handed-in form, without who, when and where; `told`: measures of its block of which five and more answered. */
export type AnswerRow = z.output<typeof Row>;

/**
 * Forms in the blocks of a group, those of whoever took the link back among them: a row that went away would tell whose it was. What
 * retention has emptied is left out.
 */
export function answerRows(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<AnswerRow[]> {
  return db.many(
    Row,
    sql`
    with own as materialized (
      select k.cell, k.agency_id, k.id, k.answered, k.step, k.after_days, k.capacity,
             array(select distinct o.measure from survey_total o where o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id) as told
        from survey_block k where ${blocksOf(tenant, group, year)})
    select k.id::int as block, k.answered as whole, k.step, k.after_days as "afterDays", k.capacity, r.survey_id::int as "surveyId", q.answers, k.told
      from own k
      join survey_block_member m on m.cell = k.cell and m.agency_id = k.agency_id and m.block_id = k.id
      join survey_request q on q.cell = m.cell and q.agency_id = m.agency_id and q.id = m.request_id and q.answers <> '{}'::jsonb
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id`,
  );
}

const Body = z.object({ id: z.number(), body: z.custom<Survey>((it) => typeof it === "object" && it !== null) });

/** Editions of surveys by id, oldest first. */
export const surveyBodies = async (db: Database, { cell, agencyId }: Tenant): Promise<Map<number, Survey>> =>
  new Map(
    (await db.many(Body, sql`select id::int as id, body from survey where cell = ${cell} and agency_id = ${agencyId} order by slug, version`)).map((it) => [
      it.id,
      it.body,
    ]),
  );
