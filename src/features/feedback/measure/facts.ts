import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { type Step, steps } from "../survey/request-store.ts";
import { type Capacity, capacities } from "../survey/survey.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import { commentsIn } from "./comment-store.ts";
import { type Cell, differenceOf, type Estimate, estimateHeld, estimateOverRuns } from "./estimate.ts";
import { type ChoiceCount, cityTotals, countsIn, type Group, type Rate, ratesIn, runBefore, surveysAsked, type TotalCell, totalsIn } from "./fact-store.ts";
import { knownFrom, type SlopePrior, slopePriors } from "./known.ts";
import { type MeasureWords, measureWords } from "./measure-words.ts";
import { type Theme, themesOf } from "./themes.ts";
import { measures } from "./values.ts";

/** One measure of a group. */
export interface MeasureFact extends MeasureWords {
  measure: string;
  /** How many answers stand behind it. */
  answered: number;
  /** How often each choice was given; nothing for what has none. */
  choices: { value: string; label: string; count: number; share: number }[];
  /** Mean or share with its 95 percent interval; undefined where a mean says nothing. NPS: −100 to 100. */
  estimate?: Estimate;
  /** Against the run or year before, with its interval. */
  change?: { value: number; low: number; high: number };
  /** What it was in that run or year. */
  former?: number;
}

/** What one kind of asking brought. */
export interface PartFacts {
  step: Step;
  afterDays: number;
  capacity: Capacity;
  /** Of all that were asked in the group, shown or not. */
  asked: number;
  answered: number;
  /** Answers that are shown, and in how many blocks. */
  shown: number;
  runs: number;
  measures: MeasureFact[];
  agreement?: Agreement;
  themes: Theme[];
  /** Why nothing is shown: nobody answered, fewer than five, still open, only together with other runs, or units wait for more. */
  hidden?: "kosong" | "kurang_dari_lima" | "menunggu" | "digabung";
}

export interface Facts {
  group: Group;
  year: number | null;
  parts: PartFacts[];
  /** What `change` compares with. */
  before: { group: Group; year: number | null } | null;
}

/**
 * All that may be said of a group, and nothing but what whole blocks say (README of this folder): safe to show to whoever may see the group.
 * A class is compared with the run before it, all else with the year before, if a year is given.
 */
export async function factsOf(db: Database, tenant: Tenant, group: Group, year: number | null, now: Temporal.Instant): Promise<Facts> {
  const own = group.kind === "kelas" ? await runBefore(db, tenant, group.id) : null;
  const before = own
    ? own.before === null
      ? null
      : ({ group: { kind: "kelas", id: own.before }, year: null } as const)
    : year === null
      ? null
      : { group, year: year - 1 };
  const words = measureWords(await surveysAsked(db, tenant, group, year));
  const city = group.kind === "kota" ? null : await cityTotals(db, tenant);
  const totals = await totalsIn(db, tenant, group, year);
  const earlier = before ? await totalsIn(db, tenant, before.group, before.year) : [];
  const estimates = estimatesOf(group, totals, city ?? totals, words);
  const former = estimatesOf(group, earlier, city ?? totals, words);
  const counts = Map.groupBy(await countsIn(db, tenant, group, year), (it) => keyOf(it));
  const comments = await themesByPart(db, tenant, group, year);
  const parts = (await ratesIn(db, tenant, group, year, now)).toSorted(inTime).map(({ step, afterDays, capacity, asked, answered }): PartFacts => {
    const part = `${step} ${afterDays} ${capacity}`;
    const cells = totals.filter((it) => it.part === part);
    const found = [...new Set(cells.map((it) => it.measure))]
      .filter((it) => !isPair(it))
      .sort((a, b) => placeOf(words, a) - placeOf(words, b))
      .map((measure) =>
        factOf(measure, words, cells, counts.get(`${part} ${measure}`) ?? [], estimates.get(`${part} ${measure}`), former.get(`${part} ${measure}`)),
      );
    const shown = Math.max(0, ...found.map((it) => it.answered));
    const agreement = agreementOf(cells, (measure) => estimates.get(`${part} ${measure}`), counts.get(`${part} ${measures.pairGap}`) ?? []);
    const facts = {
      step,
      afterDays,
      capacity,
      asked,
      answered,
      shown,
      runs: new Set(cells.map((it) => it.run)).size,
      measures: found,
      themes: comments.get(part) ?? [],
    };
    return { ...facts, ...(agreement && { agreement }), ...(found.length === 0 && { hidden: whyHidden(group, asked, answered, own?.joined ?? false) }) };
  });
  return { group, year, parts, before: before && earlier.length > 0 ? before : null };
}

/** As it is asked: the class, what was learnt, then work; first the participants themselves. */
const inTime = (one: Rate, other: Rate): number =>
  steps.indexOf(one.step) - steps.indexOf(other.step) ||
  one.afterDays - other.afterDays ||
  capacities.indexOf(one.capacity) - capacities.indexOf(other.capacity);

const isPair = (measure: string): boolean => measure === measures.pairSelf || measure === measures.pairLeader || measure === measures.pairGap;
const keyOf = (it: { part: string; measure: string }): string => `${it.part} ${it.measure}`;
const placeOf = (words: Map<string, MeasureWords>, measure: string): number => words.get(measure)?.place ?? 999;

function whyHidden(group: Group, asked: number, answered: number, joined: boolean): NonNullable<PartFacts["hidden"]> {
  if (answered === 0 || asked === 0) return "kosong";
  if (joined && group.kind === "kelas") return "digabung";
  return answered < 5 ? "kurang_dari_lima" : "menunggu";
}

/** The estimate of each measure of each part; runs of one training speak for the training, all else for what was held. */
export function estimatesOf(group: Group, totals: TotalCell[], city: TotalCell[], words: Map<string, MeasureWords>): Map<string, Estimate> {
  const around = Map.groupBy(city, keyOf);
  const priors = priorsOf(around, words);
  const estimate = group.kind === "pelatihan" ? estimateOverRuns : estimateHeld;
  const found = new Map<string, Estimate>();
  for (const [key, cells] of Map.groupBy(totals, keyOf)) {
    const scale = words.get(cells[0]?.measure ?? "")?.scale;
    if (!scale) continue;
    const learnt = (around.get(key) ?? cells).map((it) => ({ ...cellOf(it), training: it.training }));
    const it = estimate(cells.map(cellOf), knownFrom(learnt, scale, priors.get(key)), scale);
    if (it) found.set(key, it);
  }
  return found;
}

/** What each measure's slope is expected to be from the other ones of the same capacity. */
function priorsOf(around: Map<string, TotalCell[]>, words: Map<string, MeasureWords>): Map<string, SlopePrior> {
  const told = [...around].flatMap(([key, all]) => {
    const [first] = all;
    const scale = words.get(first?.measure ?? "")?.scale;
    return first && scale && !isPair(first.measure) ? [{ key, capacity: first.part.split(" ").at(-1), cells: all.map(cellOf), scale }] : [];
  });
  return new Map([...Map.groupBy(told, (it) => it.capacity).values()].flatMap((own) => [...slopePriors(new Map(own.map((it) => [it.key, it])))]));
}

export function cellOf(it: TotalCell): Cell {
  const mean = it.total / it.answered;
  const spread = Math.max(0, it.squares - it.answered * mean ** 2);
  return { run: it.run, asked: it.asked, answered: it.answered, mean, spread, score: it.scoreAnswered, lift: it.scoreAsked - it.scoreAnswered };
}

function factOf(
  measure: string,
  words: Map<string, MeasureWords>,
  cells: TotalCell[],
  counts: ChoiceCount[],
  estimate?: Estimate,
  former?: Estimate,
): MeasureFact {
  const answered = cells.filter((it) => it.measure === measure).reduce((all, it) => all + it.answered, 0);
  const own: MeasureWords = words.get(measure) ?? { ask: measure, topic: measure, kind: "lain", place: 999, labels: new Map(), factor: 1 };
  const given = new Map(counts.map((it) => [it.choice, it.count]));
  const order = [...new Set([...own.labels.keys(), ...given.keys()])];
  const choices = order.map((value) => ({
    value,
    label: own.labels.get(value) ?? value,
    count: given.get(value) ?? 0,
    share: (given.get(value) ?? 0) / answered,
  }));
  if (own.ranked) choices.sort((a, b) => b.count - a.count);
  const change = estimate && former && scaled(differenceOf(estimate, former), own.factor);
  return {
    ...own,
    measure,
    answered,
    choices: given.size > 0 ? choices : [],
    ...(estimate && { estimate: scaled(estimate, own.factor) }),
    ...(change && former && { change, former: former.value * own.factor }),
  };
}

const scaled = <T extends { value: number; low: number; high: number }>(it: T, factor: number): T => ({
  ...it,
  value: it.value * factor,
  low: it.low * factor,
  high: it.high * factor,
});

/** Comments that are read for themes, and that they are compared with, at most: drawn by their random ids. */
const mostComments = 4_000;

async function themesByPart(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<Map<string, Theme[]>> {
  const own = await commentsIn(db, tenant, group, year);
  if (own.length === 0) return new Map();
  const mine = new Set(own.map((it) => it.id));
  const others = group.kind === "kota" ? [] : (await commentsIn(db, tenant, { kind: "kota" }, null)).filter((it) => !mine.has(it.id));
  const elsewhere = Map.groupBy(others, (it) => it.part);
  const byPart = Map.groupBy(own, (it) => it.part);
  return new Map(
    [...byPart].map(([part, comments]) => [
      part,
      themesOf(
        comments.slice(0, mostComments),
        (elsewhere.get(part) ?? []).slice(0, mostComments).map((it) => it.words),
      ),
    ]),
  );
}
