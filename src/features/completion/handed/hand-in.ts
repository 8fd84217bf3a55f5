import { createHash } from "node:crypto";
import { z } from "zod";
import { changeBlob, dropBlob, isBlob, openBlob } from "../../../core/blob.ts";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { fileKind, isZip } from "../../../core/file-kind.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Button, type Call, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { type Form, forms, isForm } from "../../training/forms.ts";
import { jpText } from "../../training/words.ts";
import { proofName } from "./file-kind.ts";
import { type Handed, type HandedDraft, handedOf, heldUnder, keepHanded, sameFileOf } from "./handed-store.ts";
import { readGiven } from "./read-given.ts";
import { isNone, readJp, readSpan } from "./read-parts.ts";
import { readPicture } from "./read-picture.ts";
import { CertificateWords } from "./read-words.ts";
import { type ReadPart, readParts, reviewRead } from "./review-read.ts";
import { stripMetadata } from "./strip-metadata.ts";

const texts = {
  send: "Kirim foto atau PDF sertifikatnya di sini, satu berkas, paling besar 10 MB.",
  notHere: "Di percakapan ini berkas belum dapat dikirim. Kirim foto atau PDF sertifikatnya lewat Telegram, WhatsApp, atau halaman web yang sudah ditautkan.",
  notFile: "Yang diperlukan foto (JPG, PNG, WebP) atau PDF. Kirim ulang berkasnya.",
  zip: "Kirim sertifikatnya sebagai satu foto atau PDF, bukan ZIP. Petugas yang menerima kembali sertifikat bertanda tangan memakai /kembalikan.",
  gone: "Berkasnya tidak ditemukan lagi. Kirim ulang sertifikatnya.",
  sameFile: "Berkas yang sama sudah Anda serahkan dan sedang diperiksa atau sudah diakui.",
  title: "Berkas diterima. Apa nama pelatihannya, seperti tertulis pada sertifikat?",
  provider: "Siapa penyelenggaranya, seperti tertulis pada sertifikat?",
  number: "Berapa nomor sertifikatnya? Ketik *tidak ada* bila tidak bernomor.",
  dates: "Kapan pelaksanaannya? Misalnya 7/10/2026, atau 7/10/2026 s.d. 9/10/2026.",
  badDates: "Tanggalnya belum jelas. Tulis misalnya 7/10/2026, atau 7/10/2026 s.d. 9/10/2026; tidak boleh sesudah hari ini.",
  jp: "Berapa jam pelajaran (JP) yang tertulis? Ketik *tidak ada* bila tidak tertulis.",
  badJp: "Ketik angkanya saja, misalnya 16, atau *tidak ada*.",
  form: "Bentuknya apa?",
  confirm: (it: HandedDraft) =>
    [
      `Serahkan sertifikat ini untuk diperiksa petugas?`,
      `*${plain(it.title)}*`,
      `${plain(it.provider)}; nomor ${it.number === null ? "tidak ada" : plain(it.number)}`,
      `${longDate(it.from)}${it.from === it.until ? "" : ` sampai ${longDate(it.until)}`}; ${it.jp === null ? "JP tidak tertulis" : `${jpText(it.jp)} JP`}; ${forms[it.form].name}`,
    ].join("\n"),
  already: "Pelatihan dengan nomor, atau nama dan tanggal, yang sama sudah diakui pada riwayat Anda, jadi tidak perlu diserahkan lagi.",
  done: "✅ Diserahkan. Petugas memeriksanya, dan hasilnya saya sampaikan di sini.",
  head: "*Serahan Anda*",
  line: (it: Handed) => `• ${plain(it.title)}: ${stateWords[it.state]}${it.reason ? ` (${plain(it.reason)})` : ""}`,
  again: "Yang ditolak boleh diserahkan ulang.",
};

const stateWords = { menunggu: "menunggu pemeriksaan", diakui: "diakui", ditolak: "ditolak" } as const;

/** Forms that certificates from elsewhere mostly have; the rest is "other". */
const offered: [Form, string][] = [
  ["pelatihan_teknis", "Pelatihan teknis"],
  ["pelatihan_fungsional", "Fungsional"],
  ["bimtek", "Bimtek"],
  ["workshop", "Workshop"],
  ["seminar", "Seminar/webinar"],
  ["e_learning", "E-learning"],
  ["pelatihan_struktural", "Kepemimpinan"],
  ["klasikal_lain", "Lainnya"],
];

const Input = z.object({
  /** Id of the file among the talk's own. */
  file: z.string().trim().max(2_000).optional(),
  title: z.string().trim().min(3, "Tulis nama pelatihannya dengan lengkap.").max(200).optional(),
  provider: z.string().trim().min(2, "Tulis nama penyelenggaranya.").max(200).optional(),
  number: z.string().trim().max(120).optional(),
  dates: z.string().trim().max(80).optional(),
  jp: z.string().trim().max(20).optional(),
  form: z.string().max(40).optional(),
  /** What the file's own words say; it counts only once the person has looked at it. */
  read: CertificateWords.nullish(),
  /** The part of it that is to be said anew. */
  change: z.enum(readParts).optional(),
  /** The part that was awaited: words in the place of a file, and questions in the place of anything, belong to the talk. */
  asked: z.string().max(20).optional(),
});
type Input = Omit<z.output<typeof Input>, "asked">;

const shownBefore = 4;

/** A certificate from elsewhere (F19): a file first, then what it says, part by part, then a checker who is somebody else. */
export const handIn = capability({
  id: "hand_in_certificate",
  about: "Menyerahkan foto atau PDF sertifikat dari penyelenggara lain untuk diperiksa dan dicatat JP-nya.",
  command: "serahkan",
  phrases: ["serahkan sertifikat", "kirim sertifikat", "unggah sertifikat", "setor sertifikat", "upload sertifikat"],
  roles: ["asn"],
  takesFile: { field: "file", kinds: ["image", "document"], read: { field: "read", of: readGiven, picture: readPicture } },
  input: Input,

  async handle(context, { asked, ...input }) {
    if (asked !== undefined && isAside(asked, input)) return { reply: { text: "" }, notAwaited: true };
    const { id: personId, agency } = context.person as Person;
    const subject = { cell: context.cell, agencyId: agency.id, personId };
    const bytes = await bytesOf(context, input.file);
    if (!bytes) return missing(context, subject, input);
    const kind = fileKind(bytes);
    if (kind === null) return refused(context, input, isZip(bytes) ? texts.zip : texts.notFile);
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (await sameFileOf(context.db, subject, digest)) return { reply: { text: texts.sameFile }, code: "same_file" };
    const today = localDate(context.now, agency.zone);
    const next = reviewing(input, today) ?? nextQuestion(input, today);
    if ("reply" in next) return next;
    const held = await heldUnder(context.db, subject, next);
    if (held?.state === "diakui" || (held && held.source !== "serahan")) return { reply: { text: texts.already }, code: "already" };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(next), input } };
    await keepHanded(context.db, subject, next, { name: proofName(kind), mime: kind, bytes, givenDigest: digest }, context.now);
    await forget(context, input.file);
    return { reply: { text: texts.done }, code: "handed" };
  },
});

/** What was said while a part was awaited, and is not that part. */
function isAside(asked: string, input: Input): boolean {
  const said = Object.entries(input).find(([name]) => name === asked)?.[1];
  return typeof said === "string" && (asked === "file" ? !isBlob(said) : /\?\s*$/.test(said));
}

/** The file without what tells where it was taken; from here on nothing else of it is kept, even if nobody goes on. */
async function bytesOf({ db, cell, conversation }: Context, file: string | undefined): Promise<Uint8Array | undefined> {
  if (file === undefined || conversation === null || !isBlob(file)) return undefined;
  const given = (await openBlob(db, cell, file, conversation))?.bytes;
  const kind = given && fileKind(given);
  if (!given || !kind) return given;
  const bytes = stripMetadata(given, kind);
  if (!Buffer.from(bytes).equals(Buffer.from(given))) await changeBlob(db, cell, file, conversation, bytes);
  return bytes;
}

async function forget({ db, cell, conversation }: Context, file: string | undefined): Promise<void> {
  if (file !== undefined && conversation !== null) await dropBlob(db, cell, file, conversation);
}

async function refused(context: Context, input: Input, why: string): Promise<Outcome> {
  await forget(context, input.file);
  return awaits(why, { ...input, file: undefined }, "file");
}

/** Without a file: how earlier ones stand, and the request for one. */
async function missing({ db, origin }: Context, subject: Subject, input: Input): Promise<Outcome> {
  if (input.file !== undefined && isBlob(input.file)) return awaits(texts.gone, { ...input, file: undefined }, "file");
  const before = (await handedOf(db, subject)).slice(-shownBefore);
  const canSend = origin?.to.channel !== "terminal";
  const refused = before.some((it) => it.state === "ditolak") ? [texts.again] : [];
  const list = before.length === 0 ? [] : [[texts.head, ...before.map(texts.line), ...refused].join("\n")];
  const text = [...list, canSend ? texts.send : texts.notHere].join("\n\n");
  return canSend ? awaits(text, { ...input, file: undefined }, "file") : { reply: { text }, code: "not_here" };
}

/** What was read in the file is looked at first, and said anew part by part; undefined = there is no such. */
function reviewing({ change, ...input }: Input, today: string): Outcome | undefined {
  if (!input.read) return undefined;
  const question = change && unclear(change, input[change], today);
  return question ? awaits(question, { ...input, change, [change]: undefined }, change) : reviewRead(input, today, callOf);
}

function unclear(part: ReadPart, said: string | undefined, today: string): string | undefined {
  if (said === undefined || said === "") return texts[part];
  if (part === "dates" && readSpan(said, today) === null) return texts.badDates;
  return part === "jp" && readJp(said) === undefined ? texts.badJp : undefined;
}

/** The first part that is missing or not clear as a question; else the whole. */
function nextQuestion(input: Input, today: string): Outcome | HandedDraft {
  const { title, provider, number, dates, jp, form } = input;
  if (title === undefined) return awaits(texts.title, input, "title");
  if (provider === undefined) return awaits(texts.provider, input, "provider");
  if (number === undefined || number === "") return awaits(texts.number, { ...input, number: undefined }, "number");
  const span = dates === undefined ? null : readSpan(dates, today);
  if (span === null) return awaits(dates === undefined ? texts.dates : texts.badDates, { ...input, dates: undefined }, "dates");
  const hours = jp === undefined ? undefined : readJp(jp);
  if (hours === undefined) return awaits(jp === undefined ? texts.jp : texts.badJp, { ...input, jp: undefined }, "jp");
  if (form === undefined || !isForm(form)) {
    const { form: _, ...given } = input;
    return { reply: { text: texts.form, buttons: formButtons(input) }, form: { capability: "hand_in_certificate", input: given }, code: "asks" };
  }
  return { title, provider, number: isNone(number) ? null : number, form, jp: hours, ...span };
}

const formButtons = (input: Input): Button[] =>
  offered.map(([form, label]) => ({ label, call: { capability: "hand_in_certificate", input: { ...input, form } } }));

const callOf = (input: object): Call => ({
  capability: "hand_in_certificate",
  input: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
});

const awaits = (text: string, input: Input, field: keyof Input): Outcome => {
  const call = callOf(input);
  const { input: given } = call;
  // From the file on it is a form: a question about a rule in between is answered, and then it goes on.
  return { reply: { text }, awaits: { ...call, input: { ...given, asked: field }, field }, ...(field !== "file" && { form: call }), code: "asks" };
};
