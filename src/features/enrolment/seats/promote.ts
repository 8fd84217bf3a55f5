import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import type { Database } from "../../../db/database.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { beginOf, type ClassOf } from "../class-of.ts";
import { changeStates, type Enrolment, enrolmentsById, freeSeats, type Room, type Wanted } from "../enrolment-store.ts";
import type { State } from "../states.ts";
import { className, moment, whenAndWhere } from "../words.ts";
import { nextInQueue } from "./queue-store.ts";
import { timeHere, type Wait, waitFor } from "./wait.ts";

const texts = {
  offer: (name: string, when: string, until: string) =>
    `Ada kursi kosong untuk Anda di ${name}.\n${when}\n\nKursi ini disimpan sampai ${until}. Bila belum dijawab sampai saat itu, kursi diberikan kepada yang berikutnya.`,
  take: "Terima",
  skip: "Lewati",
};

/** Where a change happens: the open transaction, the city, the moment. */
export interface Desk {
  db: Database;
  cell: number;
  agency: Agency;
  now: Temporal.Instant;
}

export const tenantOf = ({ cell, agency }: Pick<Desk, "cell" | "agency">) => ({ cell, agencyId: agency.id });

const stillGiven: ReadonlySet<string> = new Set(["dibuka", "ditutup"]);

/**
 * Offers the seats that are free to those who wait, one after the other, each by the order that then holds: a seat given changes the
 * units' turns. Under the class's lock; returns the letters. After the class has begun nobody is offered anything.
 */
export async function offerSeats(desk: Desk, of: ClassOf, room: Room): Promise<Letter[]> {
  const { now } = desk;
  const nowS = now.epochMilliseconds / 1_000;
  const begin = beginOf(of.class, of.training.selfPaced);
  if (!stillGiven.has(of.class.status) || (begin !== null && begin <= nowS)) return [];
  if (freeSeats(room) === 0) return [];
  const tenant = tenantOf(desk);
  const next = await nextInQueue(desk.db, tenant, of.class.id, now, freeSeats(room) ?? Number.POSITIVE_INFINITY);
  if (next.length === 0) return [];
  const ids = next.map((it) => it.id);
  const rows = new Map((await enrolmentsById(desk.db, tenant, ids)).map((it) => [it.id, it]));
  const waits = await waitsByUnit(
    desk,
    of,
    next.map((it) => it.unitId),
  );
  const wanted: Wanted[] = ids.flatMap((id) => {
    const held = rows.get(id);
    const change = { move: "tawarkan", to: "ditawari", actor: "sistem", actorId: null, now } as const;
    return held ? [{ held, change: { ...change, ...waits.get(held.unitId) } }] : [];
  });
  return offerLetters(desk, of, await changeStates(desk.db, tenant, room, wanted));
}

/** How long somebody of each of these units has for the answer. */
async function waitsByUnit(desk: Desk, of: ClassOf, units: (number | null)[]): Promise<Map<number | null, Wait>> {
  const time = await timeHere(desk);
  const waits = new Map<number | null, Wait>();
  for (const it of new Set(units)) waits.set(it, await waitFor(desk, of, "ditawari", it, time));
  return waits;
}

/** The offers, once working time has begun; before that none. */
export async function offerLetters(desk: Desk, of: ClassOf, offered: Enrolment[]): Promise<Letter[]> {
  const { zone } = desk.agency;
  const replyTo = (it: Enrolment): Letter["reply"] => {
    const text = texts.offer(className(of), whenAndWhere(of, zone), moment(it.dueAt ?? 0, zone, of.class.zone));
    const answer = (label: string, accept: boolean) => ({ label, call: { capability: "answer_offer", input: { enrolment: it.id, accept } } });
    return { text, buttons: [answer(texts.take, true), answer(texts.skip, false)] };
  };
  const due = offered.filter((it) => it.tellAt === null);
  const notices = due.map((it) => ({ it, about: it.state, reply: replyTo(it), personId: it.personId }));
  return (await lettersAbout(desk, notices)).flat();
}

/** What is to be said about an enrolment, to its person or to somebody else. */
export interface Notice {
  it: Enrolment;
  about: State | string;
  reply: Letter["reply"];
  personId: number;
}

/** Notices about enrolments, each once for each state it comes into: for each its letter, or none where the person has no chat. */
export async function lettersAbout(desk: Desk, notices: Notice[]): Promise<Letter[][]> {
  const people = [...new Set(notices.map((it) => it.personId))];
  const addresses = await addressesOf(desk.db, tenantOf(desk), people, desk.now);
  return notices.map(({ it, about, reply, personId }) => {
    const to = addresses.get(personId);
    return to ? [{ key: `enrolment:${it.id}:${it.attempt}:${about}:${Math.floor(it.since)}`, to, reply, intent: "notice" as const }] : [];
  });
}

/** The same for one. */
export const letterTo = async (desk: Desk, it: Enrolment, about: State | string, reply: Letter["reply"], personId = it.personId): Promise<Letter[]> =>
  (await lettersAbout(desk, [{ it, about, reply, personId }])).flat();
