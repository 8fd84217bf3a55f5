import { Command, CommanderError } from "commander";
import type { App } from "../app.ts";
import { Fault } from "../core/fault.ts";
import { SchemaTooNew } from "../db/migrate.ts";
import { addKnowledgeCommands } from "./knowledge.ts";
import { CommandFailed, type CommandIo } from "./io.ts";

/** How a command gets at the app: opened at its first use, so that `--help` touches nothing. */
export interface CommandHost {
  io: CommandIo;
  /** The app, with a separate base where `--data-dir` says so. `fill` false = an empty base stays empty (`--empty`). */
  open(options: { dataDir?: string | undefined; fill: boolean }): Promise<App>;
}

/** The whole command line as one tree; the same for a terminal and for the service's control socket. */
export function buildProgram(host: CommandHost): Command {
  const program = new Command("kawan")
    .description("Kawan ASN from the command line. Settings are environment variables: npm start -- --help")
    .exitOverride()
    .configureOutput({ writeOut: host.io.out, writeErr: host.io.err })
    .showHelpAfterError("(add --help for what is possible)");
  addKnowledgeCommands(program, host);
  inheritSettings(program);
  return program;
}

/** Runs one command line; returns its exit code. Never throws. */
export async function runProgram(argv: string[], host: CommandHost): Promise<number> {
  try {
    await buildProgram(host).parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode; // it has printed its own sentence
    if (error instanceof CommandFailed) {
      if (error.message) host.io.err(`${error.message}\n`);
      return error.exitCode;
    }
    host.io.err(`${readable(error)}\n`);
    return 1;
  }
}

export function readable(error: unknown): string {
  if (error instanceof Fault) return error.say;
  if (error instanceof SchemaTooNew) return error.message;
  if (error instanceof Error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ECONNREFUSED" ? `The database cannot be reached (${error.message || code}). Check DATABASE_URL.` : error.message;
  }
  return String(error);
}

/** Subcommands report through the same output. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}
