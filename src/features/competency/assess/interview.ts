import { highestLevel } from "../dictionary/dictionary.ts";

/** One competency to be asked for, and the level at which the asking begins: what the position requires. */
export interface Planned {
  competency: string;
  start: number;
}

/** An answer: the level whose behaviour fits, 0 = never done, or that the competency is left out. */
export type Tap = number | "skip";

export interface Settled {
  competency: string;
  /** Null = left out. */
  level: number | null;
}

export interface Question {
  competency: string;
  /** Levels whose behaviour is offered, lowest first. */
  offered: number[];
  /** 1 for the first competency of the plan. */
  place: number;
  /** Not the first question about this competency. */
  further: boolean;
}

export interface Interview {
  settled: Settled[];
  /** Null = all is answered. */
  question: Question | null;
}

/** Most questions about one competency. */
export const mostQuestions = 3;

/**
 * Where a form stands: a pure function of its plan and the taps so far, so that going back is leaving out the last tap.
 *
 * A question offers the behaviour of three neighbouring levels, at first around the required one. The middle one settles it; an outer
 * one moves the three up or down, until the middle, an end of the scale, or a level that was passed over before is chosen. So at most
 * three questions settle a competency, mostly one.
 */
export function interview(plan: Planned[], taps: Tap[]): Interview {
  const settled: Settled[] = [];
  let used = 0;
  for (const [at, { competency, start }] of plan.entries()) {
    const asked = ask(start, taps.slice(used, used + mostQuestions));
    if (asked.open !== null) return { settled, question: { competency, offered: asked.open, place: at + 1, further: asked.used > 0 } };
    settled.push({ competency, level: asked.level });
    used += asked.used;
  }
  return { settled, question: null };
}

/** One competency's questions: the levels still offered, or the level that was settled, and how many taps it took. */
function ask(start: number, taps: Tap[]): { open: number[] | null; level: number | null; used: number } {
  let offered = around(start);
  const seen: number[] = [];
  for (const [at, tap] of taps.entries()) {
    const used = at + 1;
    if (tap === "skip") return { open: null, level: null, used };
    if (settles(tap, offered, seen, used)) return { open: null, level: tap, used };
    seen.push(...offered);
    offered = around(tap);
  }
  return { open: offered, level: null, used: taps.length };
}

const settles = (tap: number, offered: number[], seen: number[], used: number): boolean =>
  tap <= 1 || tap === highestLevel || tap === offered[1] || seen.includes(tap) || used === mostQuestions;

/** Three neighbouring levels with this one in their middle, as far as the scale allows. */
function around(level: number): number[] {
  const middle = Math.min(highestLevel - 1, Math.max(2, level));
  return [middle - 1, middle, middle + 1];
}

/** Whether an answer is one that the question offers; "never done" and leaving out are always possible. */
export const isOffered = ({ offered }: Question, tap: Tap): boolean => tap === "skip" || tap === 0 || offered.includes(tap);
