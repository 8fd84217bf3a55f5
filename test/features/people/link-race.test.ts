import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { openDatabase } from "../../../src/db/open.ts";
import { digestOf, findCode, issueCode, takeCode } from "../../../src/features/people/link/code.ts";
import { freshPostgres } from "../../world.ts";
import { cell, kendari, worldOver } from "./link-world.ts";

/** Two processes as far as the database can tell: each has a pool of its own. */
describe("two processes on one PostgreSQL", () => {
  let server: Awaited<ReturnType<typeof freshPostgres>>;
  const opened: Awaited<ReturnType<typeof openDatabase>>[] = [];
  beforeAll(async () => {
    server = await freshPostgres();
    for (let at = 0; at < 2; at += 1) opened.push(await openDatabase({ url: server.url }));
    await migrate((opened[0] ?? expect.fail()).db);
  });
  afterAll(async () => {
    for (const it of opened) await it.close();
    await server.drop();
  });

  const worlds = () => Promise.all(opened.map((it) => worldOver(it)));

  it("one code opens one of many chats that type it at once", async () => {
    const [one, two] = await worlds();
    if (!one || !two) throw new Error("two worlds");
    for (let round = 0; round < 5; round += 1) {
      const subject = await one.person({ name: `Balap Contoh${"abcde"[round]}` });
      // Consent stands, so that the code itself is what is raced for.
      await (await one.linked(subject, "telegram", `balap-${round}`)).says("halo");
      const code = await one.code(subject);
      const chats = Array.from({ length: 8 }, (_, at) => (at % 2 ? one : two).chat("web", `balap-${round}-${at}`));
      const answers = await Promise.all(chats.map((it) => it.says(code)));
      expect(answers.filter((it) => it.startsWith("✅"))).toHaveLength(1);
      expect(answers.filter((it) => it.includes("tidak berlaku"))).toHaveLength(7);
      const { handles } = await one.db.one(
        z.object({ handles: z.number() }),
        sql`select count(*)::int as handles from handle where person_id = ${subject.personId} and until is null`,
      );
      expect(handles).toBe(2);
    }
  });

  it("a code that was taken in a transaction that fails is there for the next", async () => {
    const [one, two] = await worlds();
    if (!one || !two) throw new Error("two worlds");
    const subject = await one.person({ name: "Gagal Contoh" });
    const now = one.clock.now();
    const { code } = await one.db.transaction((tx) => issueCode(tx, subject, { purpose: "link", issuedBy: null, now }));
    const digest = await one.db.transaction((tx) => digestOf(tx, code, now));
    const started = Promise.withResolvers<void>();
    const failed = one.db.transaction(async (tx) => {
      expect(await takeCode(tx, cell, digest, [kendari], now)).toBeDefined();
      started.resolve();
      await new Promise((resolve) => setTimeout(resolve, 100));
      throw new Error("the process dies here");
    });
    await started.promise;
    const second = two.db.transaction((tx) => takeCode(tx, cell, digest, [kendari], now));
    await expect(failed).rejects.toThrow("dies");
    expect(await second).toMatchObject({ personId: subject.personId });
    expect(await findCode(one.db, cell, digest, [kendari], now)).toBeUndefined();
  });

  it("one sender becomes one person, though two processes hear two right codes from it", async () => {
    const [one, two] = await worlds();
    if (!one || !two) throw new Error("two worlds");
    const people = [await one.person({ name: "Satu Kembar" }), await one.person({ name: "Dua Kembar" })];
    for (const it of people) await one.linked(it, "telegram", `kembar-${it.personId}`);
    const codes = await Promise.all(people.map((it) => one.code(it)));
    // The same account at two of our bots: two talks, so no mailbox keeps them apart.
    const answers = await Promise.allSettled([
      one.chat("telegram", "kembar", { chat: "a" }).says(codes[0] ?? ""),
      two.chat("telegram", "kembar", { chat: "b" }).says(codes[1] ?? ""),
    ]);
    expect(answers.map((it) => it.status)).toEqual(["fulfilled", "fulfilled"]);
    const rows = await one.db.many(z.object({ id: z.number() }), sql`select person_id::int as id from handle where sender = 'kembar' and until is null`);
    expect(rows).toHaveLength(1);
  });

  it("makes one key for codes, whoever needs it first", async () => {
    const [one, two] = await worlds();
    if (!one || !two) throw new Error("two worlds");
    await one.db.run(sql`delete from secret where name = 'link_code'`);
    const now = one.clock.now();
    const digests = await Promise.all([one, two, one, two].map((it) => it.db.transaction((tx) => digestOf(tx, "K7M2P-9XQ4T", now))));
    expect(new Set(digests).size).toBe(1);
  });
});
