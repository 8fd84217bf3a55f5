import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { z } from "zod";
import { writeBackup } from "../db/backup.ts";
import { sql } from "../db/database.ts";
import { applicationName, type OpenDatabase } from "../db/open.ts";
import { checkBackup, firstFilledTable, NotEmpty, restoreBackup } from "../db/restore.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed, type CommandIo } from "./io.ts";

interface Options {
  dataDir?: string;
  force?: boolean;
  yes?: boolean;
}

export function addBackupCommands(program: Command, host: CommandHost): void {
  program
    .command("backup")
    .description("write everything into one file (gzipped JSON Lines, readable by its owner only); the service goes on meanwhile")
    .argument("[file]", "a new file; absent = one in DATA_DIR/backups named for this moment")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((file: string | undefined, options: Options) => backup(host, file, options));
  program
    .command("restore")
    .description("load a backup into an empty base, embedded or PostgreSQL, whichever it came from; all of it or nothing")
    .argument("<file>", "a file that backup wrote")
    .option("--force", "replace what the base holds, after a question")
    .option("--yes", "do not ask")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((file: string, options: Options) => restore(host, resolve(host.io.cwd, file), options));
}

const folderOf = ({ io }: CommandHost, { dataDir }: Options) => (dataDir === undefined ? undefined : resolve(io.cwd, dataDir));

async function backup(host: CommandHost, file: string | undefined, options: Options): Promise<void> {
  const { db } = await host.base({ dataDir: folderOf(host, options) });
  const now = Temporal.Now.instant();
  const named = now.toString({ smallestUnit: "second" }).replaceAll(":", "").replace("Z", "");
  const target =
    file === undefined ? join(folderOf(host, options) ?? resolve(host.config.DATA_DIR), "backups", `kawan-${named}.jsonl.gz`) : resolve(host.io.cwd, file);
  const written = await writeBackup(db, target, { now, replace: false });
  const rows = written.totals.reduce((all, it) => all + it.rows, 0);
  host.io.out(`${written.file}: ${written.totals.length} tables, ${rows} rows, ${written.bytes} bytes\n`);
}

async function restore(host: CommandHost, file: string, options: Options): Promise<void> {
  const { head } = await checkBackup(file);
  const base = await host.base({ dataDir: folderOf(host, options) });
  if (host.inService) throw new CommandFailed("The service is running on this base: stop it first, then restore.");
  await refuseWhileServed(base);
  const filled = await firstFilledTable(base.db);
  if (filled !== null && !options.force) throw new NotEmpty(filled);
  if (filled !== null && !options.yes)
    await askWhether(host.io, `Everything in this base is deleted, and the backup of ${head.madeAt} takes its place. Type yes to go on: `);
  const totals = await restoreBackup(base.db, file, { force: options.force ?? false });
  for (const it of totals) host.io.out(`${it.table.padEnd(22)} ${String(it.rows).padStart(8)} rows, checksum equal\n`);
  host.io.out(`restored from the backup of ${head.madeAt}\n`);
}

/** A service would go on with what it holds in memory. Seen on a server only: the embedded folder has its lock. */
async function refuseWhileServed({ db, kind }: OpenDatabase): Promise<void> {
  if (kind === "embedded") return;
  const { others } = await db.one(
    z.object({ others: z.number() }),
    sql`select count(*)::int as others from pg_stat_activity
         where datname = current_database() and application_name = ${applicationName} and pid <> pg_backend_pid()`,
  );
  if (others > 0) throw new CommandFailed(`${others} connections of a running service use this base: stop every replica first, then restore.`);
}

async function askWhether(io: CommandIo, question: string): Promise<void> {
  if (!io.isTerminal) throw new CommandFailed("The base is not empty; without a terminal to ask in, add --yes to replace what it holds.");
  io.out(question);
  for await (const line of createInterface({ input: io.stdin, signal: io.signal })) {
    if (/^(yes|ya)$/i.test(line.trim())) return;
    break;
  }
  throw new CommandFailed("Nothing was changed.");
}
