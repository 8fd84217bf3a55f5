import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { fullName } from "../person-name.ts";
import { channelName } from "./chat-words.ts";
import { confirmChat, confirmersOf, type OpenChat, openChat, questionAbout, takeBackConfirmation } from "./confirmation.ts";
import { endHandles, isOfNumber } from "./handle-store.ts";
import { lettersTo } from "./letters.ts";
import { type Card, cardOf, doubtPhone } from "./link-store.ts";
import { listWaiting } from "./waiting-links.ts";

/** Minutes in which a decision can be taken back (F6). */
const undoMinutes = 10;

const texts = {
  gone: "Tautan itu sudah tidak ada: mungkin sudah dilepas pemiliknya.",
  own: "Tautan Anda sendiri harus dipastikan oleh petugas lain.",
  administrator: "Tautan seorang administrator hanya dapat dipastikan oleh administrator lain.",
  already: (name: string) => `Chat atas nama *${name}* sudah dipastikan sebelumnya. Tidak ada yang berubah.`,
  confirmed: (name: string, channel: string) => `✅ Chat ${channel} atas nama *${name}* sudah dipastikan. Bila keliru, batalkan dalam ${undoMinutes} menit.`,
  refused: (name: string, channel: string) => `Chat ${channel} atas nama *${name}* sudah diputus. Pemilik data diberi tahu lewat chat lainnya.`,
  undone: (name: string, channel: string) => `Kepastian untuk chat ${channel} atas nama *${name}* sudah dibatalkan.`,
  tooLate: "Kepastian itu sudah tidak dapat dibatalkan. Untuk memutus chat itu, hubungi administrator.",
  undo: "Batalkan",
  opened: "✅ Petugas BKPSDM sudah memastikan chat ini milik Anda. Menu sesuai hak jabatan Anda sekarang terbuka: /bantuan.",
  closed: (channel: string) => `Petugas BKPSDM memutus chat ${channel} yang ditautkan atas nama Anda. Bila itu chat Anda, mohon hubungi BKPSDM.`,
};

/** `confirm_link`: a second person says whether a chat is really its owner's, by button only; asked for in words, it shows which chats wait. */
export const confirmLink: Capability = capability({
  id: "confirm_link",
  about: "Memastikan bahwa sebuah chat benar milik pegawai yang ditautkan.",
  command: "pastikan",
  phrases: ["pastikan tautan", "chat yang menunggu dipastikan"],
  roles: ["officer", "administrator"],
  input: z.object({
    handle: z.int().positive().optional(),
    answer: z.enum(["yes", "no", "undo"]).optional(),
    /** Of the list: the chats behind this one. */
    after: z.int().min(0).optional(),
  }),

  async handle(context, { handle, answer, after }) {
    const person = context.person as Person;
    if (handle === undefined) return listWaiting(context, person, after);
    const chat = await openChat(context.db, { cell: context.cell, agencyId: person.agency.id }, handle, context.now);
    const card = chat && (await cardOf(context.db, { cell: context.cell, ...chat }, context.now));
    if (!chat || !card) throw new Fault("not_found", texts.gone);
    // Judged now, not when the letter went out: who has lost the right has lost it, and nobody decides about themselves (F7).
    if (chat.personId === person.id) throw new Fault("forbidden", texts.own);
    if (!confirmersOf(card).some((role) => person.roles.includes(role as "officer"))) throw new Fault("forbidden", texts.administrator);
    if (answer === undefined) {
      const asked = chat.confirmedAt ? { text: texts.already(nameOf(card)) } : questionAbout({ handleId: chat.id, channel: chat.channel, card });
      return { reply: asked, looked: [chat.personId], code: "asked_chat" };
    }
    const decided = await decide[answer](context, person, chat, card);
    return { ...decided, looked: [chat.personId] };
  },
});

type Decision = (context: Context, person: Person, chat: OpenChat, card: Card) => Promise<Outcome>;

const nameOf = (card: Card): string => plain(fullName(card));
const noted = (chat: OpenChat, outcome: string): NonNullable<Outcome["ledger"]> => [{ kind: "right", subjectId: chat.personId, outcome }];

const decide: Record<"yes" | "no" | "undo", Decision> = {
  async yes({ db, cell, now }, person, chat, card) {
    if (!(await confirmChat(db, { cell, agencyId: chat.agencyId, id: chat.id }, person.id, now))) {
      return { reply: { text: texts.already(nameOf(card)) }, code: "already" };
    }
    const subject = { cell, agencyId: chat.agencyId, personId: chat.personId };
    const key = `confirmed:${chat.agencyId}:${chat.id}:${now.epochMilliseconds}`;
    return {
      reply: {
        text: texts.confirmed(nameOf(card), channelName(chat.channel)),
        buttons: [{ label: texts.undo, call: { capability: "confirm_link", input: { handle: chat.id, answer: "undo" } } }],
      },
      letters: await lettersTo(db, subject, { reply: { text: texts.opened }, key, intent: "notice", now, only: chat.id }),
      ledger: noted(chat, "confirmed"),
      code: "confirmed",
    };
  },

  async no({ db, cell, now }, _person, chat, card) {
    const subject = { cell, agencyId: chat.agencyId, personId: chat.personId };
    await endHandles(db, subject, { only: chat.id, why: "refused" }, now);
    if (isOfNumber(chat)) await doubtPhone(db, subject, localDate(now, card.agency.zone));
    const reply = { text: texts.closed(channelName(chat.channel)) };
    return {
      reply: { text: texts.refused(nameOf(card), channelName(chat.channel)) },
      letters: await lettersTo(db, subject, { reply, key: `refused:${chat.agencyId}:${chat.id}`, intent: "notice", now, everywhere: {} }),
      ledger: noted(chat, "refused"),
      code: "refused",
    };
  },

  async undo({ db, cell, now }, person, chat, card) {
    const after = now.subtract({ minutes: undoMinutes });
    if (!(await takeBackConfirmation(db, { cell, agencyId: chat.agencyId, id: chat.id }, person.id, after))) {
      return { reply: { text: texts.tooLate }, code: "too_late" };
    }
    return { reply: { text: texts.undone(nameOf(card), channelName(chat.channel)) }, ledger: noted(chat, "undone"), code: "undone" };
  },
};
