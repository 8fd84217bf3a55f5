import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import { channelName, dayOf } from "./chat-words.ts";
import { endCodes } from "./code.ts";
import { endHandles, type Handle, handlesOf, isOfNumber } from "./handle-store.ts";
import { lettersTo } from "./letters.ts";
import { doubtPhone } from "./link-store.ts";

/** Hours before a new chat may end older ones: time for the owner to read what was told there. A code from BKPSDM needs no such time. */
export const youngHours = 24;

const texts = {
  which: (lines: string[]) => `Chat yang tertaut dengan data Anda:\n${lines.join("\n")}\n\nMana yang ingin dilepas?`,
  line: (at: number, channel: string, since: string, here: boolean) => `${at}. ${channel}, sejak ${since}${here ? " (chat ini)" : ""}`,
  askHere: "Lepaskan percakapan ini dari data kepegawaian Anda? Anda dapat menautkannya lagi kapan saja.",
  askOther: (channel: string, since: string) => `Lepaskan chat *${channel}* yang tertaut sejak ${since}?`,
  here: "Percakapan ini sudah dilepas. Pertanyaan aturan tetap dapat diajukan di sini. Untuk menautkan lagi: /tautkan.",
  other: (channel: string) => `Chat *${channel}* sudah dilepas.`,
  notMe: (channel: string) =>
    `Chat *${channel}* itu sudah diputus, dan kode yang belum dipakai sudah tidak berlaku.\n\nBila nomor Anda mungkin dipakai orang lain, segera hubungi BKPSDM.`,
  gone: "Chat itu sudah tidak tertaut.",
  young: `Chat ini baru ditautkan. Demi keamanan, chat yang lebih lama baru dapat dilepas dari sini setelah ${youngHours} jam, atau langsung lewat BKPSDM.`,
  told: (channel: string, day: string, time: string) =>
    `Chat ini dilepas dari data kepegawaian lewat chat ${channel} pada ${day} pukul ${time}. Bila bukan Anda yang melepas, segera hubungi BKPSDM.`,
  labelHere: "Chat ini",
  labelOther: (channel: string, at: number) => `${channel} no. ${at}`,
};

/** `unlink_chat`: ends the link of this chat or of another one of the same person. */
export const unlinkChat: Capability = capability({
  id: "unlink_chat",
  about: "Melepas chat ini, atau chat lain milik Anda, dari data kepegawaian.",
  command: "lepas",
  phrases: ["lepas tautan", "lepaskan tautan", "lepas chat", "keluar akun", "logout", "log out"],
  roles: ["asn"],
  input: z.object({
    number: z.coerce.number("Tulis nomornya saja, misalnya /lepas 2.").int().positive().optional().describe("Nomor chat dalam daftar"),
    handle: z.int().positive().optional(),
    /** From the notice of a new link: ends it at once. */
    notMe: z.boolean().optional(),
  }),

  async handle(context, { number, handle, notMe }) {
    const person = context.person as Person;
    const subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
    const chats = await handlesOf(context.db, subject, context.now);
    if (number === undefined && handle === undefined && chats.length > 1) return which(chats, person);
    const wanted = number === undefined ? (handle ?? person.handleId) : chats[number - 1]?.id;
    const chat = chats.find((it) => it.id === wanted);
    if (!chat) throw new Fault("not_found", texts.gone);
    if (!mayEnd(chats, person, chat, context.now)) throw new Fault("forbidden", texts.young);
    if (!notMe && !context.confirmed) return { reply: { text: "" }, ask: { question: questionOf(chat, person), input: { handle: chat.id } } };
    return end(context, subject, person, chat, notMe === true);
  },
});

function which(chats: Handle[], { handleId, agency }: Person): Outcome {
  const lines = chats.map((it, at) => texts.line(at + 1, channelName(it.channel), dayOf(it.since, agency.zone), it.id === handleId));
  const buttons = chats.map((it, at) => ({
    label: it.id === handleId ? texts.labelHere : texts.labelOther(channelName(it.channel), at + 1),
    call: { capability: "unlink_chat", input: { handle: it.id } },
  }));
  return { reply: { text: texts.which(lines), buttons }, code: "which" };
}

const questionOf = (chat: Handle, { handleId, agency }: Person): string =>
  chat.id === handleId ? texts.askHere : texts.askOther(channelName(chat.channel), dayOf(chat.since, agency.zone));

/** Somebody with another's telephone in hand must not be able to silence the chats in which the owner would read of it. */
export function mayEnd(chats: Handle[], { handleId }: Person, chat: Handle, now: Temporal.Instant): boolean {
  const own = chats.find((it) => it.id === handleId);
  if (!own) return false;
  const since = Temporal.Instant.from(own.since);
  const older = Temporal.Instant.compare(Temporal.Instant.from(chat.since), since) < 0;
  return !older || own.evidence === "code" || own.evidence === "console" || now.since(since).total("hours") >= youngHours;
}

async function end(context: Context, subject: Subject, { handleId, agency }: Person, chat: Handle, notMe: boolean): Promise<Outcome> {
  const { db, now } = context;
  await endHandles(db, subject, { only: chat.id, why: notMe ? "not_me" : "left" }, now);
  if (notMe) await endCodes(db, subject, now);
  const here = chat.id === handleId;
  // Whoever ends a talk from elsewhere may no longer have its number: who gets it next must not be taken for them.
  if (!here && isOfNumber(chat)) await doubtPhone(db, subject, localDate(now, agency.zone));
  const channel = channelName(chat.channel);
  const ledger: NonNullable<Outcome["ledger"]> = [{ kind: "link", subjectId: subject.personId, outcome: notMe ? "not_me" : "left" }];
  if (here) return { reply: { text: texts.here }, ledger, code: "left", forget: true };
  const from = context.origin ? channelName(context.origin.to.channel) : "lain";
  const told: Letter = {
    key: `released:${subject.agencyId}:${chat.id}`,
    to: chat.address,
    reply: { text: texts.told(from, dayOf(now.toString(), agency.zone), clockTime(now, agency.zone)) },
    intent: "notice",
  };
  // Whoever was taken for the person is told nothing; the person's other chats are.
  const letters = notMe ? await otherChats(context, subject, channel, handleId, chat.id) : [told];
  return { reply: { text: notMe ? texts.notMe(channel) : texts.other(channel) }, letters, ledger, code: notMe ? "not_me" : "left" };
}

function otherChats({ db, now }: Context, subject: Subject, channel: string, own: number, ended: number): Promise<Letter[]> {
  const reply = { text: texts.notMe(channel) };
  return lettersTo(db, subject, { reply, key: `not-me:${subject.agencyId}:${ended}`, intent: "notice", now, everywhere: { except: own } });
}
