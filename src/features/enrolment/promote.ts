import type { Letter } from "../../core/channel.ts";
import type { Agency } from "../../core/person.ts";
import type { Database } from "../../db/database.ts";
import { lettersTo } from "../people/link/letters.ts";
import { beginOf, type ClassOf } from "./class-of.ts";
import { offerUntil } from "./deadlines.ts";
import { changeState, type Enrolment, enrolmentById, freeSeats, type Room } from "./enrolment-store.ts";
import { queueOf } from "./queue-store.ts";
import type { State } from "./states.ts";
import { className, moment, whenAndWhere } from "./words.ts";

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
  const letters: Letter[] = [];
  while (freeSeats(room) === null || Number(freeSeats(room)) > 0) {
    const [first] = await queueOf(desk.db, tenant, of.class.id, now);
    const next = first && (await enrolmentById(desk.db, tenant, first.id));
    if (!next) break;
    const until = offerUntil(nowS, begin);
    const dueAt = Temporal.Instant.fromEpochMilliseconds(until * 1_000);
    const offered = await changeState(desk.db, tenant, room, next, { move: "tawarkan", to: "ditawari", actor: "sistem", actorId: null, now, dueAt });
    letters.push(...(await offerLetters(desk, of, offered, until)));
  }
  return letters;
}

function offerLetters(desk: Desk, of: ClassOf, it: Enrolment, until: number): Promise<Letter[]> {
  const { zone } = desk.agency;
  const text = texts.offer(className(of), whenAndWhere(of, zone), moment(until, zone, of.class.zone));
  const answer = (label: string, accept: boolean) => ({ label, call: { capability: "answer_offer", input: { enrolment: it.id, accept } } });
  return letterTo(desk, it, it.state, { text, buttons: [answer(texts.take, true), answer(texts.skip, false)] });
}

/** A notice about an enrolment, once for each state it comes into. */
export const letterTo = (desk: Desk, it: Enrolment, about: State | string, reply: Letter["reply"], personId = it.personId): Promise<Letter[]> =>
  lettersTo(
    desk.db,
    { ...tenantOf(desk), personId },
    { key: `enrolment:${it.id}:${it.attempt}:${about}:${Math.floor(it.since)}`, intent: "notice", now: desk.now, reply },
  );
