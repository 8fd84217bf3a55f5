import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { participantsIn } from "../participants.ts";
import { type Mark, type Moment, marksOf } from "./attendance-store.ts";
import { type DayRow, dayRowsOf } from "./day-store.ts";

/** Somebody of a class on one of its days. */
export interface Attendee {
  personId: number;
  enrolmentId: number;
  /** Full name. */
  name: string;
  /** Marks that count, by moment. */
  marks: Partial<Record<Moment, Mark>>;
  /** A mark was struck. */
  struck: boolean;
}

/** A day as the organiser looks at it. */
export interface DayFacts {
  day: string;
  /** Everybody with a seat, by name. */
  people: Attendee[];
  /** Those with at least one mark that counts. */
  there: Attendee[];
  said: DayRow | undefined;
}

/** People and marks of a class on a day. */
export async function dayFacts(desk: Desk, of: ClassOf, day: string): Promise<DayFacts> {
  const tenant = tenantOf(desk);
  const seated = await participantsIn(desk.db, tenant, of.class.id);
  const ids = seated.map((it) => it.personId);
  const names = new Map((await briefsOf(desk.db, tenant, ids, localDate(desk.now, desk.agency.zone))).map((it) => [it.id, fullName(it)]));
  const marks = Map.groupBy(
    (await marksOf(desk.db, tenant, of.class.id)).filter((it) => it.day === day),
    (it) => it.personId,
  );
  const people = seated
    .map(({ personId, id }) => attendee(personId, id, names.get(personId) ?? "", marks.get(personId) ?? []))
    .sort((a, b) => a.name.localeCompare(b.name, "id") || a.personId - b.personId);
  return { day, people, there: people.filter((it) => Object.keys(it.marks).length > 0), said: (await dayRowsOf(desk.db, tenant, of.class.id)).get(day) };
}

function attendee(personId: number, enrolmentId: number, name: string, marks: Mark[]): Attendee {
  const counted = marks.filter((it) => !it.struck);
  return { personId, enrolmentId, name, marks: Object.fromEntries(counted.map((it) => [it.moment, it])), struck: counted.length < marks.length };
}
