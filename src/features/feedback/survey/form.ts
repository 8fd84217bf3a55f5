import type { Competency } from "../../competency/dictionary/dictionary.ts";
import type { Progress } from "./request-store.ts";
import type { Answer, Answers, Capacity, Choice, Item, Survey, When } from "./survey.ts";

/** What is asked of whom. */
export interface Form {
  survey: Survey;
  capacity: Capacity;
  /** Whose levels the behaviour items ask, in asking order. */
  competencies: Competency[];
}

/** One question; what is answered is kept under its key. */
export interface Question {
  key: string;
  item: Item;
  ask: string;
  /** To choose from, in the order in which they are shown; none where words or a number are typed. */
  choices: Choice[];
  competency?: Competency;
}

/** What somebody does with the question that is open. `choose` puts one of several in or out; `change` goes to any question. */
export type Move =
  | { act: "answer"; value: Answer }
  | { act: "choose"; value: string }
  | { act: "done" }
  | { act: "skip" }
  | { act: "back" }
  | { act: "change"; key: string };

const never = "Belum pernah mengerjakannya";

/**
 * The questions that are asked, given the answers so far. A condition on what is not asked (any more) or not answered does not hold, so
 * that an answer somebody took back by another one leaves no trace.
 */
export function questionsOf({ survey, capacity, competencies }: Form, answers: Answers): Question[] {
  const asked: Question[] = [];
  const heard: Answers = {};
  for (const item of survey.items) {
    if (item.capacities && !item.capacities.includes(capacity)) continue;
    if (item.when && !holds(item.when, heard)) continue;
    for (const it of expanded(item, competencies)) {
      asked.push(it);
      const answer = answerTo(answers, it.key);
      if (answer !== undefined) heard[it.key] = answer;
    }
  }
  return asked;
}

/** What was answered under a key, null = left out, undefined = not answered yet. */
export const answerTo = (answers: Answers, key: string): Answer | undefined => (Object.hasOwn(answers, key) ? answers[key] : undefined);

function holds({ item, is, atLeast, atMost }: When, answers: Answers): boolean {
  const answer = answerTo(answers, item);
  if (answer === undefined || answer === null) return false;
  if (is && !(Array.isArray(answer) ? answer.some((it) => is.includes(it)) : is.includes(answer))) return false;
  if (atLeast !== undefined && !(typeof answer === "number" && answer >= atLeast)) return false;
  return atMost === undefined || (typeof answer === "number" && answer <= atMost);
}

function expanded(item: Item, competencies: Competency[]): Question[] {
  switch (item.kind) {
    case "matrix":
      return item.rows.map((row) => ({ key: `${item.id}.${row.id}`, item, ask: `${item.ask}\n${row.ask}`, choices: item.choices }));
    case "behaviour":
      return competencies.map((it) => ({ key: `${item.id}.${it.id}`, item, ask: item.ask, choices: levelsOf(it), competency: it }));
    default:
      return [{ key: item.id, item, ask: item.ask, choices: "choices" in item ? item.choices : [] }];
  }
}

/** Lowest first; a technical thing somebody may never have done at all. */
const levelsOf = ({ levels, kind }: Competency): Choice[] => [
  ...levels.map((it, at) => ({ value: at + 1, label: it.choice })),
  ...(kind === "teknis" ? [{ value: 0, label: never }] : []),
];

/** Where a form stands: the open question, its place and how many there are; null = all is answered. */
export function openQuestion(form: Form, { answers, atItem }: Progress): { question: Question; place: number; of: number } | null {
  const all = questionsOf(form, answers);
  const back = atItem === null ? -1 : all.findIndex((it) => it.key === atItem);
  const place = back >= 0 ? back : all.findIndex((it) => answerTo(answers, it.key) === undefined);
  const question = all[place];
  return question ? { question, place: place + 1, of: all.length } : null;
}

/** What is handed in: the answers to the questions that are asked, and nothing else. */
export const handedIn = (form: Form, answers: Answers): Answers =>
  Object.fromEntries(
    questionsOf(form, answers).flatMap((it) => {
      const answer = answerTo(answers, it.key);
      return answer === undefined ? [] : [[it.key, answer]];
    }),
  );

/** The form after a move; null = the move is not for the question that is open. */
export function moved(form: Form, progress: Progress, move: Move): Progress | null {
  const { answers, atItem, step } = progress;
  const next = (change: Partial<Progress>): Progress => ({ answers, atItem: null, ...change, step: step + 1 });
  const all = questionsOf(form, answers);
  if (move.act === "change") return all.some((it) => it.key === move.key) ? next({ atItem: move.key }) : null;
  const open = openQuestion(form, { answers, atItem, step })?.question;
  if (move.act === "back") {
    const before = all[(open ? all.findIndex((it) => it.key === open.key) : all.length) - 1];
    return before ? next({ atItem: before.key }) : null;
  }
  if (!open) return null;
  const given = answerTo(answers, open.key);
  if (move.act === "done") return Array.isArray(given) && given.length > 0 ? next({}) : null;
  if (move.act === "skip") return open.item.optional ? next({ answers: { ...answers, [open.key]: null } }) : null;
  if (move.act === "answer") return isOffered(open, move.value) ? next({ answers: { ...answers, [open.key]: move.value } }) : null;
  if (!isOffered(open, [move.value])) return null;
  return next({ answers: withChosen(answers, open, toggled(open, given, move.value)), atItem: open.key });
}

function withChosen(answers: Answers, { key }: Question, chosen: string[]): Answers {
  const { [key]: _before, ...others } = answers;
  return chosen.length > 0 ? { ...others, [key]: chosen } : others;
}

/** In the order of the choices; one that goes alone puts the others out, and is put out by them. */
function toggled({ choices }: Question, given: Answer | undefined, value: string): string[] {
  const chosen = Array.isArray(given) ? given : [];
  if (chosen.includes(value)) return chosen.filter((it) => it !== value);
  const alone = new Set(choices.filter((it) => it.alone).map((it) => String(it.value)));
  if (alone.has(value)) return [value];
  return choices.map((it) => String(it.value)).filter((it) => it === value || (chosen.includes(it) && !alone.has(it)));
}

/** Whether this is an answer to the question at all. */
export function isOffered({ item, choices }: Question, value: Answer): boolean {
  switch (item.kind) {
    case "text":
      return typeof value === "string" && value.trim() !== "" && value.length <= item.most;
    case "nps":
      return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 10;
    case "number":
      return typeof value === "number" && value >= item.least && value <= item.most;
    case "multiple":
      return (
        Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every((it) => fits(choices, it)) && together(choices, value)
      );
    default:
      return !Array.isArray(value) && value !== null && fits(choices, value);
  }
}

const fits = (choices: Choice[], value: number | string): boolean => choices.some((it) => it.value === value);

const together = (choices: Choice[], chosen: string[]): boolean => chosen.length === 1 || !choices.some((it) => it.alone && chosen.includes(String(it.value)));
