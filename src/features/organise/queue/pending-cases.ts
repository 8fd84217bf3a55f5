import type { Subject } from "../../../core/personal-data.ts";
import { localDate } from "../../../core/time.ts";
import { type ClassOf, loadClasses } from "../../enrolment/class-of.ts";
import { awaitingOfficer, type Enrolment, enrolmentsOf } from "../../enrolment/enrolment-store.ts";
import { mayEnter } from "../../enrolment/may-enter.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { type Brief, briefsOf, findPerson, fullName, type PersonRecord } from "../../people/person-store.ts";

/** Something that waits for an officer, with who it is about. */
export interface PendingCase {
  held: Enrolment;
  of: ClassOf;
  brief: Brief;
  /** With titles. */
  name: string;
}

/** All that waits for this officer: what ends soonest first, and nothing about the officer's own person. */
export async function pendingCases(desk: Desk, officerId: number): Promise<PendingCase[]> {
  const { db, now, agency } = desk;
  const tenant = tenantOf(desk);
  const all = (await awaitingOfficer(db, tenant)).filter((it) => it.personId !== officerId);
  const classes = await loadClasses(db, tenant, [...new Set(all.map((it) => it.classId))]);
  const people = await briefsOf(db, tenant, [...new Set(all.map((it) => it.personId))], localDate(now, agency.zone));
  const byId = new Map(people.map((it) => [it.id, it]));
  return all
    .flatMap((held) => {
      const [of, brief] = [classes.get(held.classId), byId.get(held.personId)];
      return of && brief ? [{ held, of, brief, name: fullName(brief) }] : [];
    })
    .toSorted((a, b) => (a.held.dueAt ?? Number.POSITIVE_INFINITY) - (b.held.dueAt ?? Number.POSITIVE_INFINITY) || a.held.id - b.held.id);
}

/** What an officer has to look at before deciding, as short clauses; and who it is. */
export async function toCheck(desk: Desk, { held, of }: Pick<PendingCase, "held" | "of">): Promise<{ person: PersonRecord; points: string[] } | undefined> {
  const { db, now, agency } = desk;
  const subject: Subject = { ...tenantOf(desk), personId: held.personId };
  const person = await findPerson(db, subject, localDate(now, agency.zone));
  if (!person) return undefined;
  const own = (await enrolmentsOf(db, subject, held.personId)).filter((it) => it.id !== held.id);
  // The person is in already: whether the way in is still open is no question any more.
  const entered = { ...of, class: { ...of.class, status: "dibuka" as const, registerUntil: null } };
  const { refusals, doubts } = await mayEnter(db, subject, { ...entered, person, zone: agency.zone, now, own, invited: true });
  return { person, points: [...refusals, ...doubts].map(aboutThem) };
}

/** The clauses speak to the person; here somebody else reads them. */
export const aboutThem = (clause: string): string => clause.replaceAll("sudah Anda ikuti", "sudah diikutinya").replaceAll("Anda", "pegawai ini");
