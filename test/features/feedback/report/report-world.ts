import { Fault } from "../../../../src/core/fault.ts";
import { perform } from "../../../../src/core/perform.ts";
import type { Role } from "../../../../src/core/person.ts";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { feedbackCapabilities } from "../../../../src/features/feedback/capabilities.ts";
import { settleRound } from "../../../../src/features/feedback/measure/settle.ts";
import { exportEvaluation } from "../../../../src/features/feedback/report/export-evaluation.ts";
import type { Answers, Capacity } from "../../../../src/features/feedback/survey/survey.ts";
import type { TestDatabase } from "../../../world.ts";
import { cell, kendari, openSurveyWorld, tenant } from "../survey/survey-world.ts";

export { cell, kendari, tenant };

export interface Handed {
  who: Subject;
  about?: Subject;
  capacity?: Capacity;
  /** Not given: asked, and never answered. */
  answers?: Answers;
}

export type ReportWorld = Awaited<ReturnType<typeof openReportWorld>>;

/** The world of surveys, in which rounds of classes that are over can be put as answered and settled. */
export async function openReportWorld(database: TestDatabase) {
  const world = await openSurveyWorld(database);
  const { db, clock } = world;

  /** A round with who was asked and what they handed in, closed and settled. */
  async function settled(classId: number, step: "reaksi" | "belajar" | "perilaku", handed: Handed[], afterDays = 0): Promise<void> {
    const opens = clock
      .now()
      .subtract({ hours: 24 * 20 })
      .toZonedDateTimeISO("Asia/Makassar")
      .toPlainDateTime()
      .toString();
    const closes = clock.now().subtract({ hours: 24 }).toZonedDateTimeISO("Asia/Makassar").toPlainDateTime().toString();
    const round = await world.round(classId, { step, afterDays, opens, closes });
    for (const it of handed) {
      const id = await world.request(round, it.who, { ...(it.about && { about: it.about }), ...(it.capacity && { capacity: it.capacity }) });
      if (it.answers)
        await db.run(sql`update survey_request set answers = ${JSON.stringify(it.answers)}, done_at = ${clock.now().toString()} where id = ${id}`);
      await db.run(sql`update survey_request set sent_at = ${clock.now().toString()} where id = ${id}`);
    }
    await db.transaction(async (tx) => {
      await settleRound(tx, tenant, round, clock.now());
      await tx.run(sql`update survey_round set settled_at = ${clock.now().toString()} where id = ${round}`);
    });
  }

  const people = async (count: number, name = "Peserta"): Promise<Subject[]> => {
    const all: Subject[] = [];
    for (let at = 0; at < count; at++) all.push(await world.person(`${name} ${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]}`));
    return all;
  };

  async function speaks(classId: number, name: string, who: Subject | null = null): Promise<void> {
    await db.run(
      sql`insert into class_speaker (cell, agency_id, class_id, name, person_id) values (${cell}, ${kendari}, ${classId}, ${name}, ${who?.personId ?? null})`,
    );
  }

  /** A call with these roles, past any talk: its reply, or the refusal's sentence. */
  async function calls(who: Subject, id: string, input: Record<string, unknown>, roles: Role[] = ["asn", "supervisor"]): Promise<string> {
    const agency = { id: kendari, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
    const person = { id: who.personId, handleId: 0, roles, agency };
    const context = { db, cell, now: clock.now(), agency, agencies: [agency], person, conversation: null, memory: {} };
    return perform([...feedbackCapabilities, exportEvaluation("https://asn.contoh.go.id")], context, { capability: id, input }).then(
      (it) => JSON.stringify(it.reply),
      (fault: unknown) => {
        if (fault instanceof Fault) return fault.say;
        throw fault;
      },
    );
  }

  async function afresh(): Promise<void> {
    for (const table of [sql`survey_block`, sql`training_change`, sql`class_speaker`]) await db.run(sql`delete from ${table}`);
    await world.afresh();
  }

  return { ...world, settled, people, speaks, calls, afresh };
}

/** A whole reaction. */
export const reaction = (mark: number, nps: number, saran?: string): Answers => ({
  pembicara: mark,
  materi: mark,
  relevansi: mark,
  tempo: "pas",
  fasilitas: mark,
  nps,
  ...(saran === undefined ? {} : { saran }),
});
