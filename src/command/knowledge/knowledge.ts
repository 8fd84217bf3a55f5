import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { App } from "../../app.ts";
import { Fault } from "../../core/fault.ts";
import { localDate } from "../../core/time.ts";
import { noteOverride } from "../../features/knowledge/entry/entry-store.ts";
import { filesAt } from "../../features/knowledge/folder.ts";
import { addFiles, changeBy, type FileReport, type SourceFile } from "../../features/knowledge/library.ts";
import { allDocuments, documentsById, passagesOf, removeDocument } from "../../features/knowledge/store.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed, type CommandIo } from "../io.ts";
import { askOne, searchOne } from "./ask.ts";
import { evaluate } from "./evaluate.ts";
import { eachQuestion } from "./questions.ts";

interface Shared {
  agency?: string;
  asOf?: string;
  dataDir?: string;
  empty?: boolean;
  json?: boolean;
  override?: string;
  top: number;
}

const isoDate = (text: string): string => {
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new InvalidArgumentError("A date is written 2024-10-17.");
  }
};
const topNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) throw new InvalidArgumentError("A whole number from 1 to 100.");
  return value;
};

const dataDir = () => new Option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL");
const empty = () => new Option("--empty", "do not fill an empty base with the shipped knowledge");
const json = () => new Option("--json", "machine output, one JSON object a line");
const agency = () => new Option("--agency <city>", "city of the asker, or of the added documents");
const asOf = () => new Option("--as-of <date>", "rules in force on this date").argParser(isoDate);

export function addKnowledgeCommands(program: Command, host: CommandHost): void {
  const knowledge = program.command("knowledge").description("documents that answers rest on");
  knowledge
    .command("add")
    .description("add or update documents: .md .txt .html .pdf .docx, a folder, or a .zip; the same content twice changes nothing")
    .argument("<path...>", "files or folders")
    .addOption(agency())
    .addOption(dataDir())
    .addOption(empty())
    .addOption(json())
    .option("--override <reason>", "add although questions of the question sets are answered worse; kept")
    .action((paths: string[], options: Shared) => withApp(host, options, (app) => add(host, app, paths, options)));
  knowledge
    .command("list")
    .description("documents in use, with their status and number of passages")
    .addOption(dataDir())
    .addOption(empty())
    .addOption(json())
    .action((options: Shared) => withApp(host, options, (app) => list(host, app, options)));
  knowledge
    .command("show")
    .description("a document's passages as they are cited")
    .argument("<document>", "its id, e.g. pp-2017-11")
    .addOption(dataDir())
    .addOption(json())
    .action((id: string, options: Shared) => withApp(host, options, (app) => show(host, app, id, options)));
  knowledge
    .command("remove")
    .description("take a document out of use; it is never cited again, also after a restart")
    .argument("<document>", "its id")
    .addOption(dataDir())
    .action((id: string, options: Shared) => withApp(host, options, (app) => remove(host, app, id)));
  for (const [name, run, about] of [
    ["search", searchOne, "passages that fit a question, best first"],
    ["ask", askOne, "the answer to a question, as the chat gives it"],
  ] as const) {
    knowledge
      .command(name)
      .description(`${about}; without a question: JSON Lines {"id","question"} on standard input (with --json)`)
      .argument("[question]")
      .addOption(agency())
      .addOption(asOf())
      .addOption(new Option("--top <n>", "hits or citations at most").argParser(topNumber).default(10))
      .addOption(dataDir())
      .addOption(empty())
      .addOption(json())
      .action((question: string | undefined, options: Shared) =>
        withApp(host, options, (app) => eachQuestion(host.io, question, options, (it) => run(host.io, app, it, options))),
      );
  }
  knowledge
    .command("eval")
    .description("accuracy, citations and abstention over a file of questions with what is expected")
    .argument("<questions>", "JSON Lines; see CONTRIBUTING.md")
    .addOption(asOf())
    .addOption(dataDir())
    .addOption(empty())
    .addOption(json())
    .action((file: string, options: Shared) => withApp(host, options, (app) => evaluate(host.io, app, resolve(host.io.cwd, file), options)));
}

async function withApp(host: CommandHost, options: Shared, work: (app: App) => Promise<void>): Promise<void> {
  const folder = options.dataDir === undefined ? undefined : resolve(host.io.cwd, options.dataDir);
  await work(await host.open({ dataDir: folder, fill: !options.empty }));
}

async function add({ io, inService }: CommandHost, app: App, paths: string[], options: Shared): Promise<void> {
  const scope = options.agency;
  if (scope !== undefined && !app.agencies.some((it) => it.slug === scope)) {
    throw new CommandFailed(`"${scope}" is not a city here; known: ${app.agencies.map((it) => it.slug).join(", ")}`);
  }
  const files = paths.flatMap((path) => filesAt(resolve(io.cwd, path)));
  await passGate(io, app, files, options);
  const onReport = (report: FileReport) => io.out(options.json ? `${JSON.stringify(report)}\n` : line(report));
  const reports = await addFiles(app.db, files, { origin: "added", now: app.clock(), onReport, ...(scope !== undefined && { scope }) });
  await app.knowledge.refresh(app.db);
  const count = (result: FileReport["result"]) => reports.filter((it) => it.result === result).length;
  const refused = count("refused");
  // A service fetches meaning vectors on its own; this process would take the rest of the work with it.
  const missing = inService ? 0 : await (app.meaning?.settled(io.signal) ?? 0);
  if (missing > 0) io.err(`${missing} passages are still without a meaning vector: the service or the next \`knowledge add\` goes on\n`);
  if (!options.json) {
    io.out(`${count("added")} added, ${count("changed")} changed, ${count("unchanged")} unchanged, ${refused} refused\n`);
  }
  if (refused > 0 || reports.length === 0) throw new CommandFailed(reports.length === 0 ? "No readable file there." : "");
}

/** The question sets before anything is taken in: what is answered worse is shown question by question, and stops it unless there is a reason. */
async function passGate(io: CommandIo, app: App, files: SourceFile[], { agency: scope, override }: Shared): Promise<void> {
  await app.knowledge.refresh(app.db);
  const change = await changeBy(app.db, files, { origin: "added", ...(scope !== undefined && { scope }) });
  if (change.put.length === 0) return;
  const worse = await app.trial(change, localDate(app.clock(), "Asia/Jakarta"));
  if (worse.length === 0) return;
  for (const it of worse) io.err(`worse  ${it.id} ${it.question}\n       before: ${it.before}\n       after:  ${it.after}\n`);
  const reason = override?.trim() ?? "";
  if (reason === "") throw new CommandFailed(`${worse.length} questions are answered worse; nothing was added. To add all the same: --override "why"`);
  const documents = change.put.map((it) => it.meta.id);
  await app.db.transaction((tx) => noteOverride(tx, app.cell, { documents, worse, reason }, app.clock()));
}

function line(report: FileReport): string {
  if (report.result === "refused") return `refused    ${report.file}: ${report.reason}\n`;
  if (report.result === "unchanged") return "";
  return `${report.result.padEnd(10)} ${report.document} — ${report.title} (${report.passages} passages)\n`;
}

async function list({ io }: CommandHost, app: App, options: Shared): Promise<void> {
  const documents = (await allDocuments(app.db)).filter((it) => it.removedWhy === null);
  const passages = await passagesOf(
    app.db,
    documents.map((it) => it.key),
  );
  for (const it of documents) {
    const row = {
      document: it.slug,
      origin: it.origin,
      title: it.meta.title,
      scope: it.meta.scope,
      status: it.meta.status,
      version: it.version,
      passages: passages.get(it.key)?.length ?? 0,
    };
    await io.drained();
    io.out(
      options.json
        ? `${JSON.stringify(row)}\n`
        : `${row.document.padEnd(28)} ${row.origin.padEnd(8)} ${row.status.padEnd(16)} ${String(row.passages).padStart(4)}  ${row.title}\n`,
    );
  }
  if (!options.json) io.out(`${documents.length} documents\n`);
}

async function held(app: App, id: string) {
  const documents = await documentsById(app.db, id);
  if (documents.length === 0) throw new Fault("not_found", `Dokumen "${id}" tidak ada. Lihat daftarnya: kawan knowledge list`);
  return documents;
}

async function show({ io }: CommandHost, app: App, id: string, options: Shared): Promise<void> {
  for (const document of await held(app, id)) {
    await io.drained();
    const passages = (await passagesOf(app.db, [document.key])).get(document.key) ?? [];
    if (options.json) {
      io.out(`${JSON.stringify({ document: document.slug, origin: document.origin, meta: document.meta, passages })}\n`);
      continue;
    }
    io.out(`${document.meta.title}\n${document.origin}, ${document.meta.status}, ${passages.length} passages\n\n`);
    for (const it of passages) io.out(`[${it.anchor}] ${[...it.path, it.article, it.title].filter(Boolean).join(" > ")}\n${it.text}\n\n`);
  }
}

async function remove({ io }: CommandHost, app: App, id: string): Promise<void> {
  for (const document of await held(app, id)) {
    await app.db.transaction((tx) => removeDocument(tx, document.key, "officer", app.clock()));
    io.out(`removed ${document.slug} (${document.origin})\n`);
  }
  await app.knowledge.refresh(app.db);
}
