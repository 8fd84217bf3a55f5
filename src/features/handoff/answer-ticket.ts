import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { dayIn } from "../../core/talk-data.ts";
import { newTicket } from "./ask-officer.ts";
import { buttons, handlersOf, mayHandle, nameOf, plainName, toAsker, toOfficers } from "./desk.ts";
import { dueFrom, type ReadHours } from "./hours.ts";
import type { states } from "./states.ts";
import { threadText } from "./thread.ts";
import { addMessage, changeTicket, lockTicket, messagesOf, type Place, setNamed, type Ticket } from "./ticket-store.ts";

const texts = {
  gone: "Tiket itu tidak ada. Daftarnya: /tiket.",
  own: "Tiket sendiri, atau yang menyebut nama Anda, ditangani petugas lain.",
  taken: (id: number) => `Tiket ${id} sudah diambil petugas lain. Daftarnya: /tiket.`,
  done: (id: number) => `Tiket ${id} sudah ditutup.`,
  notYours: (id: number) => `Ambil dulu tiket ${id}, lalu jawab.`,
  waiting: ({ id, question }: Ticket) => `*Tiket ${id}* belum diambil.\n\n“${plain(question)}”\n\nNama penanya terlihat sesudah diambil.`,
  card: ({ id, state }: Ticket, name: string, day: string) => `*Tiket ${id}* dari *${name}*, dibuka ${day}: ${deskWords[state]}.`,
  write: (asks: boolean) => (asks ? "Tulis pertanyaan Anda kepada penanya dalam satu pesan." : "Tulis jawaban untuk penanya dalam satu pesan."),
  short: "Mohon tulis sedikit lebih lengkap.",
  long: "Mohon diringkas menjadi paling banyak 2.000 huruf.",
  confirm: (as: string, body: string) => `Dikirim kepada penanya sebagai *${as}*:\n\n“${body}”\n\nKirim?`,
  role: "Petugas BKPSDM",
  sent: (id: number) => `✅ Balasan untuk tiket ${id} sudah dikirim.`,
  unsent: (id: number) =>
    `Balasan untuk tiket ${id} disimpan, tetapi penanya sedang tidak mempunyai chat yang tertaut. Balasan terlihat di /tiket begitu ia menautkan lagi.`,
  answer: (id: number, as: string, body: string) => `Jawaban *${as}* untuk tiket ${id}:\n\n${body}`,
  question: (id: number, as: string, body: string) => `*${as}* bertanya tentang tiket ${id}:\n\n${body}`,
  others: (id: number, name: string) => `Tiket ${id} sudah diambil ${name}.`,
  released: (id: number) => `Tiket ${id} dikembalikan dan ditawarkan lagi kepada petugas lain.`,
  closed: (id: number) => `✅ Tiket ${id} ditutup; penanya diberi tahu.`,
  toAskerClosed: (id: number) => `Tiket ${id} ditutup petugas. Bila belum selesai, Anda dapat membukanya lagi dalam tujuh hari.`,
  named: "Nama Anda sekarang terlihat oleh penanya.",
  unnamed: "Penanya hanya melihat “Petugas BKPSDM”.",
  showName: "Tampilkan nama saya",
  hideName: "Tanpa nama saya",
  release: "Kembalikan",
  close: "Tutup tiket",
};

const deskWords: Record<keyof typeof states, string> = {
  menunggu: "belum diambil",
  dikerjakan: "menunggu jawaban Anda",
  menunggu_penanya: "menunggu penanya",
  selesai: "selesai",
};

const acts = ["show", "take", "reply", "ask", "name", "release", "close"] as const;

/** A ticket in an officer's hands. */
interface Work {
  context: Context;
  place: Place;
  me: number;
  ticket: Ticket;
  readHours: ReadHours;
}

/** `answer_ticket`: an officer takes a ticket, answers, asks back, gives it back or closes it. */
export const answerTicket = (readHours: ReadHours): Capability =>
  capability({
    id: "answer_ticket",
    about: "Mengambil dan menjawab tiket pegawai.",
    phrases: [],
    roles: ["officer", "administrator"],
    input: z.object({
      id: z.coerce.number().int().positive().describe("Nomor tiket"),
      act: z.enum(acts).default("show"),
      text: z.string().trim().max(2_000, texts.long).optional(),
    }),

    async handle(context, { id, act, text }) {
      const { id: me, agency } = context.person as Person;
      const place = { cell: context.cell, agencyId: agency.id };
      const ticket = await lockTicket(context.db, place, id);
      if (!ticket) throw new Fault("not_found", texts.gone);
      if (!(await mayHandle(context.db, place, ticket, me, context.now))) throw new Fault("forbidden", texts.own);
      const work: Work = { context, place, me, ticket, readHours };
      if (ticket.officerId !== null && ticket.officerId !== me) return { reply: { text: texts.taken(id) }, code: "taken" };
      if (act === "take") return take(work);
      if (act === "show") return show(work);
      if (ticket.state === "selesai") return { reply: { text: texts.done(id), buttons: [buttons.learn(id)] }, code: "done" };
      if (ticket.officerId !== me) return { reply: { text: texts.notYours(id), buttons: [buttons.take(id)] }, code: "not_taken" };
      if (act === "name") return name(work);
      if (act === "release") return release(work);
      if (act === "close") return close(work);
      return reply(work, act === "ask", text);
    },
  });

/** The other officers are told, so that nobody begins in vain. */
async function take(work: Work): Promise<Outcome> {
  const { context, place, me, ticket, readHours } = work;
  const { db, now, person } = context;
  if (ticket.state !== "menunggu") return show(work);
  const due = dueFrom(now, await readHours(db, place, (person as Person).agency.zone));
  const { ticket: taken, event } = await changeTicket(db, place, ticket, {
    move: "ambil",
    to: "dikerjakan",
    by: "petugas",
    actorId: me,
    officerId: me,
    due,
    now,
  });
  const others = (await handlersOf(db, place, ticket, now)).filter((it) => it !== me);
  const reply = { text: texts.others(ticket.id, await plainName(db, place, me, now)) };
  const letters = await toOfficers(db, place, others, { reply, key: `tiket-diambil:${place.agencyId}:${ticket.id}:${event}` }, now);
  return { ...(await show({ ...work, ticket: taken })), letters, code: "taken_over" };
}

async function show({ context, place, ticket, me }: Work): Promise<Outcome> {
  const { db, now, person } = context;
  if (ticket.state === "menunggu") return { reply: { text: texts.waiting(ticket), buttons: [buttons.take(ticket.id)] }, code: "waiting" };
  const head = texts.card(ticket, await nameOf(db, place, ticket.personId, now), dayIn(ticket.openedAt, (person as Person).agency.zone));
  const text = [head, threadText(await messagesOf(db, place, ticket.id), "petugas")].join("\n\n");
  const choices = ticket.state === "selesai" ? [buttons.learn(ticket.id)] : ticket.officerId === me ? deskButtons(ticket) : [];
  return { reply: { text, buttons: choices }, looked: [ticket.personId], code: "one" };
}

function deskButtons({ id, named }: Ticket): Button[] {
  const act = (label: string, it: (typeof acts)[number]): Button => ({ label, call: { capability: "answer_ticket", input: { id, act: it } } });
  return [buttons.reply(id), buttons.ask(id), act(texts.close, "close"), act(texts.release, "release"), act(named ? texts.hideName : texts.showName, "name")];
}

async function reply({ context, place, ticket, me }: Work, asks: boolean, text: string | undefined): Promise<Outcome> {
  const { db, now, confirmed } = context;
  const input = { id: ticket.id, act: asks ? "ask" : "reply" };
  const awaits = { capability: "answer_ticket", input, field: "text" };
  if (text === undefined) return { reply: { text: texts.write(asks) }, awaits, code: "asked" };
  if (text.length < 3) return { reply: { text: texts.short }, awaits, code: "asked" };
  const as = ticket.named ? `${await plainName(db, place, me, now)}, ${texts.role}` : texts.role;
  if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(as, plain(text)), input: { ...input, text } } };
  await addMessage(db, place, ticket.id, { author: "petugas", body: text, asks }, now);
  const { event } = await changeTicket(db, place, ticket, { move: "balas", to: "menunggu_penanya", by: "petugas", actorId: me, now });
  const say = asks ? texts.question : texts.answer;
  const choices = asks ? [buttons.write(ticket.id)] : [buttons.done(ticket.id), buttons.write(ticket.id)];
  const said = { text: say(ticket.id, as, plain(text)), buttons: choices };
  const letters = await toAsker(db, place, ticket, { reply: said, key: `tiket-jawab:${place.agencyId}:${ticket.id}:${event}` }, now);
  const done = { label: texts.close, call: { capability: "answer_ticket", input: { id: ticket.id, act: "close" } } };
  return {
    reply: { text: letters.length > 0 ? texts.sent(ticket.id) : texts.unsent(ticket.id), buttons: [done] },
    letters,
    code: asks ? "asked_back" : "answered",
  };
}

async function name({ context, place, ticket }: Work): Promise<Outcome> {
  await setNamed(context.db, place, ticket.id, !ticket.named);
  const changed = { ...ticket, named: !ticket.named };
  return { reply: { text: changed.named ? texts.named : texts.unnamed, buttons: deskButtons(changed) }, code: changed.named ? "named" : "unnamed" };
}

async function release({ context, place, ticket, me, readHours }: Work): Promise<Outcome> {
  const { db, now, person } = context;
  const due = dueFrom(now, await readHours(db, place, (person as Person).agency.zone));
  const { ticket: free, event } = await changeTicket(db, place, ticket, {
    move: "lepas",
    to: "menunggu",
    by: "petugas",
    actorId: me,
    officerId: null,
    due,
    now,
  });
  await setNamed(db, place, ticket.id, false);
  const others = (await handlersOf(db, place, ticket, now)).filter((it) => it !== me);
  const letters = await toOfficers(db, place, others, newTicket(place, free, String(event)), now);
  return { reply: { text: texts.released(ticket.id) }, letters, code: "released" };
}

async function close({ context, place, ticket, me }: Work): Promise<Outcome> {
  const { db, now } = context;
  const { event } = await changeTicket(db, place, ticket, { move: "tutup", to: "selesai", by: "petugas", actorId: me, now });
  const told = { text: texts.toAskerClosed(ticket.id), buttons: [buttons.again(ticket.id)] };
  const letters = await toAsker(db, place, ticket, { reply: told, key: `tiket-tutup:${place.agencyId}:${ticket.id}:${event}` }, now);
  return { reply: { text: texts.closed(ticket.id), buttons: [buttons.learn(ticket.id)] }, letters, code: "closed" };
}
