import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import { unsignedOf } from "../../completion/certificate/certificate-store.ts";
import { openHanded } from "../../completion/handed/check-handed.ts";
import { deskOf } from "../../completion/officer-class.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { type FileInput, type FileWhat, filePath, linkMinutes, makeLink } from "./link-store.ts";

const texts = {
  proof: "Berkas yang diserahkan",
  certificates: (count: number) => `${count} sertifikat yang belum ditandatangani`,
  link: (what: string, url: string, no: string) =>
    `${what} siap diunduh:\n${url}\n\nBerlaku ${linkMinutes} menit, satu kali unduh. Nomor ekspor ${no}; unduhannya tercatat.`,
  none: "Tidak ada sertifikat yang menunggu tanda tangan pada kelas itu.",
  back: "Kembali memeriksa",
};

const Id = z.number().int().positive();

/** Files of the completion room, each behind an address for one fetch (F8). `base`: address that people use for this service. */
export const completionFiles = (base = ""): Capability[] => {
  async function linked(context: Context, what: FileWhat, input: z.input<typeof FileInput>, title: string): Promise<{ text: string }> {
    const desk = deskOf(context);
    const made = await makeLink(desk.db, tenantOf(desk), { what, input, reason: null, personId: desk.by }, desk.now);
    return { text: texts.link(title, `${base.replace(/\/+$/, "")}${filePath}/${made.secret}`, made.exportNo) };
  }

  const proof = capability({
    id: "proof_file",
    about: "Membuka berkas sertifikat yang diserahkan pegawai lewat tautan sekali unduh.",
    phrases: [],
    roles: ["officer"],
    input: z.object({ record: Id }),

    async handle(context, { record }): Promise<Outcome> {
      await openHanded(deskOf(context), record);
      const { text } = await linked(context, "proof", { class: 0, format: "asli", record }, texts.proof);
      return { reply: { text, buttons: [{ label: texts.back, call: { capability: "check_handed", input: { record } } }] }, code: "linked" };
    },
  });

  const certificates = capability({
    id: "certificate_files",
    about: "Membuat berkas sertifikat yang belum ditandatangani lewat tautan sekali unduh.",
    phrases: [],
    roles: ["officer"],
    input: z.object({ class: Id }),

    async handle(context, { class: id }): Promise<Outcome> {
      const desk = deskOf(context);
      const count = (await unsignedOf(desk.db, tenantOf(desk), id)).length;
      if (count === 0) return { reply: { text: texts.none }, code: "none" };
      return { reply: await linked(context, "certificates", { class: id, format: "zip", base }, texts.certificates(count)), code: "linked" };
    },
  });

  return [proof, certificates];
};
