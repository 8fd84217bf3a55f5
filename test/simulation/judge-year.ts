import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import type { Group } from "../../src/features/feedback/measure/fact-store.ts";
import { factsOf } from "../../src/features/feedback/measure/facts.ts";
import { type CityIds, tenant } from "./build-city.ts";
import type { CityPlan, PlannedClass } from "./city-plan.ts";
import { questions } from "./opinions.ts";
import type { Truth } from "./truth.ts";

/** How intervals of one kind did. */
export interface Kept {
  intervals: number;
  held: number;
  /** Sums over intervals; width of what was told, and of the best with that many answers. */
  width: number;
  best: number;
  /** Sum of told less true, and of its square. */
  off: number;
  squares: number;
}

export interface Report {
  kept: Map<string, Kept>;
  /** Trainings without any effect: how many there were, and of how many an effect was told. */
  zero: number;
  declared: number;
  /** Shown numbers that rest on fewer than five. */
  small: number;
  shown: number;
}

export const emptyReport = (): Report => ({ kept: new Map(), zero: 0, declared: 0, small: 0, shown: 0 });

const quantile = 1.96;

/** What of a report is judged. */
export interface Told {
  parts: {
    step: string;
    afterDays: number;
    capacity: string;
    runs: number;
    measures: { measure: string; answered: number; factor: number; estimate?: { low: number; high: number; value: number } }[];
  }[];
}

/** Who tells, of what, and by part and measure the classes (the plan's numbers) that what is told is about. */
export interface Teller {
  told(group: Group): Promise<Told>;
  covered: Map<string, Set<number>>;
  ids: Pick<CityIds, "classes" | "trainings">;
}

/** The reports of a base. */
export const tellerOf = async (db: Database, plan: CityPlan, ids: CityIds, now: Temporal.Instant): Promise<Teller> => ({
  told: (group) => factsOf(db, tenant, group, null, now),
  covered: await coveredClasses(db, plan, ids),
  ids,
});

/** Compares all that is told of a city after its year with what is true. */
export async function judgeYear({ told, covered, ids }: Teller, plan: CityPlan, truth: Truth, report: Report): Promise<void> {
  const judge = (level: string, facts: Told, classes: PlannedClass[], asSuch?: PlannedClass["training"]) => {
    for (const part of facts.parts) {
      for (const fact of part.measures) {
        report.shown++;
        if (fact.answered < 5) report.small++;
        const at = questions.findIndex((it) => it.key === fact.measure && it.step === part.step && it.capacity === part.capacity);
        if (at < 0 || !fact.estimate) continue;
        const key = `${part.step} ${part.afterDays} ${part.capacity} ${fact.measure}`;
        const inside = classes.filter((it) => covered.get(key)?.has(it.n));
        if (inside.length === 0) continue;
        const own = asSuch && part.runs >= 3;
        const true0 = own ? truth.training(asSuch, at, part.afterDays) : truth.held(inside, at, part.afterDays);
        const variance = truth.within(at, part.afterDays) / fact.answered + (own ? truth.between(at, part.afterDays) / inside.length : 0);
        const { factor } = fact;
        const { low, high, value } = fact.estimate;
        const name = `${level}${asSuch ? (own ? " (3+ runs, as such)" : " (<3 runs, as held)") : ""}|${nameOf(at, part.afterDays)}`;
        note(report, name, { low: low / factor, high: high / factor, value: value / factor }, true0, 2 * quantile * Math.sqrt(variance));
        if (asSuch?.zero && fact.measure === "=belajar") {
          report.zero++;
          if (low > 0 || high < 0) report.declared++;
        }
      }
    }
  };
  for (const it of plan.classes) judge("class", await told({ kind: "kelas", id: ids.classes[it.n] ?? 0 }), [it]);
  for (const it of plan.trainings) {
    const own = plan.classes.filter((one) => one.training === it);
    judge("training", await told({ kind: "pelatihan", id: ids.trainings[it.n] ?? 0 }), own, it);
  }
  judge("city", await told({ kind: "kota" }), plan.classes);
}

const nameOf = (at: number, days: number): string => {
  const it = questions[at];
  return `${it?.key}${days > 0 ? ` ${days}` : ""}${it?.key === "=tingkat" ? ` ${it.capacity}` : ""}`;
};

function note(report: Report, name: string, { low, high, value }: { low: number; high: number; value: number }, true0: number, best: number): void {
  const it = report.kept.get(name) ?? { intervals: 0, held: 0, width: 0, best: 0, off: 0, squares: 0 };
  it.intervals++;
  if (low <= true0 && true0 <= high) it.held++;
  it.width += high - low;
  it.best += best;
  it.off += value - true0;
  it.squares += (value - true0) ** 2;
  report.kept.set(name, it);
}

/** By kind of asking and measure, the classes whose answers are told in blocks: what is told is about these. */
async function coveredClasses(db: Database, plan: CityPlan, ids: CityIds): Promise<Map<string, Set<number>>> {
  const rows = await db.many(
    z.object({ part: z.string(), class: z.number() }),
    sql`
    select distinct k.step || ' ' || k.after_days || ' ' || k.capacity || ' ' || o.measure as part, c.class_id::int as class
      from survey_block k
      join survey_block_class c on c.cell = k.cell and c.agency_id = k.agency_id and c.block_id = k.id
      join survey_total o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id
     where k.cell = 1 and k.agency_id = 2 and k.family = 'kelas'`,
  );
  const numbers = new Map(plan.classes.map(({ n }) => [ids.classes[n], n]));
  return new Map([...Map.groupBy(rows, (it) => it.part)].map(([part, some]) => [part, new Set(some.map((it) => numbers.get(it.class) ?? -1))]));
}
