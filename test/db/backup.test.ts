import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { dailyName, keepNewest, writeBackup } from "../../src/db/backup.ts";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import { migrate, schemaOf, schemaVersion } from "../../src/db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { firstFilledTable, restoreBackup } from "../../src/db/restore.ts";
import { syncShipped } from "../../src/features/knowledge/library.ts";
import { freshFolder, freshPostgres, testDatabases } from "../world.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const databases = testDatabases();
const folder = freshFolder();
afterAll(() => folder.remove());

describe.each(databases)("a backup of $name", (from) => {
  let source: OpenDatabase;
  const file = join(folder.path, `${from.name}.jsonl.gz`);

  beforeAll(async () => {
    source = await from.open();
    await fill(source.db);
    await writeBackup(source.db, file, { now, replace: false });
  });
  afterAll(() => source.close());

  it("is readable by its owner only, and leaves nothing half-written beside it", () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path).filter((it) => it.endsWith(".part"))).toEqual([]);
  });

  it("holds no secret", () => {
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).toContain("Pertanyaan — “aneh”");
    expect(text).not.toContain("rahasia kuki");
  });

  it.each(databases)("comes back whole on $name: rows, checksums, and numbers that go on", async (to) => {
    const target = await to.open();
    await target.db.run(sql`insert into secret (name, value, made_at) values ('own', 'tetap', ${now.toString()})`);
    const totals = await restoreBackup(target.db, file, { force: false });
    const again = join(folder.path, `${from.name}-${to.name}.jsonl.gz`);
    const written = await writeBackup(target.db, again, { now, replace: true });
    expect(written.totals).toEqual(totals);
    expect(rowsOf(again)).toEqual(rowsOf(file));
    expect(await nextAudit(target.db)).toBe(42);
    const secrets = await target.db.many(z.object({ name: z.string() }), sql`select name from secret`);
    expect(secrets).toEqual([{ name: "own" }]);
    await target.close();
  });

  it("is refused by a base that holds something, unless told to replace it", async () => {
    const target = await from.open();
    await target.db.run(sql`insert into audit (cell, at, capability, outcome, detail) values (1, ${now.toString()}, 'lama', 'done', '{}')`);
    await expect(restoreBackup(target.db, file, { force: false })).rejects.toThrow(/not empty \(table audit has rows\)/);
    await restoreBackup(target.db, file, { force: true });
    const { old } = await target.db.one(z.object({ old: z.number() }), sql`select count(*)::int as old from audit where capability = 'lama'`);
    expect(old).toBe(0);
    await target.close();
  });

  it("of a damaged kind changes nothing and says why", async () => {
    const target = await from.open();
    await target.db.run(sql`insert into audit (cell, at, capability, outcome, detail) values (1, ${now.toString()}, 'lama', 'done', '{}')`);
    const bytes = readFileSync(file);
    const lines = gunzipSync(bytes).toString().split("\n");
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 0xff;
    const zipped = (text: string) => gzipSync(Buffer.from(text));
    const audit = lines.findIndex((it) => it.includes('"terakhir"'));
    for (const [name, content, why] of [
      ["truncated", bytes.subarray(0, bytes.length - 20), /ends too early/],
      ["cut at a line", zipped(`${lines.slice(0, -3).join("\n")}\n`), /ends too early/],
      ["flipped", flipped, /damaged/],
      ["changed", zipped(lines.with(audit, (lines[audit] ?? "").replace("terakhir", "terawal")).join("\n")), /rows of table audit are not those/],
      ["one row less", zipped(lines.toSpliced(audit, 1).join("\n")), /rows of table audit are not those/],
      ["not JSON", zipped(lines.with(3, "{").join("\n")), /line 4 is damaged/],
      ["another file", Buffer.from("# Catatan\n"), /damaged, or no backup/],
      ["another gzip", zipped("halo\n"), /no backup of this program/],
      ["empty", Buffer.from(""), /ends too early|empty/],
      ["newer schema", zipped(lines.with(0, (lines[0] ?? "").replace(`"schema":${schemaVersion()}`, '"schema":999')).join("\n")), /made by a newer program/],
      ["newer format", zipped(lines.with(0, (lines[0] ?? "").replace('"format":1', '"format":2')).join("\n")), /made by a newer program/],
    ] as const) {
      const damaged = join(folder.path, `damaged-${from.name}.gz`);
      writeFileSync(damaged, content);
      await expect(restoreBackup(target.db, damaged, { force: true }), name).rejects.toThrow(why);
      await expect(restoreBackup(target.db, damaged, { force: true }), name).rejects.toThrow(/Nothing was changed/);
    }
    await expect(restoreBackup(target.db, join(folder.path, "tidak-ada.gz"), { force: true })).rejects.toThrow(/no such file/);
    expect(await firstFilledTable(target.db)).toBe("audit");
    await target.close();
  });

  it("of an older schema is brought up to date", async () => {
    const older = join(folder.path, `older-${from.name}.gz`);
    const server = await freshPostgres();
    const old = await openDatabase({ url: server.url });
    await migrate(old.db, 2);
    await old.db.run(sql`insert into audit (cell, at, capability, outcome, detail) values (1, ${now.toString()}, 'lama', 'done', '{}')`);
    await writeBackup(old.db, older, { now, replace: true });
    await old.close();
    await server.drop();
    const target = await from.open();
    await restoreBackup(target.db, older, { force: false });
    expect(await schemaOf(target.db)).toBe(schemaVersion());
    expect(await migrate(target.db)).toBe(0);
    expect(await firstFilledTable(target.db)).toBe("audit");
    await target.close();
  });
});

describe("writing a backup", () => {
  it("sees one instant, whatever is written meanwhile", async () => {
    const server = await freshPostgres();
    const [reader, writer] = await Promise.all([openDatabase({ url: server.url }), openDatabase({ url: server.url })]);
    await migrate(reader.db);
    const inserting = new AbortController();
    // Both rows in one transaction: a backup has as many of one as of the other.
    const work = (async () => {
      for (let at = 0; !inserting.signal.aborted; at++) {
        await writer.db.transaction(async (tx) => {
          await tx.run(sql`insert into web_message (cell, chat, key, author, body, at) values (1, 'c', ${`${at}`}, 'person', '{}', ${now.toString()})`);
          await tx.run(sql`insert into audit (cell, at, capability, outcome, detail) values (1, ${now.toString()}, 'x', 'done', '{}')`);
        });
      }
    })();
    for (let round = 0; round < 5; round++) {
      const { totals } = await writeBackup(reader.db, join(folder.path, "moving.gz"), { now, replace: true });
      const count = (table: string) => totals.find((it) => it.table === table)?.rows;
      expect(count("audit")).toBe(count("web_message"));
    }
    inserting.abort();
    await work;
    await Promise.all([reader.close(), writer.close()]);
    await server.drop();
  });

  it("refuses a base that was never used, and a folder it may not write", async () => {
    const server = await freshPostgres();
    const base = await openDatabase({ url: server.url });
    await expect(writeBackup(base.db, join(folder.path, "none.gz"), { now, replace: true })).rejects.toThrow(/nothing to back up/);
    const blocked = join(folder.path, "berkas");
    writeFileSync(blocked, "");
    await migrate(base.db);
    await expect(writeBackup(base.db, join(blocked, "x.gz"), { now, replace: true })).rejects.toThrow(/berkas/);
    await base.close();
    await server.drop();
  });

  it("keeps the newest daily ones, and all that were made by hand", () => {
    const place = join(folder.path, "daily");
    mkdirSync(place);
    const days = ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];
    const left = join(place, `${dailyName("2026-11-18")}.7.part`);
    for (const name of [...days.map(dailyName), "kawan-2026-11-01T010203.jsonl.gz", "lain.txt"]) writeFileSync(join(place, name), "");
    writeFileSync(left, "");
    utimesSync(left, 0, 0);
    keepNewest(place, 2);
    expect(readdirSync(place).sort()).toEqual(["kawan-2026-11-01T010203.jsonl.gz", dailyName("2026-11-21"), dailyName("2026-11-22"), "lain.txt"]);
    chmodSync(place, 0o700);
  });
});

/** Documents as shipped, and rows with everything that text can hold. */
async function fill(db: Database): Promise<void> {
  const bytes = Buffer.from("---\ntitle: Panduan uji\nkind: panduan\n---\n\n# Cuti\n\nCuti tahunan paling sedikit 12 hari kerja.\n");
  await syncShipped(db, [{ name: "panduan-uji.md", bytes }], now);
  const odd = 'Pertanyaan — “aneh”\n\t"kutip" \\n {a,b} $1 %s 😀 NULL';
  await db.run(sql`
    insert into knowledge_answer (cell, agency_id, asked_at, question, as_of, outcome, answer, passages, sources, ms)
    values (1, 2, '2026-11-22T09:00:00.123456+08:00', ${odd}, '2026-11-22', 'answered', '', ${JSON.stringify([{ key: odd, version: 1, anchor: "a" }])}, '[]', 7)`);
  await db.run(
    sql`insert into web_chat (cell, chat, started_at, seen_at) values (1, 'b', ${now.toString()}, ${now.toString()}), (1, 'B', ${now.toString()}, ${now.toString()}), (1, 'ä', ${now.toString()}, ${now.toString()})`,
  );
  await db.run(sql`
    insert into audit (cell, at, capability, outcome, detail)
    select 1, ${now.toString()}, case when n = 41 then 'terakhir' else 'x' end, 'done', '{}' from generate_series(1, 41) n`);
  await db.run(sql`delete from audit where id between 10 and 20`);
  await db.run(sql`insert into secret (name, value, made_at) values ('web_cookie', 'rahasia kuki', ${now.toString()})`);
}

const rowsOf = (file: string) => gunzipSync(readFileSync(file)).toString().split("\n").slice(1);

async function nextAudit(db: Database): Promise<number> {
  const row = await db.one(
    z.object({ id: z.coerce.number() }),
    rawSql("insert into audit (cell, at, capability, outcome, detail) values (1, '2026-11-22T00:00:00Z', 'x', 'done', '{}') returning id"),
  );
  return row.id;
}
