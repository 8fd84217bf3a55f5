import type { Context } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { holdsOn, supervisorOn } from "../../people/authority.ts";
import { delegationsOf, linesOf } from "../../people/authority-store.ts";
import { briefsOf, fullName, subordinatesOf } from "../../people/person-store.ts";
import { type ClassOf, loadClasses } from "../class-of.ts";
import { type Enrolment, enrolmentsOfAll } from "../enrolment-store.ts";
import { tenantOf } from "../seats/promote.ts";

/** A request that waits for somebody's decision. */
export interface Pending {
  held: Enrolment;
  of: ClassOf;
  name: string;
  /** For whom one stands in; null = one leads the person oneself. */
  leader: string | null;
}

/** What waits for this leader today, or for whom the leader stands in; the oldest first. Who led before an acting official has nothing to decide. */
export async function pendingFor(context: Context): Promise<Pending[]> {
  const { id, agency } = context.person as Person;
  const { db } = context;
  const tenant = tenantOf({ ...context, agency });
  const day = localDate(context.now, agency.zone);
  const team = await subordinatesOf(db, { ...tenant, personId: id }, day);
  const ids = team.map((it) => it.id);
  const all = [...(await enrolmentsOfAll(db, tenant, ids)).values()].flat().filter((it) => it.state === "menunggu_atasan");
  if (all.length === 0) return [];
  const lines = await linesOf(db, tenant, ids);
  const led = new Map(ids.map((it) => [it, supervisorOn(lines, it, day)]));
  const leaders = [...new Set([...led.values()].filter((it) => it !== null))];
  const acting = new Set((await delegationsOf(db, tenant, leaders)).filter((it) => it.delegateId === id && holdsOn(it, day)).map((it) => it.leaderId));
  const names = new Map((await briefsOf(db, tenant, [...acting], day)).map((it) => [it.id, fullName(it)]));
  const classes = await loadClasses(db, tenant, [...new Set(all.map((it) => it.classId))]);
  return all
    .toSorted((a, b) => a.since - b.since || a.id - b.id)
    .flatMap((held) => {
      const [of, person, leader] = [classes.get(held.classId), team.find((it) => it.id === held.personId), led.get(held.personId) ?? null];
      const decides = leader === id || (leader !== null && acting.has(leader));
      return of && person && decides ? [{ held, of, name: fullName(person), leader: leader === id ? null : (names.get(leader ?? 0) ?? "") }] : [];
    });
}
