import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { channelName } from "../link/chat-words.ts";
import { confirmersOf, openChat } from "../link/confirmation.ts";
import { lettersTo } from "../link/letters.ts";
import { type Card, cardOf, holdersOf } from "../link/link-store.ts";
import { maskNip } from "../nip.ts";
import { fullName } from "../person-name.ts";
import { hasFactor } from "./factor-store.ts";
import { askForFactor, pageMinutes } from "./request-store.ts";

const texts = {
  demo: "Pegawai contoh tidak memerlukan kode keamanan: tidak ada data sungguhan yang dijaga.",
  replace: "Anda sudah mempunyai kode keamanan. Bila ponsel hilang atau diganti, minta yang baru? Yang lama tetap berlaku sampai yang baru dibuat.",
  asked: `Permintaan sudah dikirim ke petugas BKPSDM. Petugas akan menghubungi Anda untuk memastikan. Sesudah itu tautan sekali pakai datang di chat ini, dan petugas menyebutkan 6 angka pembukanya; keduanya berlaku ${pageMinutes} menit.\n\nSiapkan aplikasi autentikator di ponsel Anda, misalnya Google Authenticator.`,
  nobody: "Belum ada petugas lain yang dapat memastikan permintaan ini lewat chat. Mohon hubungi BKPSDM; kodenya dapat dibuat di server.",
  officer: (name: string, nip: string, position: string, channel: string, id: number) =>
    `*${name}* (NIP ${nip}${position}) meminta kode keamanan kedua untuk aplikasi autentikatornya, lewat chat ${channel}.\n\nHubungi dahulu yang bersangkutan lewat telepon atau langsung, lalu jawab: benarkah ia yang meminta dari chat itu? (Permintaan ${id})`,
  yes: "Benar, buatkan",
  no: "Bukan, tolak",
};

/** `request_factor`: how somebody without the server's console comes to a second factor, or to a new one after a lost telephone. */
export const requestFactor = capability({
  id: "request_factor",
  about: "Meminta kode keamanan kedua untuk aplikasi autentikator Anda.",
  command: "faktor",
  phrases: ["minta kode keamanan", "buat kode keamanan", "ganti aplikasi autentikator"],
  roles: ["supervisor", "unit_officer", "officer", "administrator"],
  secondFactor: false,
  input: z.object({}),

  async handle({ db, cell, now, person, confirmed }) {
    const { id: personId, agency, handleId } = person as Person;
    if (agency.demo) return { reply: { text: texts.demo }, code: "demo" };
    const subject = { cell, agencyId: agency.id, personId };
    const had = await hasFactor(db, subject, now);
    if (had && !confirmed) return { reply: { text: "" }, ask: { question: texts.replace, input: {} } };
    const [card, chat] = [await cardOf(db, subject, now), await openChat(db, subject, handleId, now)];
    if (!card || !chat) throw new Error("a linked person who is not in the register");
    const id = await askForFactor(db, subject, handleId, now);
    const letters = await askSecond(db, subject, { id, card, had, channel: channelName(chat.channel) }, now);
    return { reply: { text: letters.length > 0 ? texts.asked : texts.nobody }, letters, code: letters.length > 0 ? "asked" : "nobody" };
  },
});

/** Who may say yes: as for a chat; to a factor in the place of another one (a lost telephone) only administrators (F8). */
export const factorConfirmers = (card: Pick<Card, "granted">, had: boolean): string[] => (had ? ["administrator"] : confirmersOf(card));

async function askSecond(
  db: Database,
  subject: Subject,
  { id, card, had, channel }: { id: number; card: Card; had: boolean; channel: string },
  now: Temporal.Instant,
): Promise<Letter[]> {
  const buttons = (["yes", "no"] as const).map((answer) => ({ label: texts[answer], call: { capability: "confirm_factor", input: { request: id, answer } } }));
  const text = texts.officer(plain(fullName(card)), maskNip(card.nip), card.position ? `, ${plain(card.position)}` : "", channel, id);
  const letters: Letter[] = [];
  for (const personId of await holdersOf(db, subject, factorConfirmers(card, had), subject.personId, now)) {
    const key = `factor:${subject.agencyId}:${id}:${personId}:${now.toZonedDateTimeISO(card.agency.zone).toPlainDate()}`;
    letters.push(...(await lettersTo(db, { ...subject, personId }, { reply: { text, buttons }, key, intent: "notice", now, confirmed: true })));
  }
  return letters;
}
