import { z } from "zod";
import { type Capability, capability } from "../../../core/capability.ts";
import type { PersonalData } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import { dayOf } from "../link/chat-words.ts";
import { consentButtons, ownPurposes, stateOf } from "./choose-consent.ts";
import { type Consent, standingConsents } from "./consent-store.ts";
import { consentUses, useWords } from "./consent-uses.ts";
import { agreeButtons, type PurposeTable } from "./notice.ts";

const texts = {
  head: (city: string | null, version: string) =>
    `*Data pribadi di Kawan ASN*\n${city ? `Penanggung jawab: Pemerintah Kota ${city}. ` : ""}Versi keterangan: ${version}.`,
  authority: "*Dikelola kota atas kewenangannya* (UU 27/2022 Pasal 20, tanpa perlu persetujuan):",
  consent: "*Atas persetujuan Anda*, dapat ditarik kapan saja:",
  line: ({ title, purpose }: PersonalData) => `- *${title}*: ${purpose.use}; disimpan ${purpose.kept}${purpose.seenBy ? `; dilihat ${purpose.seenBy}` : ""}.`,
  titles: (titles: string[]) => `${titles.join(", ")}.`,
  details: { kewenangan: "Rincian data kota", persetujuan: "Rincian persetujuan" },
  usual: "Bila tidak disebut lain, yang dapat melihat adalah Anda dan petugas kepegawaian kota Anda.",
  own: "*Izin satu per satu* (boleh berbeda-beda, dapat diubah kapan saja: /izin):",
  ownLine: (words: string, state: string) => `- ${words}${state === "" ? "" : ` Saat ini: *${state}*.`}`,
  inside: "Data Anda tidak dikirim ke model bahasa luar. Bila kelak dipakai, Anda diberi tahu dahulu dan dapat menolak.",
  outside:
    "Isi pertanyaan aturan, dengan NIP dan nomor telepon disamarkan, dikirim ke layanan pencari makna yang ditunjuk kota. Data kepegawaian Anda tidak dikirim ke mana pun.",
  rights:
    "*Hak Anda*: melihat semuanya dan siapa yang pernah melihat (/dataku), membetulkan atau keberatan (/koreksi), menarik persetujuan dan menghapus (/hapus). Dijawab paling lama 3×24 jam.",
  agreed: (day: string) => `Anda menyetujui keterangan ini pada ${day}.`,
  changed: (day: string, version: string) => `Anda menyetujui versi ${version} pada ${day}; sejak itu keterangannya berubah menjadi seperti di atas.`,
};

type Basis = PersonalData["purpose"]["basis"];
const headings: Record<Basis, string> = { kewenangan: texts.authority, persetujuan: texts.consent };
const others: Record<Basis, Basis> = { kewenangan: "persetujuan", persetujuan: "kewenangan" };
const detailsButton = (details: Basis): Button => ({ label: texts.details[details], call: { capability: "privacy", input: { details } } });

/** `privacy`: what is held, why, for how long and who sees it, from the table that the features themselves state. */
export function privacy(purposes: PurposeTable): Capability {
  return capability({
    id: "privacy",
    about: "Menjelaskan data pribadi yang disimpan, untuk apa, dan hak Anda.",
    command: "privasi",
    phrases: ["privasi", "kebijakan privasi", "data pribadi saya", "pelindungan data pribadi saya"],
    roles: ["guest"],
    input: z.object({ details: z.enum(["kewenangan", "persetujuan"]).optional().describe("Rincian: yang dikelola kota, atau yang atas persetujuan") }),
    async handle({ db, cell, agency, person }, { details }) {
      const { entries, version, outside } = purposes;
      const under = (basis: Basis) => entries.filter((it) => it.purpose.basis === basis);
      const inFull = (basis: Basis) => [headings[basis], ...under(basis).map(texts.line)].join("\n");
      if (details) return { reply: { text: [inFull(details), texts.usual].join("\n\n"), buttons: [detailsButton(others[details])] } };
      const inShort = (basis: Basis) => [headings[basis], texts.titles(under(basis).map((it) => it.title))].join("\n");
      const standing = person ? await standingConsents(db, { cell, agencyId: person.agency.id, personId: person.id }) : undefined;
      const zone = person?.agency.zone ?? "Asia/Jakarta";
      const own = ownPurposes.map((it) => texts.ownLine(useWords(consentUses[it]), standing ? stateOf(it, standing.get(it), zone) : ""));
      const link = standing?.get("chat");
      const changed = link !== undefined && link.version !== purposes.agreed;
      const sections = [
        texts.head(agency?.name ?? null, version),
        inShort("kewenangan"),
        // Under a yes to changed words stand these words.
        changed ? inFull("persetujuan") : inShort("persetujuan"),
        [texts.own, ...own].join("\n"),
        outside ? texts.outside : texts.inside,
        texts.rights,
        link ? agreement(link, purposes, zone) : "",
      ];
      const answers = standing ? [...(changed ? agreeButtons(purposes) : []), ...consentButtons(standing, ownPurposes)] : [];
      return { reply: { text: sections.filter(Boolean).join("\n\n"), buttons: [...answers, detailsButton("kewenangan"), detailsButton("persetujuan")] } };
    },
  });
}

function agreement({ givenAt, version }: Consent, { agreed }: PurposeTable, zone: string): string {
  const day = dayOf(givenAt, zone);
  return version === agreed ? texts.agreed(day) : texts.changed(day, version);
}
