import { z } from "zod";
import { type Capability, capability } from "../../../core/capability.ts";
import type { PersonalData } from "../../../core/personal-data.ts";
import { dayOf } from "../link/chat-words.ts";
import { consentsOf } from "./consent-store.ts";
import type { PurposeTable } from "./notice.ts";

const texts = {
  head: (city: string | null, version: string) =>
    `*Data pribadi di Kawan ASN*\n${city ? `Penanggung jawab: Pemerintah Kota ${city}. ` : ""}Versi keterangan: ${version}.`,
  authority: "*Dikelola kota atas kewenangannya* (UU 27/2022 Pasal 20, tanpa perlu persetujuan):",
  consent: "*Atas persetujuan Anda*, dapat ditarik kapan saja:",
  line: ({ title, purpose }: PersonalData) => `- *${title}*: ${purpose.use}; disimpan ${purpose.kept}${purpose.seenBy ? `; dilihat ${purpose.seenBy}` : ""}.`,
  usual: "Bila tidak disebut lain, yang dapat melihat adalah Anda dan petugas kepegawaian kota Anda.",
  inside: "Data Anda tidak dikirim ke model bahasa luar. Bila kelak dipakai, Anda diberi tahu dahulu dan dapat menolak.",
  outside:
    "Isi pertanyaan aturan, dengan NIP dan nomor telepon disamarkan, dikirim ke layanan pencari makna yang ditunjuk kota. Data kepegawaian Anda tidak dikirim ke mana pun.",
  rights:
    "*Hak Anda*: melihat semuanya dan siapa yang pernah melihat (/dataku), membetulkan atau keberatan (/koreksi), menarik persetujuan dan menghapus (/hapus). Dijawab paling lama 3×24 jam.",
  agreed: (day: string) => `Anda menyetujui keterangan ini pada ${day}.`,
  changed: (day: string, version: string) => `Anda menyetujui versi ${version} pada ${day}; sejak itu keterangannya berubah menjadi seperti di atas.`,
};

/** `privacy`: what is held, why, for how long and who sees it, from the table that the features themselves state. */
export function privacy(purposes: PurposeTable): Capability {
  return capability({
    id: "privacy",
    about: "Menjelaskan data pribadi yang disimpan, untuk apa, dan hak Anda.",
    command: "privasi",
    phrases: ["privasi", "kebijakan privasi", "data pribadi saya", "pelindungan data pribadi saya"],
    roles: ["guest"],
    input: z.object({}),
    async handle({ db, cell, agency, person }) {
      const { entries, version, outside } = purposes;
      const under = (basis: PersonalData["purpose"]["basis"]) => entries.filter((it) => it.purpose.basis === basis).map(texts.line);
      const consent = person
        ? (await consentsOf(db, { cell, agencyId: person.agency.id, personId: person.id })).findLast((it) => it.purpose === "chat" && it.withdrawnAt === null)
        : undefined;
      const day = consent ? dayOf(consent.givenAt, person?.agency.zone ?? "Asia/Jakarta") : "";
      const mine = consent ? (consent.version === version ? texts.agreed(day) : texts.changed(day, consent.version)) : "";
      const sections = [
        texts.head(agency?.name ?? null, version),
        [texts.authority, ...under("kewenangan")].join("\n"),
        [texts.consent, ...under("persetujuan")].join("\n"),
        texts.usual,
        outside ? texts.outside : texts.inside,
        texts.rights,
        mine,
      ];
      return { reply: { text: sections.filter(Boolean).join("\n\n") } };
    },
  });
}
