import type { PersonalData } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import { consentUses, wordingDigest } from "./consent-uses.ts";

/** The purpose table of this deployment: what every feature holds about people, with its wording's version. */
export interface PurposeTable {
  entries: PersonalData[];
  /** Days for which messages are kept. */
  chatDays: number;
  /** Questions go, masked, to an endpoint outside that searches by meaning. */
  outside: boolean;
  /** Changes with any word of the notice or the table: what somebody was told can always be told. */
  version: string;
  /** Changes with what rests on consent: a yes was given to this wording, and another one needs another yes. */
  agreed: string;
}

/** What a person reads before saying yes (UU 27/2022 Pasal 21): ground, purpose, what, how long, who sees it, rights. Short: it is read on a telephone. */
export const consentNotice = (maskedName: string, chatDays: number): string =>
  [
    `Cocok dengan data *${maskedName}*. Sebelum ditautkan, mohon baca sebentar:`,
    [
      "- *Untuk apa*: menjawab Anda, menampilkan data kepegawaian dan pelatihan Anda sendiri, dan mengingat pilihan Anda.",
      `- *Yang disimpan*: tautan ini sampai Anda melepasnya; isi percakapan ${chatDays} hari.`,
      "- *Yang dapat melihat*: Anda, atasan Anda, dan petugas kepegawaian kota Anda. Setiap kali dilihat orang lain, itu tercatat dan dapat Anda baca.",
      "- *Dasar*: persetujuan Anda (UU 27/2022). Boleh menolak; pertanyaan aturan tetap dijawab. Dapat ditarik kapan saja: /hapus.",
    ].join("\n"),
    "Selengkapnya: /privasi. Setuju dan tautkan?",
  ].join("\n\n");

/** The table over all features' collectors, and the purposes that are asked about one by one. */
export function purposeTable(entries: PersonalData[], { chatDays, outside }: { chatDays: number; outside: boolean }): PurposeTable {
  const words = (some: PersonalData[]) => some.map(({ title, purpose }) => [title, purpose]);
  const agreed = [consentNotice("-", chatDays), outside, words(entries.filter((it) => it.purpose.basis === "persetujuan"))];
  return { entries, chatDays, outside, version: wordingDigest([agreed, words(entries), consentUses]), agreed: wordingDigest(agreed) };
}

/** The answer to a notice whose words on consent have changed. */
export const agreeButtons = ({ agreed }: Pick<PurposeTable, "agreed">): Button[] => [
  { label: "Setuju", full: "Setuju dengan keterangan baru", call: { capability: "choose_consent", input: { purpose: "chat", answer: "yes", read: agreed } } },
  { label: "Tidak setuju", full: "Tidak setuju, tarik persetujuan", call: { capability: "choose_consent", input: { purpose: "chat", answer: "no" } } },
];
