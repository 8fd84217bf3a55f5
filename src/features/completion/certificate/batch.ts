import { zipSync } from "fflate";
import type { Letter } from "../../../core/channel.ts";
import { plain } from "../../../core/reply.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { certificatePdf } from "./certificate-pdf.ts";
import { type Certificate, certificatesNumbered, keepSigned, lockCertificates, signedDigest, unsignedOf } from "./certificate-store.ts";
import { checkUrl } from "./check-address.ts";
import { fileNameOf } from "./number.ts";
import { bareText, digestOf, type Readable, type Reading } from "./read-pdf.ts";

const texts = {
  unsigned: "belum memuat tanda tangan elektronik",
  unknown: "nomornya bukan nomor sertifikat kota ini",
  differs: "nama atau pelatihannya berbeda dari sertifikat yang diterbitkan dengan nomor itu",
  several: "memuat lebih dari satu nomor sertifikat",
  revoked: "sertifikatnya sudah dicabut",
  twice: "ada dua berkas untuk sertifikat ini; kirim satu saja",
  same: "sudah tersimpan",
  other: "menggantikan berkas yang sudah ada",
  signed: (training: string, number: string) => `Sertifikat Anda untuk *${plain(training)}* (nomor ${plain(number)}) sudah ditandatangani.`,
  replaced: (training: string, number: string) =>
    `Berkas sertifikat Anda untuk *${plain(training)}* (nomor ${plain(number)}) diganti dengan berkas bertanda tangan yang baru.`,
  fetch: "Ambil sertifikat",
};

/** What goes out to be signed, and whose it is. */
export interface Batch {
  zip: Uint8Array;
  numbers: string[];
  people: number[];
}

/** Files that wait for their signature as one ZIP, named by their numbers; a class's, or all of the city. `base`: address of the service. */
export async function unsignedBatch(desk: Desk, { classId, base }: { classId: number | null; base: string }): Promise<Batch> {
  const waiting = await unsignedOf(desk.db, tenantOf(desk), classId);
  const files: Record<string, Uint8Array> = {};
  for (const it of waiting) files[`${fileNameOf(it.number)}.pdf`] = await certificatePdf(it, { url: checkUrl(base, it.publicId), marked: false });
  return { zip: zipSync(files, { level: 1 }), numbers: waiting.map((it) => it.number), people: waiting.map((it) => it.personId) };
}

/** A signed file, by its digest, with its certificate. `held`: what is kept of that one so far: nothing, this very file, or another, which it replaces. */
export interface Matched {
  certificate: Certificate;
  digest: string;
  held: "none" | "same" | "other";
}

/** What became of a file: the certificate it belongs to, or why it was not taken. */
export type Taken = { name: string } & (Matched | { fault: string });

/** The same in words. */
export function takenText(it: Taken): string {
  if ("fault" in it) return it.fault;
  return it.held === "none" ? it.certificate.number : `${it.certificate.number}, ${texts[it.held]}`;
}

/**
 * Takes signed files back: each belongs to the certificate whose number is printed in it, and says what that one says. Whether a signature is
 * there is looked at, not whether it is good: that is the business of the certified provider's own check. `good`: what there is to keep.
 * Changes nothing; `locks`: nor does anybody else until the transaction ends.
 */
export async function matchSigned(desk: Desk, readings: Reading[], { locks = false } = {}): Promise<{ taken: Taken[]; good: Matched[] }> {
  const numbers = [...new Set(readings.flatMap((it) => ("fault" in it ? [] : it.numbers)))];
  if (locks) await lockCertificates(desk.db, tenantOf(desk), numbers);
  const numbered = new Map((await certificatesNumbered(desk.db, tenantOf(desk), numbers)).map((it) => [it.number, it]));
  const read: Taken[] = [];
  for (const it of readings) read.push("fault" in it ? it : { name: it.name, ...(await matched(desk, it, numbered)) });
  const perCertificate = Map.groupBy(read, (it) => ("fault" in it ? null : it.certificate.id));
  // Which of two is meant, nobody but the officer can tell.
  const isTwice = (it: Taken): boolean => !("fault" in it) && (perCertificate.get(it.certificate.id)?.length ?? 0) > 1;
  const taken = read.map((it) => (isTwice(it) ? { name: it.name, fault: texts.twice } : it));
  return { taken, good: taken.filter((it) => "held" in it).filter((it) => it.held !== "same") };
}

async function matched(desk: Desk, it: Readable, numbered: Map<string, Certificate>): Promise<Matched | { fault: string }> {
  const found = belonging(it, numbered);
  if ("fault" in found) return found;
  const before = await signedDigest(desk.db, tenantOf(desk), found.certificate.id);
  return { ...found, digest: it.digest, held: before === undefined ? "none" : before === it.digest ? "same" : "other" };
}

function belonging({ signed, numbers, text }: Readable, numbered: Map<string, Certificate>): { certificate: Certificate } | { fault: string } {
  if (!signed) return { fault: texts.unsigned };
  const [only, second] = new Set(numbers.flatMap((it) => numbered.get(it) ?? []));
  if (!only) return { fault: texts.unknown };
  if (second) return { fault: texts.several };
  if (only.revokedReason !== null) return { fault: texts.revoked };
  const says = [only.name, only.training].every((it) => text.includes(bareText(it)));
  return says ? { certificate: only } : { fault: texts.differs };
}

/** Keeps signed files, in the caller's transaction, and tells each person once that the certificate can be fetched, and whenever its file is replaced. */
export async function acceptSigned(desk: Desk & { by: number | null }, good: { certificate: Certificate; bytes: Uint8Array }[]): Promise<Letter[]> {
  const tenant = tenantOf(desk);
  const letters: Letter[] = [];
  for (const { certificate: it, bytes } of good) {
    const kept = await keepSigned(desk.db, tenant, { id: it.id, bytes, digest: digestOf(bytes), by: desk.by, now: desk.now });
    if (kept === "same" || kept === "revoked") continue;
    const button = { label: texts.fetch, call: { capability: "my_certificates", input: { certificate: it.id } } };
    const reply = { text: (kept === "kept" ? texts.signed : texts.replaced)(it.training, it.number), buttons: [button] };
    const key = `certificate:${it.id}:signed${kept === "kept" ? "" : `:${desk.now.epochMilliseconds}`}`;
    letters.push(...(await lettersTo(desk.db, { ...tenant, personId: it.personId }, { key, intent: "notice", now: desk.now, reply })));
  }
  return letters;
}
