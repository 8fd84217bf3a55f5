import type { Training } from "../../training/store.ts";
import type { Candidate } from "./candidate.ts";

/** What somebody wants, as remembered or as just said. */
export interface Wishes {
  mode: "daring" | "tatap_muka" | null;
  /** How well each training (by code) fits remembered interests, 0 to 1. */
  interest: Map<string, number>;
  /** Trainings of which somebody wants less; and how well each training (by code) fits a subject of which less is wanted, 0 to 1. */
  less: Training[];
  lessTopics: Map<string, number>;
  /** Only what costs the participant nothing; only what is in the own city or online. */
  free: boolean;
  local: boolean;
}

export const noWishes: Wishes = { mode: null, interest: new Map(), less: [], lessTopics: new Map(), free: false, local: false };

/** What a score needs beside the class. */
export interface Situation {
  wishes: Wishes;
  /** JP that the floor still asks for; 0 where there is no floor or it is met. */
  jpNeeded: number;
  /** How much of the year of account is over, 0 to 1, and its end: ISO date of the first day after it. */
  elapsed: number;
  until: string | null;
  /** City in which the person works; null = unknown. */
  city: string | null;
  /** Mean mark of a training from feedback, 0 to 1; undefined = too few marks. */
  quality?(trainingId: number): number | undefined;
}

/** Where the points of a class come from, thousandths of a point each. */
export interface Score {
  gap: number;
  jp: number;
  interest: number;
  quality: number;
  cost: number;
  travel: number;
  less: number;
  total: number;
}

/** JP that count as one whole need: the yearly floor of PNS. */
const wholeNeed = 20;
/** Rupiah a person at which the cost weighs fully. */
const dearest = 10_000_000;
const neutralQuality = 0.5;

/**
 * The order of advice. A tool of ours, not an official formula. In points:
 *
 *   total = gap + jp + interest + quality − cost − travel − less
 *   gap      = worth of the steps that the training climbs (`stepsOf`)
 *   jp       = min(JP of the class, JP still needed) / 20 × (½ + share of the year that is over), if it ends within that year
 *   interest = ¾ × fit with what the person said to be interested in
 *   quality  = mark of `feedback/measure/quality.ts` − ½ once there is feedback, else 0: pulled to ½ where few answered
 *   cost     = ¼ × min(1, rupiah a person / 10 million), nothing where the provider pays
 *   travel   = ½ when the class is in another city (¼ when travel is paid), nothing online
 *   less     = 1 × likeness to each training of which the person wants less, and 1 × fit with a subject of which less is wanted
 *
 * Nothing in it depends on the other classes: taking one away never lowers another. Whole thousandths: ties are real ties.
 */
export function scoreOf(it: Candidate, situation: Situation): Score {
  const { training } = it;
  const milli = (points: number) => Math.round(points * 1_000);
  const inTime = situation.until === null || (lastDay(it) ?? "") < situation.until;
  const jp = inTime ? milli((Math.min(it.jp, situation.jpNeeded) / wholeNeed) * (0.5 + situation.elapsed)) : 0;
  const interest = milli(0.75 * (situation.wishes.interest.get(training.code) ?? 0));
  const quality = milli((situation.quality?.(training.id) ?? neutralQuality) - neutralQuality);
  const cost = training.payer === "penyelenggara" ? 0 : milli(0.25 * Math.min(1, training.cost / dearest));
  const travel = milli(travelCost(it, situation.city));
  const disliked = milli(situation.wishes.lessTopics.get(training.code) ?? 0);
  const less = situation.wishes.less.reduce((sum, other) => sum + milli(likeness(training, other)), disliked);
  return { gap: it.gap, jp, interest, quality, cost, travel, less, total: it.gap + jp + interest + quality - cost - travel - less };
}

/** A self-paced class ends when one likes. */
const lastDay = ({ training, class: { endsOn } }: Candidate): string | null => (training.selfPaced ? null : endsOn);

function travelCost(it: Candidate, own: string | null): number {
  if (!isElsewhere(it, own)) return 0;
  return it.training.travelCovered === true ? 0.25 : 0.5;
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^(?:kota|kab(?:upaten|\.)?)\s+/, "")
    .trim();

/** How alike two trainings are, 0 to 1: shared competencies (⅔), form (⅙) and way of learning (⅙). */
export function likeness(one: Training, other: Training): number {
  const mine = new Set(one.targets.map((it) => it.competency));
  const theirs = new Set(other.targets.map((it) => it.competency));
  const all = mine.union(theirs).size;
  const shared = all === 0 ? 0 : mine.intersection(theirs).size / all;
  return (shared * 4 + Number(one.form === other.form) + Number(one.mode === other.mode)) / 6;
}

export interface Ranked {
  candidate: Candidate;
  score: Score;
  /** Other open classes of the same training. */
  others: Candidate[];
}

/**
 * The trainings that are worth advising, best first, each with its best class. Left out: what brings nothing (no step, no needed JP,
 * no interest), and what a wish rules out (`suits`). Ties: what begins earlier, costs less,
 * then by code.
 */
export function rank(candidates: Candidate[], situation: Situation): Ranked[] {
  const { wishes } = situation;
  const scored = candidates
    .filter((it) => suits(it, wishes, situation.city))
    .map((candidate) => ({ candidate, score: scoreOf(candidate, situation) }))
    .filter(({ score }) => score.gap + score.jp + score.interest > 0)
    .sort((a, b) => b.score.total - a.score.total || earlier(a.candidate, b.candidate));
  const byTraining = Map.groupBy(scored, (it) => it.candidate.training.id);
  return [...byTraining.values()].flatMap(([best, ...others]) => (best ? [{ ...best, others: others.map((it) => it.candidate) }] : []));
}

/** A blended class is neither wholly online nor wholly in the room, so it suits nobody who asks for one of them. */
export function suits(it: Candidate, { mode, less, free, local }: Wishes, city: string | null): boolean {
  const { training } = it;
  if (less.some((other) => other.code === training.code)) return false;
  if (mode !== null && training.mode !== mode) return false;
  if (free && training.cost > 0 && (training.payer === "peserta" || training.payer === null)) return false;
  return !local || !isElsewhere(it, city);
}

/** In the room, and in another city than one's own. */
const isElsewhere = ({ training, class: { city } }: Candidate, own: string | null): boolean =>
  training.mode !== "daring" && city !== null && own !== null && bare(city) !== bare(own);

/** A self-paced class begins whenever one likes: before any other. */
const startOf = ({ class: { sessions } }: Candidate): number => sessions[0]?.[0] ?? 0;

const earlier = (a: Candidate, b: Candidate): number => startOf(a) - startOf(b) || a.training.cost - b.training.cost || (a.class.code < b.class.code ? -1 : 1);
