import { z } from "zod";
import { BackupDamaged, format, type Head, readBackup, type TableLine } from "./backup-file.ts";
import { fixTextForms, type Row, rowsOf, summing, type TableShape, type Total, tableShapes } from "./backup-tables.ts";
import { type Database, rawSql, sql } from "./database.ts";
import { lockSchema, migrate, ownTables, schemaOf, schemaVersion } from "./migrate.ts";

/** The base holds something. */
export class NotEmpty extends Error {
  constructor(table: string) {
    super(`the base is not empty (table ${table} has rows): restore into an empty one, or add --force to replace what is there`);
    this.name = "NotEmpty";
  }
}

/** Has rows as soon as it is made. */
const seeded = ["agency", "content_version", "knowledge_state", "secret"];

/** Reads a backup from end to end; throws a readable `Error` if it is damaged or too new. */
export async function checkBackup(file: string): Promise<{ head: Head; totals: Total[] }> {
  return readBackup(file, {
    head(head) {
      if (head.format <= format && head.schema <= schemaVersion()) return;
      throw new Error(
        `${file} was made by a newer program (${head.program}, schema ${head.schema}; this one knows ${schemaVersion()}): restore it with that one. Nothing was changed.`,
      );
    },
  });
}

/** First table with something in it; null = the base is empty, or not even made. Throws `SchemaTooNew`. */
export async function firstFilledTable(db: Database): Promise<string | null> {
  if ((await schemaOf(db)) === 0) return null;
  for (const name of await presentTables(db)) {
    if (seeded.includes(name)) continue;
    const { some } = await db.one(z.object({ some: z.boolean() }), rawSql(`select exists (select 1 from ${name}) as some`));
    if (some) return name;
  }
  return null;
}

/**
 * Puts a backup in the place of what the base holds, in one transaction: the tables are made at the backup's schema,
 * loaded, compared with its totals, and then brought up to date. The cookie's secret stays.
 */
export async function restoreBackup(db: Database, file: string, { force }: { force: boolean }): Promise<Total[]> {
  const { head, totals } = await checkBackup(file);
  await db.transaction(async (tx) => {
    await lockSchema(tx);
    const filled = await firstFilledTable(tx);
    if (filled !== null && !force) throw new NotEmpty(filled);
    await fixTextForms(tx);
    const secrets = await heldSecrets(tx);
    for (const name of [...(await presentTables(tx)), "migration"]) await tx.run(rawSql(`drop table if exists ${name} cascade`));
    await migrate(tx, head.schema);
    const shapes = await tableShapes(tx);
    for (const { name } of [...shapes].reverse()) await tx.run(rawSql(`delete from ${name}`));
    await load(tx, file, shapes);
    await compare(tx, file, shapes, totals);
    await migrate(tx);
    for (const it of secrets) await tx.run(sql`insert into secret (name, value, made_at) values (${it.name}, ${it.value}, ${it.madeAt})`);
  });
  return totals;
}

async function presentTables(db: Database): Promise<string[]> {
  const rows = await db.many(
    z.object({ name: z.string() }),
    sql`select relname::text as name from pg_class
         where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname = any(${ownTables()}::text[])`,
  );
  return rows.map((it) => it.name);
}

const Secret = z.object({ name: z.string(), value: z.string(), madeAt: z.string() });

async function heldSecrets(tx: Database): Promise<z.output<typeof Secret>[]> {
  if (!(await presentTables(tx)).includes("secret")) return [];
  return tx.many(Secret, sql`select name, value, made_at::text as "madeAt" from secret`);
}

/** Characters of rows put in by one statement. */
const batchLength = 500_000;

async function load(tx: Database, file: string, shapes: TableShape[]): Promise<void> {
  let shape: TableShape | undefined;
  let rows: Row[] = [];
  let length = 0;
  const flush = async () => {
    if (shape && rows.length > 0) await insert(tx, shape, rows);
    rows = [];
    length = 0;
  };
  await readBackup(file, {
    async table(line) {
      await flush();
      shape = matching(file, line, shapes);
      if (line.next !== null && shape.identity !== null) await continueFrom(tx, shape, line.next);
    },
    async row(row) {
      rows.push(row);
      length += row.reduce((all, it) => all + (it?.length ?? 0), 0);
      if (length > batchLength || rows.length >= 1_000) await flush();
    },
  });
  await flush();
}

function matching(file: string, { table, columns }: TableLine, shapes: TableShape[]): TableShape {
  const shape = shapes.find((it) => it.name === table);
  if (!shape || shape.columns.map((it) => it.name).join() !== columns.join()) {
    throw new BackupDamaged(file, `its table ${table} does not fit its schema`);
  }
  return shape;
}

async function insert(tx: Database, { name, columns }: TableShape, rows: Row[]): Promise<void> {
  const names = columns.map((it) => it.name).join(", ");
  const values = columns.map((it, at) => `(it->>${at})::${it.type}`).join(", ");
  await tx.run(
    sql`${rawSql(`insert into ${name} (${names}) overriding system value select ${values}`)} from json_array_elements(${JSON.stringify(rows)}::json) as it`,
  );
}

/** Numbers of rows that are gone are not given out again either. */
async function continueFrom(tx: Database, { name, identity }: TableShape, next: string): Promise<void> {
  await tx.run(sql`select setval(pg_get_serial_sequence(${name}, ${identity}), ${next}::bigint, false)`);
}

async function compare(tx: Database, file: string, shapes: TableShape[], totals: Total[]): Promise<void> {
  for (const shape of shapes) {
    const sum = summing(shape.name);
    for await (const rows of rowsOf(tx, shape)) sum.add(rows);
    const found = sum.total();
    const wanted = totals.find((it) => it.table === shape.name);
    if (found.rows !== wanted?.rows || found.checksum !== wanted.checksum) {
      throw new BackupDamaged(file, `table ${shape.name} came out different from what was written (${found.rows} rows for ${wanted?.rows ?? 0})`);
    }
  }
}
