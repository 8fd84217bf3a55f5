import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import { maskPersonalData } from "../../core/mask.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { plain } from "../../core/reply.ts";
import { type AskTools, newTicket } from "./ask-officer.ts";
import { sentElsewhere } from "./complaint.ts";
import { buttons, handlersOf, mayHandle, toOfficers } from "./desk.ts";
import { dueFrom } from "./hours.ts";
import { addMessage, changeTicket, lockTicket, type Ticket } from "./ticket-store.ts";

const texts = {
  gone: "Tiket itu tidak ada. Tiket Anda: /tiket.",
  old: "Tiket itu sudah ditutup lebih dari tujuh hari. Silakan ajukan yang baru: /petugas.",
  write: (id: number) => `Tulis pesan Anda untuk petugas (tiket ${id}) dalam satu pesan.`,
  long: "Mohon diringkas menjadi paling banyak 2.000 huruf.",
  sent: (id: number) => `✅ Pesan Anda pada tiket ${id} sudah diteruskan. Balasannya datang di sini.`,
  waits: (id: number) => `✅ Pesan Anda ditambahkan pada tiket ${id}, yang masih menunggu petugas.`,
  closed: (id: number) => `✅ Tiket ${id} ditutup. Terima kasih. Dalam tujuh hari Anda masih dapat membukanya lagi.`,
  already: (id: number) => `Tiket ${id} memang sudah ditutup.`,
  toOfficer: (id: number, body: string) => `Balasan penanya pada tiket ${id}:\n\n“${body}”`,
  toOfficerClosed: (id: number) =>
    `Tiket ${id} ditutup penanya. Jawaban yang berguna bagi banyak orang dapat dijadikan jawaban di basis pengetahuan, tanpa keadaan orang tertentu.`,
};

/** Days after its end in which a ticket may be opened again. */
export const reopenDays = 7;

/** `reply_ticket`: who asked writes on, is content, or is not content after all. */
export const replyTicket = (tools: Pick<AskTools, "complains" | "readHours">): Capability =>
  capability({
    id: "reply_ticket",
    about: "Membalas petugas atau menutup tiket Anda.",
    phrases: [],
    roles: ["asn"],
    input: z.object({
      id: z.coerce.number().int().positive(),
      act: z.enum(["write", "close"]).default("write"),
      text: z.string().trim().min(1, texts.write(0)).max(2_000, texts.long).optional(),
    }),

    async handle(context, { id, act, text }) {
      const person = context.person as Person;
      const subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
      const ticket = await lockTicket(context.db, subject, id);
      if (!ticket || ticket.personId !== person.id) throw new Fault("not_found", texts.gone);
      if (act === "close") return closed(context, subject, ticket);
      if (isTooOld(ticket, context.now)) return { reply: { text: texts.old }, code: "old" };
      if (text === undefined)
        return { reply: { text: texts.write(id) }, awaits: { capability: "reply_ticket", input: { id, act }, field: "text" }, code: "asked" };
      if (tools.complains({ text, city: person.agency.slug, asOf: context.now.toString().slice(0, 10) })) return sentElsewhere(context);
      return written(tools, context, subject, ticket, maskPersonalData(text));
    },
  });

const isTooOld = ({ closedAt }: Ticket, now: Temporal.Instant): boolean =>
  closedAt !== null && now.since(Temporal.Instant.from(closedAt)).total("hours") > reopenDays * 24;

async function closed({ db, now }: Context, subject: Subject, ticket: Ticket): Promise<Outcome> {
  if (ticket.state === "selesai") return { reply: { text: texts.already(ticket.id) }, code: "same" };
  const { event } = await changeTicket(db, subject, ticket, { move: "tutup", to: "selesai", by: "penanya", actorId: subject.personId, now });
  const officers = ticket.officerId === null ? [] : [ticket.officerId];
  const reply = { text: texts.toOfficerClosed(ticket.id), buttons: [buttons.learn(ticket.id)] };
  return {
    reply: { text: texts.closed(ticket.id), buttons: [buttons.again(ticket.id)] },
    letters: await toOfficers(db, subject, officers, { reply, key: `tiket-tutup:${subject.agencyId}:${ticket.id}:${event}` }, now),
    code: "closed",
  };
}

/** To the officer who has it; where nobody has, or who had it may no longer, it waits for anybody again. */
async function written(
  { readHours }: Pick<AskTools, "readHours">,
  { db, now, person }: Context,
  subject: Subject,
  ticket: Ticket,
  body: string,
): Promise<Outcome> {
  await addMessage(db, subject, ticket.id, { author: "penanya", body }, now);
  const officerId = ticket.officerId !== null && (await mayHandle(db, subject, ticket, ticket.officerId, now)) ? ticket.officerId : null;
  const to = officerId === null ? "menunggu" : "dikerjakan";
  const due = dueFrom(now, await readHours(db, subject, (person as Person).agency.zone));
  const wasClosed = ticket.state === "selesai";
  const keepsTurn = ticket.state === to;
  const { event } = await changeTicket(db, subject, ticket, {
    move: wasClosed ? "buka_lagi" : "tulis",
    to,
    by: "penanya",
    actorId: subject.personId,
    now,
    officerId,
    ...(!keepsTurn && { due }),
  });
  if (officerId === null && ticket.state === "menunggu") return { reply: { text: texts.waits(ticket.id) }, code: "written" };
  const turn = String(event);
  const letters =
    officerId === null
      ? await toOfficers(db, subject, await handlersOf(db, subject, ticket, now), newTicket(subject, ticket, turn), now)
      : await toOfficers(
          db,
          subject,
          [officerId],
          {
            reply: { text: texts.toOfficer(ticket.id, plain(body)), buttons: [buttons.reply(ticket.id), buttons.open(ticket.id)] },
            key: `tiket-balas:${subject.agencyId}:${ticket.id}:${turn}`,
          },
          now,
        );
  return { reply: { text: officerId === null ? texts.waits(ticket.id) : texts.sent(ticket.id) }, letters, code: wasClosed ? "reopened" : "written" };
}
