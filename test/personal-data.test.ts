import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../src/db/database.ts";
import { ownTables } from "../src/db/migrate.ts";
import type { OpenDatabase } from "../src/db/open.ts";
import { networkTables, personalDataOf } from "../src/personal-data.ts";
import { testConfig, testDatabases } from "./world.ts";

/** Columns by which a row is about somebody, beside every reference to `person`: a talk, an address, an account of theirs. */
const telling = ["person_id", "subject_id", "actor_id", "conversation", "chat", "sender", "phone", "nip", "address", "rater_id", "leader_id", "supervisor_id"];

/** Hold such a column and nobody's data; each with its reason. */
const innocent: Record<string, string> = {};

describe.each(testDatabases())("collectors of personal data on $name", ({ open }) => {
  let base: OpenDatabase;
  const collectors = personalDataOf(testConfig());
  const covered = collectors.flatMap((it) => it.tables);
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  it("cover every table with a person in it", async () => {
    const rows = await base.db.many(
      z.object({ table: z.string() }),
      sql`
      select distinct c.table_name::text as table from information_schema.columns c
       where c.table_schema = current_schema() and c.table_name = any(${ownTables()}::text[])
         and (c.column_name = any(${telling}::text[]) or exists (
           select 1 from pg_constraint k
            where k.contype = 'f' and k.conrelid = c.table_name::regclass and k.confrelid = 'person'::regclass))
       order by 1`,
    );
    const uncovered = rows.map((it) => it.table).filter((it) => !covered.includes(it) && !networkTables.includes(it) && !(it in innocent));
    expect(uncovered).toEqual([]);
    // The query finds what it is meant to find.
    expect(rows.map((it) => it.table)).toEqual(
      expect.arrayContaining(["person", "handle", "inbox", "outbox", "audit", "ledger", "consent", "web_message", "reporting_line"]),
    );
  });

  it("name tables that exist, each once", () => {
    expect(covered.filter((it) => !ownTables().includes(it))).toEqual([]);
    expect(covered.length).toBe(new Set(covered).size);
  });

  it("give nothing, and no error, for somebody of whom nothing is held but the name", async () => {
    const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
    const { id } = await base.db.one(
      z.object({ id: z.coerce.number() }),
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, 'Orang Baru', 'PPPK', ${now.toString()}, ${now.toString()}) returning id`,
    );
    const subject = { cell: 1, agencyId: 2, personId: id, talks: [] };
    for (const it of collectors) {
      const { lines } = await it.collect(base.db, subject);
      expect([it.title, lines.length > 0]).toEqual([it.title, it.tables.includes("person")]);
      await it.erase(base.db, subject, now);
    }
  });

  it("say in one short line each what it is for, on which ground and for how long", () => {
    for (const { title, purpose } of collectors) {
      for (const words of [title, purpose.use, purpose.kept, purpose.seenBy ?? "-"]) {
        expect(words.length).toBeGreaterThan(0);
        expect(words.length).toBeLessThan(110);
        expect(words).not.toMatch(/\n|\.$/);
      }
    }
  });
});
