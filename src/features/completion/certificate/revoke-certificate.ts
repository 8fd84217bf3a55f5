import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { deskOf, type OfficerDesk } from "../officer-class.ts";
import { type Certificate, certificateByNumber, revokeCertificate } from "./certificate-store.ts";

const texts = {
  askNumber: "Nomor sertifikat yang dicabut? Ketik persis seperti yang tercetak.",
  askReason: "Apa alasannya? Pemegang sertifikat akan membacanya.",
  unknown: (number: string) => `Tidak ada sertifikat kota ini dengan nomor “${plain(number)}”.`,
  again: (number: string) => `Sertifikat ${plain(number)} sudah dicabut sebelumnya.`,
  own: "Sertifikat Anda sendiri tidak dapat Anda cabut. Minta petugas lain.",
  question: (number: string, name: string, training: string, reason: string) =>
    `Cabut sertifikat ${plain(number)} atas nama *${plain(name)}* (${plain(training)})? Alasan: ${plain(reason)}. Nomornya tidak dipakai lagi.`,
  done: (number: string) => `Sertifikat ${plain(number)} dicabut. Halaman pemeriksaannya sudah menyebutkannya.`,
  told: (training: string, number: string, reason: string) =>
    `Sertifikat Anda untuk *${plain(training)}* (nomor ${plain(number)}) dicabut. Alasan: ${plain(reason)}. Bila keliru, sampaikan kepada petugas BKPSDM.`,
};

export const revokeCertificateCapability = capability({
  id: "revoke_certificate",
  about: "Mencabut satu sertifikat yang diterbitkan kota, dengan alasan.",
  command: "cabutsertifikat",
  phrases: ["cabut sertifikat"],
  roles: ["officer"],
  input: z.object({
    number: z.string().trim().min(1).max(200).describe("Nomor sertifikat"),
    reason: z.string().trim().min(3, "Tulis alasannya dalam beberapa kata.").max(300).describe("Alasan"),
  }),
  ask: { number: { text: texts.askNumber }, reason: { text: texts.askReason } },

  async handle(context, { number, reason }) {
    const desk = deskOf(context);
    const it = await certificateByNumber(context.db, tenantOf(desk), number);
    if (!it) return { reply: { text: texts.unknown(number) }, code: "unknown" };
    if (it.personId === desk.by) return { reply: { text: texts.own }, code: "own" };
    if (it.revokedReason !== null) return { reply: { text: texts.again(it.number) }, code: "again" };
    if (!context.confirmed) {
      const question = texts.question(it.number, it.name, it.training, reason);
      return { reply: { text: "" }, ask: { question, input: { number, reason } }, looked: [it.personId] };
    }
    return { reply: { text: texts.done(it.number) }, letters: await revokeAndTell(desk, it, reason), looked: [it.personId], code: "revoked" };
  },
});

/** Revokes and tells the person once; also for the command line. */
export async function revokeAndTell(desk: Omit<OfficerDesk, "by"> & { by: number | null }, it: Certificate, reason: string) {
  const tenant = tenantOf(desk);
  if (!(await revokeCertificate(desk.db, tenant, it.id, { reason, by: desk.by, now: desk.now }))) return [];
  const reply = { text: texts.told(it.training, it.number, reason) };
  return lettersTo(desk.db, { ...tenant, personId: it.personId }, { key: `certificate:${it.id}:revoked`, intent: "notice", now: desk.now, reply });
}
