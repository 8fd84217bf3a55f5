import { chanceOf } from "./chance.ts";
import { betweenRuns, type CityPlan, type PlannedClass, type PlannedTraining, type Seat, traitsOf } from "./city-plan.ts";
import { expected, questions, type Traits } from "./opinions.ts";

/** People by whose traits a training is judged as such: any of the city might have come. */
const draws = 3_000;

/** What is true of a simulated city. Of no concern to it: what anybody answered. */
export function truthOf(plan: CityPlan, seed: number) {
  const chance = chanceOf(seed + 1_000_003);
  const anybody = Array.from({ length: draws }, (): Traits => {
    const citizen = plan.citizens[chance.whole(1, plan.citizens.length - 1)];
    if (!citizen) throw new Error("a city of one");
    return traitsOf(chance, citizen, plan.moods).traits;
  });
  const asked = (it: PlannedClass, at: number): Seat[] =>
    questions[at]?.capacity === "atasan" ? it.seats.filter(({ citizen }) => citizen.leader !== null) : it.seats;
  const ofSeat = (it: PlannedClass, at: number, days: number) => (seat: Seat) => expected(at, it.shifts[at] ?? 0, seat.traits, days);
  const runs = new Map<string, number>();
  const spreads = new Map<string, number>();

  /** Everybody who was asked in these classes, as they were held: what they would say on average, another day. */
  function held(classes: PlannedClass[], at: number, days: number): number {
    const all = classes.flatMap((it) => asked(it, at).map(ofSeat(it, at, days)));
    return mean(all);
  }

  /** Runs like these with anybody in them. */
  function training(it: PlannedTraining, at: number, days: number): number {
    const still = it.zero && questions[at]?.key === "=belajar";
    return mean(anybody.map((traits) => expected(at, it.shifts[at] ?? 0, traits, days, still ? 0 : betweenRuns)));
  }

  /** Variance of what people of one class would say: of all that sit there, whether they answered or not. */
  function within(at: number, days: number): number {
    return cached(spreads, `${at} ${days}`, () => pooled(plan.classes.map((it) => it.seats.flatMap((seat) => wouldSay(seat, at, days)))));
  }

  /** Variance of what is true of the runs of one training. */
  function between(at: number, days: number): number {
    const groups = [...Map.groupBy(plan.classes, (it) => it.training).values()];
    return cached(runs, `${at} ${days}`, () => pooled(groups.map((it) => it.map((one) => held([one], at, days)))));
  }

  return { held, training, within, between };
}

export type Truth = ReturnType<typeof truthOf>;

/** The value of one person's answers; none where it is left out. */
function wouldSay({ says, later }: Seat, at: number, days: number): number[] {
  const question = questions[at];
  const then = later.find((it) => it.days === days)?.says;
  const value = ((): number | null | undefined => {
    switch (question?.key) {
      case "=nps":
        return says.nps >= 9 ? 1 : says.nps <= 6 ? -1 : 0;
      case "=belajar":
        return says.kini - says.dulu;
      case "=terap":
        return then && (then.terap >= 3 ? 1 : 0);
      case "=tampak":
        return then && (then.tampak >= 3 ? 1 : 0);
      case "=tingkat":
        return question.capacity === "peserta" ? then?.self : then?.leader;
      default:
        return question && says[question.key];
    }
  })();
  return value === null || value === undefined ? [] : [value];
}

const mean = (all: number[]): number => all.reduce((sum, it) => sum + it, 0) / all.length;

/** Variance within groups, over all of them. */
function pooled(groups: number[][]): number {
  const some = groups.filter((it) => it.length > 1);
  const squares = some.reduce((all, it) => all + it.reduce((sum, one) => sum + (one - mean(it)) ** 2, 0), 0);
  return (
    squares /
    Math.max(
      1,
      some.reduce((all, it) => all + it.length - 1, 0),
    )
  );
}

function cached(kept: Map<string, number>, key: string, make: () => number): number {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  return value;
}
