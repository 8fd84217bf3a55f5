import { type Chance, chanceOf, logistic } from "./chance.ts";
import { questions, type Said, type SaidLater, type Shifts, said, saidLater, type Traits } from "./opinions.ts";

/** How a city is made. */
export interface CityFacts {
  people: number;
  units: number;
  trainings: number;
  /** Runs of one training, at least and at most. */
  runs: [number, number];
  seats: [number, number];
  /** Days over which the classes end, from the first on. */
  days: number;
  /** How far who answers depends on what the city knows, and on what nobody but the person knows. */
  bias: number;
  unseenBias: number;
}

export const firstDay = Temporal.PlainDate.from("2027-01-04");
/** Days of every class. */
export const classDays = 2;
export const behaviourDays = [30, 90];

export interface Citizen {
  n: number;
  unit: number;
  /** null = leads the city's staff. */
  leader: number | null;
  /** Drives both being there and the test. */
  keen: number;
  channel: "telegram" | "whatsapp" | "web";
}

export interface PlannedTraining {
  n: number;
  provider: string;
  /** Nobody learns anything, in any run. */
  zero: boolean;
  shifts: Shifts;
}

export interface Later {
  days: number;
  says: SaidLater;
  answers: boolean;
  leaderAnswers: boolean;
}

/** Somebody in a class: all that they would say, and what they really hand in. */
export interface Seat {
  citizen: Citizen;
  attended: number;
  testBefore: number;
  testAfter: number;
  traits: Traits;
  says: Said;
  answersReaction: boolean;
  answersLearning: boolean;
  later: Later[];
}

export interface PlannedClass {
  n: number;
  training: PlannedTraining;
  speaker: string;
  /** Its last day, ISO. */
  ends: string;
  /** Training and run together. */
  shifts: Shifts;
  seats: Seat[];
}

export interface CityPlan {
  facts: CityFacts;
  citizens: Citizen[];
  /** Of each unit: how content its people are, and how readily they answer. */
  moods: number[];
  trainings: PlannedTraining[];
  classes: PlannedClass[];
}

/** By how much runs of one training differ, in spreads of an opinion. */
export const betweenRuns = 0.2;
const channels = ["telegram", "whatsapp", "web"] as const;
const readiness = { telegram: 0.2, whatsapp: 0.4, web: -0.8 };

/** A city with everything that will happen in its year; the same for the same seed. */
export function planCity(seed: number, facts: CityFacts): CityPlan {
  const chance = chanceOf(seed);
  const citizens = Array.from({ length: facts.people }, (_, n): Citizen => {
    const unit = n % facts.units;
    const leader = n === 0 ? null : n < facts.units ? 0 : unit;
    return { n, unit, leader, keen: chance.normal(), channel: channels[chance.whole(0, 2)] ?? "web" };
  });
  const moods = Array.from({ length: facts.units }, () => chance.normal());
  const trainings = Array.from({ length: facts.trainings }, (_, n): PlannedTraining => {
    const zero = n % 4 === 3;
    // What is learnt, 0.6 of the scale's cuts on average; all else about a little above the middle.
    const shifts = questions.map((it) => (it.key === "=belajar" ? (zero ? 0 : chance.normal(0.6, 0.25)) : chance.normal(0.2, 0.35)));
    return { n, provider: `Lembaga Contoh ${n % 3}`, zero, shifts };
  });
  const entered = new Entered();
  const classes = trainings.flatMap((training) =>
    Array.from({ length: chance.whole(...facts.runs) }, (): PlannedClass => {
      const shifts = training.shifts.map((it, at) => (training.zero && questions[at]?.key === "=belajar" ? 0 : it + chance.normal(0, betweenRuns)));
      const ends = weekday(firstDay.add({ days: chance.whole(classDays, facts.days) })).toString();
      const willing = chance.shuffled(citizens.slice(1)).filter(({ n }) => entered.mayEnter(n, training.n, ends));
      const roster = willing.slice(0, chance.whole(...facts.seats));
      for (const { n } of roster) entered.enter(n, training.n, ends);
      const seats = roster.map((it) => seatOf(chance, it, moods, shifts, facts));
      return { n: 0, training, speaker: `Pemateri Contoh ${training.n % 5}`, ends, shifts, seats };
    }),
  );
  classes.sort((a, b) => (a.ends < b.ends ? -1 : a.ends > b.ends ? 1 : a.training.n - b.training.n));
  classes.forEach((it, n) => {
    it.n = n;
  });
  return { facts, citizens, moods, trainings, classes };
}

/** Who is where: nobody is in two runs of one training, or in two classes on one day; the real enrolment takes nobody so. */
class Entered {
  readonly #all = new Set<string>();

  mayEnter(person: number, training: number, ends: string): boolean {
    return this.#marks(person, training, ends).every((it) => !this.#all.has(it));
  }

  enter(person: number, training: number, ends: string): void {
    for (const it of this.#marks(person, training, ends)) this.#all.add(it);
  }

  #marks(person: number, training: number, ends: string): string[] {
    const days = Array.from({ length: classDays }, (_, back) => Temporal.PlainDate.from(ends).subtract({ days: back }).toString());
    return [`${person} in ${training}`, ...days.map((it) => `${person} on ${it}`)];
  }
}

/** Tuesday to Friday, so that both days of a class are worked. */
const weekday = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.dayOfWeek > 5 ? day.subtract({ days: 2 }) : day.dayOfWeek === 1 ? day.add({ days: 1 }) : day;

/** What is known of somebody who takes part. */
export function traitsOf(chance: Chance, { keen, unit }: Citizen, moods: number[]): Pick<Seat, "attended" | "testBefore" | "testAfter" | "traits"> {
  const there = Array.from({ length: classDays }, () => chance.unit() < logistic(1 + 0.9 * keen)).filter(Boolean).length;
  const attended = Math.max(1, there);
  const points = (it: number) => Math.max(0, Math.min(100, Math.round(it)));
  const testBefore = points(chance.normal(50 + 8 * keen, 10));
  const testAfter = points(chance.normal(68 + 9 * keen, 9));
  // One of two days or both: about 0 with a spread of about 1. The test likewise, of 100 points.
  const traits = { attendance: attended === classDays ? 0.7 : -1.4, test: (testAfter - 68) / 13, mood: moods[unit] ?? 0 };
  return { attended, testBefore, testAfter, traits };
}

function seatOf(chance: Chance, citizen: Citizen, moods: number[], shifts: Shifts, facts: CityFacts): Seat {
  const known = traitsOf(chance, citizen, moods);
  const { attendance, test, mood } = known.traits;
  const content = chance.normal();
  const ready = 0.35 + facts.bias * (0.6 * attendance + 0.5 * test + 0.4 * mood + readiness[citizen.channel]) + facts.unseenBias * content;
  const answersReaction = chance.unit() < logistic(ready);
  return {
    citizen,
    ...known,
    says: said(chance, shifts, known.traits, content),
    answersReaction,
    answersLearning: answersReaction && chance.unit() < 0.95,
    later: behaviourDays.map(
      (days): Later => ({
        days,
        says: saidLater(chance, shifts, known.traits, content, days),
        answers: chance.unit() < logistic(ready - 0.3),
        leaderAnswers: chance.unit() < logistic(0.5 + facts.bias * 0.4 * mood),
      }),
    ),
  };
}
