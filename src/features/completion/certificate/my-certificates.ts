import { z } from "zod";
import { keepBlob } from "../../../core/blob.ts";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain, type ReplyFile } from "../../../core/reply.ts";
import { longDate } from "../../../core/time.ts";
import { certificatePdf } from "./certificate-pdf.ts";
import { type Certificate, certificatesOf, signedFile, standingOf } from "./certificate-store.ts";
import { checkUrl } from "./check-address.ts";
import { fileNameOf } from "./number.ts";

const texts = {
  none: "Belum ada sertifikat dari kelas yang Anda ikuti di sini. Sertifikat dari penyelenggara lain dapat diserahkan lewat /serahkan.",
  head: "*Sertifikat Anda*",
  line: (training: string, date: string, standing: string) => `• ${training}, ${date}: ${standing}`,
  fetch: (at: number) => `Ambil ${at}`,
  gone: "Sertifikat itu bukan milik Anda atau tidak ada.",
  file: (training: string, standing: string) => `Sertifikat *${training}*: ${standing}.`,
  check: (url: string) => `Halaman pemeriksaannya: ${url}`,
  unsigned: "Berkas ini hanya untuk dilihat. Yang ditandatangani dikirim begitu kembali.",
  revoked: (reason: string) => `Alasan pencabutan: ${reason}. Bila keliru, sampaikan kepada petugas BKPSDM.`,
  noAddress: "Berkasnya dikirim begitu ditandatangani.",
  link: "Tautan unduhan",
  handIn: { label: "Serahkan sertifikat", full: "Serahkan sertifikat dari luar", call: { capability: "hand_in_certificate", input: {} } },
};

/** Certificates in one message. */
const shown = 7;

/** `base`: address that people use for this service; undefined = unknown, then nothing unsigned can be drawn. */
export const myCertificates = (base: string | undefined): Capability =>
  capability({
    id: "my_certificates",
    about: "Menampilkan dan mengirim sertifikat pelatihan Anda.",
    command: "sertifikat",
    phrases: ["sertifikat saya", "unduh sertifikat", "ambil sertifikat"],
    roles: ["asn"],
    input: z.object({ certificate: z.number().int().positive().optional() }),

    async handle(context, { certificate }) {
      const { id, agency } = context.person as Person;
      const all = (await certificatesOf(context.db, { cell: context.cell, agencyId: agency.id, personId: id })).reverse();
      if (all.length === 0) return { reply: { text: texts.none, buttons: [texts.handIn] }, code: "none" };
      const [only, second] = all;
      const wanted = certificate === undefined ? (second ? undefined : only) : all.find((it) => it.id === certificate);
      if (certificate !== undefined && !wanted) return { reply: { text: texts.gone }, code: "gone" };
      return wanted ? send(context, wanted, base) : list(all);
    },
  });

function list(all: Certificate[]): Outcome {
  const some = all.slice(0, shown);
  const lines = some.map((it, at) => `${at + 1}. ${texts.line(plain(it.training), longDate(it.until), standingOf(it)).slice(2)}`);
  const buttons: Button[] = some.map((it, at) => ({
    label: texts.fetch(at + 1),
    full: `${it.training} (${it.number})`,
    call: { capability: "my_certificates", input: { certificate: it.id } },
  }));
  return { reply: { text: [texts.head, lines.join("\n")].join("\n\n"), buttons: [...buttons, texts.handIn] }, code: "listed" };
}

async function send(context: Context, it: Certificate, base: string | undefined): Promise<Outcome> {
  const standing = standingOf(it);
  const head = texts.file(plain(it.training), standing);
  if (standing === "dicabut") return { reply: { text: `${head}\n${texts.revoked(plain(it.revokedReason ?? ""))}` }, code: "revoked" };
  const check = base === undefined ? [] : [texts.check(checkUrl(base, it.publicId))];
  const { agency } = context.person as Person;
  const signed = await signedFile(context.db, { cell: context.cell, agencyId: agency.id }, it.id);
  if (!signed && base === undefined) return { reply: { text: `${head} ${texts.noAddress}` }, code: "unsigned" };
  const bytes = signed ?? (await certificatePdf(it, { url: checkUrl(base ?? "", it.publicId), marked: true }));
  const text = [head, ...(signed ? [] : [texts.unsigned]), ...check].join("\n");
  // A terminal shows letters only: there the file waits behind an address.
  if (context.origin?.to.channel === "terminal") {
    const link = { label: texts.link, call: { capability: "own_file_link", input: { certificate: it.id } } };
    return { reply: { text: [head, ...check].join("\n"), ...(signed && { buttons: [link] }) }, code: signed ? "linked" : "unsigned" };
  }
  const files = await fileFor(context, it, bytes);
  return { reply: { text, files }, code: signed ? "sent" : "unsigned" };
}

/** Only into the person's own talk. */
async function fileFor({ db, cell, conversation, now }: Context, it: Certificate, bytes: Uint8Array): Promise<ReplyFile[]> {
  if (conversation === null) return [];
  return [await keepBlob(db, cell, { conversation, name: `sertifikat-${fileNameOf(it.number)}.pdf`, mime: "application/pdf", bytes }, now)];
}
