import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { Answers, Survey } from "../survey/survey.ts";

const Row = z.object({
  id: z.number(),
  capacity: z.enum(["peserta", "atasan"]),
  respondentId: z.number(),
  aboutId: z.number(),
  competencies: z.array(z.string()),
  answers: z.custom<Answers>((it) => typeof it === "object" && it !== null && !Array.isArray(it)),
  survey: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it),
  days: z.number(),
  training: z.string(),
  zone: z.string(),
});
/** Answers about behaviour, as they were handed in. */
export type HandedBehaviour = z.output<typeof Row>;

/** What a participant or a leader handed in about behaviour; undefined = something else, not handed in, or nobody's any more. */
export function handedBehaviour(db: Database, { cell, agencyId }: Tenant, requestId: number): Promise<HandedBehaviour | undefined> {
  return db.maybe(
    Row,
    sql`
    select q.id::int as id, q.capacity, q.respondent_id::int as "respondentId", q.about_id::int as "aboutId", q.competencies, q.answers, s.body as survey,
           r.after_days as days, t.name as training, a.zone
      from survey_request q
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id and r.step = 'perilaku'
      join survey s on s.cell = r.cell and s.agency_id = r.agency_id and s.id = r.survey_id
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
      join agency a on a.id = q.agency_id
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = ${requestId} and q.done_at is not null
       and q.capacity in ('peserta', 'atasan') and q.respondent_id is not null and q.about_id is not null`,
  );
}
