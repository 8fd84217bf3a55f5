import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { colleague, parseRequests, type Requests } from "../../src/bot/understand/request-file.ts";
import { createUnderstanding, type Limits, type Understanding } from "../../src/bot/understand/understanding.ts";
import { everydayWords } from "../../src/features/competency/dictionary/everyday-words.ts";
import type { OutcomeCode } from "../../src/features/knowledge/answer/outcome.ts";
import { parseExamples } from "../../src/features/knowledge/intent/examples.ts";
import { namesAnother } from "../../src/features/knowledge/intent/personal-signs.ts";
import { parseVocabulary } from "../../src/language/vocabulary.ts";
import { type Done, policy, type Ways, way, ways } from "./request-way.ts";

const folder = fileURLToPath(new URL("../../knowledge", import.meta.url));
const questions = fileURLToPath(new URL("../questions", import.meta.url));
const file = (name: string): string => readFileSync(`${folder}/${name}`, "utf8");

const vocabulary = parseVocabulary(file("sinonim.yaml"));

const folds = 5;

/** One line of a set of requests. */
export const AskedRequest = z.object({
  id: z.string(),
  text: z.string(),
  style: z.string(),
  family: z.string(),
  expect: z.object({ capability: z.string(), input: z.record(z.string(), z.unknown()).optional() }),
  /** Other capabilities that would be right as well. */
  also: z.array(z.string()).default([]),
});
export type AskedRequest = z.output<typeof AskedRequest>;

export const requests = (): Requests => parseRequests(file("permintaan.yaml"));

export function understandingOf(from: Requests, limits?: Limits): Understanding {
  return createUnderstanding({
    requests: () => from,
    others: () => parseExamples(file("niat.yaml")).map((it) => it.text),
    aboutAnother: (text) => namesAnother(text, vocabulary.names),
    slang: vocabulary.slang,
    names: vocabulary.names,
    taught: everydayWords.words,
    fallback: { capability: policy, field: "question" },
    ...(limits && { limits }),
  });
}

interface Judged {
  right: boolean;
  askedRight: boolean;
  askedWrong: boolean;
  wrong: boolean;
  /** Of what is wrong: a request that was searched as a question, by which nothing is opened and nothing done. */
  searched: boolean;
  done: Done;
}

/** Nothing is done for whom the documents had no answer: what is offered with that counts as asking back. Talk and what is nobody's matter here is answered as such. */
function judge(done: Done, right: readonly string[]): Judged {
  const { did, outcome, choices } = done;
  const talked = right.includes("none") && did === policy && outcome !== undefined && talk.has(outcome);
  const offered = did === policy && choices.length > 0 && !right.includes(policy) && !talked;
  const acted = did !== null && !offered;
  const fits = acted ? right.includes(did) || talked : right.some((it) => choices.includes(it));
  const wrong = acted && !fits;
  return { right: acted && fits, askedRight: !acted && fits, askedWrong: !acted && !fits, wrong, searched: wrong && did === policy, done };
}

const talk = new Set<OutcomeCode>(["small_talk", "out_of_domain", "needs_clarification", "personal_data_refused", "instruction_ignored"]);

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1).padStart(5)} %`;

function line(name: string, all: readonly Judged[]): string {
  const share = (of: (it: Judged) => boolean) => percent(all.filter(of).length, all.length);
  return `  ${name.padEnd(14)} ${String(all.length).padStart(5)}   right at once ${share((it) => it.right)}   asked back, right one among ${share((it) => it.askedRight)}   asked back, not among ${share((it) => it.askedWrong)}   wrong ${share((it) => it.wrong)} (opened another ${share((it) => it.wrong && !it.searched)}, only searched ${share((it) => it.searched)})`;
}

/**
 * Judges every example by what has learnt from the other families. What the file calls kindred of the wanted is right as well, as it is for the
 * person, who is offered the other below it; `strict` = without that.
 */
export function crossValidate(all: Requests, limits?: Limits): { judged: Judged; strict: Judged; label: string; text: string }[] {
  const families = new Map<string, number>();
  const places = new Map<string, number>();
  for (const { family, label } of all.examples) {
    if (families.has(family)) continue;
    families.set(family, (places.get(label) ?? 0) % folds);
    places.set(label, (places.get(label) ?? 0) + 1);
  }
  return Array.from({ length: folds }, (_, fold) => {
    const unseen = all.examples.filter((it) => families.get(it.family) === fold);
    const learnt = understandingOf({ ...all, examples: all.examples.filter((it) => families.get(it.family) !== fold) }, limits);
    const done = ways(learnt);
    const boss = way(learnt, ["asn", "supervisor"]);
    return unseen.flatMap(({ text, label: given }) => {
      // A colleague's name: refused with a reason by the policy's side, unless somebody asks who leads people.
      if (given === colleague)
        return [judgedAs(judge(done(text, [policy]), [policy]), given, text), judgedAs(judge(boss(text), ["show_team"]), "… by a leader", text)];
      const missing = all.missing.get(given);
      const it = done(text, [given]);
      const strict = judge(it, missing?.offer ?? [given]);
      // What is not there yet is answered rightly by saying so, with what of the rest is there for this person.
      if (missing && it.did === null && it.lead?.startsWith(missing.say))
        return [judgedAs({ ...strict, right: true, askedRight: false, askedWrong: false }, given, text)];
      const either = all.kindred.filter((pair) => pair.includes(given)).flat();
      return [{ judged: judge(it, missing?.offer ?? [given, ...either]), strict, label: given, text }];
    });
  }).flat();
}

const judgedAs = (judged: Judged, label: string, text: string) => ({ judged, strict: judged, label, text });

/** Whether somebody without a model is understood: cross-validated on our own examples, then on sets that nobody tuned with. */
export function benchRequests(print: (line: string) => void): void {
  const done = benchOwnRequests(print);
  for (const name of [
    "requests.jsonl",
    "requests-second.jsonl",
    "requests-third.jsonl",
    "requests-fourth.jsonl",
    "requests-fifth.jsonl",
    "requests-sixth.jsonl",
    "requests-seventh.jsonl",
    "requests-eighth.jsonl",
    "requests-ninth.jsonl",
    "requests-classes.jsonl",
  ])
    blind(name, done, print);
}

/** What may be looked at while tuning: nothing of the blind sets. */
export function benchOwnRequests(print: (line: string) => void): Ways {
  const all = requests();
  print(`\n— requests: ${all.examples.length} examples of ${all.abilities.size} capabilities, ${folds}-fold cross-validation grouped by family`);
  const cross = crossValidate(all);
  print(
    line(
      "all",
      cross.map((it) => it.judged),
    ),
  );
  print(
    line(
      "no kindred",
      cross.map((it) => it.strict),
    ),
  );
  for (const [label, own] of Map.groupBy(cross, (it) => it.label))
    print(
      line(
        label.slice(0, 14),
        own.map((it) => it.judged),
      ),
    );

  const started = performance.now();
  const cpu = process.cpuUsage();
  const understanding = understandingOf(all);
  understanding.prepare();
  const spent = process.cpuUsage(cpu);
  print(`learnt in ${(performance.now() - started).toFixed(0)} ms (${((spent.user + spent.system) / 1000).toFixed(0)} ms of processor time)`);
  const done = ways(understanding);
  const sample = all.examples.filter((_, at) => at % 5 === 0);
  const before = performance.now();
  for (const { text, label } of sample) done(text, [label]);
  print(`${((performance.now() - before) / sample.length).toFixed(2)} ms a message`);
  questionsKept(done, print);
  return done;
}

/** Questions about rules must stay questions about rules. */
function questionsKept(done: Ways, print: (line: string) => void): void {
  for (const name of readdirSync(questions).filter((it) => it.endsWith(".jsonl") && !it.startsWith("requests"))) {
    // Other sets (attacks) are no questions.
    const asked = linesOf(name).flatMap((it) => z.object({ id: z.string(), question: z.string() }).safeParse(it).data ?? []);
    if (asked.length === 0) continue;
    const lost = asked.map((it) => ({ ...it, done: done(it.question, [policy]) })).filter((it) => it.done.did !== policy);
    print(
      `  ${name.padEnd(36)} ${asked.length} questions; acted on otherwise: ${lost.filter((it) => it.done.did !== null).length}, asked back: ${lost.filter((it) => it.done.did === null).length}`,
    );
    for (const it of lost) print(`     ${it.id} → ${it.done.did ?? it.done.choices.join(" | ")}`);
  }
}

/** One frozen set; what was wanted and done instead is told by name alone, so that its sentences stay unread. */
export function blind(name: string, done: Ways, print: (line: string) => void): void {
  if (!existsSync(`${questions}/${name}`)) {
    print(`  not measured: ${name} is not there`);
    return;
  }
  const asked = linesOf(name).map((it) => AskedRequest.parse(it));
  const all = asked.map((it) => {
    const right = [it.expect.capability, ...it.also];
    return { ...it, judged: judge(done(it.text, right), right) };
  });
  print(`\n${name}`);
  print(
    line(
      "all",
      all.map((it) => it.judged),
    ),
  );
  for (const [style, own] of Map.groupBy(all, (it) => it.style))
    print(
      line(
        style,
        own.map((it) => it.judged),
      ),
    );
  const says = [...requests().missing.values()].map((it) => it.say);
  const told = all.filter((it) => !it.judged.wrong && says.some((say) => it.judged.done.lead?.startsWith(say)));
  print(`  of those asked back, told that there is no such thing yet: ${told.length}`);
  const withInput = all.filter((it) => it.judged.right && it.expect.input !== undefined);
  print(`  input as expected: ${withInput.filter((it) => holds(it.judged.done.input, it.expect.input ?? {})).length} of ${withInput.length}`);
  print("  not acted on rightly at once (wanted → done instead; the sentences stay unread):");
  const instead = all
    .filter((it) => !it.judged.right)
    .map(
      ({ expect, judged }) =>
        `${expect.capability} → ${judged.wrong ? [judged.done.did, judged.done.outcome].filter(Boolean).join(": ") : `asked ${judged.done.choices.join(", ")}`}${judged.wrong ? "  WRONG" : ""}`,
    );
  for (const [what, same] of [...Map.groupBy(instead, (it) => it)].sort((x, y) => y[1].length - x[1].length))
    print(`     ${String(same.length).padStart(3)}  ${what}`);
}

/** Every expected part is there: texts by one of their words, since people name things shorter or longer. */
function holds(given: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  const words = (it: unknown): string[] =>
    String(it)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const said = words(Object.values(given).join(" "));
  return Object.values(wanted).every((value) => words(value).some((it) => said.includes(it)));
}

function linesOf(name: string): unknown[] {
  return readFileSync(`${questions}/${name}`, "utf8")
    .split("\n")
    .filter((it) => it.trim() !== "")
    .map((it) => JSON.parse(it));
}
