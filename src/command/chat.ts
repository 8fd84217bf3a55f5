import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import type { App } from "../app.ts";
import { createTerminal } from "../channels/terminal.ts";
import type { Agency } from "../core/person.ts";
import { demoOff } from "../demo/access.ts";
import { demoAgency } from "../demo/load.ts";
import type { CommandHost } from "./command-host.ts";
import { offWords } from "./demo.ts";
import { CommandFailed, cancelled } from "./io.ts";
import { agencyOf } from "./knowledge/ask.ts";

const texts = {
  howToEnd: "Ketik pertanyaan Anda, atau nomor pilihan. Ketik keluar untuk selesai.\n\n",
  prompt: "Anda: ",
  end: "Terima kasih. Sampai jumpa.\n",
};

export function addChatCommand(program: Command, host: CommandHost): void {
  program
    .command("chat")
    .description("the assistant in this terminal; reads one message a line, ends with `keluar` or at the end of the input")
    .option("--agency <city>", "city of the asker; absent = asked in the chat")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((options: { agency?: string; dataDir?: string }) => chat(host, options));
}

async function chat(host: CommandHost, options: { agency?: string; dataDir?: string }): Promise<void> {
  const { io } = host;
  const app = await host.open({ dataDir: options.dataDir === undefined ? undefined : resolve(io.cwd, options.dataDir), fill: true });
  const city = (await chosen(app, options.agency))?.slug ?? "";
  const { channel, say } = createTerminal({ chat: randomUUID(), print: (text) => io.out(`${text}\n`), bold: io.isTerminal, clock: app.clock });
  const opened = (await host.pipeline(app)).open(channel);
  try {
    await say({ type: "start", start: city });
    if (io.isTerminal) io.out(texts.howToEnd);
    await eachLine(host, (text) => say({ type: "text", text }));
    if (io.isTerminal) io.out(texts.end);
  } finally {
    await opened.close();
  }
}

/** The made-up city counts as well, and where it is not there, it is said why. */
async function chosen(app: App, slug: string | undefined): Promise<Agency | null> {
  const off = slug === demoAgency.slug ? await demoOff(app.db, app.cell, app.config) : null;
  if (off !== null) throw new CommandFailed(`No made-up city here, because ${offWords[off]}; known: ${app.openCities.map((it) => it.slug).join(", ")}`);
  return agencyOf({ agencies: app.openCities }, slug);
}

async function eachLine({ io }: CommandHost, answer: (text: string) => Promise<void>): Promise<void> {
  const prompt = () => io.isTerminal && io.out(texts.prompt);
  const lines = createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY, signal: io.signal });
  prompt();
  for await (const line of lines) {
    const text = line.trim();
    if (/^\/?keluar$/i.test(text)) return;
    if (text !== "") await answer(text);
    if (io.signal.aborted) break;
    await io.drained();
    prompt();
  }
  if (io.signal.aborted) throw cancelled();
}
