import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import { readQuestions } from "../../features/knowledge/trial/question-set.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { markdownOf, reportOf } from "./eval-report.ts";
import { judgeQuestions } from "./judged-questions.ts";

interface Options {
  live?: boolean;
  out?: string;
  asOf?: string;
  dataDir?: string;
  limit?: string;
}

const ownSet = fileURLToPath(new URL("../../../knowledge/uji/aturan.jsonl", import.meta.url));

/** `eval`: question sets against the documents alone or a configured endpoint, with a report that can be held against another one. */
export function addEvalCommand(program: Command, host: CommandHost): void {
  program
    .command("eval")
    .description("quality over question sets: accuracy by class, citations, abstention, cost, latency, as JSON and Markdown")
    .argument("[questions...]", "JSON Lines; see CONTRIBUTING.md; none = the product's own")
    .option("--live", "with the configured endpoint: costs its tokens; without it the documents' own words")
    .addOption(new Option("--out <folder>", "where the report goes").default("."))
    .addOption(new Option("--as-of <date>", "rules in force on this date"))
    .addOption(new Option("--limit <n>", "only the first n questions of each set"))
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((files: string[], options: Options) => run(host, files, options));
}

async function run(host: CommandHost, files: string[], { live = false, out = ".", asOf, dataDir, limit }: Options): Promise<void> {
  const { io } = host;
  const app = await host.open({ dataDir: dataDir === undefined ? undefined : resolve(io.cwd, dataDir), fill: true });
  if (live && !app.model) throw new CommandFailed("--live needs an endpoint: set LLM_URL and LLM_MODEL.");
  await app.knowledge.refresh(app.db);
  await app.meaning?.loaded();
  const most = limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  const sets = (files.length > 0 ? files.map((it) => resolve(io.cwd, it)) : [ownSet]).map((file) => ({ file, questions: readQuestions(file).slice(0, most) }));
  const all = sets.flatMap((it) => it.questions);
  let done = 0;
  const judged = await judgeQuestions(app, all, { asOf, signal: io.signal, ...(live && app.model && { model: app.model }) }, () => {
    done++;
    if (done % 25 === 0) io.err(`${done} of ${all.length}\n`);
  });
  if (io.signal.aborted) throw new CommandFailed("Stopped; no report was written.");
  const at = app.clock().toString({ smallestUnit: "second" });
  const report = reportOf(
    {
      at,
      way: live ? "live" : "documents",
      models: live ? { ...app.model?.models } : {},
      sets: sets.map(({ file, questions }) => ({ file: basename(file), questions: questions.length, digest: digestOf(file) })),
      asOf: asOf ?? null,
    },
    judged,
  );
  const folder = resolve(io.cwd, out);
  mkdirSync(folder, { recursive: true });
  const name = join(folder, `eval-${report.way}-${at.replaceAll(/[:-]/g, "")}`);
  const text = markdownOf(report);
  writeFileSync(`${name}.json`, `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(`${name}.md`, text);
  io.out(`${text.split("\n## Wrong")[0]}\n${report.wrong.length} wrong, listed in the report\n${name}.json\n${name}.md\n`);
}

const digestOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
