import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { writeBackup } from "../../src/db/backup.ts";
import { type Database, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { deleteExpired } from "../../src/service/retention.ts";
import { silentLog, testConfig, testDatabases } from "../world.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const ago = (days: number) => now.subtract({ hours: 24 * days }).toString();
const cell = 1;
const config = testConfig({ CHAT_RETENTION_DAYS: "10", ANSWER_RETENTION_DAYS: "20", AUDIT_RETENTION_DAYS: "30" });

async function fill(db: Database): Promise<void> {
  const sealed = Buffer.from("RAHASIA-TERSEGEL");
  await db.run(sql`insert into wa_account (cell, account, creds, paired_at) values (${cell}, '6281100000001', ${sealed}, ${ago(400)})`);
  for (const [name, days] of [
    ["old", 11],
    ["young", 9],
    ["ancient", 21],
  ] as const) {
    const at = ago(days);
    await db.run(sql`
      insert into wa_contact (cell, account, chat, lid, pn, jid, heard_at) values (${cell}, ${name}, ${`${name}@lid`}, ${`${name}@lid`}, null, ${`${name}@lid`}, ${at})`);
    await db.run(sql`
      insert into wa_sent (cell, account, id, key, chat, lane, fresh, message, at) values (${cell}, ${name}, ${name}, 'k#0', 'c', 'reply', false, ${sealed}, ${at})`);
    await db.run(sql`insert into wa_order (cell, account, id, kind, asked_at, until_at) values (${cell}, ${name}, ${name}, 'pair-qr', ${at}, ${at})`);
    for (const type of ["session", "pre-key"]) {
      await db.run(sql`insert into wa_key (cell, account, id, type, value, written_at) values (${cell}, ${name}, ${type}, ${type}, ${sealed}, ${at})`);
    }
  }
}

describe.each(testDatabases())("what is kept of linked numbers on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
    await fill(base.db);
  });
  afterAll(() => base.close());
  const names = async (table: "wa_contact" | "wa_sent" | "wa_order" | "wa_key") => {
    const all = {
      wa_contact: sql`select account as name from wa_contact order by 1`,
      wa_sent: sql`select account as name from wa_sent order by 1`,
      wa_order: sql`select account as name from wa_order order by 1`,
      wa_key: sql`select account || ' ' || type as name from wa_key order by 1`,
    };
    return (await base.db.many(z.object({ name: z.string() }), all[table])).map((it) => it.name);
  };

  test("no session, key or order is in a backup; who is who is", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "kawan-test-")), "base.gz");
    await writeBackup(base.db, file, { now, replace: false });
    const text = gunzipSync(readFileSync(file)).toString();
    const tables = [...text.matchAll(/"table":"(wa_\w+)"/g)].map((it) => it[1]);
    expect([...new Set(tables)].toSorted()).toEqual(["wa_contact", "wa_sent"]);
  });

  test("people, what was sent and orders go with the chats; keys of talks much later, those of the device never", async () => {
    await deleteExpired({ db: base.db, cell, config, log: silentLog }, now);
    for (const table of ["wa_contact", "wa_sent", "wa_order"] as const) expect([table, await names(table)]).toEqual([table, ["young"]]);
    expect(await names("wa_key")).toEqual(["ancient pre-key", "old pre-key", "old session", "young pre-key", "young session"]);
    expect(await base.db.one(z.object({ paired: z.boolean() }), sql`select creds is not null as paired from wa_account`)).toEqual({ paired: true });
  });
});
