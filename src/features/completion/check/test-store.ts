import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

/** Before the training and after it. */
export const tests = ["awal", "akhir"] as const;
export type Test = (typeof tests)[number];

const Question = z.object({ question: z.string(), options: z.array(z.string()), correct: z.number() });
/** One question with its choices; `correct`: place of the right one, from 0. */
export type Question = z.output<typeof Question>;

/** A training's questions, in their order. */
export function questionsOf(db: Database, { cell, agencyId }: Tenant, trainingId: number, test: Test): Promise<Question[]> {
  return db.many(
    Question,
    sql`
    select question, options, correct from learning_question
     where cell = ${cell} and agency_id = ${agencyId} and training_id = ${trainingId} and test = ${test} order by place`,
  );
}

/** Replaces a training's whole test; none takes it away. */
export async function saveQuestions(tx: Database, { cell, agencyId }: Tenant, trainingId: number, test: Test, questions: Question[]): Promise<void> {
  await tx.run(sql`delete from learning_question where cell = ${cell} and agency_id = ${agencyId} and training_id = ${trainingId} and test = ${test}`);
  const rows = JSON.stringify(questions.map((it, place) => ({ ...it, place })));
  await tx.run(sql`
    insert into learning_question (cell, agency_id, training_id, test, place, question, options, correct)
    select ${cell}, ${agencyId}, ${trainingId}, ${test}, place, question, options, correct
      from jsonb_to_recordset(${rows}::jsonb) as it (place smallint, question text, options jsonb, correct smallint)`);
}

const Run = z.object({
  classId: z.number(),
  test: z.enum(tests),
  attempt: z.number(),
  questions: z.array(Question),
  /** Places of the chosen answers, in the order of the questions. */
  answers: z.array(z.number()),
  /** Points of 100; null = not finished. */
  score: z.number().nullable(),
  finished: z.boolean(),
});
/** A test under way or done. */
export type Run = z.output<typeof Run>;

const runs = (db: Database, { cell, agencyId, personId }: Subject, classId: number | null): Promise<Run[]> =>
  db.many(
    Run,
    sql`
    select class_id::int as "classId", test, attempt, questions, answers, score, finished_at is not null as finished from learning_test
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and (${classId}::bigint is null or class_id = ${classId}) order by class_id, test`,
  );

/** All tests of a person. */
export const runsOf = (db: Database, subject: Subject): Promise<Run[]> => runs(db, subject, null);

export const runOf = async (db: Database, subject: Subject, classId: number, test: Test): Promise<Run | undefined> =>
  (await runs(db, subject, classId)).find((it) => it.test === test);

/** Begins a test, or begins it anew; the best score so far stays. */
export async function beginRun(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  { classId, test, questions, now }: { classId: number; test: Test; questions: Question[]; now: Temporal.Instant },
): Promise<void> {
  await tx.run(sql`
    insert into learning_test as t (cell, agency_id, class_id, person_id, test, questions, started_at)
    values (${cell}, ${agencyId}, ${classId}, ${personId}, ${test}, ${JSON.stringify(questions)}, ${now.toString()})
    on conflict (cell, agency_id, class_id, person_id, test) do update
      set attempt = t.attempt + 1, questions = excluded.questions, answers = '[]', started_at = excluded.started_at, finished_at = null`);
}

/** Keeps the answers so far; with a score the test is done. Only while as many were given as the caller saw, so that a tap counts once. */
export async function keepAnswers(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  { classId, test, answers, score, now }: { classId: number; test: Test; answers: number[]; score: number | null; now: Temporal.Instant },
): Promise<boolean> {
  const finished = score === null ? null : now.toString();
  const rows = await tx.run(sql`
    update learning_test
       set answers = ${JSON.stringify(answers)}, score = case when ${score}::int is null then score else greatest(coalesce(score, 0), ${score}::int) end, finished_at = ${finished}
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and person_id = ${personId} and test = ${test}
       and finished_at is null and jsonb_array_length(answers) = ${answers.length - 1}`);
  return rows > 0;
}

const Score = z.object({ personId: z.number(), score: z.number() });

/** Best scores of a class's test, by person. */
export async function scoresOf(db: Database, { cell, agencyId }: Tenant, classId: number, test: Test): Promise<Map<number, number>> {
  const rows = await db.many(
    Score,
    sql`
    select person_id::int as "personId", score from learning_test
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and test = ${test} and score is not null`,
  );
  return new Map(rows.map((it) => [it.personId, it.score]));
}

const TestDay = z.object({ personId: z.number(), day: z.string() });

/** On which local day, ISO, each person of a class finished a test last; of one who is at it again, when they began. */
export async function testDaysOf(db: Database, { cell, agencyId }: Tenant, classId: number, test: Test, zone: string): Promise<Map<number, string>> {
  const rows = await db.many(
    TestDay,
    sql`
    select person_id::int as "personId", (coalesce(finished_at, started_at) at time zone ${zone})::date::text as day from learning_test
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and test = ${test} and score is not null`,
  );
  return new Map(rows.map((it) => [it.personId, it.day]));
}

/** On withdrawn consent: answers go, the points stay with the result that rests on them. */
export async function eraseAnswers(db: Database, { cell, agencyId, personId }: Subject): Promise<void> {
  await db.run(sql`
    update learning_test set answers = '[]', questions = '[]' where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and finished_at is not null`);
  await db.run(sql`delete from learning_test where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and score is null`);
}
