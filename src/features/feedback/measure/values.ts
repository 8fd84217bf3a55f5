import type { Answers, Item, Survey } from "../survey/survey.ts";

/** What somebody gave to one measure: a number, and the choices it is made of. */
export interface Value {
  value: number;
  choices: string[];
}

/** From which answer on a thing is said to be applied, or a change to be seen. */
export const appliedFrom = 3;

/** What is computed from several answers of one person carries = in front; see the README of this folder. */
export const measures = {
  nps: "=nps",
  learning: "=belajar",
  test: "=tes",
  applied: "=terap",
  seen: "=tampak",
  level: "=tingkat",
  pairSelf: "=diri",
  pairLeader: "=atasan",
  pairGap: "=selisih",
} as const;

/** What an item is about: its topic, or else its id. */
export const aboutOf = (item: Item): string => item.topic ?? item.id;
export const isThen = (item: Item): boolean => aboutOf(item) === "dulu" || item.id === "dulu";
export const isNow = (item: Item): boolean => aboutOf(item) === "kini" || item.id === "kini";
export const isApplied = (item: Item): boolean => item.kind === "scale" && (["penerapan", "terap"].includes(aboutOf(item)) || item.id === "terap");
export const isSeen = (item: Item): boolean => item.kind === "scale" && (aboutOf(item) === "tampak" || item.id === "tampak");
export const isObstacle = (item: Item): boolean => aboutOf(item) === "hambatan" || item.id === "hambatan";

/** Points of the tests before and after; null = not taken. */
export interface Tests {
  before: number | null;
  after: number | null;
}

/**
 * One person's answers as measures. Then and now count only where both are answered throughout, so that no total of one can be held against
 * one of the other to find who left something out. Behaviour is one level for each person, the mean of the competencies.
 */
export function valuesOf(survey: Survey, answers: Answers, tests: Tests = { before: null, after: null }): Map<string, Value> {
  const found = new Map<string, Value>();
  const put = (measure: string, value: number, choices = [String(value)]) => found.set(measure, { value, choices });
  for (const item of survey.items) {
    if (isThen(item) || isNow(item) || item.kind === "behaviour" || item.kind === "text") continue;
    for (const key of keysOf(item)) putAnswer(item, key, answers[key], put);
  }
  const gain = thenNow(survey, answers);
  if (gain) {
    for (const [key, value] of gain.parts) put(key, value);
    put(measures.learning, gain.value, [String(Math.round(gain.value))]);
  }
  if (tests.before !== null && tests.after !== null) put(measures.test, tests.after - tests.before, []);
  const levels = behaviourOf(survey, answers);
  if (levels.size > 0) put(measures.level, mean([...levels.values()]), [String(Math.round(mean([...levels.values()])))]);
  return found;
}

/** The level that somebody gave each competency. */
export function behaviourOf(survey: Survey, answers: Answers): Map<string, number> {
  const ids = survey.items.filter((it) => it.kind === "behaviour").map((it) => `${it.id}.`);
  const given = Object.entries(answers).flatMap(([key, value]) =>
    typeof value === "number" && ids.some((id) => key.startsWith(id)) ? [[key, value] as const] : [],
  );
  return new Map(given);
}

/** The keys under which an item is answered. */
export const keysOf = (item: Item): string[] => (item.kind === "matrix" ? item.rows.map((row) => `${item.id}.${row.id}`) : [item.id]);

function putAnswer(item: Item, key: string, answer: Answers[string] | undefined, put: (measure: string, value: number, choices?: string[]) => void): void {
  if (answer === null || answer === undefined) return;
  if (typeof answer !== "number") {
    put(key, Array.isArray(answer) ? answer.length : 0, Array.isArray(answer) ? answer : [answer]);
    return;
  }
  put(key, answer, item.kind === "number" ? [] : [String(answer)]);
  if (item.kind === "nps") put(measures.nps, answer >= 9 ? 1 : answer <= 6 ? -1 : 0);
  if (isApplied(item)) put(measures.applied, Number(answer >= appliedFrom));
  if (isSeen(item)) put(measures.seen, Number(answer >= appliedFrom));
}

/** Now − then over all that was asked both ways (Howard and Dailey 1979); undefined unless all of it is answered. */
function thenNow(survey: Survey, answers: Answers): { value: number; parts: [string, number][] } | undefined {
  const keys = [survey.items.filter(isThen), survey.items.filter(isNow)].map((items) => items.flatMap(keysOf));
  const parts = keys.flat().map((key) => [key, answers[key]] as const);
  const full = parts.filter((it): it is [string, number] => typeof it[1] === "number");
  if (!keys.every((it) => it.length > 0) || full.length < parts.length) return undefined;
  const [before = [], after = []] = keys.map((list) => list.map((key) => Number(answers[key])));
  return { value: mean(after) - mean(before), parts: full };
}

const mean = (list: number[]): number => list.reduce((all, it) => all + it, 0) / list.length;
