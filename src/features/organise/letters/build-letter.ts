import type { FileChild, ITableCellOptions, Table } from "docx";
import { Fault } from "../../../core/fault.ts";
import type { LetterFacts, LetterKind } from "./letter-facts.ts";
import { factRows, letterWords, nameOf, peopleRows } from "./letter-words.ts";

const texts = {
  notTemplate: "Berkas itu bukan dokumen Word (.docx).",
  noMarks: (marks: string) => `Templat belum memuat tanda isian. Tulis misalnya {{pelatihan}} dan {{daftar_peserta}}; yang dikenal: ${marks}.`,
  unknown: (marks: string) => `Templat memuat tanda yang tidak dikenal: ${marks}.`,
};

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
      ? [centred(letterWords.head), centred(letterWords.title.surat_tugas, true), centred(letterWords.number)]
      : [centred(letterWords.head), line(letterWords.number, 0), line(letterWords.subject(name)), line(letterWords.to)];
  const children: FileChild[] = [
    ...head,
    line(openingOf(facts.kind, name)),
    await factsTable(facts),
    line("", 0),
    line(letterWords.closing[facts.kind]),
    right(letterWords.date),
    ...letterWords.signatory.map(right),
    new Paragraph({
      pageBreakBefore: true,
      spacing: { after: 120 },
      children: [new TextRun({ text: `${letterWords.list}: ${name} (${facts.code})`, bold: true })],
    }),
    await peopleTable(facts),
  ];
  const document = new Document({
    creator: "Kawan ASN",
    title: `${letterWords.title[facts.kind]} ${name}`,
    styles: { default: { document: { run: { font: "Arial", size: 22 } } } },
    sections: [{ children }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

const openingOf = (kind: LetterKind, name: string): string => letterWords.opening[kind](name);

async function factsTable(facts: LetterFacts): Promise<Table> {
  const { Paragraph, Table, TableCell, TableRow, WidthType } = await import("docx");
  const cell = (lines: string[], size: number) =>
    new TableCell({ width: { size, type: WidthType.PERCENTAGE }, borders: noBorders, children: lines.map((it) => new Paragraph(it)) });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: factRows(facts).map(([label, lines]) => new TableRow({ children: [cell([label], 28), cell(lines, 72)] })),
  });
}

const none = { style: "none", size: 0, color: "auto" } as const;
const noBorders: NonNullable<ITableCellOptions["borders"]> = { top: none, bottom: none, left: none, right: none };

async function peopleTable(facts: LetterFacts): Promise<Table> {
  const { Paragraph, Table, TableCell, TableRow, TextRun, WidthType } = await import("docx");
  const cell = (text: string, bold = false) => new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold, size: 20 })] })] });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({ tableHeader: true, children: letterWords.columns.map((it) => cell(it, true)) }),
      ...peopleRows(facts).map((row) => new TableRow({ cantSplit: true, children: row.map((it) => cell(it)) })),
    ],
  });
}
