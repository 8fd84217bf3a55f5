import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { App } from "../app.ts";
import { noteOverride } from "../features/knowledge/entry/entry-store.ts";
import { isRight } from "../features/knowledge/trial/expectation.ts";
import type { Worse } from "../features/knowledge/trial/trial.ts";
import type { Gateway } from "../llm/gateway.ts";
import type { Prompt } from "../llm/prompt-file.ts";
import { promptFolder } from "../model-at-start.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed, type CommandIo } from "./io.ts";
import { judgeQuestions } from "./judged-questions.ts";

interface Options {
  override?: string;
  tryOnly?: boolean;
  dataDir?: string;
}

/** The prompt that answers questions: its change is tried with the question sets, too. */
const answering = "jawab";

/** `model prompt`: the gate before a changed prompt is put to use, as knowledge has one. */
export function addPromptGate(model: Command, host: CommandHost): void {
  model
    .command("prompt")
    .description("put a changed prompt to use: its test set and the question sets first, with the one in use beside it; costs tokens")
    .argument("<file>", "the changed prompt, e.g. jawab.md; a test set beside it (jawab.tests.jsonl) comes with it")
    .option("--try", "only try, change nothing")
    .option("--override <reason>", "use it although something is answered worse; kept")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((file: string, { try: tryOnly, ...options }: Options & { try?: boolean }) => run(host, file, { ...options, ...(tryOnly && { tryOnly }) }));
}

async function run(host: CommandHost, file: string, { override, tryOnly, dataDir }: Options): Promise<void> {
  const { io } = host;
  const path = resolve(io.cwd, file);
  const app = await host.open({ dataDir: dataDir === undefined ? undefined : resolve(io.cwd, dataDir), fill: true });
  if (!app.model) throw new CommandFailed("No model is configured: set LLM_URL and LLM_MODEL.");
  const [{ parsePrompt }, { readPrompts }] = await Promise.all([import("../llm/prompt-file.ts"), import("../llm/prompts.ts")]);
  const changed = parsePrompt(basename(path), readFileSync(path, "utf8"));
  const used = readPrompts(promptFolder).get(changed.id);
  if (!used) throw new CommandFailed(`There is no prompt ${changed.id} in use.`);
  if (changed.version <= used.version) throw new CommandFailed(`${changed.id}: version ${changed.version} is not above the one in use (${used.version}).`);
  const worse = [...(await worseCases(io, app.model, used, changed, path)), ...(changed.id === answering ? await worseAnswers(io, app, changed) : [])];
  if (io.signal.aborted) throw new CommandFailed("Stopped; nothing was changed.");
  for (const it of worse) io.err(`worse  ${it.id} ${it.question}\n       before: ${it.before}\n       after:  ${it.after}\n`);
  const reason = override?.trim() ?? "";
  if (worse.length > 0 && reason === "")
    throw new CommandFailed(`${worse.length} are answered worse; nothing was changed. To use it all the same: --override "why"`);
  io.out(`${changed.id} v${changed.version}: ${worse.length} worse than v${used.version}\n`);
  if (tryOnly) return;
  if (worse.length > 0)
    await app.db.transaction((tx) => noteOverride(tx, app.cell, { documents: [`prompt:${changed.id}@${changed.version}`], worse, reason }, app.clock()));
  copyFileSync(path, join(promptFolder, basename(path)));
  const tests = testsBeside(path, changed.id);
  if (tests !== null && tests !== promptFolder) copyFileSync(join(tests, `${changed.id}.tests.jsonl`), join(promptFolder, `${changed.id}.tests.jsonl`));
  io.out("in use from the next start of the service on\n");
}

const testsBeside = (path: string, id: string): string | null => (existsSync(join(dirname(path), `${id}.tests.jsonl`)) ? dirname(path) : null);

async function worseCases({ signal }: CommandIo, model: Gateway, used: Prompt, changed: Prompt, path: string): Promise<Worse[]> {
  const { readPromptTests, runPromptCase } = await import("../llm/prompt-tests.ts");
  const worse: Worse[] = [];
  for (const one of readPromptTests(testsBeside(path, changed.id) ?? promptFolder, changed.id)) {
    const after = await runPromptCase(model, changed, one, { signal, trial: changed });
    if (after.faults.length === 0) continue;
    const before = await runPromptCase(model, used, one, { signal });
    if (before.faults.length === 0) worse.push({ id: `${changed.id}:test`, question: one.name, before: "passes", after: after.faults.join("; ") });
  }
  return worse;
}

async function worseAnswers({ err, signal }: CommandIo, app: App, trial: Prompt): Promise<Worse[]> {
  const model = app.model ?? undefined;
  const questions = app.questions();
  err(`${questions.length} questions, before and after\n`);
  await app.knowledge.refresh(app.db);
  const before = await judgeQuestions(app, questions, { model, signal });
  const after = await judgeQuestions(app, questions, { model, signal, trial });
  return before.flatMap((was, at) => {
    const is = after[at];
    if (!is) return [];
    const lost = isRight(was.judgement) && !isRight(is.judgement);
    const fallen = was.model?.worded === true && is.model?.worded === false;
    if (!lost && !fallen) return [];
    const said = (it: typeof is) =>
      `${it.model?.worded ? "" : "(documents' own words) "}${it.answer.outcome}: ${it.answer.answer.replaceAll("\n", " ").slice(0, 160)}`;
    return [{ id: was.expected.id, question: was.expected.question, before: said(was), after: said(is) }];
  });
}
