import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { maskPersonalData } from "../../../core/mask.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { joinedBy } from "./community-store.ts";
import { expiredFault, hasExpired, openButton, runningCommunity } from "./membership.ts";
import { answerNote as keepAnswer, noteOf, sendNote } from "./note-store.ts";

const texts = {
  member: "Praktik dibagikan oleh anggota. Bergabunglah dulu lewat /komunitas.",
  ask: "Praktik apa yang ingin dibagikan? Tulis singkat (paling panjang 400 huruf); boleh disertai satu tautan.",
  size: "Mohon tulis antara 10 dan 400 huruf, dengan kata-kata sendiri.",
  personal: "Tulisan itu memuat data pribadi (misalnya NIP, nomor telepon, atau email). Mohon tulis ulang tanpa data itu.",
  confirm: (topic: string, words: string) => `Bagikan ke komunitas *${plain(topic)}*?\n“${plain(words)}”`,
  twice: "Tulisan yang sama sudah pernah Anda kirim.",
  published: "Sudah dibagikan kepada anggota.",
  sent: "Terkirim. Anggota dapat membacanya setelah disetujui tuan rumah.",
  asked: (topic: string, words: string) =>
    `Seorang anggota ingin membagikan praktik di komunitas *${plain(topic)}*:\n“${plain(words)}”\nTampilkan kepada anggota?`,
  gone: "Catatan itu tidak ada. Lihat komunitas Anda dengan /komunitas.",
  host: "Catatan itu dijawab oleh tuan rumah komunitasnya.",
  answered: "Catatan itu sudah dijawab.",
  yes: "Baik, anggota sekarang dapat membacanya.",
  no: "Baik, catatan itu tidak ditampilkan.",
  told: (topic: string, agreed: boolean) =>
    agreed
      ? `Praktik yang Anda bagikan di komunitas *${plain(topic)}* sudah ditampilkan. Terima kasih.`
      : `Praktik yang Anda bagikan di komunitas *${plain(topic)}* belum ditampilkan. Bapak/Ibu dapat membicarakannya dengan tuan rumah lalu menulis ulang.`,
  accept: "Tampilkan",
  refuse: "Jangan",
};

/** By which the host answers a note; `at`: its place in a list, 0 = it is the only one. */
export const noteButtons = (note: number, at = 0): Button[] =>
  [true, false].map((agreed) => ({
    label: `${agreed ? texts.accept : texts.refuse}${at > 0 ? ` ${at}` : ""}`,
    call: { capability: "answer_note", input: { note, agreed } },
  }));

const Id = z.number().int().positive();

export const shareNote = capability({
  id: "share_note",
  about: "Membagikan praktik singkat kepada anggota komunitas, setelah disetujui tuan rumah.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ community: Id, words: z.string().max(4000).optional() }),

  async handle(context, { community, words }) {
    const who = context.person as Person;
    const { db, cell, now } = context;
    const tenant = { cell, agencyId: who.agency.id };
    const it = await runningCommunity(context, who, community);
    if (!(await joinedBy(db, { ...tenant, personId: who.id })).has(it.id)) throw new Fault("forbidden", texts.member);
    if (hasExpired(it, localDate(now, who.agency.zone))) throw expiredFault(it);
    const asks = (text: string, code: string) => ({ reply: { text }, awaits: { capability: "share_note", input: { community }, field: "words" }, code });
    if (words === undefined) return asks(texts.ask, "words");
    const whole = words.trim().replace(/\s+/g, " ");
    if (whole.length > 400) return asks(texts.size, "size");
    if (maskPersonalData(whole) !== whole) return asks(texts.personal, "personal");
    const link = /https?:\/\/\S+/.exec(whole)?.[0] ?? null;
    const own = (link === null ? whole : whole.replace(link, "")).trim();
    if (own.length < 10) return asks(texts.size, "size");
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(it.topic, whole), input: { community, words: whole } } };
    const isHost = it.hostId === who.id;
    const note = await sendNote(db, tenant, { communityId: it.id, personId: who.id, words: own, link, agreed: isHost ? true : null }, now);
    const buttons = [openButton(it.id)];
    if (note === null) return { reply: { text: texts.twice, buttons }, code: "twice" };
    if (isHost) return { reply: { text: texts.published, buttons }, code: "published" };
    const letters = await lettersTo(
      db,
      { ...tenant, personId: it.hostId },
      {
        reply: { text: texts.asked(it.topic, whole), buttons: noteButtons(note) },
        key: `community:${who.agency.id}:note:${note}`,
        intent: "notice",
        now,
      },
    );
    return { reply: { text: texts.sent, buttons }, letters, code: "sent" };
  },
});

export const answerNote = capability({
  id: "answer_note",
  about: "Menyetujui atau menolak praktik yang dibagikan anggota komunitas Anda.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ note: Id, agreed: z.boolean() }),

  async handle(context, { note: id, agreed }) {
    const who = context.person as Person;
    const { db, cell, now } = context;
    const tenant = { cell, agencyId: who.agency.id };
    const note = await noteOf(db, tenant, id);
    if (!note) throw new Fault("not_found", texts.gone);
    const it = await runningCommunity(context, who, note.communityId);
    if (it.hostId !== who.id) throw new Fault("forbidden", texts.host);
    const buttons = [openButton(it.id)];
    if (!(await keepAnswer(db, tenant, id, agreed, now))) return { reply: { text: texts.answered, buttons }, code: "answered" };
    const letters = await lettersTo(
      db,
      { ...tenant, personId: note.personId },
      { reply: { text: texts.told(it.topic, agreed), buttons }, key: `community:${who.agency.id}:answer:${id}`, intent: "notice", now },
    );
    return { reply: { text: agreed ? texts.yes : texts.no, buttons }, letters, code: agreed ? "agreed" : "denied" };
  },
});
