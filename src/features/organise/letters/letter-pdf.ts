import { newPdf, type Pdf } from "../../completion/certificate/new-pdf.ts";
import type { LetterFacts } from "./letter-facts.ts";
import { factRows, letterWords, nameOf, peopleRows } from "./letter-words.ts";

const texts = {
  fields: { number: "Nomor surat", date: "Tempat dan tanggal", post: "Jabatan penanda tangan", name: "Nama penanda tangan", nip: "NIP penanda tangan" },
};

/** Points; A4 standing. */
const page = { width: 595.28, height: 841.89, margin: 64 };
const width = page.width - 2 * page.margin;
const bottom = page.height - page.margin;
const ink = "#1a1a1a";
const faint = "#8a8a8a";
/** Shares of the width: number, name, NIP, grade, position, unit. */
const columns = [0.06, 0.24, 0.225, 0.115, 0.19, 0.17].map((it) => it * width);
const padding = 4;

/**
 * A letter as PDF in the shipped form. What only the city can give (number, date, signatory) is a field to be filled in; the place for the
 * signature stays empty. A city's own form is a Word file, and its letter comes as one.
 */
export async function letterPdf(facts: LetterFacts): Promise<Uint8Array> {
  const info = { Title: `${letterWords.title[facts.kind]} ${nameOf(facts)}`, Author: facts.city };
  const { pdf, ended } = await newPdf({ size: [page.width, page.height], margin: page.margin, info });
  pdf.font("plain").fontSize(11).fillColor(ink);
  pdf.initForm();
  heading(pdf, facts);
  pdf.text(letterWords.opening[facts.kind](nameOf(facts)), { align: "justify" }).moveDown(0.8);
  for (const [label, lines] of factRows(facts)) fact(pdf, label, lines);
  pdf.moveDown(0.6).text(letterWords.closing[facts.kind], page.margin, pdf.y, { width, align: "justify" });
  signature(pdf);
  list(pdf, facts);
  return ended();
}

function heading(pdf: Pdf, facts: LetterFacts): void {
  pdf.font("bold").fillColor(faint).text(letterWords.head, { align: "center" }).fillColor(ink).moveDown(1.2);
  if (facts.kind === "surat_tugas") {
    pdf.fontSize(14).text(letterWords.title.surat_tugas, { align: "center" }).font("plain").fontSize(11);
    labelled(pdf, "Nomor:", texts.fields.number, page.margin + width / 2 - 130, 210);
    pdf.moveDown(1.4);
    return;
  }
  pdf.font("plain");
  labelled(pdf, "Nomor:", texts.fields.number, page.margin, 210);
  pdf
    .moveDown(0.3)
    .text(letterWords.subject(nameOf(facts)), page.margin, pdf.y, { width })
    .moveDown(0.8);
  pdf.text(letterWords.to).moveDown(0.8);
}

/** A word with a line to be written on behind it. */
function labelled(pdf: Pdf, label: string, name: string, x: number, length: number): void {
  const y = pdf.y;
  pdf.text(label, x, y, { lineBreak: false });
  field(pdf, name, x + pdf.widthOfString(label) + 6, y, length);
  pdf.x = page.margin;
  pdf.y = y + 20;
}

function field(pdf: Pdf, name: string, x: number, y: number, length: number): void {
  pdf.formText(name, x, y - 2, length, 18, { fontSize: 10 });
  pdf
    .moveTo(x, y + 14)
    .lineTo(x + length, y + 14)
    .lineWidth(0.5)
    .dash(1, { space: 2 })
    .stroke(faint)
    .undash();
}

const labelWidth = 130;

function fact(pdf: Pdf, label: string, lines: string[]): void {
  const text = lines.join("\n");
  const height = pdf.heightOfString(text, { width: width - labelWidth - 12 });
  if (pdf.y + height > bottom) pdf.addPage();
  const y = pdf.y;
  pdf.text(label, page.margin, y, { width: labelWidth });
  pdf.text(":", page.margin + labelWidth, y, { lineBreak: false });
  pdf.text(text, page.margin + labelWidth + 12, y, { width: width - labelWidth - 12 });
  pdf.x = page.margin;
  pdf.y = y + height + 3;
}

/** Five lines on the right, kept together. */
function signature(pdf: Pdf): void {
  const [left, length, height] = [page.margin + width - 230, 230, 170];
  if (pdf.y + height > bottom) pdf.addPage();
  const y = pdf.y + 24;
  const { date, post, name, nip } = texts.fields;
  for (const [at, label] of [date, post].entries()) caption(pdf, label, left, y + at * 30, length);
  for (const [at, label] of [name, nip].entries()) caption(pdf, label, left, y + 120 + at * 30, length);
  pdf.x = page.margin;
  pdf.y = y + height;
}

/** A field with what belongs in it written small below. */
function caption(pdf: Pdf, label: string, x: number, y: number, length: number): void {
  field(pdf, label, x, y, length);
  pdf
    .fontSize(7)
    .fillColor(faint)
    .text(label, x, y + 15, { width: length, lineBreak: false })
    .fontSize(11)
    .fillColor(ink);
}

/** The people on pages of their own, each with the heads of the columns. */
function list(pdf: Pdf, facts: LetterFacts): void {
  pdf.addPage().font("bold").fontSize(11);
  pdf.text(`${letterWords.list}: ${nameOf(facts)} (${facts.code})`, page.margin, page.margin, { width }).moveDown(0.8);
  row(pdf, letterWords.columns, "bold");
  for (const cells of peopleRows(facts)) {
    if (pdf.y + heightOf(pdf, cells) > bottom) {
      pdf.addPage();
      row(pdf, letterWords.columns, "bold");
    }
    row(pdf, cells, "plain");
  }
}

function heightOf(pdf: Pdf, cells: readonly string[], font: "plain" | "bold" = "plain"): number {
  pdf.font(font).fontSize(9);
  return Math.max(...cells.map((text, at) => pdf.heightOfString(text, { width: (columns[at] ?? 0) - 2 * padding }))) + 2 * padding;
}

function row(pdf: Pdf, cells: readonly string[], font: "plain" | "bold"): void {
  const [y, height] = [pdf.y, heightOf(pdf, cells, font)];
  let x = page.margin;
  for (const [at, text] of cells.entries()) {
    const size = columns[at] ?? 0;
    pdf.rect(x, y, size, height).lineWidth(0.5).stroke(faint);
    pdf.fillColor(ink).text(text, x + padding, y + padding, { width: size - 2 * padding });
    x += size;
  }
  pdf.x = page.margin;
  pdf.y = y + height;
}
