import { z } from "zod";
import { dropBlob, isBlob, openBlob } from "../../../core/blob.ts";
import { capability, type Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { fileKind } from "../../../core/file-kind.ts";
import { plain } from "../../../core/reply.ts";
import { bareText, Reading, readPdfs } from "../../completion/certificate/read-pdf.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { lockRoom } from "../../enrolment/enrolment-store.ts";
import { paperButton } from "../../enrolment/papers.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { classFor, deskOf, sheetButton } from "../classes/class-desk.ts";
import { type LetterFacts, type LetterKind, type ListedPerson, letterFacts, letterKinds, letterNames } from "./letter-facts.ts";
import { attachFile, filesOf } from "./letter-store.ts";
import { letterWords } from "./letter-words.ts";

const texts = {
  send: (kind: string, name: string) => `Kirim di sini ${kind} ${name} yang sudah ditandatangani: satu PDF, paling besar 10 MB.`,
  notHere: "Di percakapan ini berkas belum dapat dikirim. Pakai Telegram, WhatsApp, atau halaman web yang sudah ditautkan.",
  notPdf: "Yang diperlukan satu PDF. Kirim ulang berkasnya.",
  unreadable: "PDF itu tidak dapat dibaca. Kirim ulang berkasnya.",
  gone: "Berkasnya tidak ditemukan lagi. Kirim ulang.",
  differs: (name: string) => `PDF itu tidak menyebut *${name}*. Periksa berkasnya, lalu kirim yang benar.`,
  otherKind: (kind: string, other: string) => `PDF itu tampaknya ${other}, bukan ${kind}. Periksa berkasnya, lalu kirim yang benar.`,
  nobodyNamed: "Tidak seorang pun peserta kelas ini tertulis dalam PDF itu. Periksa berkasnya, lalu kirim yang benar.",
  nobody: (kind: string) => `Belum ada orang untuk ${kind}: panggil atau daftarkan peserta dulu.`,
  question: (kind: string, name: string, named: number, all: number) =>
    `Simpan ${kind} bertanda tangan untuk ${name}? ${named} dari ${all} peserta tertulis di dalamnya, dan mereka diberi tahu.`,
  scan: (kind: string, name: string, all: number) =>
    `Simpan ${kind} bertanda tangan untuk ${name}? ⚠️ Berkas ini hasil pindai, jadi isinya tidak dapat saya cocokkan: pastikan sendiri bahwa berkasnya benar. ${all} peserta diberi tahu.`,
  missing: (count: number, names: string) => `⚠️ Belum tertulis: ${names}${count > namesShown ? `, dan ${count - namesShown} lagi` : ""}.`,
  unsigned: "⚠️ Belum memuat tanda tangan elektronik. Simpan hanya bila ditandatangani basah.",
  kept: (kind: string, told: number, named: number) =>
    `✅ Disimpan sebagai ${kind} bertanda tangan; ${told === named ? told : `${told} dari ${named}`} peserta diberi tahu.${told === named ? "" : " Yang lain belum menautkan percakapan."}`,
  same: "Berkas itu sudah tersimpan pada kelas ini.",
  another: (kind: string) => `Sudah ada ${kind} bertanda tangan pada kelas ini. Yang namanya tertulis di sini menerima yang baru.`,
  changed: (kind: string) =>
    `Belum disimpan: sementara itu ${kind} bertanda tangan yang lain sudah disimpan, mungkin oleh petugas lain. Periksa lewat tombol Surat pada kelasnya; kirim ulang berkas Anda bila tetap hendak disimpan.`,
  told: {
    panggilan: (name: string) => `Surat panggilan Anda untuk ${name} sudah ditandatangani.`,
    surat_tugas: (name: string) => `Surat tugas Anda untuk ${name} sudah ditandatangani.`,
  },
};

const namesShown = 5;

/** Before the transaction; "other" = no PDF. */
async function readSent(file: { name: string; bytes: Uint8Array }): Promise<Reading | "other" | undefined> {
  return fileKind(file.bytes) === "application/pdf" ? (await readPdfs([file]))[0] : "other";
}

/** A letter of a class comes back signed: held against the class and its people, kept with it, and those it names are told. */
export const returnLetter = capability({
  id: "return_letter",
  about: "Menyimpan surat panggilan atau surat tugas satu kelas yang sudah ditandatangani.",
  phrases: [],
  roles: ["officer"],
  // A photo is taken to be told that a PDF is needed: else it would begin a certificate of the officer's own.
  takesFile: { field: "file", kinds: ["document", "image"], read: { field: "read", of: readSent } },
  input: z.object({
    class: z.number().int().positive(),
    kind: z.enum(letterKinds),
    file: z.string().trim().max(2_000).optional(),
    read: z.union([Reading, z.literal("other")]).optional(),
    /** A file was awaited; words in its place belong to the talk. */
    asked: z.boolean().optional(),
    /** The newest such letter that was there when the officer was asked; 0 = none. */
    after: z.number().int().min(0).optional(),
  }),

  async handle(context, { class: id, kind, file, read, asked, after = 0 }) {
    if (asked && file !== undefined && !isBlob(file)) return { reply: { text: "" }, notAwaited: true };
    const { db, cell, conversation, origin, now } = context;
    if (origin?.to.channel === "terminal") return { reply: { text: texts.notHere }, code: "not_here" };
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    const facts = await letterFacts(desk, of, kind);
    if (facts.people.length === 0) return { reply: { text: texts.nobody(letterNames[kind]), buttons: [sheetButton(id)] }, code: "nobody" };
    const awaits = (text: string): Outcome => ({
      reply: { text },
      awaits: { capability: "return_letter", input: { class: id, kind, asked: true }, field: "file" },
      code: "asks",
    });
    if (file === undefined || conversation === null || !isBlob(file)) return awaits(texts.send(letterNames[kind], className(of)));
    const fault = read === undefined ? texts.gone : read === "other" ? texts.notPdf : "fault" in read ? texts.unreadable : differenceOf(facts, read.text);
    if (fault !== null || read === undefined || read === "other" || "fault" in read) {
      await dropBlob(db, cell, file, conversation);
      return awaits(fault ?? texts.gone);
    }
    const named = namedIn(read.text, facts.people);
    const looked = facts.people.map((it) => it.id);
    // Of two officers at once the second sees what the first has kept.
    if (context.confirmed) await lockRoom(db, tenantOf(desk), id);
    const before = await filesOf(db, tenantOf(desk), id);
    const same = before.some((it) => it.sha === read.digest);
    const newest = before.findLast((it) => it.kind === kind)?.id ?? 0;
    if (!context.confirmed) {
      const question = questionOf(className(of), facts, read.text === "" ? null : named, read.signed);
      const another = newest > 0 && !same ? [texts.another(letterNames[kind])] : [];
      return { reply: { text: "" }, ask: { question: [question, ...another].join("\n"), input: { class: id, kind, file, read, after: newest } }, looked };
    }
    if (newest !== after && !same) {
      await dropBlob(db, cell, file, conversation);
      return awaits(texts.changed(letterNames[kind]));
    }
    const given = await openBlob(db, cell, file, conversation);
    if (!given) return awaits(texts.gone);
    const kept = {
      kind,
      name: `${kind.replace("_", "-")}-bertanda-tangan.pdf`,
      mime: "application/pdf",
      bytes: given.bytes,
      addedBy: context.person?.id ?? null,
      named: named.map((it) => it.id),
    };
    const added = await attachFile(db, tenantOf(desk), id, kept, now);
    await dropBlob(db, cell, file, conversation);
    if (added === undefined) return { reply: { text: texts.same, buttons: [sheetButton(id)] }, code: "same" };
    const letters = await tellNamed(desk, of, { kind, id: added, named: kept.named });
    return { reply: { text: texts.kept(letterNames[kind], letters.length, named.length), buttons: [sheetButton(id)] }, letters, looked, code: "kept" };
  },
});

/** Why it cannot be this letter; null = it can. A scan has no words to be held against it. */
function differenceOf({ kind, training, people }: LetterFacts, text: string): string | null {
  if (text === "") return null;
  if (!text.includes(bareText(training))) return texts.differs(plain(training));
  const says = (it: LetterKind): boolean => text.includes(bareText(letterWords.title[it]));
  const other = letterKinds.find((it) => it !== kind && says(it));
  if (other && !says(kind)) return texts.otherKind(letterNames[kind], letterNames[other]);
  return namedIn(text, people).length > 0 ? null : texts.nobodyNamed;
}

/** Those whom it names: by their NIPs where it has any, since a short name is a part of many others. A scan has no words: all of them. */
export function namedIn(text: string, people: ListedPerson[]): ListedPerson[] {
  if (text === "") return people;
  const numbered = people.some(({ nip }) => nip !== null && text.includes(nip));
  return people.filter(({ nip, name }) => text.includes(numbered && nip !== null ? nip : bareText(name)));
}

/** `named` = those whom it names; null = it is a scan. */
function questionOf(name: string, { kind, people }: LetterFacts, named: ListedPerson[] | null, signed: boolean): string {
  if (named === null) return texts.scan(letterNames[kind], name, people.length);
  const missing = people.filter((it) => !named.includes(it));
  const names = missing
    .slice(0, namesShown)
    .map((it) => plain(it.name))
    .join(", ");
  return [
    texts.question(letterNames[kind], name, named.length, people.length),
    ...(missing.length > 0 ? [texts.missing(missing.length, names)] : []),
    ...(signed ? [] : [texts.unsigned]),
  ].join("\n");
}

/** Those whom a signed letter names hear of it, with the button that fetches it. */
export async function tellNamed(desk: Desk, of: ClassOf, { kind, id, named }: { kind: LetterKind; id: number; named: number[] }): Promise<Letter[]> {
  const tenant = tenantOf(desk);
  const reply = { text: texts.told[kind](className(of)), buttons: [paperButton({ what: kind, id })] };
  const letters: Letter[] = [];
  for (const personId of named) {
    letters.push(...(await lettersTo(desk.db, { ...tenant, personId }, { key: `letter:${id}:${personId}`, intent: "notice", now: desk.now, reply })));
  }
  return letters;
}
