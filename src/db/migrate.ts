import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Database, rawSql, sql } from "./database.ts";

const folder = new URL("migrations/", import.meta.url);
const Applied = z.object({ id: z.number(), checksum: z.string() });

export class SchemaTooNew extends Error {
  constructor(found: number, known: number) {
    super(`the database has schema ${found}, this program knows ${known}: start the newer program, or restore an older backup`);
    this.name = "SchemaTooNew";
  }
}

/** The newest schema number that this program knows. */
export const schemaVersion = (): number => files().at(-1)?.id ?? 0;

/** Names of all tables that the migrations make, in that order; `migration` itself is none of them. */
export const ownTables = (): string[] => files().flatMap(({ statements }) => statements.flatMap((it) => /^create table (\w+)/.exec(it)?.[1] ?? []));

/** Schema number of a base; 0 = nothing of ours is there. Throws `SchemaTooNew`. */
export async function schemaOf(db: Database): Promise<number> {
  const table = await db.one(z.object({ there: z.boolean() }), sql`select to_regclass('migration') is not null as there`);
  if (!table.there) return 0;
  const { newest } = await db.one(z.object({ newest: z.number() }), sql`select coalesce(max(id), 0)::int as newest from migration`);
  if (newest > schemaVersion()) throw new SchemaTooNew(newest, schemaVersion());
  return newest;
}

/**
 * Brings the database to this program's schema; safe when several replicas start at once.
 * Each numbered file runs once, statement by statement, in one transaction; files are only ever added.
 * `upTo` stops at an older schema, for a backup of that age. Returns how many files ran.
 */
export async function migrate(db: Database, upTo = Number.POSITIVE_INFINITY): Promise<number> {
  return db.transaction(async (tx) => {
    await lockSchema(tx);
    await tx.run(sql`create table if not exists migration (id int primary key, checksum text not null, applied_at timestamptz not null)`);
    const applied = await tx.many(Applied, sql`select id, checksum from migration order by id`);
    const newest = applied.at(-1)?.id ?? 0;
    if (newest > schemaVersion()) throw new SchemaTooNew(newest, schemaVersion());
    let ran = 0;
    for (const file of files().filter((it) => it.id <= upTo)) {
      const before = applied.find((it) => it.id === file.id);
      if (before && before.checksum !== file.checksum) throw new Error(`migration ${file.name} was changed after it ran`);
      if (before) continue;
      await apply(tx, file);
      ran++;
    }
    return ran;
  });
}

/** Nobody else changes the schema until this transaction ends. */
export async function lockSchema(tx: Database): Promise<void> {
  // A change of many rows, or the wait for another replica's, may take longer than anything else does.
  for (const setting of ["statement_timeout", "lock_timeout"]) await tx.run(rawSql(`set local ${setting} = 0`));
  await tx.run(sql`select pg_advisory_xact_lock(714205)`);
}

interface MigrationFile {
  id: number;
  name: string;
  checksum: string;
  statements: string[];
}

async function apply(tx: Database, file: MigrationFile): Promise<void> {
  for (const statement of file.statements) await tx.run(rawSql(statement));
  const now = Temporal.Now.instant().toString();
  await tx.run(sql`insert into migration (id, checksum, applied_at) values (${file.id}, ${file.checksum}, ${now})`);
}

function files(): MigrationFile[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_.+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      return {
        id: Number(name.slice(0, 4)),
        name,
        checksum: createHash("sha256").update(text).digest("hex"),
        statements: splitStatements(text),
      };
    });
}

/** Our migrations hold no semicolon at a line's end inside a literal or body, so that this stays one line. */
const splitStatements = (text: string): string[] =>
  text
    .replace(/^--.*$/gm, "")
    .split(/;\s*(?:\n|$)/)
    .map((it) => it.trim())
    .filter(Boolean);
