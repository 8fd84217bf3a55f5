import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { Row, summing, type Total } from "./backup-tables.ts";

/*
 * A backup is gzipped JSON Lines: the head; for each table a line with its columns, then its rows as arrays of
 * texts; at last the totals of all tables. A file without its last line is not whole.
 */

export const format = 1;

export const Head = z.object({
  kawan: z.literal("backup"),
  format: z.number(),
  /** Number of the newest migration. */
  schema: z.number(),
  program: z.string(),
  madeAt: z.string(),
});
export type Head = z.output<typeof Head>;

export const TableLine = z.object({ table: z.string(), columns: z.array(z.string()), next: z.string().nullable() });
export type TableLine = z.output<typeof TableLine>;

const TotalsLine = z.object({ totals: z.array(z.object({ table: z.string(), rows: z.number(), checksum: z.string() })) });

/** The file is no backup, or not the one that was written. */
export class BackupDamaged extends Error {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(`${file} cannot be restored: ${why}. Nothing was changed.`, options);
    this.name = "BackupDamaged";
  }
}

export interface BackupReader {
  head?(head: Head): Promise<void> | void;
  table?(table: TableLine): Promise<void>;
  row?(row: Row): Promise<void>;
}

/** Reads a backup from end to end, a line at a time, and proves its totals. Throws `BackupDamaged`. */
export async function readBackup(file: string, reader: BackupReader): Promise<{ head: Head; totals: Total[] }> {
  const parser = parserOf(file, reader);
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on("error", (error) => unzipped.destroy(error));
  const lines = createInterface({ input: source.pipe(unzipped), crlfDelay: Number.POSITIVE_INFINITY });
  // readline passes no error of its input on: it would only see an end.
  const broken = new Promise<never>((_resolve, reject) => unzipped.once("error", (cause) => reject(unreadable(file, cause))));
  broken.catch(() => {});
  try {
    await Promise.race([broken, parser.readAll(lines)]);
    return parser.result();
  } finally {
    lines.close();
    source.destroy();
    unzipped.destroy();
  }
}

function unreadable(file: string, cause: NodeJS.ErrnoException): BackupDamaged {
  if (cause.code === "ENOENT") return new BackupDamaged(file, "there is no such file", { cause });
  if (cause.code === "EACCES" || cause.code === "EISDIR") return new BackupDamaged(file, "it cannot be read", { cause });
  if (cause.code === "Z_BUF_ERROR") return new BackupDamaged(file, "the file ends too early", { cause });
  return new BackupDamaged(file, "it is damaged, or no backup", { cause });
}

function parserOf(file: string, reader: BackupReader) {
  let head: Head | undefined;
  let totals: Total[] | undefined;
  const found: Total[] = [];
  let sum: ReturnType<typeof summing> | undefined;
  const endTable = () => {
    if (sum) found.push(sum.total());
    sum = undefined;
  };

  async function take(line: string): Promise<void> {
    const it: unknown = JSON.parse(line);
    if (totals) throw new Error("something follows its end");
    if (!head) {
      head = Head.parse(it);
      return reader.head?.(head);
    }
    if (Array.isArray(it)) {
      if (!sum) throw new Error("a row without a table");
      const row = Row.parse(it);
      sum.add([row]);
      return reader.row?.(row);
    }
    endTable();
    const table = TableLine.safeParse(it);
    if (!table.success) {
      totals = TotalsLine.parse(it).totals;
      return;
    }
    sum = summing(table.data.table);
    return reader.table?.(table.data);
  }

  return {
    async readAll(lines: AsyncIterable<string>): Promise<void> {
      let number = 0;
      for await (const line of lines) {
        number++;
        await take(line).catch((cause: Error) => {
          const ours = cause instanceof SyntaxError || cause instanceof z.ZodError;
          throw ours ? new BackupDamaged(file, head ? `line ${number} is damaged` : "it is no backup of this program", { cause }) : cause;
        });
      }
    },
    result(): { head: Head; totals: Total[] } {
      if (!head) throw new BackupDamaged(file, "it is empty");
      if (!totals) throw new BackupDamaged(file, "the file ends too early");
      const wrong = totals.find((it, at) => JSON.stringify(it) !== JSON.stringify(found[at]));
      if (wrong || totals.length !== found.length) throw new BackupDamaged(file, `the rows of table ${wrong?.table ?? "?"} are not those that were written`);
      return { head, totals };
    },
  };
}
