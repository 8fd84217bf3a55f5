import type { Candidate } from "./candidate.ts";
import { climbed, type Gap, stepsOf, worthOf } from "./gap-steps.ts";
import { type Ranked, rank, type Situation } from "./score.ts";

const texts = {
  mode: (mode: string) => `bila Anda memilih ${mode} saja`,
  reached: (name: string, level: number) => `setelah ${name} Anda mencapai level ${level}`,
  assessed: (name: string, level: number) => `bila ${name} Anda dinilai di level ${level}`,
  jpMet: "setelah kebutuhan JP Anda terpenuhi",
};

const modeNames = { daring: "daring", tatap_muka: "tatap muka" } as const;

/**
 * The one smallest change that would bring the training at `place` (counted from 0) to the top, in words; null = no single one would.
 * Each change is tried on the whole list, so that what is said is what would happen.
 */
export function whatWouldRaise(place: number, ranked: Ranked[], candidates: Candidate[], gaps: Gap[], situation: Situation): string | null {
  const wanted = ranked[place]?.candidate;
  const top = ranked[0]?.candidate;
  if (!wanted || !top || place === 0) return null;
  const leads = (list: Ranked[]): boolean => list[0]?.candidate.training.id === wanted.training.id;
  const { mode } = wanted.training;
  if (situation.wishes.mode === null && mode !== "campuran" && leads(rank(candidates, { ...situation, wishes: { ...situation.wishes, mode } }))) {
    return texts.mode(modeNames[mode]);
  }
  for (const it of gapsTouched(gaps, top)) {
    const changed = gaps.map((gap) => (gap === it ? { ...gap, held: gap.required } : gap));
    if (leads(rank(withGaps(candidates, changed), situation))) return texts.reached(it.competency.name, it.required);
  }
  if (situation.jpNeeded > 0 && leads(rank(candidates, { ...situation, jpNeeded: 0 }))) return texts.jpMet;
  // What is not known yet may turn out lower. To fall back from a known level is nobody's way forward, and is not said.
  for (const it of gaps.filter((gap) => gap.held === null && wanted.training.targets.some(({ competency }) => competency === gap.competency.id))) {
    for (let held = it.required - 1; held >= 0; held--) {
      const changed = gaps.map((gap) => (gap === it ? { ...gap, held } : gap));
      if (leads(rank(withGaps(candidates, changed), situation))) return texts.assessed(it.competency.name, held);
    }
  }
  return null;
}

/** Competencies in which a training closes something, the most valuable first. */
function gapsTouched(gaps: Gap[], { training }: Candidate): Gap[] {
  const worth = (gap: Gap): number => {
    const steps = stepsOf(gaps).filter((it) => it.competency === gap.competency.id);
    return worthOf(climbed(training.targets, steps), steps);
  };
  return gaps
    .map((gap) => ({ gap, value: worth(gap) }))
    .filter((it) => it.value > 0)
    .sort((a, b) => b.value - a.value)
    .map((it) => it.gap);
}

/** The same candidates for somebody with other gaps. */
function withGaps(candidates: Candidate[], gaps: Gap[]): Candidate[] {
  const steps = stepsOf(gaps);
  const memory = new Map<number, { steps: number[]; gap: number }>();
  return candidates.map((it) => {
    const known = memory.get(it.training.id);
    if (known) return { ...it, ...known };
    const places = climbed(it.training.targets, steps);
    const fresh = { steps: places, gap: worthOf(places, steps) };
    memory.set(it.training.id, fresh);
    return { ...it, ...fresh };
  });
}
