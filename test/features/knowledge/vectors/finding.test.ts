import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../../src/db/database.ts";
import type { OpenDatabase } from "../../../../src/db/open.ts";
import { type FakeEmbeddings, type Mood, startEmbeddings } from "../../../fakes/embeddings.ts";
import { testDatabases } from "../../../world.ts";
import { article, rule } from "../search/base.ts";
import { concepts, national, pay, put, type Replica, replica, study } from "./world.ts";

const old = rule("pp-1999-9", "Upah Lama", [article("1", "Penghasilan lama dibayarkan dengan kartu.")], { inForceTo: "2010-01-01" });
const kendari = rule("perwali-2020-7", "Upah Kota", [article("1", "Penghasilan tambahan diberikan kota.")], { scope: "kendari" });

describe.each(testDatabases())("finding by words and meaning on $name", ({ name, open }) => {
  let database: OpenDatabase;
  let embeddings: FakeEmbeddings;
  let one: Replica;

  beforeEach(async () => {
    [database, embeddings] = await Promise.all([open(), startEmbeddings(concepts)]);
    await put(database.db, pay, study, old, kendari);
    one = await replica(database.db, embeddings);
    await one.filled();
  });
  afterEach(async () => {
    await one.close();
    await embeddings.stop();
    await database.close();
  });

  const byWords = (text: string) => one.knowledge.search({ ...national, text, top: 5 }).map((it) => `${it.document.meta.id}#${it.passage.anchor}`);

  it("finds a passage that words alone miss, with all that judging it needs", async () => {
    const text = "kapan gaji cair";
    expect(byWords(text)).toEqual([]);
    expect((await one.finds(text))[0]).toBe("pp-2020-1#pasal-1");
    const near = await one.knowledge.near(database.db, { ...national, text });
    const [hit] = one.knowledge.search({ ...national, text, near, top: 1 });
    expect(hit?.matched.terms.map((it) => ({ words: it.words, found: it.found }))).toEqual([
      { words: ["gaji"], found: 0 },
      { words: ["cair"], found: 0 },
    ]);
    expect(hit?.matched).toMatchObject({ coverage: 0, direct: false });
  });

  it("keeps in front what words and meaning both find, and gives a meaning-only passage its words' score", async () => {
    const text = "bendahara menghitung iuran dari upah";
    const found = await one.finds(text);
    expect(found[0]).toBe("pp-2020-1#pasal-2");
    expect(found).toContain("pp-2020-1#pasal-1");
  });

  it("keeps a cited article in front of all that is merely near", async () => {
    expect((await one.finds("isi pasal 1 PP 2/2021 tentang gaji upah penghasilan"))[0]).toBe("pp-2021-2#pasal-1");
  });

  it("admits by the same rules as the search by words: no other city, nothing repealed", async () => {
    const found = await one.finds("gaji");
    expect(found).not.toContain("pp-1999-9#pasal-1");
    expect(found).not.toContain("perwali-2020-7#pasal-1");
    expect(await one.finds("gaji", "kendari")).toContain("perwali-2020-7#pasal-1");
  });

  it("asks once for a question that several people type, and not at all for greetings and refused questions", async () => {
    const before = embeddings.requests.length;
    await Promise.all([one.finds("kapan gaji cair"), one.finds(" kapan  gaji cair "), one.finds("kapan gaji cair")]);
    expect(embeddings.requests.length).toBe(before + 1);
    await one.finds("terima kasih banyak");
    await one.finds("berapa nilai asesmen pak budi");
    await one.finds("12");
    expect(embeddings.requests.slice(before).flatMap((it) => it.input)).toEqual(["query: kapan gaji cair"]);
  });

  it("answers in a transaction, and a failing look-up does not spoil it", async () => {
    const text = "kapan gaji cair";
    await one.knowledge.warm(text);
    await database.db.transaction(async (tx) => {
      expect((await one.knowledge.near(tx, { ...national, text })).length).toBeGreaterThan(0);
    });
    if (name !== "embedded") return expect(one.meaning.kind).not.toBeNull();
    await database.db.run(sql`drop table knowledge_vector`);
    await database.db.transaction(async (tx) => {
      expect(await one.knowledge.near(tx, { ...national, text })).toEqual([]);
      expect(await tx.run(sql`update knowledge_state set revision = revision`)).toBe(1);
    });
  });

  const failures: [Mood, RegExp][] = [
    ["unavailable", /^HTTP 503$/],
    ["unauthorized", /^HTTP 401, check EMBEDDINGS_KEY$/],
    ["slow", /^no answer within 1500 ms$/],
    ["html", /^the answer is not JSON$/],
    ["garbage", /^the answer is not a list of embeddings$/],
    ["too_few", /^0 embeddings came for 1 texts$/],
    ["wider", /^embeddings of 512 numbers came, the base holds 256 for multilingual-e5-small: is it another model/],
  ];
  it.each(failures)("goes by words alone when the endpoint is %s, says so once, and tries again after a minute", async (mood, reason) => {
    embeddings.mood = mood;
    const before = embeddings.requests.length;
    for (const at of [1, 2, 3, 4, 5]) {
      const text = `berapa gaji bulan ke ${"satu dua tiga empat lima".split(" ")[at - 1]} di kantor`;
      expect(await one.finds(text)).toEqual(byWords(text));
    }
    const tries = embeddings.requests.length - before;
    expect(tries).toBeLessThanOrEqual(9);
    const warnings = one.lines.filter((it) => it.level === "warn");
    expect(warnings).toEqual([
      { level: "warn", purpose: "question", reason: expect.stringMatching(reason), restMs: 60_000, event: expect.stringContaining("words alone") },
    ]);
    embeddings.mood = "well";
    expect(await one.finds("kapan gaji cair")).toEqual([]);
    expect(embeddings.requests.length - before).toBe(tries);
    one.later(61_000);
    expect((await one.finds("kapan gaji cair"))[0]).toBe("pp-2020-1#pasal-1");
    expect(one.lines.at(-1)).toMatchObject({ level: "info", event: "embeddings endpoint works again" });
  });

  it("goes by words alone when nobody listens any more", async () => {
    await embeddings.stop();
    for (const at of ["satu", "dua", "tiga"]) expect(await one.finds(`iuran ${at}`)).toEqual(["pp-2020-1#pasal-2"]);
    expect(one.lines).toEqual([expect.objectContaining({ level: "warn", reason: "not reachable (ECONNREFUSED)" })]);
  });
});
