import { createHash } from "node:crypto";
import { unzipSync, zipSync } from "fflate";
import type { Letter } from "../../../core/channel.ts";
import { plain } from "../../../core/reply.ts";
import { type Desk, tenantOf } from "../../enrolment/promote.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { certificatePdf } from "./certificate-pdf.ts";
import { type Certificate, certificateByNumber, keepSigned, signedDigest, unsignedOf } from "./certificate-store.ts";
import { checkUrl } from "./check-address.ts";
import { fileNameOf } from "./number.ts";

const texts = {
  unreadable: "bukan berkas PDF yang dapat dibaca",
  unsigned: "belum memuat tanda tangan elektronik",
  unknown: "nomornya bukan nomor sertifikat kota ini",
  several: "memuat lebih dari satu nomor sertifikat",
  revoked: "sertifikatnya sudah dicabut",
  twice: "ada dua berkas untuk sertifikat ini; kirim satu saja",
  tooLarge: "terlalu besar",
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

/** A file as it comes back. */
export interface SignedFile {
  name: string;
  bytes: Uint8Array;
}

/** A file, or why it was not even looked at. */
export type Unpacked = SignedFile | { name: string; fault: string };

const baseName = (path: string): string => path.split("/").at(-1) ?? path;

/** Files of a ZIP that end in `.pdf`, else the one file itself. */
export function pdfsIn({ name, bytes }: SignedFile): Unpacked[] {
  if (!isZip(bytes)) return [{ name, bytes }];
  let whole = 0;
  const tooLarge: Unpacked[] = [];
  // What a ZIP says of its sizes is added up before anything of it is unpacked: a small one can hold more than the memory does.
  const isWanted = (it: { name: string; originalSize: number }): boolean => {
    if (!/\.pdf$/i.test(it.name) || it.name.startsWith("__MACOSX/")) return false;
    if (it.originalSize > mostBytes || whole + it.originalSize > mostTogether) {
      tooLarge.push({ name: baseName(it.name), fault: texts.tooLarge });
      return false;
    }
    whole += it.originalSize;
    return true;
  };
  const files = Object.entries(unzipSync(bytes, { filter: isWanted })).map(([inside, content]) => ({ name: baseName(inside), bytes: content }));
  return [...files, ...tooLarge];
}

/** Of one file. */
const mostBytes = 20 * 1024 * 1024;
/** Of all of a ZIP. */
const mostTogether = 300 * 1024 * 1024;
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** A signed file with its certificate. `held`: what is kept of that one so far: nothing, this very file, or another, which it replaces. */
export interface Matched {
  certificate: Certificate;
  bytes: Uint8Array;
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
 * Takes signed files back: each belongs to the certificate whose number is printed in it. Whether a signature is there is looked at, not whether it
 * is good: that is the business of the certified provider's own check. `good`: what there is to keep. Changes nothing.
 */
export async function readSigned(desk: Desk, files: Unpacked[]): Promise<{ taken: Taken[]; good: Matched[] }> {
  const read: Taken[] = [];
  for (const it of files) read.push("fault" in it ? it : { name: it.name, ...(await matched(desk, it.bytes)) });
  const perCertificate = Map.groupBy(read, (it) => ("fault" in it ? null : it.certificate.id));
  // Which of two is meant, nobody but the officer can tell.
  const isTwice = (it: Taken): boolean => !("fault" in it) && (perCertificate.get(it.certificate.id)?.length ?? 0) > 1;
  const taken = read.map((it) => (isTwice(it) ? { name: it.name, fault: texts.twice } : it));
  return { taken, good: taken.filter((it) => "held" in it).filter((it) => it.held !== "same") };
}

async function matched(desk: Desk, bytes: Uint8Array): Promise<Matched | { fault: string }> {
  const found = await belonging(desk, bytes);
  if ("fault" in found) return found;
  const before = await signedDigest(desk.db, tenantOf(desk), found.certificate.id);
  return { ...found, bytes, held: before === undefined ? "none" : before === digestOf(bytes) ? "same" : "other" };
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function belonging(desk: Desk, bytes: Uint8Array): Promise<{ certificate: Certificate } | { fault: string }> {
  const text = await textOf(bytes);
  if (text === null) return { fault: texts.unreadable };
  if (!hasSignature(bytes)) return { fault: texts.unsigned };
  const found = new Map<number, Certificate>();
  for (const number of numbersIn(text)) {
    const it = await certificateByNumber(desk.db, tenantOf(desk), number);
    if (it) found.set(it.id, it);
  }
  const [only, second] = [...found.values()];
  if (!only) return { fault: texts.unknown };
  if (second) return { fault: texts.several };
  return only.revokedReason === null ? { certificate: only } : { fault: texts.revoked };
}

async function textOf(bytes: Uint8Array): Promise<string | null> {
  const { extractText, getDocumentProxy } = await import("unpdf");
  try {
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
    return text;
  } catch {
    return null;
  }
}

/** A signature in a PDF covers a range of its bytes and says which; the same for all kinds (ISO 32000-2, 12.8). */
function hasSignature(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  return /\/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+\s*\]/.test(text) && /\/Type\s*\/Sig\b|\/SubFilter\s*\/(?:adbe|ETSI)/.test(text);
}

/** What may be a number behind "Nomor:", as far as the line goes: extracted text may run on into the next line. */
function numbersIn(text: string): string[] {
  const after = text.split(/Nomor:\s*/).slice(1);
  return after.flatMap((rest) => {
    const words = rest.slice(0, 160).trim().split(/\s+/);
    return words.slice(0, 6).map((_, at) => words.slice(0, at + 1).join(" "));
  });
}

/** Keeps signed files, in the caller's transaction, and tells each person once that the certificate can be fetched, and whenever its file is replaced. */
export async function acceptSigned(desk: Desk & { by: number | null }, good: Pick<Matched, "certificate" | "bytes">[]): Promise<Letter[]> {
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
