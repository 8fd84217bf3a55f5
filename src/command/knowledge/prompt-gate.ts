import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { App } from "../../app.ts";
import { noteOverride } from "../../features/knowledge/entry/entry-store.ts";
import { isRight } from "../../features/knowledge/trial/expectation.ts";
import type { Worse } from "../../features/knowledge/trial/trial.ts";
import type { Gateway } from "../../llm/gateway.ts";
import type { Prompt } from "../../llm/prompt-file.ts";
import type { PromptCase } from "../../llm/prompt-tests.ts";
import { promptFolder } from "../../model-at-start.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed, type CommandIo } from "../io.ts";
import { judgeQuestions } from "./judged-questions.ts";

interface Options {
  override?: string;
  try?: boolean;
  back?: boolean;
  dataDir?: string;
}

/** The prompt that answers questions: its change is tried with the question sets, too. */
const answering = "jawab";

/** `model prompt`: the gate before a changed prompt is put to use, as knowledge has one. What is put to use is in the base, for every process and in every backup. */
export function addPromptGate(model: Command, host: CommandHost): void {
  model
    .command("prompt")
    .description(
      "put a changed prompt to use: its test set and the question sets first, with the one in use beside it (costs tokens); without a file: those in use",
    )
    .argument("[file]", "the changed prompt, e.g. jawab.md; a test set beside it (jawab.tests.jsonl) comes with it; with --back its id")
    .option("--try", "only try, change nothing")
    .option("--override <reason>", "use it although something is answered worse; kept")
    .option("--back", "take the newest version that was put to use back: the one before stands again")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((file: string | undefined, options: Options) => run(host, file, options));
}

async function run(host: CommandHost, file: string | undefined, options: Options): Promise<void> {
  const { io } = host;
  const dataDir = options.dataDir === undefined ? undefined : resolve(io.cwd, options.dataDir);
  const app = await host.open({ dataDir, fill: true });
  if (!app.model) throw new CommandFailed("No model is configured: set LLM_URL and LLM_MODEL.");
  await app.model.prompts.refresh(app.db, true);
  if (file === undefined) list(io, app.model);
  else if (options.back) await takeBack(io, app, app.model, file);
  else await put(io, app, app.model, resolve(io.cwd, file), options);
}

function list({ out }: CommandIo, { prompts }: Gateway): void {
  for (const { id, version, purpose } of prompts.all()) {
    const stored = prompts.stored(id);
    out(`${id.padEnd(20)} v${version}  ${stored ? `put to use ${stored.putAt.slice(0, 10)}` : "as shipped".padEnd(21)}  ${purpose}\n`);
  }
}

async function takeBack({ out }: CommandIo, app: App, { prompts }: Gateway, id: string): Promise<void> {
  const { takeBackPrompt } = await import("../../llm/prompt-store.ts");
  if (!(await takeBackPrompt(app.db, app.cell, id))) throw new CommandFailed(`Nothing was put to use in place of the shipped ${id}.`);
  await prompts.refresh(app.db, true);
  out(`${id}: v${prompts.get(id)?.version} stands again\n`);
}

async function put(io: CommandIo, app: App, model: Gateway, path: string, { override, try: tryOnly }: Options): Promise<void> {
  const [{ parsePrompt }, { misfit }, { putPrompt }, { parsePromptTests, readPromptTests }] = await Promise.all([
    import("../../llm/prompt-file.ts"),
    import("../../llm/prompts-in-use.ts"),
    import("../../llm/prompt-store.ts"),
    import("../../llm/prompt-tests.ts"),
  ]);
  const text = readFileSync(path, "utf8");
  const changed = parsePrompt(basename(path), text);
  const { id, version } = changed;
  const used = model.prompts.get(id);
  if (!used) throw new CommandFailed(`There is no prompt ${id} in use.`);
  if (model.models[used.model] === undefined) throw new CommandFailed(`${id}: no model is configured for it (${used.model}), so that nothing can try it.`);
  if (version <= used.version) throw new CommandFailed(`${id}: version ${version} is not above the one in use (${used.version}).`);
  const wrong = misfit(used, changed);
  if (wrong !== null) throw new CommandFailed(`${id}: ${wrong}.`);
  const beside = join(dirname(path), `${id}.tests.jsonl`);
  const own = existsSync(beside) ? readFileSync(beside, "utf8") : (model.prompts.stored(id)?.tests ?? null);
  const cases = own === null ? readPromptTests(promptFolder, id) : parsePromptTests(own, `${id}.tests.jsonl`);
  const worse = [...(await worseCases(io, model, used, changed, cases)), ...(id === answering ? await worseAnswers(io, app, changed) : [])];
  if (io.signal.aborted) throw new CommandFailed("Stopped; nothing was changed.");
  for (const it of worse) io.err(`worse  ${it.id} ${it.question}\n       before: ${it.before}\n       after:  ${it.after}\n`);
  const reason = override?.trim() ?? "";
  if (worse.length > 0 && reason === "")
    throw new CommandFailed(`${worse.length} are answered worse; nothing was changed. To use it all the same: --override "why"`);
  io.out(`${id} v${version}: ${worse.length} worse than v${used.version}\n`);
  if (tryOnly) return;
  await app.db.transaction(async (tx) => {
    if (worse.length > 0) await noteOverride(tx, app.cell, { documents: [`prompt:${id}@${version}`], worse, reason }, app.clock());
    await putPrompt(tx, app.cell, { id, version, text, tests: own, reason: worse.length > 0 ? reason : null }, app.clock());
  });
  await model.prompts.refresh(app.db, true);
  io.out("in use now; other processes use it within a minute\n");
}

async function worseCases({ signal }: CommandIo, model: Gateway, used: Prompt, changed: Prompt, cases: PromptCase[]): Promise<Worse[]> {
  const { runPromptCase } = await import("../../llm/prompt-tests.ts");
  const worse: Worse[] = [];
  for (const one of cases) {
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
