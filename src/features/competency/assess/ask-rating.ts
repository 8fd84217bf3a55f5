import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { findPerson, fullName } from "../../people/person-store.ts";

const texts = {
  confirm: (supervisor: string) => `Kirim pesan kepada atasan Anda, *${supervisor}*, agar menilai kompetensi Anda? Isi asesmen diri Anda tidak ikut dikirim.`,
  sent: (supervisor: string) => `Permintaan sudah dikirim kepada *${supervisor}*.`,
  unreachable: (supervisor: string) =>
    `*${supervisor}* belum menautkan percakapan, jadi saya tidak dapat mengirim pesan. Mohon disampaikan langsung: atasan cukup mengetik /nilai.`,
  nobody: "Atasan langsung Anda belum tercatat dalam data kepegawaian. Hubungi petugas BKPSDM.",
  request: (name: string) =>
    `*${name}* meminta penilaian kompetensi dari Bapak/Ibu selaku atasan langsung. Sekitar tiga menit, dan dapat dilanjutkan kapan saja.`,
  rate: { label: "Nilai sekarang", full: "Nilai sekarang" },
};

/** The supervisor is asked for a rating when the person wishes it: at most once a month, and told nothing of the self-assessment. */
export const askRating = capability({
  id: "ask_rating",
  about: "Meminta atasan menilai kompetensi Anda.",
  phrases: ["minta penilaian atasan", "minta dinilai atasan"],
  roles: ["asn"],
  input: z.object({}),

  async handle({ db, cell, now, person, confirmed }) {
    const { id, agency } = person as Person;
    const day = localDate(now, agency.zone);
    const own = await findPerson(db, { cell, agencyId: agency.id, personId: id }, day);
    if (!own?.supervisor) throw new Fault("not_found", texts.nobody);
    const supervisor = plain(fullName(own.supervisor));
    if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(supervisor), input: {} } };
    const letters = await lettersTo(
      db,
      { cell, agencyId: agency.id, personId: own.supervisor.id },
      {
        key: `ask_rating:${id}:${own.supervisor.id}:${day.slice(0, 7)}`,
        intent: "notice",
        confirmed: true,
        now,
        reply: { text: texts.request(plain(fullName(own))), buttons: [{ ...texts.rate, call: { capability: "rate_subordinate", input: { person: id } } }] },
      },
    );
    if (letters.length === 0) return { reply: { text: texts.unreachable(supervisor) }, code: "unreachable" };
    return { reply: { text: texts.sent(supervisor) }, letters, code: "sent" };
  },
});
