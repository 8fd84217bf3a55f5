import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { createKnowledge, type Knowledge } from "../../../src/features/knowledge/knowledge.ts";
import { addFiles, type SourceFile, syncShipped } from "../../../src/features/knowledge/library.ts";
import { documentsById, removeDocument } from "../../../src/features/knowledge/store.ts";
import { testClock, testDatabases } from "../../world.ts";
import { intents, vocabulary } from "./base-of.ts";

const card = (text: string) => `---
title: PP 11/2017 tentang Manajemen Pegawai Negeri Sipil
kind: PP
number: "11"
year: 2017
---
## Jumlah minimal JP setahun bagi PNS
- pasal: Pasal 203 ayat (4)
- kata kunci: minimal JP

${text}
`;
const file = (name: string, text: string | Uint8Array): SourceFile => ({ name, bytes: typeof text === "string" ? new TextEncoder().encode(text) : text });
const first = "Setiap PNS mengikuti paling sedikit 20 JP setahun.";
const second = "Setiap PNS mengikuti paling sedikit 20 jam pelajaran (JP) setiap tahun.";

describe.each(testDatabases())("the library on $name", ({ open }) => {
  let base: OpenDatabase;
  let knowledge: Knowledge;
  const clock = testClock();
  beforeAll(async () => {
    base = await open();
    knowledge = createKnowledge(vocabulary, intents);
  });
  afterAll(() => base.close());

  const add = async (...files: SourceFile[]) =>
    (await addFiles(base.db, files, { origin: "added", now: clock.now() })).map((it) => ({ file: it.file, result: it.result, reason: it.reason }));
  const ship = async (...files: SourceFile[]) => (await syncShipped(base.db, files, clock.now())).map((it) => it.result);
  const answer = async () => {
    await knowledge.refresh(base.db);
    return knowledge.answer({ text: "minimal JP PNS setahun berapa?", city: null, asOf: "2026-11-22" });
  };
  const count = async (table: string) =>
    (
      await base.db.one(
        z.object({ n: z.coerce.number() }),
        table === "passages" ? sql`select count(*)::int as n from knowledge_passage` : sql`select revision::int as n from knowledge_state`,
      )
    ).n;

  it("changes nothing when the same content comes twice", async () => {
    expect(await ship(file("nasional/pp-2017-11.md", card(first)))).toEqual(["added"]);
    const before = [await count("passages"), await count("revision")];
    expect(await ship(file("nasional/pp-2017-11.md", card(first)))).toEqual(["unchanged"]);
    expect([await count("passages"), await count("revision")]).toEqual(before);
    expect((await answer()).text).toBe(first);
  });

  it("replaces a changed document as a new version, and keeps the old one for the audit", async () => {
    expect(await ship(file("nasional/pp-2017-11.md", card(second)))).toEqual(["changed"]);
    const now = await answer();
    expect([now.text, now.used[0]?.version]).toEqual([second, 2]);
    expect(await count("passages")).toBe(2);
  });

  it("leaves what was there when a file cannot be read, and says why", async () => {
    const broken = await add(
      file("kosong.md", ""),
      file("rusak.pdf", "bukan pdf"),
      file("rusak.zip", "bukan zip"),
      file("aneh.md", "---\ntitle: [\n---\n## A\n\nB\n"),
    );
    expect(broken.map((it) => it.result)).toEqual(["refused", "refused", "refused", "refused"]);
    for (const it of broken) expect(it.reason, it.file).toMatch(/^[A-Z].{15,}\.$/s);
    expect((await answer()).text).toBe(second);
  });

  it("keeps an officer's own document beside the shipped one, and a restart does not undo it", async () => {
    const own = card("Setiap PNS mengikuti paling sedikit 20 JP setahun menurut naskah asli.");
    expect((await add(file("pp-2017-11.md", own))).map((it) => it.result)).toEqual(["added"]);
    await ship(file("nasional/pp-2017-11.md", card(second)));
    expect((await documentsById(base.db, "pp-2017-11")).map((it) => it.origin)).toEqual(["added", "shipped"]);
    await base.db.transaction((tx) => removeDocument(tx, "added/pp-2017-11", "officer", clock.now()));
    expect((await answer()).text).toBe(second);
  });

  it("never cites a removed document again, also after a restart, until it is added anew", async () => {
    await base.db.transaction((tx) => removeDocument(tx, "shipped/pp-2017-11", "officer", clock.now()));
    await ship(file("nasional/pp-2017-11.md", card(second)));
    expect((await answer()).citations).toEqual([]);
    await ship(file("nasional/pp-2017-11.md", card(first)));
    expect((await answer()).citations).toEqual([]);
    await add(file("pp-2017-11.md", card(first)));
    expect((await answer()).citations.map((it) => it.document)).toEqual(["pp-2017-11"]);
  });

  it("takes a shipped document out of use when its file is gone, and back when it returns", async () => {
    await ship(file("a.md", "# Aturan cuti kantor\n\nCuti kantor diajukan tiga hari sebelumnya."));
    expect(await documentsById(base.db, "a")).toHaveLength(1);
    await ship();
    expect(await documentsById(base.db, "a")).toHaveLength(0);
    await ship(file("a.md", "# Aturan cuti kantor\n\nCuti kantor diajukan tiga hari sebelumnya."));
    expect(await documentsById(base.db, "a")).toHaveLength(1);
  });

  it("shows a second replica what the first has changed", async () => {
    const other = createKnowledge(vocabulary, intents);
    await other.refresh(base.db);
    await add(file("magang.md", "# Aturan magang kantor\n\nMagang di kantor lain paling lama enam bulan."));
    await other.refresh(base.db);
    const hits = other.search({ text: "magang kantor lain berapa bulan", city: null, asOf: "2026-11-22", top: 1 });
    expect(hits[0]?.document.meta.id).toBe("magang");
  });

  it("does not wait inside a transaction for a look from outside, which may itself wait for that transaction", async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const inside = base.db.transaction(async (tx) => {
      begun.resolve();
      await goOn.promise;
      await knowledge.refresh(tx);
    });
    await begun.promise;
    const outside = knowledge.refresh(base.db);
    goOn.resolve();
    await expect(Promise.all([inside, outside])).resolves.toBeDefined();
  });

  it("refuses two files of one name in one go", async () => {
    const twice = await add(file("x/sama.md", "# Satu\n\nIsi satu."), file("y/sama.md", "# Dua\n\nIsi dua."));
    expect(twice.map((it) => it.result)).toEqual(["added", "refused"]);
  });
});
