import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readQuestions } from "../../features/completion/check/question-file.ts";
import { questionsOf, saveQuestions, type Test, tests } from "../../features/completion/check/test-store.ts";
import { ruleWords } from "../../features/completion/result/result-words.ts";
import { ruleOf, saveRule } from "../../features/completion/result/rule-store.ts";
import { type Training, trainingByCode } from "../../features/training/store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";

interface Options extends CityOptions {
  attendance?: number;
  score?: number | null;
  test: Test;
  apply?: boolean;
}

const texts = {
  unknown: (code: string) => `Pelatihan "${code}" tidak ada di kota ini. Daftarnya: kawan training list`,
  rule: (name: string, rule: string, tests: string) => `${name}: ${rule}; soal ${tests}\n`,
  counts: (first: number, last: number) => `tes awal ${first}, tes akhir ${last}`,
  missing: (path: string) => `Berkas ${path} tidak ditemukan.`,
  read: (count: number, name: string) => `${count} soal terbaca baik untuk ${name}. Untuk memakainya, ulangi dengan --apply.\n`,
  saved: (count: number, test: string, name: string) => `${count} soal tes ${test} berlaku untuk ${name}. Tes yang sedang dikerjakan tidak berubah.\n`,
  noQuestions: "Syarat nilai memerlukan soal tes akhir lebih dulu: kawan completion questions.",
};

function within(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text.replace("%", ""));
    if (!Number.isInteger(value) || value < least || value > most) throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
    return value;
  };
}

/** `completion`: when a training counts as completed, and its short tests. */
export function addCompletionCommands(program: Command, host: CommandHost): void {
  const completion = program.command("completion").description("when a training counts as completed, and its short tests before and after");
  withActor(withCity(completion.command("rule").description("show a training's rule, or set it; without one: 80 percent attendance, no test")))
    .argument("<training>", "its code")
    .addOption(new Option("--attendance <percent>", "share of the attendance that is needed").argParser(within(0, 100)))
    .addOption(new Option("--score <points>", "points of 100 that the post-test takes; 0 = no test").argParser(within(0, 100)))
    .action((code: string, options: Options) => atCity(host, options, (desk) => rule(host, desk, code, options)));
  withActor(withCity(completion.command("questions").description("replace a training's test; with --apply, write it")))
    .argument("<training>", "its code")
    .argument("<file>", "YAML (a list of soal, pilihan, benar), or CSV/XLSX with Soal, Pilihan A …, Benar")
    .addOption(new Option("--test <test>", "before or after the training").choices([...tests]).default("akhir"))
    .option("--apply", "write what the report says")
    .action((code: string, path: string, options: Options) =>
      atCity(host, options, (desk) => questions(host, desk, code, resolve(host.io.cwd, path), options)),
    );
}

async function trainingCoded(db: CityDesk["app"]["db"], { tenant }: CityDesk, code: string): Promise<Training> {
  const found = await trainingByCode(db, tenant, code);
  if (!found) throw new CommandFailed(texts.unknown(code));
  return found;
}

async function rule({ io }: CommandHost, desk: CityDesk, code: string, options: Options): Promise<void> {
  const { app, tenant, now } = desk;
  await app.db.transaction(async (tx) => {
    const training = await trainingCoded(tx, desk, code);
    const held = await ruleOf(tx, tenant, training.id);
    const last = (await questionsOf(tx, tenant, training.id, "akhir")).length;
    let shown = held;
    if (options.attendance !== undefined || options.score !== undefined) {
      const by = await actorNamed(tx, desk, options.by);
      const testLeast = options.score === undefined ? held.testLeast : options.score || null;
      if (testLeast !== null && last === 0) throw new CommandFailed(texts.noQuestions);
      shown = { attendance: options.attendance === undefined ? held.attendance : options.attendance / 100, testLeast };
      await saveRule(tx, tenant, training.id, shown, now);
      await note(tx, desk, { by, about: [], kind: "right", action: "set_completion_rule", outcome: "done" });
    }
    const counts = texts.counts((await questionsOf(tx, tenant, training.id, "awal")).length, last);
    io.out(options.json ? `${JSON.stringify({ training: training.code, ...shown })}\n` : texts.rule(training.name, ruleWords(shown), counts));
  });
}

async function questions({ io }: CommandHost, desk: CityDesk, code: string, path: string, options: Options): Promise<void> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(texts.missing(path));
  const { app, tenant } = desk;
  const read = await readQuestions(path, readFileSync(path));
  if (read.faults.length > 0) throw new CommandFailed(read.faults.join("\n"));
  await app.db.transaction(async (tx) => {
    const training = await trainingCoded(tx, desk, code);
    if (!options.apply) {
      io.out(texts.read(read.questions.length, training.name));
      return;
    }
    const by = await actorNamed(tx, desk, options.by);
    await saveQuestions(tx, tenant, training.id, options.test, read.questions);
    await note(tx, desk, { by, about: [], kind: "right", action: "set_questions", outcome: options.test });
    io.out(texts.saved(read.questions.length, options.test, training.name));
  });
}
