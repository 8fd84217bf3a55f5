import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { beginOf, type ClassOf, loadClasses } from "../../enrolment/class-of.ts";
import { enrolmentsOf } from "../../enrolment/enrolment-store.ts";
import { classButtons } from "../../enrolment/schedule/class-buttons.ts";
import { className } from "../../enrolment/words.ts";
import { daysOf, spanOn } from "../class-days.ts";
import { ruleOf } from "../result/rule-store.ts";
import { beginRun, keepAnswers, type Question, questionsOf, type Run, runOf, type Test, tests } from "./test-store.ts";

const texts = {
  none: "Saat ini tidak ada tes untuk kelas yang Anda ikuti.",
  which: "Tes kelas yang mana?",
  intro: {
    awal: (name: string, count: number) => `Tes awal ${name}: ${count} soal singkat. Nilainya tidak memengaruhi hasil, hanya untuk melihat kemajuan.`,
    akhir: (name: string, count: number, least: number | null) =>
      `Tes akhir ${name}: ${count} soal${least === null ? "" : `, syarat selesai ${least}`}. Dapat dikerjakan paling banyak ${mostAttempts} kali; nilai terbaik yang dipakai.`,
  },
  question: (at: number, all: number, question: string, options: string) => `Soal ${at} dari ${all}\n*${plain(question)}*\n\n${options}`,
  option: (letter: string, text: string) => `${letter}. ${plain(text)}`,
  done: {
    awal: (name: string, score: number) => `Terima kasih. Nilai tes awal Anda di ${name}: ${score} dari 100.`,
    akhir: (name: string, score: number) => `Selesai. Nilai tes akhir Anda di ${name}: ${score} dari 100.`,
  },
  passed: "Syarat tes terpenuhi.",
  below: (least: number, left: number) =>
    `Syaratnya ${least}.${left > 0 ? ` Masih dapat diulang ${left} kali: ketik /tes.` : " Kesempatan mengulang sudah habis; silakan hubungi petugas."}`,
  already: (name: string, test: Test, score: number) => `Tes ${test} ${name} sudah Anda kerjakan dengan nilai ${score}.`,
  over: (name: string, score: number) => `Tes akhir ${name} sudah dikerjakan ${mostAttempts} kali. Nilai terbaik Anda: ${score}.`,
  begin: "Mulai",
  again: "Kerjakan lagi",
};

/** Of the post-test; the best counts. */
const mostAttempts = 3;
const letters = "ABCDEF";

const Id = z.number().int().positive();

/** The short tests before and after a class. Its state is in the feature's table, so that it goes on days later on another channel. */
export const takeTest = capability({
  id: "take_test",
  about: "Mengerjakan tes awal atau tes akhir kelas yang Anda ikuti.",
  command: "tes",
  phrases: ["kerjakan tes", "kerjakan post test", "kerjakan pre test", "tes akhir", "tes awal"],
  roles: ["asn"],
  input: z.object({
    class: Id.optional(),
    test: z.enum(tests).optional(),
    /** Begins, also anew. */
    begin: z.boolean().optional(),
    /** The answer to the question at this place, both from 0. */
    at: z.number().int().min(0).optional(),
    choice: z.number().int().min(0).max(5).optional(),
  }),

  async handle(context, input) {
    const { id: personId, agency } = context.person as Person;
    const subject = { cell: context.cell, agencyId: agency.id, personId };
    const open = await openTests(context, subject);
    const wanted = input.class === undefined ? open : open.filter((it) => it.of.class.id === input.class);
    const [only, second] = wanted;
    if (!only) return { reply: { text: texts.none }, code: "none" };
    if (second) {
      const classes = wanted.map((it) => it.of);
      const call = (it: ClassOf) => ({ capability: "take_test", input: { class: it.class.id } });
      return { reply: { text: texts.which, buttons: classButtons(classes, agency.zone, call) }, code: "which" };
    }
    const run = await runOf(context.db, subject, only.of.class.id, only.test);
    if (input.at !== undefined && input.choice !== undefined && input.test === only.test) return answer(context, subject, only, run, input.at, input.choice);
    if (run && !run.finished) return ask(only, run, false);
    if (input.begin && (!run || mayRepeat(only.test, run))) return begin(context, subject, only);
    return offer(context, subject, only, run);
  },
});

interface OpenTest {
  of: ClassOf;
  test: Test;
  questions: Question[];
}

const taking = new Set<string>(["terdaftar", "selesai", "tidak_selesai"]);

/** Tests of the classes somebody is in: before the last day the first one, from then on the last one. */
async function openTests({ db, now }: Context, subject: Subject): Promise<OpenTest[]> {
  const own = (await enrolmentsOf(db, subject, subject.personId)).filter((it) => taking.has(it.state)).slice(0, 20);
  const classes = await loadClasses(
    db,
    subject,
    own.map((it) => it.classId),
  );
  const found: OpenTest[] = [];
  for (const { classId, state } of own) {
    const of = classes.get(classId);
    if (!of) continue;
    const test = testAt(of, now.epochMilliseconds / 1_000);
    if (test === "awal" && state !== "terdaftar") continue;
    const questions = await questionsOf(db, subject, of.training.id, test);
    if (questions.length > 0) found.push({ of, test, questions });
  }
  return found;
}

function testAt(of: ClassOf, nowS: number): Test {
  const last = daysOf(of).at(-1);
  if (last !== undefined) return nowS < spanOn(of, last)[0] ? "awal" : "akhir";
  const begin = beginOf(of.class, of.training.selfPaced);
  return begin !== null && nowS < begin ? "awal" : "akhir";
}

const mayRepeat = (test: Test, run: Run): boolean => test === "akhir" && run.attempt < mostAttempts;

async function offer({ db }: Context, subject: Subject, { of, test, questions }: OpenTest, run: Run | undefined): Promise<Outcome> {
  const name = className(of);
  const input = { class: of.class.id, test, begin: true };
  if (run && !mayRepeat(test, run)) {
    const text = test === "awal" ? texts.already(name, test, run.score ?? 0) : texts.over(name, run.score ?? 0);
    return { reply: { text }, code: "over" };
  }
  const { testLeast } = await ruleOf(db, subject, of.training.id);
  const intro = test === "awal" ? texts.intro.awal(name, questions.length) : texts.intro.akhir(name, questions.length, testLeast);
  const text = run ? `${texts.already(name, test, run.score ?? 0)}\n${intro}` : intro;
  return { reply: { text, buttons: [{ label: run ? texts.again : texts.begin, call: { capability: "take_test", input } }] }, code: "offered" };
}

async function begin({ db, now }: Context, subject: Subject, it: OpenTest): Promise<Outcome> {
  await beginRun(db, subject, { classId: it.of.class.id, test: it.test, questions: it.questions, now });
  const run = await runOf(db, subject, it.of.class.id, it.test);
  if (!run) throw new Error("a test that was just begun");
  return ask(it, run, true);
}

/** The next question of a run; what it asks was fixed when it began. */
function ask({ of, test }: OpenTest, { questions, answers }: Run, fresh: boolean): Outcome {
  const at = answers.length;
  const next = questions[at];
  if (!next) throw new Error("a test without a next question is done");
  const options = next.options.map((it, place) => texts.option(letters[place] ?? "", it)).join("\n");
  const buttons: Button[] = next.options.map((it, choice) => ({
    label: letters[choice] ?? "",
    full: `${letters[choice]}. ${it}`,
    call: { capability: "take_test", input: { class: of.class.id, test, at, choice } },
  }));
  const form = { capability: "take_test", input: { class: of.class.id } };
  return { reply: { text: texts.question(at + 1, questions.length, next.question, options), buttons }, form, code: fresh ? "begun" : "asked" };
}

async function answer({ db, now }: Context, subject: Subject, it: OpenTest, run: Run | undefined, at: number, choice: number): Promise<Outcome> {
  // A second tap on an older question, or one after the end, changes nothing.
  if (!run || run.finished) return offer({ db } as Context, subject, it, run);
  if (at !== run.answers.length || choice >= (run.questions[at]?.options.length ?? 0)) return ask(it, run, false);
  const answers = [...run.answers, choice];
  const score = answers.length < run.questions.length ? null : scoreOf(run.questions, answers);
  await keepAnswers(db, subject, { classId: it.of.class.id, test: it.test, answers, score, now });
  if (score === null) return ask(it, { ...run, answers }, false);
  const { testLeast } = await ruleOf(db, subject, it.of.training.id);
  const name = className(it.of);
  if (it.test === "awal") return { reply: { text: texts.done.awal(name, score) }, code: "done" };
  const best = Math.max(score, run.score ?? 0);
  const note = testLeast === null ? "" : best >= testLeast ? texts.passed : texts.below(testLeast, mostAttempts - run.attempt);
  return { reply: { text: [texts.done.akhir(name, score), note].filter(Boolean).join("\n") }, code: "done" };
}

/** Points of 100. */
export const scoreOf = (questions: Question[], answers: number[]): number =>
  Math.round((100 * questions.filter((it, at) => it.correct === answers[at]).length) / questions.length);
