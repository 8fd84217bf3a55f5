import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { className } from "../../enrolment/words.ts";
import { classMeant, deskOf, isClass } from "../officer-class.ts";
import { issueCertificates, refuseOwnCertificate, settingFor, waitingFor } from "./issue.ts";
import { mayCertify } from "./may-certify.ts";

const texts = {
  none: (name: string) => `Tidak ada yang menunggu sertifikat ${name}. Hasil kelas dinyatakan lebih dulu lewat /hasil.`,
  question: (name: string, count: number) => `Terbitkan ${count} sertifikat ${name}? Nomornya berurutan dan tidak dapat dipakai lagi.`,
  done: (name: string, count: number, first: string, last: string) =>
    `${count} sertifikat ${name} dibuat: ${first}${count > 1 ? ` sampai ${last}` : ""}. *Belum ditandatangani*: unduh berkasnya, tanda tangani di luar, lalu kembalikan berkasnya lewat /kembalikan.`,
  files: "Unduh berkas",
};

export const issueCertificatesCapability = capability({
  id: "issue_certificates",
  about: "Menerbitkan sertifikat bernomor bagi yang menyelesaikan satu kelas.",
  command: "terbitkan",
  phrases: ["terbitkan sertifikat", "buat sertifikat kelas"],
  roles: ["officer"],
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Kelas"),
    class: z.number().int().positive().optional(),
  }),

  async handle(context, { words, class: id }) {
    const desk = deskOf(context);
    const of = await classMeant(context, desk, { id, words, span: "near", fits: (it) => mayCertify(it.training, desk.agency) }, (it) => ({
      capability: "issue_certificates",
      input: { class: it },
    }));
    if (!isClass(of)) return of;
    await settingFor(desk, of);
    const waiting = await waitingFor(desk, of);
    if (waiting.length === 0) return { reply: { text: texts.none(className(of)) }, code: "none" };
    await refuseOwnCertificate(desk, of);
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.question(className(of), waiting.length), input: { class: of.class.id } } };
    const numbers = await issueCertificates(desk, of);
    const text = texts.done(className(of), numbers.length, numbers[0] ?? "", numbers.at(-1) ?? "");
    return { reply: { text, buttons: [{ label: texts.files, call: { capability: "certificate_files", input: { class: of.class.id } } }] }, code: "issued" };
  },
});
