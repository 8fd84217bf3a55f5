import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { type Answers, capacities, type Survey } from "./survey.ts";

/** What a round is about, and how long after the class. */
export const steps = ["reaksi", "belajar", "perilaku"] as const;
export type Step = (typeof steps)[number];

const Row = z.object({
  id: z.number(),
  capacity: z.enum(capacities),
  /** null = took the link back. */
  respondentId: z.number().nullable(),
  aboutId: z.number().nullable(),
  /** What behaviour is asked of, in asking order. */
  competencies: z.array(z.string()),
  /** When asking was due, epoch seconds: the period that behaviour is asked of ends on that day. */
  dueAt: z.number(),
  answers: z.custom<Answers>((it) => typeof it === "object" && it !== null && !Array.isArray(it)),
  /** The question that somebody went back to, or is still choosing for; null = the first one without an answer. */
  atItem: z.string().nullable(),
  /** Changes of the form so far: a button counts only at the step that it was shown at. */
  step: z.number(),
  begun: z.boolean(),
  done: z.boolean(),
  declined: z.boolean(),
  closedNote: z.string().nullable(),
  round: z.object({
    id: z.number(),
    classId: z.number(),
    step: z.enum(steps),
    afterDays: z.number(),
    /** Epoch seconds. */
    opensAt: z.number(),
    closesAt: z.number(),
    settled: z.boolean(),
  }),
  survey: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it),
});
/** Somebody is asked, with the round that it belongs to and the very edition of the survey that is asked. */
export type SurveyRequest = z.output<typeof Row>;

const requests = (which: Sql): Sql => sql`
    select q.id::int as id, q.capacity, q.respondent_id::int as "respondentId", q.about_id::int as "aboutId", q.competencies, q.answers, extract(epoch from q.due_at)::float8 as "dueAt",
           q.at_item as "atItem", q.step, q.begun_at is not null as begun, q.done_at is not null as done, q.declined_at is not null as declined,
           q.closed_note as "closedNote", s.body as survey,
           jsonb_build_object('id', r.id, 'classId', r.class_id, 'step', r.step, 'afterDays', r.after_days, 'settled', r.settled_at is not null,
             'opensAt', extract(epoch from r.opens_at)::float8, 'closesAt', extract(epoch from r.closes_at)::float8) as round
      from survey_request q
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
      join survey s on s.cell = r.cell and s.agency_id = r.agency_id and s.id = r.survey_id
      ${which}`;

/** What a person of this city can answer now, soonest to close first; of one class its reaction before what was learnt. */
export function openRequestsOf(db: Database, { cell, agencyId, personId }: Subject, now: Temporal.Instant): Promise<SurveyRequest[]> {
  const at = now.toString();
  return db.many(
    Row,
    requests(sql`
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id and c.status not in ('batal', 'ditunda')
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.respondent_id = ${personId}
       and q.done_at is null and q.declined_at is null and q.closed_note is null and r.settled_at is null
       and r.opens_at <= ${at}::timestamptz and r.closes_at > ${at}::timestamptz
     order by r.closes_at, s.level, q.id`),
  );
}

/** One request of this city, locked for this transaction: two talks that answer at once come one after the other. */
export const requestById = (db: Database, { cell, agencyId }: Tenant, id: number): Promise<SurveyRequest | undefined> =>
  db.maybe(Row, requests(sql`where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = ${id} for update of q`));

/** The person has opened it for the first time; later openings change nothing. */
export async function beginRequest(tx: Database, { cell, agencyId }: Tenant, id: number, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    update survey_request set begun_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and begun_at is null and done_at is null`);
}

/** What a form holds between two messages. */
export interface Progress {
  answers: Answers;
  atItem: string | null;
  step: number;
}

/** Keeps the answers so far of what was not handed in yet. */
export async function saveAnswers(tx: Database, { cell, agencyId }: Tenant, id: number, { answers, atItem, step }: Progress): Promise<void> {
  await tx.run(sql`
    update survey_request set answers = ${JSON.stringify(answers)}, at_item = ${atItem}, step = ${step}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and done_at is null`);
}

/** Hands in, once: what is given here is what counts. False when it was handed in before. */
export async function finishRequest(
  tx: Database,
  { cell, agencyId }: Tenant,
  id: number,
  { answers, channel, now }: { answers: Answers; channel: string | null; now: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.run(sql`
    update survey_request set answers = ${JSON.stringify(answers)}, at_item = null, step = step + 1, done_at = ${now.toString()}, done_channel = ${channel}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and done_at is null and declined_at is null and closed_note is null`);
  return rows > 0;
}

/** Does not want to answer, or with null does after all; of a class's reaction also what was learnt there, where that is untouched. */
export async function declineRequest(tx: Database, { cell, agencyId }: Tenant, id: number, at: Temporal.Instant | null): Promise<void> {
  await tx.run(sql`
    update survey_request set declined_at = ${at?.toString() ?? null}, step = step + 1
     where cell = ${cell} and agency_id = ${agencyId} and done_at is null and (id = ${id} or (begun_at is null and closed_note is null and id in (
       select l.id from survey_request q
         join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id and r.step = 'reaksi'
         join survey_round n on n.cell = r.cell and n.agency_id = r.agency_id and n.class_id = r.class_id and n.month = r.month and n.step = 'belajar'
         join survey_request l on l.cell = n.cell and l.agency_id = n.agency_id and l.round_id = n.id and l.respondent_id = q.respondent_id
        where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = ${id})))`);
}

/** Whether a second person has said whose chat this is: what is said about others waits for that (F2). */
export async function chatConfirmed(db: Database, { cell, agencyId }: Tenant, handleId: number): Promise<boolean> {
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`select id::int as id from handle where cell = ${cell} and agency_id = ${agencyId} and id = ${handleId} and confirmed_at is not null`,
  );
  return rows.length > 0;
}
