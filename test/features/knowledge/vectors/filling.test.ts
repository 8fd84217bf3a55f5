import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { writeBackup } from "../../../../src/db/backup.ts";
import { sql } from "../../../../src/db/database.ts";
import type { OpenDatabase } from "../../../../src/db/open.ts";
import { restoreBackup } from "../../../../src/db/restore.ts";
import { retentions } from "../../../../src/service/retention.ts";
import { type FakeEmbeddings, startEmbeddings } from "../../../fakes/embeddings.ts";
import { freshFolder, testClock, testDatabases } from "../../../world.ts";
import { article, rule } from "../search/base.ts";
import { concepts, pay, put, type Replica, remove, replica, study } from "./world.ts";

const many = rule(
  "pp-2022-3",
  "Banyak Hal",
  Array.from({ length: 150 }, (_, at) => article(String(at + 1), `Ketentuan nomor ${at + 1} tentang hal ke-${at + 1}.`)),
);

describe.each(testDatabases())("vectors of passages on $name", ({ name, open }) => {
  let database: OpenDatabase;
  let embeddings: FakeEmbeddings;
  const running: Replica[] = [];

  beforeEach(async () => {
    [database, embeddings] = await Promise.all([open(), startEmbeddings(concepts)]);
  });
  afterEach(async () => {
    for (const it of running.splice(0)) await it.close();
    await embeddings.stop();
    await database.close();
  });

  const begin = async (more?: { model?: string; key?: string }): Promise<Replica> => {
    const it = await replica(database.db, embeddings, more);
    running.push(it);
    return it;
  };
  const asked = () => embeddings.requests.flatMap((it) => it.input);
  const kept = async () => (await database.db.one(z.object({ n: z.number() }), sql`select count(vector)::int as n from knowledge_vector`)).n;

  it("lie in pgvector's own type where the server has it, in plain numbers elsewhere", async () => {
    await put(database.db, pay);
    const one = await begin();
    await one.filled();
    const { type } = await database.db.one(
      z.object({ type: z.string() }),
      sql`select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'knowledge_vector'::regclass and attname = 'vector'`,
    );
    const { there } = await database.db.one(
      z.object({ there: z.boolean() }),
      sql`select exists (select 1 from pg_available_extensions where name = 'vector') as there`,
    );
    if (name === "embedded") expect(there).toBe(true);
    expect({ type, kind: one.meaning.kind }).toEqual(there ? { type: "vector", kind: "vector" } : { type: "real[]", kind: "real[]" });
  });

  it("are fetched once, with the model's own prefix, and kept for the next process", async () => {
    await put(database.db, pay, study);
    const one = await begin({ key: "kunci" });
    expect(await one.filled()).toBe(0);
    expect(asked().length).toBe(3);
    expect(asked().every((it) => it.startsWith("passage: PP "))).toBe(true);
    expect(embeddings.requests[0]).toMatchObject({ model: "multilingual-e5-small", authorization: "Bearer kunci" });
    const two = await begin();
    expect(await two.filled()).toBe(0);
    expect(asked().length).toBe(3);
    expect(await two.finds("upah")).toContain("pp-2020-1#pasal-1");
  });

  it("are fetched again for a passage that changed, and for no other", async () => {
    await put(database.db, pay, study);
    const one = await begin();
    await one.filled();
    await put(database.db, rule("pp-2020-1", "Urusan Kantor", [article("1", "Penghasilan dibayarkan setiap tanggal lima."), ...pay.passages.slice(1)]));
    await one.knowledge.refresh(database.db);
    expect(await one.filled()).toBe(0);
    expect(asked().slice(3)).toEqual([expect.stringContaining("tanggal lima")]);
  });

  it("are fetched anew for another model, which has no prefix if its family wants none", async () => {
    await put(database.db, pay);
    await (await begin()).filled();
    const other = await begin({ model: "bge-m3" });
    expect(await other.filled()).toBe(0);
    expect(embeddings.requests.at(-1)?.model).toBe("bge-m3");
    expect(
      asked()
        .slice(2)
        .map((it) => it.slice(0, 3)),
    ).toEqual(["PP ", "PP "]);
    expect(await other.finds("upah")).toContain("pp-2020-1#pasal-1");
  });

  it("are fetched by several replicas together, each once, at most 64 a request", async () => {
    await put(database.db, many);
    const [one, two] = [await begin(), await begin()];
    expect(await Promise.all([one.filled(), two.filled()])).toEqual([0, 0]);
    expect(asked().length).toBe(150);
    expect(new Set(asked()).size).toBe(150);
    expect(Math.max(...embeddings.requests.map((it) => it.input.length))).toBe(64);
  });

  it("go on where a failure had ended them", async () => {
    await put(database.db, many);
    const one = await begin();
    embeddings.mood = "unauthorized";
    expect(await one.filled()).toBe(150);
    expect(embeddings.requests.length).toBe(1);
    embeddings.mood = "well";
    one.later(61_000);
    expect(await one.filled()).toBe(0);
    expect(await kept()).toBe(150);
  });

  it("go on after a process died between claim and delivery", async () => {
    await put(database.db, pay);
    const dead = await begin();
    embeddings.mood = "silent";
    dead.meaning.start();
    while (embeddings.requests.length === 0) await new Promise((next) => setTimeout(next, 10));
    embeddings.mood = "well";
    const next = await begin();
    next.meaning.start();
    await next.meaning.loaded();
    expect(await kept()).toBe(0);
    next.later(4 * 60_000);
    expect(await next.filled()).toBe(0);
  });

  it("reach a service that refuses long texts, shortened, without holding up the short ones", async () => {
    const long = rule("pp-2023-4", "Hal Panjang", [article("1", `Upacara ${"dilaksanakan dengan khidmat ".repeat(80)}`), article("2", "Singkat saja.")]);
    await put(database.db, long);
    const one = await begin();
    embeddings.mood = "short_texts_only";
    expect(await one.filled()).toBe(0);
    expect(
      asked()
        .filter((it) => it.includes("Singkat saja"))
        .at(-1),
    ).toMatch(/Singkat saja\.$/);
  });

  it("never carry a NIP, a phone number or an address out of the house", async () => {
    await put(database.db, rule("pp-2024-5", "Kontak", [article("1", "Hubungi 081234567890 atau budi@kota.go.id, NIP 198001012005011001, untuk upah.")]));
    const one = await begin();
    await one.filled();
    await one.finds("berapa upah saya, NIP saya 19800101 200501 1 001 dan nomor saya 081234567890");
    expect(embeddings.requests.length).toBe(2);
    const sent = embeddings.requests.map((it) => it.raw).join();
    expect(sent).toContain("[NIP]");
    expect(sent).not.toMatch(/198001|0812345|budi@/);
  });

  it("are deleted when their passage is out of use and they are old", async () => {
    await put(database.db, pay, study);
    await (await begin()).filled();
    await remove(database.db, study);
    const now = testClock().now();
    const retention = retentions.find((it) => it.tables.includes("knowledge_vector"));
    expect(await retention?.delete(database.db, 1, now.subtract({ hours: 1 }), now)).toBe(0);
    expect(await retention?.delete(database.db, 1, now.add({ hours: 1 }), now)).toBe(1);
    expect(await kept()).toBe(2);
  });

  it("move with a backup to the other kind of database, and need not be fetched again", async () => {
    const other = testDatabases().find((it) => it.name !== name);
    if (!other) throw new Error("there are two databases");
    const [target, folder] = [await other.open(), freshFolder()];
    try {
      await put(database.db, pay, study);
      await (await begin()).filled();
      const file = `${folder.path}/cadangan.gz`;
      await writeBackup(database.db, file, { now: testClock().now(), replace: false });
      await restoreBackup(target.db, file, { force: true });
      const moved = await replica(target.db, embeddings);
      expect(await moved.filled()).toBe(0);
      expect(asked().length).toBe(3);
      expect(await moved.finds("upah")).toContain("pp-2020-1#pasal-1");
      await moved.close();
    } finally {
      await target.close();
      folder.remove();
    }
  });
});
