import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { feedbackCapabilities } from "../../../../src/features/feedback/capabilities.ts";
import { surveyFiles, syncSurveys } from "../../../../src/features/feedback/survey/shipped.ts";
import type { Answers, Capacity } from "../../../../src/features/feedback/survey/survey.ts";
import { newestSurveys } from "../../../../src/features/feedback/survey/survey-store.ts";
import type { TestDatabase } from "../../../world.ts";
import { cell, kendari, openCompletionWorld, tenant } from "../../completion/completion-world.ts";

export { cell, kendari, tenant };

export interface RoundFacts {
  step?: "reaksi" | "belajar" | "perilaku";
  afterDays?: number;
  /** Local, in Kendari. */
  opens?: string;
  closes?: string;
  /** Name of the survey; as the step without it. */
  survey?: string;
}

export interface RequestFacts {
  capacity?: Capacity;
  about?: Subject;
  competencies?: string[];
  due?: string;
}

export const local = (text: string): string => Temporal.PlainDateTime.from(text).toZonedDateTime("Asia/Makassar").toInstant().toString();

export type SurveyWorld = Awaited<ReturnType<typeof openSurveyWorld>>;

/** The world of completion with the shipped surveys, and rounds and requests as planning would have made them. */
export async function openSurveyWorld(database: TestDatabase) {
  const world = await openCompletionWorld(database, feedbackCapabilities);
  const { db, clock } = world;
  await syncSurveys(db, cell, surveyFiles(), clock.now());

  async function round(
    classId: number,
    { step = "reaksi", afterDays = 0, opens = "2026-11-20T08:00", closes = "2026-12-04T17:00", survey = step }: RoundFacts = {},
  ): Promise<number> {
    const asked = (await newestSurveys(db, tenant)).get(survey);
    if (!asked) throw new Error(`no survey ${survey}`);
    const { id } = await db.one(
      z.object({ id: z.number() }),
      sql`
      insert into survey_round (cell, agency_id, class_id, survey_id, step, after_days, opens_at, closes_at)
      values (${cell}, ${kendari}, ${classId}, ${asked.id}, ${step}, ${afterDays}, ${local(opens)}, ${local(closes)}) returning id::int as id`,
    );
    return id;
  }

  async function request(
    roundId: number,
    who: Subject,
    { capacity = "peserta", about = who, competencies = [], due = "2026-11-20T09:00" }: RequestFacts = {},
  ): Promise<number> {
    const { id } = await db.one(
      z.object({ id: z.number() }),
      sql`
      insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, competencies, due_at)
      values (${cell}, ${kendari}, ${roundId}, ${randomUUID()}, ${capacity}, ${who.personId}, ${about.personId}, ${competencies}, ${local(due)}) returning id::int as id`,
    );
    return id;
  }

  const kept = (id: number) =>
    db.one(
      z.object({
        answers: z.custom<Answers>(),
        done: z.boolean(),
        begun: z.boolean(),
        declined: z.boolean(),
        channel: z.string().nullable(),
        step: z.number(),
      }),
      sql`
      select answers, done_at is not null as done, begun_at is not null as begun, declined_at is not null as declined, done_channel as channel, step
        from survey_request where cell = ${cell} and agency_id = ${kendari} and id = ${id}`,
    );

  /** A class with one who was there, and the reaction to it open. */
  async function reaction(facts: RoundFacts = {}, name = "Dasar SPBE") {
    const it = await world.cityClass(name, { sessions: ["2026-11-20T08:00/2026-11-20T16:00"] });
    const ani = await world.participant(it.id, "Ani Contoh");
    const roundId = await round(it.id, facts);
    return { ...it, ani, roundId, request: await request(roundId, ani.who) };
  }

  async function afresh(): Promise<void> {
    await db.run(sql`delete from survey_round`);
    await db.run(sql`delete from competency_evidence`);
    await world.afresh();
  }

  return { ...world, round, request, kept, reaction, afresh };
}
