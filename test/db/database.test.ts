import { describe, expect, it } from "vitest";
import { z } from "zod";
import { rawSql, sql } from "../../src/db/database.ts";
import { testDatabases } from "../world.ts";

const Number_ = z.object({ n: z.number() });

describe.each(testDatabases())("the database handle on $name", ({ open }) => {
  it("gives each statement its own answer, also when those before it fail", async () => {
    const { db, close } = await open();
    await db.run(rawSql("create table trial (a int not null)"));
    const work = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0 ? db.run(sql`insert into trial (a) values (${null}::int)`).catch((error) => error.code) : db.one(Number_, sql`select ${n}::int as n`),
    );
    expect(await Promise.all(work)).toEqual(Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? "23502" : { n })));
    await close();
  });

  it("closes cleanly right after a failed statement", async () => {
    const { db, close } = await open();
    await expect(db.run(sql`insert into agency (id, slug, name, zone) values (${1}, ${null}, 'x', 'x')`)).rejects.toThrow(/null value/);
    await close();
  });

  it("refuses a query past an open transaction, which would wait for ever on one session", async () => {
    const { db, close } = await open();
    await expect(db.transaction(() => db.one(Number_, sql`select 1 as n`))).rejects.toThrow(/outside the open transaction/);
    await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toThrow(/second transaction/);
    await close();
  });

  it("undoes what an inner transaction did, and keeps the outer", async () => {
    const { db, close } = await open();
    await db.run(rawSql("create table trial (a int not null)"));
    await db.transaction(async (tx) => {
      await tx.run(sql`insert into trial values (1)`);
      await tx
        .transaction(async (inner) => {
          await inner.run(sql`insert into trial values (2)`);
          throw new Error("undo");
        })
        .catch(() => {});
    });
    expect(await db.many(Number_, sql`select a as n from trial`)).toEqual([{ n: 1 }]);
    await close();
  });
});
