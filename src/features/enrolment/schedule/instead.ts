import { localDate } from "../../../core/time.ts";
import { openClasses, seatsLeft } from "../../training/store.ts";
import { beginOf, type ClassOf, loadClasses } from "../class-of.ts";
import { type Asked, closedBecause, mayEnterAll } from "../may-enter.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { states } from "../states.ts";
import { entersAlone } from "./way-in.ts";

/** What is offered in place of a class that nobody enters alone. */
const mostOthers = 3;

/** For each of these people, by id, what they can enter alone, and are not in yet, instead of a class that others bring people into. */
export async function insteadFor(desk: Desk, of: ClassOf, people: Omit<Asked, keyof ClassOf>[]): Promise<Map<number, ClassOf[]>> {
  const others = people.length === 0 ? [] : await openInstead(desk, of);
  const isIn = ({ own }: Omit<Asked, keyof ClassOf>, other: ClassOf) => own.some((one) => one.classId === other.class.id && states[one.state].open);
  const asked = people.flatMap((it) => others.filter((other) => !isIn(it, other)).map((other): Asked => ({ ...it, ...other })));
  const verdicts = await mayEnterAll(desk.db, tenantOf(desk), asked);
  const free = asked.filter((_, at) => verdicts[at]?.refusals.length === 0);
  return Map.groupBy(free, (it) => it.person.id);
}

/**
 * Classes that somebody can enter alone now, of the same training or of one that develops some of the same competencies: the same
 * training first, then what has more in common, then with a seat, then the soonest; of another training one run.
 */
async function openInstead(desk: Desk, { training, class: it }: ClassOf): Promise<ClassOf[]> {
  const tenant = tenantOf(desk);
  const { db, now, agency } = desk;
  const open = await openClasses(db, tenant, now, localDate(now, agency.zone));
  const alone = open.filter((one) => one.entry === "terbuka" && one.id !== it.id).map((one) => one.id);
  const wanted = new Set(training.targets.map((one) => one.competency));
  const near = (of: ClassOf) =>
    of.training.id === training.id ? Number.POSITIVE_INFINITY : of.training.targets.filter((one) => wanted.has(one.competency)).length;
  const full = (of: ClassOf) => Number((seatsLeft(of.class) ?? 1) < 1);
  const begin = (of: ClassOf) => beginOf(of.class, of.training.selfPaced) ?? Number.MAX_SAFE_INTEGER;
  return [...(await loadClasses(db, tenant, alone)).values()]
    .filter((of) => near(of) > 0 && entersAlone(of) && closedBecause(of, now.epochMilliseconds / 1_000).length === 0)
    .toSorted((a, b) => (near(a) === near(b) ? 0 : near(b) - near(a)) || full(a) - full(b) || begin(a) - begin(b))
    .filter((of, at, all) => of.training.id === training.id || all.findIndex((one) => one.training.id === of.training.id) === at)
    .slice(0, mostOthers);
}
