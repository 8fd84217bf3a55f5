import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBlob } from "../../../src/core/blob.ts";
import type { Context } from "../../../src/core/capability.ts";
import { sql } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { showSource } from "../../../src/features/knowledge/show-source.ts";
import { testDatabases } from "../../world.ts";

describe.each(testDatabases())("the words of a source on $name", ({ open }) => {
  let base: OpenDatabase;
  const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  async function show(conversation: string, text: string | null) {
    const sources = JSON.stringify([{ label: "PP 11/2017 Pasal 203", status: "berlaku", text }]);
    if (text !== null) {
      await base.db.run(sql`
        insert into knowledge_answer (cell, conversation, asked_at, question, as_of, outcome, answer, passages, sources, ms)
        values (1, ${conversation}, ${now.toString()}, 'x', '2026-11-22', 'answered', '', '[]', ${sources}, 1)`);
    }
    const { reply } = await base.db.transaction((db) => showSource.handle({ db, cell: 1, now, conversation } as Context, {}));
    return reply;
  }

  it("fit into the bubble where they are short", async () => {
    expect(await show("short", "Setiap PNS *memiliki* hak.")).toEqual({
      text: "Sumber dari jawaban terakhir yang punya sumber:\n\n*PP 11/2017 Pasal 203* (berlaku)\nSetiap PNS ∗memiliki∗ hak.",
    });
  });

  it("go along whole as a file where they are long", async () => {
    const long = `${"Setiap PNS memiliki hak yang sama. ".repeat(60)}Akhir.`;
    const reply = await show("long", long);
    expect(reply.text).toContain("Bunyi lengkapnya ada dalam berkas terlampir.");
    expect(reply.text).not.toContain("Akhir.");
    const file = reply.files?.[0];
    expect(file).toMatchObject({ kind: "document", mime: "text/plain", name: "bunyi-sumber.txt" });
    const kept = await openBlob(base.db, 1, file?.blob ?? "", "long");
    expect(new TextDecoder().decode(kept?.bytes)).toBe(`PP 11/2017 Pasal 203 (berlaku)\n\n${long}\n`);
  });

  it("are asked for politely where there was no answer yet", async () => {
    expect((await show("none", null)).text).toContain("Belum ada jawaban bersumber");
  });
});
