import fc from "fast-check";
import type { Candidate } from "../../../src/features/advice/recommend/candidate.ts";
import { climbed, type Gap, stepsOf, worthOf } from "../../../src/features/advice/recommend/gap-steps.ts";
import { noWishes, type Situation } from "../../../src/features/advice/recommend/score.ts";
import type { OpenClass, Training } from "../../../src/features/training/store.ts";

const competencies = ["komunikasi", "spbe", "kearsipan", "integritas"];

export const gap = (competency: string, more: Partial<Gap> = {}): Gap => ({
  competency: { id: competency, name: competency },
  required: 3,
  held: 1,
  certainty: 1,
  weight: 1,
  ...more,
});

export const training = (id: number, more: Partial<Training> = {}): Training => ({
  id,
  code: `T${id}`,
  name: `Pelatihan ${id}`,
  about: null,
  route: "klasikal",
  form: "bimtek",
  mode: "daring",
  jp: 8,
  days: null,
  abroad: false,
  selfPaced: false,
  provider: "Contoh",
  partner: null,
  cost: 0,
  payer: "kota",
  travelCovered: null,
  prerequisites: [],
  requirement: null,
  families: [],
  levels: [],
  statuses: [],
  series: null,
  language: "id",
  keywords: null,
  fictional: false,
  targets: [{ competency: "komunikasi", from: 1, to: 2 }],
  ...more,
});

export const openClass = (id: number, more: Partial<OpenClass> = {}): OpenClass => ({
  id,
  trainingId: id,
  code: `K${id}`,
  startsOn: "2026-12-07",
  endsOn: "2026-12-07",
  zone: "Asia/Makassar",
  city: null,
  seats: 30,
  taken: 0,
  entry: "terbuka",
  registerUntil: null,
  sessions: [[1_796_600_000 + id, 1_796_610_000 + id]],
  ...more,
});

export const situation = (more: Partial<Situation> = {}): Situation => ({
  wishes: noWishes,
  jpNeeded: 0,
  elapsed: 0.5,
  until: "2027-01-01",
  city: "Kendari",
  ...more,
});

export function candidates(trainings: Training[], gaps: Gap[], jp = 8): Candidate[] {
  const steps = stepsOf(gaps);
  return trainings.map((it) => {
    const places = climbed(it.targets, steps);
    return { training: it, class: openClass(it.id), jp, steps: places, gap: worthOf(places, steps), eligibility: { verdict: "sesuai", reasons: [] } };
  });
}

const anyTarget = fc
  .record({ competency: fc.constantFrom(...competencies), from: fc.integer({ min: 0, max: 4 }), length: fc.integer({ min: 1, max: 2 }) })
  .map(({ competency, from, length }) => ({ competency, from, to: Math.min(5, from + length) }));

export const anyTrainings = fc
  .array(
    fc.record({
      targets: fc.uniqueArray(anyTarget, { minLength: 1, maxLength: 3, selector: (it) => it.competency }),
      mode: fc.constantFrom("daring" as const, "tatap_muka" as const, "campuran" as const),
      cost: fc.integer({ min: 0, max: 12 }).map((it) => it * 1_000_000),
      form: fc.constantFrom("bimtek" as const, "seminar" as const),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => all.map((it, at) => training(at + 1, it)));

export const anyGaps = fc.uniqueArray(
  fc.record({
    competency: fc.constantFrom(...competencies).map((id) => ({ id, name: id })),
    required: fc.integer({ min: 1, max: 5 }),
    held: fc.option(fc.integer({ min: 0, max: 5 })),
    certainty: fc.integer({ min: 0, max: 10 }).map((it) => it / 10),
    weight: fc.constantFrom(0.5, 1, 1.5, 2),
  }),
  { minLength: 1, maxLength: 4, selector: (it) => it.competency.id },
);

export const anySituation = fc
  .record({
    jpNeeded: fc.integer({ min: 0, max: 20 }),
    elapsed: fc.integer({ min: 0, max: 10 }).map((it) => it / 10),
    mode: fc.constantFrom(null, "daring" as const, "tatap_muka" as const),
  })
  .map(({ jpNeeded, elapsed, mode }) => situation({ jpNeeded, elapsed, wishes: { ...noWishes, mode, interest: new Map([["T1", 1]]) } }));
