import { existsSync } from "node:fs";
import { localHost } from "./command/host.ts";
import { type CommandIo, cancelled } from "./command/io.ts";
import { runProgram } from "./command/program.ts";
import { readConfig } from "./settings/config.ts";

const abort = new AbortController();

/** The first Ctrl-C lets the command end between two steps, the second ends it at once. */
function onSignal(): void {
  if (abort.signal.aborted) process.exit(130);
  abort.abort();
}
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
process.stdout.on("error", onSignal); // whoever read us has gone, as in `kawan … | head`

const io: CommandIo = {
  cwd: process.cwd(),
  stdin: process.stdin,
  isTerminal: Boolean(process.stdin.isTTY && process.stdout.isTTY),
  signal: abort.signal,
  out(text) {
    if (abort.signal.aborted) throw cancelled();
    process.stdout.write(text);
  },
  err: (text) => void process.stderr.write(text),
  async drained() {
    if (process.stdout.writableNeedDrain) await new Promise((resolve) => process.stdout.once("drain", resolve).once("error", resolve));
  },
};

/** Read at first use: `--help` works with any settings. */
function settings() {
  if (existsSync(".env")) process.loadEnvFile();
  return readConfig(process.env);
}

const argv = process.argv.slice(2);
const host = localHost(settings, argv, io);
const exitCode = await runProgram(argv, host);
await host.close();
// Standard input may still be open, and would keep the process.
process.stdout.write("", () => process.exit(exitCode));
