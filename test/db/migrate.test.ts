import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { migrate, ownTables, SchemaTooNew, schemaOf, schemaVersion } from "../../src/db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { freshPostgres, testDatabases } from "../world.ts";

/** Numbers of files may have gaps: what two branches of work were given and only one used. */
const fileCount = readdirSync(new URL("../../src/db/migrations/", import.meta.url)).filter((it) => it.endsWith(".sql")).length;

describe.each(testDatabases())("migrate on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  it("does nothing the second time", async () => {
    expect(await migrate(base.db)).toBe(0);
    expect(await schemaOf(base.db)).toBe(schemaVersion());
  });

  it("knows every table that is there", async () => {
    const rows = await base.db.many(
      z.object({ name: z.string() }),
      sql`select table_name::text as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
    );
    expect(rows.map((it) => it.name).sort()).toEqual([...ownTables(), "migration"].sort());
  });

  it("refuses a base that a newer program has migrated, and leaves it as it is", async () => {
    const newer = schemaVersion() + 1;
    await base.db.run(sql`insert into migration (id, checksum, applied_at) values (${newer}, 'x', ${"2026-11-22T00:00:00Z"})`);
    await expect(migrate(base.db)).rejects.toThrow(SchemaTooNew);
    await expect(schemaOf(base.db)).rejects.toThrow(/start the newer program/);
    await base.db.run(sql`delete from migration where id = ${newer}`);
    expect(await migrate(base.db)).toBe(0);
  });

  it("refuses a migration that was changed after it ran", async () => {
    const restore = await base.db.one(z.object({ checksum: z.string() }), sql`select checksum from migration where id = 1`);
    await base.db.run(sql`update migration set checksum = 'other' where id = 1`);
    await expect(migrate(base.db)).rejects.toThrow(/0001_core.sql was changed/);
    await base.db.run(sql`update migration set checksum = ${restore.checksum} where id = 1`);
  });
});

describe("migrate by several processes", () => {
  it("runs every file once when replicas start together on an empty server", async () => {
    const { url, drop } = await freshPostgres();
    const replicas = await Promise.all(Array.from({ length: 6 }, () => openDatabase({ url })));
    const ran = await Promise.all(replicas.map((it) => migrate(it.db)));
    expect(ran.sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, fileCount]);
    await Promise.all(replicas.map((it) => it.close()));
    await drop();
  });

  it("stops at an older schema when asked, and goes on from there", async () => {
    const { url, drop } = await freshPostgres();
    const base = await openDatabase({ url });
    expect(await migrate(base.db, 2)).toBe(2);
    expect(await schemaOf(base.db)).toBe(2);
    expect(await migrate(base.db)).toBe(fileCount - 2);
    await base.close();
    await drop();
  });
});
