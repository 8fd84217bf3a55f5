import type { FileChild, ITableCellOptions, Table } from "docx";
import { Fault } from "../../../core/fault.ts";
import type { LetterFacts, LetterKind } from "./letter-facts.ts";

const texts = {
  title: { panggilan: "PEMANGGILAN PESERTA", surat_tugas: "SURAT TUGAS" },
  head: "[KOP SURAT]",
  number: "Nomor: ............................",
  date: "..................., ............................",
  subject: (name: string) => `Hal: Pemanggilan peserta ${name}`,
  to: "Yth. Kepala Perangkat Daerah (daftar terlampir)",
  opening: {
    panggilan: (name: string) => `Bersama ini kami sampaikan bahwa ${name} akan dilaksanakan sebagai berikut:`,
    surat_tugas: () => "Yang bertanda tangan di bawah ini menugaskan pegawai yang namanya tercantum pada daftar untuk mengikuti kegiatan berikut:",
  },
  closing: {
    panggilan: "Kami mohon agar pegawai yang namanya tercantum pada daftar hadir tepat waktu. Bila berhalangan, unit kerja dapat mengusulkan pengganti.",
    surat_tugas: "Surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab, dan hasilnya dilaporkan setelah kegiatan selesai.",
  },
  rows: { training: "Kegiatan", when: "Waktu", place: "Tempat", mode: "Cara belajar", provider: "Penyelenggara", jp: "Jam pelajaran (JP)" },
  list: "Daftar peserta",
  columns: ["No", "Nama", "NIP", "Pangkat/golongan", "Jabatan", "Unit kerja"],
  nobody: "(belum ada peserta)",
  signatory: ["[Jabatan penanda tangan]", "", "", "", "[Nama penanda tangan]", "[NIP]"],
  notTemplate: "Berkas itu bukan dokumen Word (.docx).",
  noMarks: (marks: string) => `Templat belum memuat tanda isian. Tulis misalnya {{pelatihan}} dan {{daftar_peserta}}; yang dikenal: ${marks}.`,
  unknown: (marks: string) => `Templat memuat tanda yang tidak dikenal: ${marks}.`,
};

const nameOf = ({ training, className }: LetterFacts): string => (className ? `${training}, ${className}` : training);

/** Single-line marks of a city's own template, as `{{pelatihan}}`. */
const marks = {
  kota: (it) => it.city,
  pelatihan: (it) => it.training,
  kelas: (it) => it.className,
  kode: (it) => it.code,
  waktu: (it) => it.when.join("; "),
  tempat: (it) => it.place,
  cara: (it) => it.mode,
  penyelenggara: (it) => it.provider,
  jp: (it) => it.jp,
  tahun: (it) => it.year,
  jumlah_peserta: (it) => String(it.people.length),
} satisfies Record<string, (it: LetterFacts) => string>;

/** The mark in whose place the table of people comes. */
const listMark = "daftar_peserta";
export const letterMarks = [...Object.keys(marks), listMark];

/** A letter as a Word file: in the city's own form where it has given one, else in a plain one. */
export const buildLetter = (facts: LetterFacts, template?: Uint8Array): Promise<Uint8Array> => (template ? filled(facts, template) : plainLetter(facts));

/** Throws `Fault` where a file can be no template: no Word file, no mark in it, or marks that nobody knows. */
export async function checkTemplate(bytes: Uint8Array): Promise<void> {
  const { patchDetector } = await import("docx");
  const found = await patchDetector({ data: Buffer.from(bytes) }).catch(() => {
    throw new Fault("bad_input", texts.notTemplate);
  });
  const list = letterMarks.map((it) => `{{${it}}}`).join(", ");
  if (found.length === 0) throw new Fault("bad_input", texts.noMarks(list));
  const unknown = [...new Set(found)].filter((it) => !letterMarks.includes(it));
  if (unknown.length > 0) throw new Fault("bad_input", `${texts.unknown(unknown.map((it) => `{{${it}}}`).join(", "))} ${list}.`);
}

async function filled(facts: LetterFacts, template: Uint8Array): Promise<Uint8Array> {
  const { PatchType, patchDocument, TextRun } = await import("docx");
  const words = Object.entries(marks).map(([mark, of]) => [mark, { type: PatchType.PARAGRAPH, children: [new TextRun(of(facts))] }] as const);
  const patches = { ...Object.fromEntries(words), [listMark]: { type: PatchType.DOCUMENT, children: [await peopleTable(facts)] as FileChild[] } };
  const bytes = await patchDocument({ outputType: "uint8array", data: Buffer.from(template), patches, keepOriginalStyles: true });
  return new Uint8Array(bytes);
}

async function plainLetter(facts: LetterFacts): Promise<Uint8Array> {
  const { AlignmentType, Document, Packer, Paragraph, TextRun } = await import("docx");
  const line = (text: string, after = 120) => new Paragraph({ spacing: { after }, children: [new TextRun(text)] });
  const centred = (text: string, bold = false) =>
    new Paragraph({ alignment: AlignmentType.CENTER, spacing: { after: 120 }, children: [new TextRun({ text, bold })] });
  const right = (text: string) => new Paragraph({ indent: { left: 5_200 }, children: [new TextRun(text)] });
  const name = nameOf(facts);
  const head =
    facts.kind === "surat_tugas"
      ? [centred(texts.head), centred(texts.title.surat_tugas, true), centred(texts.number)]
      : [centred(texts.head), line(texts.number, 0), line(texts.subject(name)), line(texts.to)];
  const children: FileChild[] = [
    ...head,
    line(openingOf(facts.kind, name)),
    await factsTable(facts),
    line("", 0),
    line(texts.closing[facts.kind]),
    right(texts.date),
    ...texts.signatory.map(right),
    new Paragraph({ pageBreakBefore: true, spacing: { after: 120 }, children: [new TextRun({ text: `${texts.list}: ${name} (${facts.code})`, bold: true })] }),
    await peopleTable(facts),
  ];
  const document = new Document({
    creator: "Kawan ASN",
    title: `${texts.title[facts.kind]} ${name}`,
    styles: { default: { document: { run: { font: "Arial", size: 22 } } } },
    sections: [{ children }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

const openingOf = (kind: LetterKind, name: string): string => texts.opening[kind](name);

async function factsTable(facts: LetterFacts): Promise<Table> {
  const { Paragraph, Table, TableCell, TableRow, WidthType } = await import("docx");
  const { rows } = texts;
  const all: [string, string[]][] = [
    [rows.training, [nameOf(facts)]],
    [rows.when, facts.when],
    [rows.place, [facts.place]],
    [rows.mode, [facts.mode]],
    [rows.provider, [facts.provider]],
    ...(facts.jp ? ([[rows.jp, [facts.jp]]] as [string, string[]][]) : []),
  ];
  const cell = (lines: string[], size: number) =>
    new TableCell({ width: { size, type: WidthType.PERCENTAGE }, borders: noBorders, children: lines.map((it) => new Paragraph(it)) });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: all.map(([label, lines]) => new TableRow({ children: [cell([label], 28), cell(lines, 72)] })),
  });
}

const none = { style: "none", size: 0, color: "auto" } as const;
const noBorders: NonNullable<ITableCellOptions["borders"]> = { top: none, bottom: none, left: none, right: none };

async function peopleTable({ people }: LetterFacts): Promise<Table> {
  const { Paragraph, Table, TableCell, TableRow, TextRun, WidthType } = await import("docx");
  const cell = (text: string, bold = false) => new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold, size: 20 })] })] });
  const rows = people.map((it, at) => [String(at + 1), it.name, it.nip ?? "–", it.grade ?? "–", it.title ?? "–", it.unit ?? "–"]);
  const empty = rows.length === 0 ? [["", texts.nobody, "", "", "", ""]] : rows;
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({ tableHeader: true, children: texts.columns.map((it) => cell(it, true)) }),
      ...empty.map((row) => new TableRow({ cantSplit: true, children: row.map((it) => cell(it)) })),
    ],
  });
}
