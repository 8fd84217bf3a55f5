import { readFileSync } from "node:fs";
import type { Letter } from "../../../src/core/channel.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { type Database, sql } from "../../../src/db/database.ts";
import { putLetters } from "../../../src/delivery/outbox.ts";
import { handoffCapabilities } from "../../../src/features/handoff/capabilities.ts";
import type { Round } from "../../../src/features/handoff/round.ts";
import { recentTalk } from "../../../src/features/knowledge/answer-log.ts";
import { createKnowledge } from "../../../src/features/knowledge/knowledge.ts";
import { addFiles } from "../../../src/features/knowledge/library.ts";
import type { ExpectedAnswer } from "../../../src/features/knowledge/trial/expectation.ts";
import { createTrial } from "../../../src/features/knowledge/trial/trial.ts";
import { learningFrom, ownKnowledge } from "../../../src/learning/learning.ts";
import { readHours } from "../../../src/office-hours.ts";
import type { TestDatabase } from "../../world.ts";
import { type Chat, cell, openLinkWorld } from "../people/link-world.ts";

const shipped = (name: string): string => readFileSync(new URL(`../../../knowledge/${name}`, import.meta.url), "utf8");

/** Some of the shipped rules: enough to be asked about, little enough to be read in a moment. */
const documents = ["nasional/pp-2017-11.md", "nasional/se-menpanrb-2021-28.md", "nasional/perlan-2018-10.md", "panduan/batas.md"];

export interface Somebody {
  subject: Subject;
  chat: Chat;
}

/** People who talk, officers among them, over a real base with some real knowledge. Sunday 22 November 2026, 10.00 WITA at first. */
export async function openHandoffWorld(database: TestDatabase) {
  const { vocabulary, intents } = learningFrom(ownKnowledge);
  const made: Parameters<typeof createKnowledge> = [vocabulary, intents];
  const knowledge = createKnowledge(...made);
  const world = await openLinkWorld(database, handoffCapabilities({ complains: knowledge.complains, recentTalk, readHours }));
  const { db, clock } = world;
  const files = documents.map((name) => ({ name, bytes: Buffer.from(shipped(name)) }));
  await addFiles(db, files, { origin: "shipped", now: clock.now() });
  await knowledge.refresh(db);
  // The service learns after its start; here nobody's transaction waits for it.
  intents.of("halo");
  knowledge.answer({ text: "berapa JP minimal PNS setahun", city: null, asOf: "2026-11-22" });
  const questions: ExpectedAnswer[] = [];
  const sent: Letter[] = [];
  const round = (): Round => ({
    db,
    cell,
    now: clock.now(),
    async put(tx: Database, letters: Letter[]) {
      sent.push(...letters);
      await putLetters({ db: tx, cell }, (it) => [{ key: `${it.key}#0`, native: { text: it.reply.text } }], letters, clock.now());
    },
  });

  async function somebody(name: string, sender: string, ...roles: ("officer" | "administrator")[]): Promise<Somebody> {
    const subject = await world.person({ name });
    for (const it of roles) await world.role(subject, it);
    const chat = await world.linked(subject, "telegram", sender);
    if (roles.length > 0) await db.run(sql`update handle set confirmed_at = since where sender = ${sender}`);
    return { subject, chat };
  }

  /** Letters that a round sent to somebody since it was last asked. */
  const heard = ({ chat }: Somebody): string[] => sent.filter((it) => it.to.chat === chat.to.chat).map((it) => it.reply.text);
  return { ...world, knowledge, made, trial: createTrial(knowledge, () => questions), questions, sent, round, somebody, heard };
}

export type HandoffWorld = Awaited<ReturnType<typeof openHandoffWorld>>;
