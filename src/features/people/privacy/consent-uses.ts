import { createHash } from "node:crypto";
import type { Button } from "../../../core/reply.ts";

/** What somebody may agree to or refuse, each on its own (F16); the register and enrolment rest on the city's authority and need no yes. */
export const consentPurposes = ["chat", "reminders", "model", "voice"] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];
/** What is asked about beside the link itself, each when it is first of use. */
export type OwnPurpose = Exclude<ConsentPurpose, "chat">;
export type Answer = "yes" | "no";

/** One purpose of its own: what a yes allows, as it is read before the yes (UU 27/2022 Pasal 21). */
export interface ConsentUse {
  name: string;
  use: string;
  kept: string;
  seenBy: string;
  /** Words of the two buttons, at most 20 characters. */
  buttons: Record<Answer, string>;
}

export const consentUses: Record<OwnPurpose, ConsentUse> = {
  reminders: {
    name: "Pengingat",
    use: "mengingatkan Anda akan kelas, tenggat, dan JP lewat chat Anda",
    kept: "sampai Anda menghentikannya",
    seenBy: "hanya Anda",
    buttons: { yes: "Ingatkan saya", no: "Tanpa pengingat" },
  },
  model: {
    name: "Model bahasa",
    use: "memahami dan menjawab pesan Anda, dan bila kota menyalakannya membaca foto sertifikat yang Anda serahkan, dengan model bahasa",
    kept: "menurut perjanjian kota dengan penyedianya",
    seenBy: "penyedia model yang ditunjuk kota; nama, NIP, dan nomor telepon disamarkan, tetapi isi foto tidak dapat disamarkan",
    buttons: { yes: "Izinkan model", no: "Tanpa model" },
  },
  voice: {
    name: "Pesan suara",
    use: "mengubah pesan suara Anda menjadi tulisan",
    kept: "hanya sampai dibaca; tulisannya seperti pesan lain",
    seenBy: "penyedia pengubah suara yang ditunjuk kota; suara dan isinya tidak dapat disamarkan",
    buttons: { yes: "Izinkan suara", no: "Tanpa suara" },
  },
};

/** Short name of a wording: eight digits that change with any of its words. */
export const wordingDigest = (words: unknown): string => createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, 8);

const versions = new Map(Object.entries(consentUses).map(([purpose, words]) => [purpose, wordingDigest(words)]));

/** Which wording a yes was given to: another wording needs another yes. */
export const useVersion = (purpose: OwnPurpose): string => versions.get(purpose) ?? wordingDigest(consentUses[purpose]);

/** What a yes allows, in two lines. */
export const useWords = ({ name, use, kept, seenBy }: ConsentUse): string => `*${name}*: ${use}. Disimpan ${kept}; dilihat ${seenBy}.`;

/** A tap that answers; `read` = the words stood right above the button, so that the tap itself is the informed yes. */
export const answerButton = (purpose: OwnPurpose, answer: Answer, { read }: { read: boolean }): Button => ({
  label: consentUses[purpose].buttons[answer],
  full: answer === "yes" ? `Izinkan: ${consentUses[purpose].name.toLowerCase()}` : `Hentikan: ${consentUses[purpose].name.toLowerCase()}`,
  call: { capability: "choose_consent", input: { purpose, answer, ...(read && { read: useVersion(purpose) }) } },
});
