import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Estimate } from "./estimate.ts";
import { cityTotals, surveysIn, totalsIn } from "./fact-store.ts";
import { estimatesOf } from "./facts.ts";
import { measureWords } from "./measure-words.ts";
import { measures } from "./values.ts";

/** A training after which too few work otherwise, with the evidence. */
export interface ToRedesign {
  trainingId: number;
  measure: string;
  /** What was asked and when: `perilaku 90 peserta`. */
  part: string;
  estimate: Estimate;
}

/** A training is listed when even the upper bound says that fewer than half apply it, or that leaders see a change in fewer than half. */
const leastChange = 0.5;

/** Trainings that change too little at work, surest first; one that is merely not known to change much is not listed. */
export async function trainingsToRedesign(db: Database, tenant: Tenant): Promise<ToRedesign[]> {
  const words = measureWords(await surveysIn(db, tenant));
  const wanted = (it: { measure: string }) => it.measure === measures.applied || it.measure === measures.seen;
  const all = (await totalsIn(db, tenant, { kind: "kota" }, null)).filter(wanted);
  const city = await cityTotals(db, tenant);
  const found = [...Map.groupBy(all, (it) => it.training)].flatMap(([trainingId, totals]) =>
    [...estimatesOf({ kind: "pelatihan", id: trainingId }, totals, city, words)]
      .filter(([, estimate]) => estimate.high < leastChange)
      .map(([key, estimate]): ToRedesign => ({ trainingId, measure: key.split(" ").at(-1) ?? "", part: key.split(" ").slice(0, -1).join(" "), estimate })),
  );
  const surest = [...Map.groupBy(found, (it) => it.trainingId).values()].flatMap((it) => it.sort((a, b) => a.estimate.high - b.estimate.high).slice(0, 1));
  return surest.sort((a, b) => a.estimate.high - b.estimate.high);
}
