import type { PlanItem, PlanProblem } from "../../../src/features/advice/plan/instance.ts";
import type { Form } from "../../../src/features/training/forms.ts";
import { shippedRules } from "../../../src/features/training/jp-rules.ts";

/** Whole numbers from 0 to `below` − 1, the same for the same seed (mulberry32). */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let it = Math.imul(state ^ (state >>> 15), 1 | state);
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
    return Math.floor((((it ^ (it >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const forms: Form[] = ["bimtek", "seminar", "e_learning", "mentoring", "workshop", "belajar_mandiri"];
const hour = 3_600;
const monday = Date.UTC(2026, 11, 7) / 1_000;
const dayOf = (day: number) => new Date((monday + day * 24 * hour) * 1_000).toISOString().slice(0, 10);

/** Classes crowded into few days, so that clashes, caps, prerequisites and two classes of one training all happen. */
export function randomProblem(seed: number, { most = 14, days = 6, trainings = 9, steps = 6 } = {}): PlanProblem {
  const roll = dice(seed);
  const values = Array.from({ length: 1 + roll(steps) }, () => 100 * (1 + roll(9)));
  const items = Array.from({ length: roll(most + 1) }, (_, id) => itemOf(id, roll, { values, days, trainings }));
  const base = roll(3) === 0 ? [{ id: -1, form: "e_learning" as const, abroad: false, jp: 6, times: 1, from: dayOf(0), until: dayOf(1), days: null }] : [];
  const need = 100 * ([0, 4, 8, 12, 20, 20, 30][roll(7)] ?? 0);
  // Every other one has a ceiling, as for a PPPK, also one below the need.
  return { items, values, need, base, rules: shippedRules, room: roll(2) === 0 ? 100 * roll(25) : null };
}

function itemOf(id: number, roll: (below: number) => number, { values, days, trainings }: { values: number[]; days: number; trainings: number }): PlanItem {
  const form = forms[roll(forms.length)] as Form;
  const first = roll(days);
  const length = 1 + roll(3);
  const all = Array.from({ length }, (_, at) => dayOf(first + at));
  const from = roll(3) * 3;
  const selfPaced = form === "e_learning" && roll(2) === 0;
  const busy = selfPaced
    ? []
    : all.map((_, at): [number, number] => [monday + ((first + at) * 24 + from) * hour, monday + ((first + at) * 24 + from + 3 + roll(3)) * hour]);
  const training = `T${roll(trainings)}`;
  return {
    id,
    training,
    activity: { id, form, abroad: roll(8) === 0, jp: 1 + roll(12), times: length, from: all[0] as string, until: all.at(-1) as string, days: all },
    steps: values.flatMap((_, at) => (roll(4) === 0 ? [at] : [])),
    cost: 100_000 * roll(4),
    start: busy[0]?.[0] ?? monday + days * 24 * hour,
    end: busy.at(-1)?.[1] ?? monday + length * 24 * hour,
    busy,
    prerequisites: roll(6) === 0 ? [`T${roll(trainings)}`].filter((it) => it !== training) : [],
  };
}
