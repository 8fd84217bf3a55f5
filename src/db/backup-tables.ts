import { createHash } from "node:crypto";
import { z } from "zod";
import { type Database, rawSql, sql } from "./database.ts";
import { ownTables } from "./migrate.ts";

/**
 * Better not in a file that lies about. A linked WhatsApp session (`wa_account`, `wa_key`) would also be out of date at once, and an
 * outdated one is broken: after a restore the number is paired anew. Versions of shared content are made anew as its rows come in.
 */
const leftOut = ["content_version", "secret", "wa_account", "wa_key", "wa_order"];

/** A row as text, column by column: the same on every database, whatever its driver makes of the types. */
export const Row = z.array(z.string().nullable());
export type Row = z.output<typeof Row>;

/** A table as the catalogue tells it. */
export interface TableShape {
  name: string;
  columns: { name: string; type: string }[];
  /** Primary key, in an order that no collation changes. */
  order: string;
  /** Column whose numbers the database gives out. */
  identity: string | null;
}

/** What identifies a table's contents. */
export interface Total {
  table: string;
  rows: number;
  checksum: string;
}

/** Writes values as text in one way, for the rest of the transaction. */
export async function fixTextForms(tx: Database): Promise<void> {
  for (const setting of ["timezone = 'UTC'", "datestyle = 'ISO, YMD'", "intervalstyle = 'iso_8601'", "extra_float_digits = 1", "bytea_output = 'hex'"]) {
    await tx.run(rawSql(`set local ${setting}`));
  }
}

const Column = z.object({ table: z.string(), name: z.string(), type: z.string(), identity: z.boolean(), key: z.number().nullable() });
const Reference = z.object({ from: z.string(), to: z.string() });

/** Our tables that are there, each after those it refers to. */
export async function tableShapes(tx: Database): Promise<TableShape[]> {
  const names = ownTables().filter((it) => !leftOut.includes(it));
  const columns = await tx.many(
    Column,
    sql`
    select c.relname::text as "table", quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type,
           a.attidentity <> '' as identity, array_position(i.indkey::int[], a.attnum::int) as key
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname = any(${names}::text[])
     order by c.relname, a.attnum`,
  );
  const references = await tx.many(
    Reference,
    sql`
    select f.relname::text as "from", t.relname::text as "to"
      from pg_constraint k
      join pg_class f on f.oid = k.conrelid
      join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.relnamespace = current_schema()::regnamespace and f.oid <> t.oid`,
  );
  const shapes = [...Map.groupBy(columns, (it) => it.table)].map(([name, own]) => shapeOf(name, own));
  return afterThoseReferredTo(shapes, references);
}

function shapeOf(name: string, columns: z.output<typeof Column>[]): TableShape {
  const key = columns.filter((it) => it.key !== null).sort((a, b) => (a.key ?? 0) - (b.key ?? 0));
  return {
    name,
    columns: columns.map((it) => ({ name: it.name, type: it.type })),
    order: key.map((it) => (it.type === "text" ? `${it.name} collate "C"` : it.name)).join(", "),
    identity: columns.find((it) => it.identity)?.name ?? null,
  };
}

function afterThoseReferredTo(shapes: TableShape[], references: z.output<typeof Reference>[]): TableShape[] {
  const sorted: TableShape[] = [];
  const visit = (shape: TableShape) => {
    if (sorted.includes(shape)) return;
    for (const { to } of references.filter((it) => it.from === shape.name)) {
      const target = shapes.find((it) => it.name === to);
      if (target) visit(target);
    }
    sorted.push(shape);
  };
  shapes.forEach(visit);
  return sorted;
}

/** Rows fetched at once: bounds the memory. */
const fetched = 200;

/** All rows of a table, some at a time. */
export async function* rowsOf(tx: Database, { name, columns, order }: TableShape): AsyncGenerator<Row[]> {
  // pgvector's type is written as plain numbers, which every database reads.
  const texts = columns.map((it) => `${it.name}${it.type === "vector" ? "::real[]" : ""}::text`).join(", ");
  await tx.run(rawSql(`declare backup_rows no scroll cursor for select json_build_array(${texts}) as row from ${name} order by ${order}`));
  for (;;) {
    const rows = await tx.many(z.object({ row: Row }), rawSql(`fetch ${fetched} from backup_rows`));
    if (rows.length === 0) break;
    yield rows.map((it) => it.row);
  }
  await tx.run(rawSql("close backup_rows"));
}

/** The next number that the table's identity column gives out. */
export async function nextNumber(tx: Database, { name, identity }: TableShape): Promise<string | null> {
  if (identity === null) return null;
  const { sequence } = await tx.one(z.object({ sequence: z.string() }), sql`select pg_get_serial_sequence(${name}, ${identity}) as sequence`);
  const row = await tx.one(
    z.object({ next: z.string() }),
    rawSql(`select (case when is_called then last_value + 1 else last_value end)::text as next from ${sequence}`),
  );
  return row.next;
}

/** Counts and sums up rows as they pass. */
export function summing(table: string): { add(rows: Row[]): void; total(): Total } {
  const hash = createHash("sha256");
  let count = 0;
  return {
    add(rows) {
      for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
      count += rows.length;
    },
    total: () => ({ table, rows: count, checksum: hash.digest("hex") }),
  };
}
