import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import type { PersonalData, Subject } from "../../../core/personal-data.ts";
import { clockTime } from "../../../core/time.ts";
import { channelName, dayOf } from "../link/chat-words.ts";
import { endCodes } from "../link/code.ts";
import { endHandles, handlesOf } from "../link/handle-store.ts";
import { lettersTo } from "../link/letters.ts";
import { mayEnd, youngHours } from "../link/unlink-chat.ts";
import { withdrawConsents } from "./consent-store.ts";
import type { PurposeTable } from "./notice.ts";
import { talksOf } from "./talks.ts";

const texts = {
  ask: (erased: string[], kept: string[]) =>
    `Tarik persetujuan dan hapus data Anda?\n\nSemua chat Anda dilepas, dan dihapus: ${erased.join(", ")}.\n\nTetap disimpan, karena dikelola kota menurut kewenangannya (berapa lama: /privasi, *Rincian data kota*): ${kept.join(", ")}.\n\nIni tidak dapat dibatalkan.`,
  young: `Chat ini baru ditautkan. Demi keamanan, permintaan ini baru dapat diajukan dari sini setelah ${youngHours} jam; atau ajukan dari chat Anda yang lebih lama.`,
  done: (kept: string[]) =>
    `✅ Persetujuan sudah ditarik, data yang berdasar persetujuan sudah dihapus, dan semua chat sudah dilepas.\n\nYang tetap disimpan menurut kewenangan kota (berapa lama: /privasi, *Rincian data kota*): ${kept.join(", ")}.\n\nPertanyaan aturan tetap dapat diajukan di sini.`,
  told: (channel: string, day: string, time: string) =>
    `Persetujuan atas data Anda ditarik lewat chat ${channel} pada ${day} pukul ${time}. Semua chat sudah dilepas. Bila bukan Anda, segera hubungi BKPSDM.`,
};

/** `withdraw_consent`: takes back every consent, erases what rested on it, ends all links; says what stays and why (UU 27/2022 Pasal 8, 9, 15). */
export function withdrawConsent(purposes: PurposeTable): Capability {
  return capability({
    id: "withdraw_consent",
    about: "Menarik persetujuan, menghapus data, dan melepas semua chat Anda.",
    command: "hapus",
    phrases: ["hapus data saya", "tarik persetujuan", "cabut persetujuan", "hapus akun saya"],
    roles: ["asn"],
    input: z.object({}),
    async handle(context) {
      const person = context.person as Person;
      const subject: Subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
      const chats = await handlesOf(context.db, subject, context.now);
      if (!chats.every((it) => mayEnd(chats, person, it, context.now))) throw new Fault("forbidden", texts.young);
      const { entries } = purposes;
      const erased = entries.filter((it) => it.purpose.basis === "persetujuan").map((it) => it.title);
      const kept = entries.filter((it) => it.purpose.basis === "kewenangan").map((it) => it.title);
      if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.ask(erased, kept), input: {} } };
      return withdraw(context, subject, person, entries, kept);
    },
  });
}

async function withdraw(context: Context, subject: Subject, { agency, handleId }: Person, entries: PersonalData[], kept: string[]): Promise<Outcome> {
  const { db, now } = context;
  const channel = context.origin ? channelName(context.origin.to.channel) : "lain";
  const letters = await lettersTo(db, subject, {
    reply: { text: texts.told(channel, dayOf(now.toString(), agency.zone), clockTime(now, agency.zone)) },
    key: `withdrawn:${subject.agencyId}:${subject.personId}:${now.epochMilliseconds}`,
    intent: "notice",
    now,
    everywhere: { except: handleId },
  });
  const whole = { ...subject, talks: await talksOf(db, subject) };
  for (const it of entries) await it.erase(db, whole, now);
  await withdrawConsents(db, subject, now);
  await endCodes(db, subject, now);
  await endHandles(db, subject, { why: "withdrawn" }, now);
  return {
    reply: { text: texts.done(kept) },
    letters,
    ledger: [{ kind: "request", subjectId: subject.personId, outcome: "withdrawn" }],
    code: "withdrawn",
    forget: true,
  };
}
