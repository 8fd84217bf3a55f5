import type { Letter } from "../../core/channel.ts";
import { type Button, plain, type Reply } from "../../core/reply.ts";
import type { Database } from "../../db/database.ts";
import { lettersTo } from "../people/link/letters.ts";
import { cardOf, holdersOf } from "../people/link/link-store.ts";
import { fullName } from "../people/person-name.ts";
import type { Place, Ticket } from "./ticket-store.ts";

/** Words of a name that tell a person; "Siti" alone tells nobody. */
const tellingWords = 2;

/** Whether a text names this person in full, titles aside: then the ticket may be about them, and somebody else takes it (F7). */
function isNamedIn(text: string, name: string): boolean {
  const words = (it: string) => ` ${(it.toLowerCase().match(/\p{L}+/gu) ?? []).join(" ")} `;
  return name.split(/\s+/).length >= tellingWords && words(text).includes(words(name));
}

/** Whether somebody may handle a ticket: not the own one, and not one in which they are named. */
export async function mayHandle(
  db: Database,
  place: Place,
  { personId: askerId, question }: Ticket,
  personId: number,
  now: Temporal.Instant,
): Promise<boolean> {
  if (personId === askerId) return false;
  const card = await cardOf(db, { ...place, personId }, now);
  return card !== undefined && !isNamedIn(question, card.name);
}

/** Who can take a ticket in a chat: the city's officers; where there are none, its administrators. */
export async function handlersOf(db: Database, place: Place, ticket: Ticket, now: Temporal.Instant): Promise<number[]> {
  for (const role of ["officer", "administrator"]) {
    const able: number[] = [];
    for (const id of await holdersOf(db, place, [role], ticket.personId, now)) if (await mayHandle(db, place, ticket, id, now)) able.push(id);
    if (able.length > 0) return able;
  }
  return [];
}

/** Who hears that nobody has answered; never the asker, nor who is named in the ticket. */
export async function administratorsOf(db: Database, place: Place, ticket: Ticket, now: Temporal.Instant): Promise<number[]> {
  const able: number[] = [];
  for (const id of await holdersOf(db, place, ["administrator"], ticket.personId, now)) if (await mayHandle(db, place, ticket, id, now)) able.push(id);
  return able;
}

/** One letter to each of these, to a chat that a second person has confirmed; `key` makes each happen once. */
export async function toOfficers(
  db: Database,
  place: Place,
  people: number[],
  { reply, key }: { reply: Reply; key: string },
  now: Temporal.Instant,
): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const personId of people)
    letters.push(...(await lettersTo(db, { ...place, personId }, { reply, key: `${key}:${personId}`, intent: "notice", now, confirmed: true })));
  return letters;
}

/** A letter to who asked, to the chat used last; nobody who has the number now gets it, since a chat that was given up is no longer theirs. */
export const toAsker = (
  db: Database,
  place: Place,
  { personId }: Ticket,
  { reply, key }: { reply: Reply; key: string },
  now: Temporal.Instant,
): Promise<Letter[]> => lettersTo(db, { ...place, personId }, { reply, key, intent: "notice", now });

/** Name and position of somebody of the city, for another's eyes. */
export async function nameOf(db: Database, place: Place, personId: number, now: Temporal.Instant): Promise<string> {
  const card = await cardOf(db, { ...place, personId }, now);
  return card ? plain(`${fullName(card)}${card.position ? ` (${card.position})` : ""}`) : "–";
}

/** Name alone. */
export async function plainName(db: Database, place: Place, personId: number, now: Temporal.Instant): Promise<string> {
  const card = await cardOf(db, { ...place, personId }, now);
  return card ? plain(fullName(card)) : "–";
}

/** Buttons of letters, by what they do. */
export const buttons = {
  take: (id: number): Button => ({ label: "Ambil", full: `Ambil tiket ${id}`, call: { capability: "answer_ticket", input: { id, act: "take" } } }),
  reply: (id: number): Button => ({ label: "Jawab", full: `Jawab tiket ${id}`, call: { capability: "answer_ticket", input: { id, act: "reply" } } }),
  ask: (id: number): Button => ({ label: "Tanya balik", full: `Tanya balik, tiket ${id}`, call: { capability: "answer_ticket", input: { id, act: "ask" } } }),
  open: (id: number): Button => ({ label: `Tiket ${id}`, full: `Lihat tiket ${id}`, call: { capability: "answer_ticket", input: { id } } }),
  learn: (id: number): Button => ({
    label: "Jadikan jawaban",
    full: "Jadikan jawaban di basis pengetahuan",
    call: { capability: "draft_entry", input: { ticket: id } },
  }),
  write: (id: number): Button => ({ label: "Balas petugas", call: { capability: "reply_ticket", input: { id, act: "write" } } }),
  done: (id: number): Button => ({ label: "Sudah terjawab", call: { capability: "reply_ticket", input: { id, act: "close" } } }),
  again: (id: number): Button => ({ label: "Belum selesai", call: { capability: "reply_ticket", input: { id, act: "write" } } }),
  mine: (id: number): Button => ({ label: `Tiket ${id}`, full: `Lihat tiket ${id}`, call: { capability: "show_tickets", input: { id } } }),
};
