import { z } from "zod";
import type { Citation } from "../answer/outcome.ts";
import { parseCitations } from "../search/citations.ts";
import { sameKind } from "../search/rule-kinds.ts";

/** One line of a question file. Only `question` and `class` must be there; the rest sharpens the judgement (see CONTRIBUTING). */
export const ExpectedAnswer = z.object({
  id: z.string(),
  question: z.string(),
  class: z.string(),
  source: z.string().default(""),
  agency: z.string().optional(),
  /** Outcomes that are right; absent = those of the class. */
  outcomes: z.array(z.string()).optional(),
  /** Rules and articles of which one must be cited; absent = those named in `source`. */
  cite: z.array(z.object({ rule: z.string(), article: z.string().optional() })).optional(),
  /** Of each inner list one must stand in the answer; capitals do not matter. */
  must: z.array(z.array(z.string())).optional(),
});
export type ExpectedAnswer = z.output<typeof ExpectedAnswer>;

const outcomesOfClass: [RegExp, string[]][] = [
  [/repealed/, ["repealed_corrected", "premise_corrected"]],
  [/premise/, ["premise_corrected", "repealed_corrected"]],
  [/personal data/, ["personal_data_refused"]],
  [/domain/, ["out_of_domain"]],
  [/injection/, ["instruction_ignored", "out_of_domain", "no_source"]],
  [/no source/, ["no_source"]],
  [/small talk/, ["small_talk"]],
  [/clarification/, ["needs_clarification"]],
  [/./, ["answered", "answered_with_caution"]],
];

/** Outcomes that decline to answer. */
export const abstentions = new Set(["no_source", "out_of_domain", "personal_data_refused", "instruction_ignored", "small_talk", "needs_clarification"]);

/** What is judged: an answer as the chat gives it. */
export interface GivenAnswer {
  outcome: string;
  answer: string;
  citations: Omit<Citation, "text">[];
}

export interface Judgement {
  outcomeRight: boolean;
  factsRight: boolean;
  /** Null where nothing has to be cited. */
  citationRight: boolean | null;
  /** Citations given, and those among them that were expected. */
  given: number;
  expectedGiven: number;
  shouldAbstain: boolean;
  abstained: boolean;
}

/** Compares an answer with what was expected, by program. */
export function judge(expected: ExpectedAnswer, answer: GivenAnswer): Judgement {
  const outcomes = expected.outcomes ?? outcomesOfClass.find(([pattern]) => pattern.test(expected.class))?.[1] ?? [];
  const shouldAbstain = outcomes.every((it) => abstentions.has(it));
  const wanted = expected.cite ?? (shouldAbstain ? [] : sourcesIn(expected.source));
  const fits = answer.citations.map((it) => wanted.some((one) => isCited(one, it)));
  const text = ` ${[answer.answer, ...answer.citations.map((it) => it.label)].join(" ").toLowerCase().replace(/\s+/g, " ")} `;
  return {
    outcomeRight: outcomes.includes(answer.outcome),
    factsRight: (expected.must ?? []).every((any) => any.some((it) => text.includes(it.toLowerCase()))),
    citationRight: wanted.length === 0 ? null : fits.includes(true),
    given: wanted.length === 0 ? 0 : fits.length,
    expectedGiven: fits.filter(Boolean).length,
    shouldAbstain,
    abstained: abstentions.has(answer.outcome),
  };
}

interface Wanted {
  rule: string;
  article?: string | undefined;
}

function sourcesIn(source: string): Wanted[] {
  let rule = "";
  return parseCitations(source.replace(/\bPs\b/g, "Pasal")).flatMap((it) => {
    if (it.number !== null) rule = `${it.kind ?? ""} ${it.number}${it.year === null ? "" : `/${it.year}`}`.trim();
    return rule === "" ? [] : [{ rule, article: it.article === null ? undefined : `Pasal ${it.article}` }];
  });
}

function isCited(wanted: Wanted, { title, article, label }: GivenAnswer["citations"][number]): boolean {
  if (!namesRule(wanted.rule, title) && !label.toLowerCase().includes(wanted.rule.toLowerCase())) return false;
  if (wanted.article === undefined || article === "") return true;
  const wantedNumber = articleNumbers(wanted.article)[0];
  return wantedNumber === undefined || articleNumbers(article).includes(wantedNumber);
}

/** `Pasal 6, Pasal 11, dan Pasal 14` → 6, 11, 14. */
const articleNumbers = (article: string): string[] => [...article.matchAll(/Pasal\s+(\d+[A-Z]?)/gi)].map((it) => (it[1] ?? "").toUpperCase());

function namesRule(rule: string, title: string): boolean {
  const [left] = parseCitations(rule);
  const right = parseCitations(title)[0];
  if (!left || !right || left.number === null) return title.toLowerCase().includes(rule.toLowerCase());
  const kinds = left.kind === null || right.kind === null || sameKind(left.kind, right.kind);
  return kinds && left.number === right.number && (left.year === null || left.year === right.year);
}

/** Right in every respect that the question asks for. */
export const isRight = ({ outcomeRight, factsRight, citationRight }: Judgement): boolean => outcomeRight && factsRight && citationRight !== false;
