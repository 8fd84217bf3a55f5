import { randomUUID } from "node:crypto";
import type { Database } from "../../../../src/db/database.ts";
import { createKnowledge, type Knowledge } from "../../../../src/features/knowledge/knowledge.ts";
import { putDocument, removeDocument } from "../../../../src/features/knowledge/store.ts";
import { createMeaning, type Meaning } from "../../../../src/features/knowledge/vectors/meaning.ts";
import type { FakeEmbeddings } from "../../../fakes/embeddings.ts";
import { testClock } from "../../../world.ts";
import { intents } from "../base-of.ts";
import { article, rule, vocabulary } from "../search/base.ts";

export const national = { city: null, asOf: "2026-01-01" };

/** Concepts that the fake model knows, and the base's vocabulary does not. */
export const concepts = [
  ["gaji", "upah", "penghasilan"],
  ["sekolah", "kuliah", "pendidikan"],
];

export const pay = rule("pp-2020-1", "Urusan Kantor", [
  article("1", "Penghasilan dibayarkan setiap awal bulan."),
  article("2", "Potongan iuran dihitung oleh bendahara."),
]);
export const study = rule("pp-2021-2", "Urusan Lain", [article("1", "Pendidikan lanjutan dapat ditempuh dengan biaya sendiri.")]);

/** One process: its own copy of the base, over a database that others may share. */
export interface Replica {
  meaning: Meaning;
  knowledge: Knowledge;
  /** Log lines, level and all. */
  lines: Record<string, unknown>[];
  /** Lets the endpoint's rest pass. */
  later(ms: number): void;
  /** Begins, and waits until nothing is missing or the endpoint fails; the number missing. */
  filled(): Promise<number>;
  /** What a question finds, as `document#anchor`, by words and meaning; after the vector was fetched. */
  finds(text: string, city?: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function replica(db: Database, embeddings: FakeEmbeddings, more: { model?: string; key?: string } = {}): Promise<Replica> {
  const lines: Record<string, unknown>[] = [];
  const write = (level: string) => (fields: Record<string, unknown>, event: string) => void lines.push({ level, ...fields, event });
  const [started, clock] = [performance.now(), testClock()];
  let ahead = 0;
  const meaning = createMeaning({
    db,
    log: { info: write("info"), warn: write("warn") },
    clock: clock.now,
    elapsed: () => performance.now() - started + ahead,
    url: embeddings.url,
    model: "multilingual-e5-small",
    ...more,
  });
  const knowledge = createKnowledge(vocabulary, intents, meaning);
  await knowledge.refresh(db);
  return {
    meaning,
    knowledge,
    lines,
    later(ms) {
      ahead += ms;
      clock.pass({ milliseconds: ms });
    },
    filled() {
      meaning.start();
      return meaning.settled(new AbortController().signal);
    },
    async finds(text, city) {
      const request = { ...national, text, ...(city !== undefined && { city }) };
      await knowledge.warm(text);
      const near = await knowledge.near(db, request);
      return knowledge.search({ ...request, near, top: 5 }).map((it) => `${it.document.meta.id}#${it.passage.anchor}`);
    },
    close: () => meaning.close(),
  };
}

type Document = ReturnType<typeof rule>;

export async function put(db: Database, ...documents: Document[]): Promise<void> {
  for (const { meta, passages } of documents) {
    await db.transaction((tx) => putDocument(tx, { meta, passages, origin: "added", fileName: `${meta.id}.md`, checksum: randomUUID() }, testClock().now()));
  }
}

export async function remove(db: Database, { meta }: Document): Promise<void> {
  await db.transaction((tx) => removeDocument(tx, `added/${meta.id}`, "officer", testClock().now()));
}
