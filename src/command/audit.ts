import { resolve } from "node:path";
import type { Command } from "commander";
import { verifyAudit } from "../core/audit-seal.ts";
import { verifyLedger } from "../core/ledger.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed } from "./io.ts";

interface Options {
  dataDir?: string;
  noted?: string[];
}

/** `audit`: whether what is written about who did what is still as it was written. */
export function addAuditCommands(program: Command, host: CommandHost): void {
  const audit = program.command("audit").description("the record of who did what");
  audit
    .command("verify")
    .description("check every seal of the audit and every line of the ledgers; prints the newest digests, worth noting down elsewhere")
    .option("--noted <digest...>", "digests that an earlier run printed: they must still be part of the chains")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((options: Options) => verify(host, options));
}

async function verify(host: CommandHost, options: Options): Promise<void> {
  const dataDir = options.dataDir === undefined ? undefined : resolve(host.io.cwd, options.dataDir);
  const app = await host.open({ dataDir, fill: false });
  const { io } = host;
  const audit = await verifyAudit(app.db, app.cell, app.config.AUDIT_RETENTION_DAYS);
  const ledgers = await verifyLedger(app.db, app.cell);
  const sealed =
    audit.newest === null ? "nothing is sealed yet (done daily by the service)" : `${audit.sealed} rows under ${audit.seals} seals until ${audit.sealedUntil}`;
  io.out(`audit      ${audit.fault ?? `${sealed}; ${audit.unsealed} newer rows`}\n`);
  if (audit.newest !== null) io.out(`           newest seal ${audit.newest}\n`);
  for (const it of ledgers) io.out(`ledger     ${it.slug}: ${it.fault ?? `${it.lines} lines`}\n           newest line ${it.newest}\n`);
  const lost = (options.noted ?? []).filter((noted) => !audit.holds(noted) && !ledgers.some((it) => it.holds(noted)));
  for (const it of lost) io.out(`${it} is part of no chain here any more: something was cut off or written anew after it was noted\n`);
  const faults = [audit.fault, ...ledgers.map((it) => it.fault)].filter((it) => it !== null).length + lost.length;
  if (faults > 0) throw new CommandFailed(`The record is NOT as it was written: ${faults} ${faults === 1 ? "fault" : "faults"}.`);
  io.out("The record is as it was written.\n");
}
