import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { dayIn } from "../../core/talk-data.ts";
import { buttons, plainName } from "./desk.ts";
import { states } from "./states.ts";
import { threadText } from "./thread.ts";
import { messagesOf, openTickets, type Place, type Ticket, ticketsOf } from "./ticket-store.ts";

const texts = {
  none: "Anda belum mempunyai tiket. Untuk bertanya kepada petugas: /petugas.",
  noneWaiting: "Tidak ada tiket yang menunggu petugas.",
  head: "Tiket Anda:",
  desk: (count: number) => `${count} tiket terbuka di kota Anda:`,
  line: ({ id, question, state }: Ticket) => `${id}. “${plain(question.slice(0, 80))}${question.length > 80 ? "…" : ""}” – ${states[state].words}`,
  own: " (milik Anda)",
  deskLine: ({ id, question }: Ticket, who: string) => `${id}. “${plain(question.slice(0, 80))}${question.length > 80 ? "…" : ""}” – ${who}`,
  waiting: "belum diambil",
  byMe: "Anda, giliran Anda",
  byMeWaits: "Anda, menunggu penanya",
  byOther: "petugas lain",
  one: ({ id, state }: Ticket, day: string, officer: string) => `*Tiket ${id}*, dibuka ${day}: ${states[state].words}${officer}.`,
  officer: (name: string) => `; petugas: ${name}`,
  gone: "Tiket itu tidak ada. Tiket Anda: /tiket.",
};

/** Tickets in one message. */
const shown = 6;

/** `show_tickets`: one's own tickets; to officers the city's open ones as well, without names. */
export const showTickets = capability({
  id: "show_tickets",
  about: "Menampilkan tiket Anda kepada petugas, dan bagi petugas tiket yang menunggu.",
  command: "tiket",
  phrases: ["tiket saya", "lihat tiket", "daftar tiket"],
  roles: ["asn", "officer", "administrator"],
  input: z.object({ id: z.coerce.number().int().positive().optional().describe("Nomor tiket") }),

  async handle(context, { id }) {
    const person = context.person as Person;
    const subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
    const mine = await ticketsOf(context.db, subject);
    const officer = person.roles.includes("officer") || person.roles.includes("administrator");
    if (id === undefined) return officer ? desk(context, subject, person, mine) : own(mine);
    const ticket = mine.find((it) => it.id === id);
    if (ticket) return card(context, subject, ticket);
    // An officer who names somebody else's ticket goes on at the desk, which asks for the second factor.
    if (officer) return { reply: { text: "" }, next: { capability: "answer_ticket", input: { id } } };
    throw new Fault("not_found", texts.gone);
  },
});

function own(mine: Ticket[]): Outcome {
  if (mine.length === 0) return { reply: { text: texts.none }, code: "none" };
  const some = mine.slice(0, shown);
  return { reply: { text: [texts.head, some.map(texts.line).join("\n")].join("\n\n"), buttons: some.map((it) => buttons.mine(it.id)) }, code: "listed" };
}

async function desk({ db }: Context, place: Place, { id: me }: Person, mine: Ticket[]): Promise<Outcome> {
  const open = (await openTickets(db, place)).filter((it) => it.personId !== me);
  const turn = (it: Ticket): number => (it.officerId === me ? (it.state === "dikerjakan" ? 0 : 2) : it.officerId === null ? 1 : 3);
  const sorted = open.toSorted((a, b) => turn(a) - turn(b) || a.id - b.id).slice(0, shown);
  const who = (it: Ticket): string =>
    it.officerId === null ? texts.waiting : it.officerId !== me ? texts.byOther : it.state === "dikerjakan" ? texts.byMe : texts.byMeWaits;
  const ownOpen = mine.filter((it) => it.state !== "selesai").slice(0, 2);
  const lines = [...sorted.map((it) => texts.deskLine(it, who(it))), ...ownOpen.map((it) => `${texts.line(it)}${texts.own}`)];
  if (lines.length === 0) return { reply: { text: texts.noneWaiting }, code: "none" };
  const list: Button[] = [...sorted.map((it) => buttons.open(it.id)), ...ownOpen.map((it) => buttons.mine(it.id))];
  return { reply: { text: [texts.desk(open.length), lines.join("\n")].join("\n\n"), buttons: list }, code: "listed" };
}

async function card({ db, now, person }: Context, place: Place, ticket: Ticket): Promise<Outcome> {
  const name = ticket.named && ticket.officerId !== null ? texts.officer(await plainName(db, place, ticket.officerId, now)) : "";
  const head = texts.one(ticket, dayIn(ticket.openedAt, (person as Person).agency.zone), name);
  const choices = ticket.state === "selesai" ? [buttons.again(ticket.id)] : [buttons.write(ticket.id), buttons.done(ticket.id)];
  return { reply: { text: [head, threadText(await messagesOf(db, place, ticket.id), "penanya")].join("\n\n"), buttons: choices }, code: "one" };
}
