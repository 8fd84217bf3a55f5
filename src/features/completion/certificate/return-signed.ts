import { z } from "zod";
import { dropBlob, isBlob, openBlob } from "../../../core/blob.ts";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { fileKind, isZip } from "../../../core/file-kind.ts";
import { plain } from "../../../core/reply.ts";
import { deskOf } from "../officer-class.ts";
import { acceptSigned, matchSigned, type Taken, takenText } from "./batch.ts";
import { digestOf, Reading, readPdfs } from "./read-pdf.ts";
import { type GivenFile, mostFiles, pdfsIn } from "./unpack-pdfs.ts";

const texts = {
  send: "Kirim di sini PDF sertifikat yang sudah ditandatangani, atau ZIP yang berisi beberapa PDF, paling besar 10 MB.",
  gone: "Berkasnya tidak ditemukan lagi. Kirim ulang.",
  notHere: "Di percakapan ini berkas belum dapat dikirim. Pakai Telegram, WhatsApp, atau halaman web yang sudah ditautkan.",
  notRead: {
    many: `ZIP itu berisi lebih dari ${mostFiles} PDF. Kirim dalam beberapa bagian.`,
    large: "Isi ZIP itu terlalu besar bila dibuka. Kirim dalam beberapa bagian.",
    broken: "ZIP itu tidak dapat dibuka: mungkin rusak atau berkata sandi. Buat ulang, lalu kirim lagi.",
    other: "Yang diperlukan PDF bertanda tangan, atau ZIP yang berisi PDF. Kirim ulang berkasnya.",
  },
  empty: "ZIP itu tidak berisi PDF. Kirim ulang berkasnya.",
  none: "Tidak ada yang dapat disimpan:",
  question: (count: number, replaced: number) =>
    `Simpan ${count} sertifikat bertanda tangan? Pemiliknya diberi tahu.${replaced > 0 ? ` ${replaced} di antaranya menggantikan berkas yang sudah ada.` : ""}`,
  changed: "Sementara itu berkas bertanda tangan yang lain sudah disimpan, mungkin oleh petugas lain. Kirim ulang bila tetap hendak diganti.",
  left: "Tidak disimpan:",
  line: (name: string, what: string) => `- ${plain(name)}: ${plain(what)}`,
  more: (count: number) => `- … dan ${count} lagi`,
  done: (count: number) => `✅ ${count} sertifikat bertanda tangan disimpan, dan pemiliknya diberi tahu.`,
  same: "Berkas bertanda tangan itu sudah tersimpan.",
};

/** Lines on one screen. */
const shown = 8;

/** What was read of what was sent, or why it could not be opened. */
const Read = z.union([z.array(Reading).max(mostFiles), z.enum(["many", "large", "broken", "other"])]);

/** Of each file no more words are kept than a certificate has. */
const mostText = 4_000;

/** Before the transaction: forty files take seconds. */
async function readSent(file: GivenFile): Promise<z.output<typeof Read>> {
  if (fileKind(file.bytes) !== "application/pdf" && !isZip(file.bytes)) return "other";
  const files = await pdfsIn(file);
  return typeof files === "string" ? files : readPdfs(files, { keep: mostText });
}

/** Signed certificates come back by chat as they do by the server's command line: each by the number printed in it. */
export const returnSigned = capability({
  id: "return_signed",
  about: "Menerima kembali sertifikat yang sudah ditandatangani, sebagai PDF atau ZIP, dan mencocokkannya menurut nomornya.",
  command: "kembalikan",
  phrases: ["kembalikan sertifikat", "unggah sertifikat bertanda tangan", "kirim sertifikat bertanda tangan"],
  roles: ["officer"],
  // A photo is taken to be told that a PDF is needed: else it would begin a certificate of the officer's own.
  takesFile: { field: "file", kinds: ["document", "image"], read: { field: "read", of: readSent } },
  /** `asked`: a file was awaited; words in its place belong to the talk. */
  input: z.object({
    file: z.string().trim().max(2_000).optional(),
    asked: z.boolean().optional(),
    read: Read.optional(),
    /** Certificates of which the officer was told that their file is replaced. */
    replaces: z.array(z.number().int()).max(mostFiles).optional(),
  }),

  async handle(context, { file, asked, read, replaces = [] }) {
    if (asked && file !== undefined && !isBlob(file)) return { reply: { text: "" }, notAwaited: true };
    const { db, cell, conversation, origin } = context;
    if (origin?.to.channel === "terminal") return { reply: { text: texts.notHere }, code: "not_here" };
    if (file === undefined || conversation === null || !isBlob(file)) return awaitsFile(texts.send);
    if (read === undefined) return refused(context, file, texts.gone);
    if (typeof read === "string") return refused(context, file, texts.notRead[read]);
    if (read.length === 0) return refused(context, file, texts.empty);
    const desk = deskOf(context);
    const { taken, good } = await matchSigned(desk, read, { locks: context.confirmed ?? false });
    const looked = taken.flatMap((it) => ("fault" in it ? [] : it.certificate.personId));
    const faults = taken.filter((it) => "fault" in it);
    if (faults.length === taken.length) return refused(context, file, [texts.none, ...listed(faults)].join("\n"));
    if (good.length === 0) {
      await dropBlob(db, cell, file, conversation);
      return { reply: { text: [texts.same, ...(faults.length > 0 ? ["", texts.left, ...listed(faults)] : [])].join("\n") }, looked, code: "same" };
    }
    const replaced = good.filter((it) => it.held === "other").map((it) => it.certificate.id);
    if (!context.confirmed) {
      const toKeep = taken.filter((it) => "held" in it).filter((it) => it.held !== "same");
      // What is replaced comes first: the list may be cut.
      const first = toKeep.toSorted((a, b) => Number(b.held === "other") - Number(a.held === "other"));
      const left = taken.filter((it) => "fault" in it || it.held === "same");
      const lines = [texts.question(good.length, replaced.length), ...listed(first), ...(left.length > 0 ? ["", texts.left, ...listed(left)] : [])];
      return { reply: { text: "" }, ask: { question: lines.join("\n"), input: { file, read, replaces: replaced } }, looked };
    }
    if (replaced.some((it) => !replaces.includes(it))) return refused(context, file, texts.changed);
    const given = await openBlob(db, cell, file, conversation);
    const bytes = given ? await byDigest(given) : new Map<string, Uint8Array>();
    const kept = good.flatMap((it): Kept[] => {
      const whole = bytes.get(it.digest);
      return whole ? [{ certificate: it.certificate, bytes: whole }] : [];
    });
    if (kept.length < good.length) return awaitsFile(texts.gone);
    const letters = await acceptSigned(desk, kept);
    await dropBlob(db, cell, file, conversation);
    return { reply: { text: texts.done(good.length) }, letters, looked, code: "kept" };
  },
});

type Kept = Parameters<typeof acceptSigned>[1][number];

/** What was sent, opened again but not read again. */
async function byDigest(given: GivenFile): Promise<Map<string, Uint8Array>> {
  const files = await pdfsIn(given);
  return new Map(typeof files === "string" ? [] : files.flatMap((it) => ("fault" in it ? [] : [[digestOf(it.bytes), it.bytes]])));
}

function listed(all: Taken[]): string[] {
  const lines = all.slice(0, shown).map((it) => texts.line(it.name, takenText(it)));
  return all.length > shown ? [...lines, texts.more(all.length - shown)] : lines;
}

const awaitsFile = (text: string): Outcome => ({
  reply: { text },
  awaits: { capability: "return_signed", input: { asked: true }, field: "file" },
  code: "asks",
});

async function refused({ db, cell, conversation }: Context, file: string, text: string): Promise<Outcome> {
  if (conversation !== null) await dropBlob(db, cell, file, conversation);
  return awaitsFile(text);
}
