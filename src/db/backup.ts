import { closeSync, createWriteStream, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { z } from "zod";
import { format, type Head, type TableLine } from "./backup-file.ts";
import { fixTextForms, nextNumber, rowsOf, summing, type Total, tableShapes } from "./backup-tables.ts";
import { type Database, rawSql } from "./database.ts";
import { schemaOf } from "./migrate.ts";

export interface WrittenBackup {
  file: string;
  bytes: number;
  totals: Total[];
}

/** Writes all of our tables as they are at one instant; the file is there whole or not at all, for its owner only. */
export async function writeBackup(db: Database, file: string, { now, replace }: { now: Temporal.Instant; replace: boolean }): Promise<WrittenBackup> {
  if (!replace && existsSync(file)) throw new Error(`${file} is there already: name another file`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  const totals: Total[] = [];
  try {
    await db.transaction(async (tx) => {
      await tx.run(rawSql("set transaction isolation level repeatable read, read only"));
      await fixTextForms(tx);
      const lines = Readable.from(linesOf(tx, now, totals), { objectMode: true, highWaterMark: 2 });
      await pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }));
    });
    syncFile(part);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  return { file, bytes: statSync(file).size, totals };
}

const Program = z.object({ version: z.string() });

async function* linesOf(tx: Database, now: Temporal.Instant, totals: Total[]): AsyncGenerator<string> {
  const schema = await schemaOf(tx);
  if (schema === 0) throw new Error("there is nothing to back up: this base was never used");
  const program = Program.parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))).version;
  yield line({ kawan: "backup", format, schema, program, madeAt: now.toString() } satisfies Head);
  for (const shape of await tableShapes(tx)) {
    const sum = summing(shape.name);
    yield line({ table: shape.name, columns: shape.columns.map((it) => it.name), next: await nextNumber(tx, shape) } satisfies TableLine);
    for await (const rows of rowsOf(tx, shape)) {
      sum.add(rows);
      yield rows.map(line).join("");
    }
    totals.push(sum.total());
  }
  yield line({ totals });
}

const line = (it: unknown): string => `${JSON.stringify(it)}\n`;

function syncFile(file: string): void {
  const opened = openSync(file, "r+");
  fsyncSync(opened);
  closeSync(opened);
}

const daily = /^kawan-\d{4}-\d{2}-\d{2}\.jsonl\.gz$/;
const abandonedAfterMs = 24 * 60 * 60_000;

export const dailyName = (day: string): string => `kawan-${day}.jsonl.gz`;

/** Of the daily backups the newest stay; those made by hand are nobody's business. */
export function keepNewest(folder: string, keep: number): void {
  const files = readdirSync(folder);
  const old = files
    .filter((it) => daily.test(it))
    .sort()
    .reverse()
    .slice(keep);
  const abandoned = files.filter((it) => it.endsWith(".part") && Date.now() - statSync(join(folder, it)).mtimeMs > abandonedAfterMs);
  for (const name of [...old, ...abandoned]) rmSync(join(folder, name), { force: true });
}
