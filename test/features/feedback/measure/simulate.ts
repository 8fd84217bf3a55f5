/*
 * A made-up city whose true effects are known, for judging the intervals. It knows nothing of how they are computed: only the functions handed in
 * touch `src`, and the answers come from an ordered latent scale, not from the estimators' assumptions.
 */

export interface Person {
  id: number;
  unit: number;
  diligence: number;
}
export interface Asked {
  person: Person;
  attendance: number;
  test: number;
  answered: boolean;
  /** What each would answer, and what they would on average. */
  would: Record<Kind, number>;
  expected: Record<Kind, number>;
}
export interface Run {
  training: number;
  asked: Asked[];
}
export interface City {
  runs: Run[];
  /** What each training does as such, averaged over people and runs. */
  truth: Record<Kind, number>[];
}
export const kinds = ["reaction", "learning", "applied", "nps"] as const;
export type Kind = (typeof kinds)[number];

export interface Settings {
  trainings: number;
  runs: number;
  /** Standard deviation between runs of one training, in standard deviations between people. */
  between: number;
  /** How strongly answers and answering hang together through what is known. */
  bias: number;
  /** Every training without any effect. */
  zero?: boolean;
  classSize: [number, number];
}

/** Mulberry32. */
export function lot(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { next, normal, whole: (from: number, to: number) => from + Math.floor(next() * (to - from + 1)) };
}

/** Φ (Abramowitz and Stegun 7.1.26). */
function phi(x: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-(x ** 2) / 2);
  return x >= 0 ? 1 - tail / 2 : tail / 2;
}

const cutsOf: Record<string, number[]> = { reaction: [-2.6, -1.8, -0.9, 0.3], level: [-1.2, -0.3, 0.5, 1.4] };

/** What an ordered scale gives on average for a latent mean. */
const expectedGrade = (latent: number, cuts: number[]) => 1 + cuts.reduce((all, cut) => all + 1 - phi(cut - latent), 0);
const grade = (latent: number, cuts: number[]) => 1 + cuts.filter((cut) => latent > cut).length;

export function makeCity(seed: number, settings: Settings): City {
  const luck = lot(seed * 7919 + 13);
  const units = Array.from({ length: 25 }, () => luck.normal());
  const people = Array.from({ length: 2_000 }, (_, id): Person => ({ id, unit: luck.whole(0, 24), diligence: luck.normal() }));
  const effects = Array.from({ length: settings.trainings }, () => ({
    reaction: luck.normal() * 0.4,
    learning: settings.zero ? 0 : Math.max(0, 0.5 + luck.normal() * 0.4),
    applied: luck.normal() * 0.5,
    nps: luck.normal() * 0.4,
  }));
  const runs: Run[] = [];
  for (let training = 0; training < settings.trainings; training++) {
    for (let run = 0; run < settings.runs; run++) {
      const own = { reaction: 0, learning: 0, applied: 0, nps: 0 };
      for (const kind of kinds) own[kind] = luck.normal() * settings.between * (settings.zero && kind === "learning" ? 0 : 1);
      const size = luck.whole(...settings.classSize);
      const base = 0.4 + luck.next() * 0.5;
      const asked = Array.from({ length: size }, (): Asked => person(luck, people, units, effects[training] as Record<Kind, number>, own, base, settings));
      runs.push({ training, asked });
    }
  }
  const truth = effects.map((it) => truthOf(it, settings, luck, people, units));
  // Runs come in no order of their trainings.
  return {
    runs: runs
      .map((run) => ({ run, at: luck.next() }))
      .sort((a, b) => a.at - b.at)
      .map((it) => it.run),
    truth,
  };
}

function person(
  luck: ReturnType<typeof lot>,
  people: Person[],
  units: number[],
  effect: Record<Kind, number>,
  run: Record<Kind, number>,
  base: number,
  { bias, zero }: Settings,
): Asked {
  const who = people[luck.whole(0, people.length - 1)] as Person;
  const shared = who.diligence;
  const attendance = Math.min(1, Math.max(0.4, Math.round((0.85 + 0.12 * shared + 0.1 * luck.normal()) * 6) / 6));
  const test = Math.round(Math.min(100, Math.max(0, 70 + 12 * (0.5 * shared + luck.normal()))));
  const unit = units[who.unit] ?? 0;
  const known = 2.2 * (attendance - 0.85) + 0.02 * (test - 70) + 0.35 * unit;
  const logit = Math.log(base / (1 - base)) + 1.6 * bias * known;
  const [expected, would] = [{} as Record<Kind, number>, {} as Record<Kind, number>];
  const slope = 0.6 * bias;
  const at = (kind: Kind) => effect[kind] + run[kind] + slope * known;
  const reaction = cutsOf.reaction as number[];
  const level = cutsOf.level as number[];
  expected.reaction = expectedGrade(at("reaction"), reaction);
  would.reaction = grade(at("reaction") + luck.normal(), reaction);
  // Then and now share a part that is the person's own; the gain lies between them.
  const own = 0.6 * luck.normal();
  const gain = zero ? 0 : at("learning");
  would.learning = grade(own + gain + 0.8 * luck.normal(), level) - grade(own + 0.8 * luck.normal(), level);
  expected.learning = expectedGrade(gain, level) - expectedGrade(0, level);
  expected.applied = phi(at("applied"));
  would.applied = Number(at("applied") + luck.normal() > 0);
  const nps = at("nps") + luck.normal();
  would.nps = nps > 0.2 ? 1 : nps < -0.8 ? -1 : 0;
  expected.nps = 1 - phi(0.2 - at("nps")) - phi(-0.8 - at("nps"));
  return { person: who, attendance, test, answered: luck.next() < 1 / (1 + Math.exp(-logit)), would, expected };
}

/** By drawing people and runs anew, many times. */
function truthOf(effect: Record<Kind, number>, settings: Settings, luck: ReturnType<typeof lot>, people: Person[], units: number[]): Record<Kind, number> {
  const sums = { reaction: 0, learning: 0, applied: 0, nps: 0 };
  const draws = 1_500;
  for (let draw = 0; draw < draws; draw++) {
    const run = { reaction: 0, learning: 0, applied: 0, nps: 0 };
    for (const kind of kinds) run[kind] = luck.normal() * settings.between * (settings.zero && kind === "learning" ? 0 : 1);
    const it = person(luck, people, units, effect, run, 0.5, settings);
    for (const kind of kinds) sums[kind] += it.expected[kind] / draws;
  }
  return sums;
}
