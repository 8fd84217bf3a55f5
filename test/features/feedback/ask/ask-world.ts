import { z } from "zod";
import type { Capability } from "../../../../src/core/capability.ts";
import type { Letter } from "../../../../src/core/channel.ts";
import { keepNoticeMenus } from "../../../../src/core/notice-menu.ts";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { competencyCapabilities } from "../../../../src/features/competency/capabilities.ts";
import type { Round } from "../../../../src/features/enrolment/seats/lapse.ts";
import { closeRounds } from "../../../../src/features/feedback/ask/close-rounds.ts";
import { openRounds } from "../../../../src/features/feedback/ask/open-rounds.ts";
import { planRounds } from "../../../../src/features/feedback/ask/plan-rounds.ts";
import { sendSurveys } from "../../../../src/features/feedback/ask/send-letters.ts";
import { noteBehaviour } from "../../../../src/features/feedback/behaviour/note-evidence.ts";
import { feedbackCapabilities } from "../../../../src/features/feedback/capabilities.ts";
import { finishRequest } from "../../../../src/features/feedback/survey/request-store.ts";
import { surveyFiles, syncSurveys } from "../../../../src/features/feedback/survey/shipped.ts";
import type { Answers } from "../../../../src/features/feedback/survey/survey.ts";
import { giveConsent } from "../../../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../../../src/features/people/privacy/consent-uses.ts";
import type { TestDatabase } from "../../../world.ts";
import { cell, openCompletionWorld, type Somebody, tenant } from "../../completion/completion-world.ts";

export { cell, kendari, type Somebody, tenant } from "../../completion/completion-world.ts";

export type AskWorld = Awaited<ReturnType<typeof openAskWorld>>;

const Kept = z.object({
  id: z.number(),
  classId: z.number(),
  step: z.string(),
  days: z.number(),
  capacity: z.string(),
  respondent: z.number().nullable(),
  about: z.number().nullable(),
  competencies: z.array(z.string()),
  sentAt: z.string().nullable(),
  reminded: z.number(),
  done: z.boolean(),
  note: z.string().nullable(),
});
export type Kept = z.output<typeof Kept>;

/** Times at which something may happen on an ordinary day. */
const usualTimes = ["09:45", "14:00", "16:00"];
/** Also at night, at noon and at the edges. */
export const allTimes = ["00:30", "06:50", "07:10", "08:15", "09:30", "10:30", "11:10", "12:00", "13:45", "15:10", "16:00", "18:40", "21:00"];

/** Classes with the shipped surveys; the rounds of the regular job, by a clock of the test's own. */
export async function openAskWorld(database: TestDatabase, more: Capability[] = []) {
  const world = await openCompletionWorld(database, [...competencyCapabilities, ...feedbackCapabilities, ...more]);
  const { db, clock } = world;
  await syncSurveys(db, cell, surveyFiles(), clock.now());

  const roundNow = (put: (letters: Letter[]) => void = () => {}): Round => ({
    db,
    cell,
    now: clock.now(),
    async put(tx, letters) {
      put(letters);
      await keepNoticeMenus(tx, cell, letters, clock.now());
      world.deliver(letters);
    },
  });

  /** What the regular job does of surveys; the letters that it put. */
  async function tick(): Promise<Letter[]> {
    const letters: Letter[] = [];
    const round = roundNow((it) => letters.push(...it));
    for (const step of [planRounds, openRounds, sendSurveys, closeRounds]) await step(round);
    return letters;
  }

  /** Lets the clock go on to a local moment; ticks at these times of every day. Each letter with its local time. */
  async function runTo(local: string, times = usualTimes): Promise<{ at: string; letter: Letter }[]> {
    const here = () => clock.now().toZonedDateTimeISO("Asia/Makassar").toPlainDateTime();
    const moments: string[] = [];
    for (let day = here().toPlainDate(); day.toString() <= local.slice(0, 10); day = day.add({ days: 1 })) moments.push(...times.map((it) => `${day}T${it}`));
    const all: { at: string; letter: Letter }[] = [];
    for (const at of moments.filter((it) => it > here().toString() && it <= local)) {
      world.comes(at);
      all.push(...(await tick()).map((letter) => ({ at, letter })));
    }
    world.comes(local);
    return all;
  }

  const requests = (): Promise<Kept[]> =>
    db.many(
      Kept,
      sql`
      select q.id::int as id, r.class_id::int as "classId", r.step, r.after_days as days, q.capacity, q.respondent_id::int as respondent, q.about_id::int as about,
             q.competencies, to_json(q.sent_at)#>>'{}' as "sentAt", q.reminded, q.done_at is not null as done, q.closed_note as note
        from survey_request q join survey_round r on r.id = q.round_id and r.agency_id = q.agency_id order by q.id`,
    );

  /** Hands a request in, as the form does. */
  async function answers(id: number, given: Answers = { nps: 9 }): Promise<void> {
    await db.transaction(async (tx) => {
      await finishRequest(tx, tenant, id, { answers: given, channel: "telegram", now: clock.now() });
      await noteBehaviour(tx, tenant, id, clock.now());
    });
  }

  const agrees = ({ who }: Pick<Somebody, "who">): Promise<unknown> =>
    giveConsent(db, who, { purpose: "reminders", answer: "yes", version: useVersion("reminders"), channel: "telegram" }, clock.now());

  /** Somebody with a talk who leads nobody yet. */
  async function staff(name: string, options: Parameters<typeof world.person>[1] = {}): Promise<Somebody> {
    const who = await world.person(name, options);
    return { who, talk: await world.talk(who) };
  }

  async function endsLine(leader: Subject, who: Subject, until: string): Promise<void> {
    await db.run(sql`update reporting_line set until = ${until} where supervisor_id = ${leader.personId} and person_id = ${who.personId}`);
  }

  async function afresh(): Promise<void> {
    for (const table of [sql`survey_block`, sql`survey_setting`, sql`work_time`, sql`assessment`]) await db.run(sql`delete from ${table}`);
    await world.afresh();
  }

  return { ...world, roundNow, tick, runTo, requests, answers, agrees, staff, endsLine, afresh };
}
