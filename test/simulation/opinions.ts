import { below, type Chance } from "./chance.ts";

/** What is asked, as the simulator sees it: `key` names it in the report of the city. */
export const questions = [
  { key: "pembicara", step: "reaksi", capacity: "peserta" },
  { key: "materi", step: "reaksi", capacity: "peserta" },
  { key: "relevansi", step: "reaksi", capacity: "peserta" },
  { key: "fasilitas", step: "reaksi", capacity: "peserta" },
  { key: "=nps", step: "reaksi", capacity: "peserta" },
  { key: "=belajar", step: "belajar", capacity: "peserta" },
  { key: "=terap", step: "perilaku", capacity: "peserta" },
  { key: "=tingkat", step: "perilaku", capacity: "peserta" },
  { key: "=tingkat", step: "perilaku", capacity: "atasan" },
  { key: "=tampak", step: "perilaku", capacity: "atasan" },
] as const;
export type Question = (typeof questions)[number];

/** What of a person in a class bears on what they say, each about 0 with a spread of about 1. */
export interface Traits {
  attendance: number;
  test: number;
  mood: number;
}

/** What a training is like, or one run of it beyond that: a shift for each of `questions`. */
export type Shifts = number[];

/** By how much an opinion rises with the traits. */
const pull = ({ attendance, test, mood }: Traits): number => 0.35 * attendance + 0.25 * test + 0.3 * mood;
const fivefold = [-2, -1, 0, 1];
const ability = [-1.5, -0.5, 0.5, 1.5];
const applied = 0;
const seen = 0.5;
/** An opinion of 0 is a 7.5 of ten, a spread is 1.8. */
const nps = { at: 7.5, per: 1.8 };
/** What is left of an effect after three months. */
const fading = (days: number): number => (days > 60 ? -0.15 : 0);

const ability0 = (it: Traits): number => -0.6 + 0.3 * it.test;
/** What somebody gains who was there more; where a training has no effect, nobody gains anything. */
const gain = (shift: number, it: Traits): number => shift * (1 + 0.25 * it.attendance);
const steps = (cuts: number[], middle: number, spread: number): number => cuts.reduce((all, cut) => all + below((middle - cut) / spread), 0);

/**
 * What somebody with these traits says on average, given the whole shift (of training and run). `unsure`: spread of a part of the shift that
 * is not known, e.g. of runs that might be held.
 */
export function expected(at: number, shift: number, it: Traits, days: number, unsure = 0): number {
  const spread = Math.hypot(1, unsure);
  const key = (questions[at] as Question).key;
  const opinion = shift + pull(it);
  switch (key) {
    case "=nps":
      return below((nps.at + nps.per * opinion - 8.5) / (nps.per * spread)) - below((6.5 - nps.at - nps.per * opinion) / (nps.per * spread));
    case "=belajar":
      // The gain is multiplied by who was there, and so is its doubt.
      return steps(ability, ability0(it) + gain(shift, it), Math.hypot(1, unsure * (1 + 0.25 * it.attendance))) - steps(ability, ability0(it), 1);
    case "=terap":
      return below((opinion + fading(days) - applied) / spread);
    case "=tampak":
      return below((opinion + fading(days) - seen) / spread);
    case "=tingkat":
      return 1 + steps(fivefold, opinion + fading(days) - 0.5, spread);
    default:
      return 1 + steps(fivefold, opinion, spread);
  }
}

/** What somebody would say if asked: one value for each item of the survey. `content`: what this person feels beyond what is known. */
export interface Said {
  pembicara: number;
  materi: number;
  relevansi: number;
  fasilitas: number | null;
  nps: number;
  tempo: string;
  saran: string | null;
  dulu: number;
  kini: number;
}

export interface SaidLater {
  self: number;
  terap: number;
  hambatan: string[];
  leader: number | null;
  tampak: number;
}

const place = (cuts: number[], value: number): number => 1 + cuts.filter((it) => value > it).length;
const own = (chance: Chance, content: number): number => 0.6 * content + chance.normal(0, 0.8);
const wishes = ["Materi terlalu padat untuk satu hari", "Perlu lebih banyak praktik langsung", "Ruangan terlalu panas"];

export function said(chance: Chance, shifts: Shifts, it: Traits, content: number): Said {
  const opinion = (at: number) => (shifts[at] as number) + pull(it) + own(chance, content);
  const five = (at: number) => place(fivefold, opinion(at));
  const could = chance.normal(0, 0.8);
  const able = ability0(it) + could;
  return {
    pembicara: five(0),
    materi: five(1),
    relevansi: five(2),
    fasilitas: chance.unit() < 0.05 ? null : five(3),
    nps: Math.max(0, Math.min(10, Math.round(nps.at + nps.per * opinion(4)))),
    tempo: ["lambat", "pas", "cepat"][chance.whole(0, 2)] as string,
    saran: chance.unit() < 0.3 ? (wishes[chance.whole(0, 2)] as string) : null,
    dulu: place(ability, able + chance.normal(0, 0.6)),
    kini: place(ability, able + gain(shifts[5] as number, it) + 0.3 * content + chance.normal(0, Math.sqrt(0.27))),
  };
}

export function saidLater(chance: Chance, shifts: Shifts, it: Traits, content: number, days: number): SaidLater {
  const opinion = (at: number) => (shifts[at] as number) + pull(it) + fading(days) + own(chance, content);
  const used = opinion(6);
  return {
    // From three on it counts as applied: the cut between 2 and 3 is where `applied` stands.
    terap: used <= applied - 1 ? 1 : used <= applied ? 2 : used <= applied + 0.7 ? 3 : used <= applied + 1.4 ? 4 : 5,
    self: place(fivefold, opinion(7) - 0.5),
    hambatan: [["waktu"], ["alat", "anggaran"], ["tidak_ada"], ["kesempatan"]][chance.whole(0, 3)] as string[],
    leader: chance.unit() < 0.1 ? null : place(fivefold, opinion(8) - 0.5),
    tampak: ((value) => (value <= seen - 1 ? 1 : value <= seen ? 2 : value <= seen + 1 ? 3 : 4))(opinion(9)),
  };
}
