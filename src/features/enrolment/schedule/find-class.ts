import type { Context } from "../../../core/capability.ts";
import type { Agency } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { competenciesOf } from "../../competency/gap/gap.ts";
import { openClasses, type Training, trainingByCode, trainingsOf } from "../../training/store.ts";
import { bestMeant, matchTopic } from "../../training/topic.ts";
import { beginOf, type ClassOf, loadClasses } from "../class-of.ts";

/** What words may mean: open classes, soonest first; and trainings that fit and have none. */
export interface Found {
  classes: ClassOf[];
  without: Training[];
}

/** Open classes of the trainings that words speak of, or all of them without words. A class's own code or name goes straight there. */
export async function findClasses({ db, cell, now }: Context, agency: Agency, words: string): Promise<Found> {
  const tenant = { cell, agencyId: agency.id };
  const open = await openClasses(db, tenant, now, localDate(now, agency.zone));
  const load = async (ids: number[]) => {
    const found = await loadClasses(db, tenant, ids);
    return ids.flatMap((id) => found.get(id) ?? []);
  };
  if (words === "") return { classes: soonestFirst(await load(open.map((it) => it.id))), without: [] };
  const coded = open.find((it) => it.code.toLowerCase() === words.toLowerCase());
  if (coded) return { classes: await load([coded.id]), without: [] };
  const { trainings, whole } = await wanted(db, tenant, words);
  const order = new Map(trainings.map((it, at) => [it.id, at]));
  const ids = open
    .filter((it) => order.has(it.trainingId))
    .toSorted((a, b) => Number(order.get(a.trainingId)) - Number(order.get(b.trainingId)))
    .map((it) => it.id);
  const loaded = await load(ids);
  // What fits alike is told by when it begins; what only resembles the words, by how much.
  const classes = whole ? soonestFirst(loaded) : loaded;
  const named = classes.filter((it) => it.class.name !== null && it.class.name.toLowerCase() === words.toLowerCase());
  const dated = new Set(open.map((it) => it.trainingId));
  return { classes: named.length > 0 ? named : classes, without: trainings.filter((it) => !dated.has(it.id)) };
}

/** What can be begun at any time comes after what has a day. */
function soonestFirst(classes: ClassOf[]): ClassOf[] {
  const begin = ({ training, class: it }: ClassOf) => beginOf(it, training.selfPaced) ?? Number.POSITIVE_INFINITY;
  return classes.toSorted((a, b) => (begin(a) === begin(b) ? 0 : begin(a) - begin(b)));
}

async function wanted(db: Context["db"], tenant: { cell: number; agencyId: number }, words: string): Promise<{ trainings: Training[]; whole: boolean }> {
  const exact = await trainingByCode(db, tenant, words);
  if (exact) return { trainings: [exact], whole: true };
  const names = new Map((await competenciesOf(db, tenant)).map((it) => [it.id, it.name]));
  const all = await trainingsOf(db, tenant);
  const named = all.filter((it) => it.name.toLowerCase() === words.toLowerCase());
  if (named.length > 0) return { trainings: named, whole: true };
  return bestMeant(matchTopic(words, all, names));
}
