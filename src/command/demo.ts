import { resolve } from "node:path";
import type { Command } from "commander";
import type { App } from "../app.ts";
import { type DemoOff, demoOff, issueDemoCodes } from "../demo/access.ts";
import { loadDemo } from "../demo/load.ts";
import { removeDemo } from "../demo/remove.ts";
import { demoFiles } from "../demo-at-start.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed } from "./io.ts";

interface Options {
  dataDir?: string;
}

/** Why nobody can be a made-up person here; the sentence goes on after "because". */
export const offWords: Record<DemoOff, string> = {
  database: "DATABASE_URL is set",
  messenger: "a messenger is on",
  address: "the service can be reached from other machines",
  staff: "real staff has been imported",
  absent: "it is not loaded: kawan demo load",
};

/** `demo`: the made-up city, for a look round. */
export function addDemoCommands(program: Command, host: CommandHost): void {
  const demo = program.command("demo").description("a made-up city of 200 people, to try everything with; only while nothing real is attached");
  const add = (name: string, about: string, act: (options: Options) => Promise<void>) =>
    demo.command(name).description(about).option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL").action(act);
  add("load", "put it in, and print codes to link a talk with", (options) => load(host, options));
  add("codes", "print new codes; the old ones are dead then", (options) => codes(host, options));
  add("remove", "take it away whole", (options) => remove(host, options));
}

const opened = ({ io, open }: CommandHost, { dataDir }: Options) =>
  open({ dataDir: dataDir === undefined ? undefined : resolve(io.cwd, dataDir), fill: false });

async function load(host: CommandHost, options: Options): Promise<void> {
  const app = await opened(host, options);
  const off = await demoOff(app.db, app.cell, app.config);
  if (off !== null && off !== "absent") throw new CommandFailed(`No demo here, because ${offWords[off]}.`);
  const loaded = await loadDemo(app.db, app.cell, demoFiles(app), app.clock());
  app.showDemo(true);
  host.io.out(loaded ? "The made-up city is loaded.\n" : "The made-up city was loaded already.\n");
  await printCodes(host, app);
}

const codes = async (host: CommandHost, options: Options): Promise<void> => printCodes(host, await opened(host, options));

/** The folder is opened once in a process: a second time it would be found in use. */
async function printCodes(host: CommandHost, app: App): Promise<void> {
  const off = await demoOff(app.db, app.cell, app.config);
  if (off !== null) throw new CommandFailed(`No demo here, because ${offWords[off]}.`);
  const people = await issueDemoCodes(app.db, app.cell, app.clock());
  for (const { what, name, code } of people) host.io.out(`${code}  ${name}, ${what}\n`);
  host.io.out("Each code links one talk: type /tautkan there, then the code.\n");
}

async function remove(host: CommandHost, options: Options): Promise<void> {
  const { db, cell, showDemo } = await opened(host, options);
  const rows = await removeDemo(db, cell);
  showDemo(false);
  host.io.out(rows > 0 ? `The made-up city is gone (${rows} rows). Audit lines without names stay.\n` : "There was no made-up city.\n");
}
