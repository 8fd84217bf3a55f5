import type { Letter } from "../../core/channel.ts";
import type { Agency } from "../../core/person.ts";
import { plain } from "../../core/reply.ts";
import type { Database } from "../../db/database.ts";
import { newTicket } from "./ask-officer.ts";
import { administratorsOf, buttons, handlersOf, toAsker, toOfficers } from "./desk.ts";
import { dueFrom, isOpen, momentWords, type OfficeHours, type ReadHours } from "./hours.ts";
import { reopenDays } from "./reply-ticket.ts";
import { citiesWithTickets, type Due, dueTickets, lastAsks, markDone } from "./round-store.ts";
import { changeTicket, type Place, setNamed, type Ticket } from "./ticket-store.ts";

const texts = {
  remindAll: ({ id, question }: Ticket, when: string) => `Pengingat: *tiket ${id}* belum diambil siapa pun sejak ${when}.\n\n“${plain(question)}”`,
  remindOne: ({ id, question }: Ticket) => `Pengingat: *tiket ${id}* masih menunggu jawaban Anda.\n\n“${plain(question)}”`,
  escalate: ({ id }: Ticket, when: string) =>
    `Tiket ${id} belum dijawab petugas sejak ${when}, lebih dari dua hari kerja. Mohon dibantu agar pegawai mendapat jawaban.`,
  ask: ({ id }: Ticket) => `Apakah jawaban petugas pada tiket ${id} sudah cukup?`,
  stillAsked: ({ id }: Ticket) => `Petugas masih menunggu balasan Anda pada tiket ${id}.`,
  closed: ({ id }: Ticket) =>
    `Tiket ${id} saya tutup karena sudah seminggu tidak ada pesan. Bila belum selesai, Anda dapat membukanya lagi dalam ${reopenDays} hari.`,
};

/** Hours after an officer's message in which the asker is asked once, and after which the ticket is closed. */
const patience = { ask: 24, close: 7 * 24 };

/** What a round needs beside the base. `put` plans letters in the transaction that caused them. */
export interface Round {
  db: Database;
  cell: number;
  now: Temporal.Instant;
  put(tx: Database, letters: Letter[]): Promise<void>;
}

/** Does what is due about tickets in all cities, in working time alone; returns the letters. A city in which it fails keeps no other waiting. */
export async function followTickets({ db, cell, now, put }: Round, readHours: ReadHours): Promise<number> {
  const faults: Error[] = [];
  let all = 0;
  for (const city of await citiesWithTickets(db, cell)) {
    const hours = await readHours(db, { cell, agencyId: city.id }, city.zone);
    if (!isOpen(now, hours)) continue;
    const serve = db.transaction(async (tx) => {
      const letters = await lettersDue({ tx, place: { cell, agencyId: city.id }, city, hours, now });
      await put(tx, letters);
      return letters.length;
    });
    all += await serve.catch((error: Error) => faults.push(error) * 0);
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} cities not served: ${faults[0]?.message}`);
  return all;
}

interface Turn {
  tx: Database;
  place: Place;
  city: Agency;
  hours: OfficeHours;
  now: Temporal.Instant;
}

/** Who lost the right comes first: their tickets are anybody's before anybody is reminded. */
const steps: [Due, (turn: Turn, ticket: Ticket) => Promise<Letter[]>][] = [
  ["orphan", release],
  ["remind", remind],
  ["escalate", escalate],
  ["close", close],
  ["ask", ask],
];

async function lettersDue(turn: Turn): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const [what, act] of steps) for (const it of await dueTickets(turn.tx, turn.place, what, turn.now, patience)) letters.push(...(await act(turn, it)));
  return letters;
}

/** Whoever has it may no longer, or cannot be reached any more. */
async function release({ tx, place, hours, now }: Turn, ticket: Ticket): Promise<Letter[]> {
  const able = [...(await handlersOf(tx, place, ticket, now)), ...(await administratorsOf(tx, place, ticket, now))];
  if (ticket.officerId !== null && able.includes(ticket.officerId)) return [];
  const due = dueFrom(now, hours);
  const { ticket: free, event } = await changeTicket(tx, place, ticket, {
    move: "lepas",
    to: "menunggu",
    by: "sistem",
    actorId: null,
    officerId: null,
    due,
    now,
  });
  await setNamed(tx, place, ticket.id, false);
  return toOfficers(tx, place, able, newTicket(place, free, String(event)), now);
}

async function remind({ tx, place, city, now }: Turn, ticket: Ticket): Promise<Letter[]> {
  await markDone(tx, place, ticket.id, "remind", now);
  const key = `tiket-ingat:${place.agencyId}:${ticket.id}:${ticket.changedAt}`;
  if (ticket.officerId !== null) {
    const reply = { text: texts.remindOne(ticket), buttons: [buttons.reply(ticket.id), buttons.open(ticket.id)] };
    return toOfficers(tx, place, [ticket.officerId], { reply, key }, now);
  }
  const reply = { text: texts.remindAll(ticket, momentWords(Temporal.Instant.from(ticket.changedAt), city.zone)), buttons: [buttons.take(ticket.id)] };
  return toOfficers(tx, place, await handlersOf(tx, place, ticket, now), { reply, key }, now);
}

async function escalate({ tx, place, city, now }: Turn, ticket: Ticket): Promise<Letter[]> {
  await markDone(tx, place, ticket.id, "escalate", now);
  const reply = { text: texts.escalate(ticket, momentWords(Temporal.Instant.from(ticket.changedAt), city.zone)), buttons: [buttons.open(ticket.id)] };
  return toOfficers(
    tx,
    place,
    await administratorsOf(tx, place, ticket, now),
    { reply, key: `tiket-lapor:${place.agencyId}:${ticket.id}:${ticket.changedAt}` },
    now,
  );
}

async function ask({ tx, place, now }: Turn, ticket: Ticket): Promise<Letter[]> {
  await markDone(tx, place, ticket.id, "ask", now);
  const asks = await lastAsks(tx, place, ticket.id);
  const reply = asks
    ? { text: texts.stillAsked(ticket), buttons: [buttons.write(ticket.id)] }
    : { text: texts.ask(ticket), buttons: [buttons.done(ticket.id), buttons.write(ticket.id)] };
  return toAsker(tx, place, ticket, { reply, key: `tiket-tanya:${place.agencyId}:${ticket.id}:${ticket.changedAt}` }, now);
}

async function close({ tx, place, now }: Turn, ticket: Ticket): Promise<Letter[]> {
  const { event } = await changeTicket(tx, place, ticket, { move: "tutup", to: "selesai", by: "sistem", actorId: null, now });
  const reply = { text: texts.closed(ticket), buttons: [buttons.again(ticket.id)] };
  return toAsker(tx, place, ticket, { reply, key: `tiket-tutup:${place.agencyId}:${ticket.id}:${event}` }, now);
}
