import { fontFiles } from "../../../../drawing/picture.ts";
import type { Paper, PaperBlock } from "./paper.ts";

/** Points; A4 upright. */
const page = { width: 595.28, height: 841.89, margin: 56 };
const inner = page.width - 2 * page.margin;
const bottom = page.height - page.margin - 24;
const ink = "#1a1a1a";
const soft = "#59636e";
const accent = "#0b4f87";

type Pdf = PDFKit.PDFDocument;

/** The paper as PDF with the product's own letters embedded. Loads its library at the first call. */
export async function paperPdf(paper: Paper): Promise<Uint8Array> {
  const { default: PDFDocument } = await import("pdfkit");
  const { plain, bold } = fontFiles();
  const info = { Title: `${paper.title} ${paper.lead[0] ?? ""}`, Author: paper.author, CreationDate: new Date(paper.madeAt) };
  const margins = { top: page.margin, left: page.margin, right: page.margin, bottom: page.margin + 24 };
  const pdf: Pdf = new PDFDocument({ size: "A4", margins, info, lang: "id", displayTitle: true, bufferPages: true });
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) =>
    pdf
      .on("data", (chunk: Uint8Array) => chunks.push(chunk))
      .on("end", resolve)
      .on("error", reject),
  );
  pdf.registerFont("plain", plain).registerFont("bold", bold);
  pdf.font("bold").fontSize(16).fillColor(ink).text(paper.title, page.margin, page.margin, { width: inner });
  pdf.moveDown(0.3).font("plain").fontSize(10.5);
  for (const it of paper.lead) pdf.fillColor(soft).text(it, { width: inner });
  for (const it of paper.blocks) put(pdf, it);
  numberPages(pdf, paper.foot);
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}

function put(pdf: Pdf, block: PaperBlock): void {
  switch (block.kind) {
    case "heading":
      room(pdf, 70);
      pdf.moveDown(0.9).font("bold").fontSize(12.5).fillColor(accent).text(block.text, page.margin, pdf.y, { width: inner });
      pdf.moveDown(0.25);
      return;
    case "subheading":
      room(pdf, 60);
      pdf.moveDown(0.6).font("bold").fontSize(10.5).fillColor(ink).text(block.text, page.margin, pdf.y, { width: inner });
      pdf.moveDown(0.2);
      return;
    case "text":
      plainText(pdf).text(block.text, page.margin, pdf.y, { width: inner, paragraphGap: 4 });
      return;
    case "list":
      for (const it of block.items) {
        const height = plainText(pdf).heightOfString(it, { width: inner - 14 });
        room(pdf, Math.min(height, 60));
        const { y } = pdf;
        pdf.text("•", page.margin, y, { width: 12 });
        pdf.text(it, page.margin + 14, y, { width: inner - 14, paragraphGap: 3 });
      }
      return;
    case "table":
      table(pdf, block);
      return;
    case "pictures":
      pictures(pdf, block);
  }
}

const plainText = (pdf: Pdf): Pdf => pdf.font("plain").fontSize(10.5).fillColor(ink);

/** A new page where less than so much is left. */
function room(pdf: Pdf, height: number): void {
  if (pdf.y + height > bottom) pdf.addPage();
}

/** Rows stay whole; the headings stand on every page again. */
function table(pdf: Pdf, { headers, rows, widths }: Extract<PaperBlock, { kind: "table" }>): void {
  const whole = widths.reduce((all, it) => all + it, 0);
  const columns = widths.map((it) => (it / whole) * inner);
  const pad = 4;
  const line = (cells: string[], bold: boolean): void => {
    pdf
      .font(bold ? "bold" : "plain")
      .fontSize(9.5)
      .fillColor(ink);
    const height = Math.max(...cells.map((it, at) => pdf.heightOfString(it || " ", { width: (columns[at] ?? 0) - 2 * pad }))) + 2 * pad;
    if (pdf.y + height > bottom) {
      pdf.addPage();
      if (!bold) line(headers, true);
      pdf
        .font(bold ? "bold" : "plain")
        .fontSize(9.5)
        .fillColor(ink);
    }
    const { y } = pdf;
    if (bold) pdf.rect(page.margin, y, inner, height).fill("#eef2f6").fillColor(ink);
    let x = page.margin;
    cells.forEach((it, at) => {
      pdf.text(it, x + pad, y + pad, { width: (columns[at] ?? 0) - 2 * pad });
      x += columns[at] ?? 0;
    });
    pdf
      .moveTo(page.margin, y + height)
      .lineTo(page.margin + inner, y + height)
      .lineWidth(0.5)
      .strokeColor("#c8d0d9")
      .stroke();
    pdf.x = page.margin;
    pdf.y = y + height;
  };
  pdf.moveDown(0.2);
  line(headers, true);
  for (const it of rows) line(it, false);
  pdf.moveDown(0.4);
}

const gap = 16;

/** Two beside each other on a page of their own, as large as fits. */
function pictures(pdf: Pdf, { heading, pictures: all }: Extract<PaperBlock, { kind: "pictures" }>): void {
  const most = (inner - gap) / 2;
  for (let at = 0; at < all.length; at += 2) {
    pdf.addPage();
    if (at === 0) put(pdf, { kind: "heading", text: heading });
    const { y } = pdf;
    const high = bottom - y - 4;
    all.slice(at, at + 2).forEach(({ png, width, height, alt }, place) => {
      const scale = Math.min(most / width, high / height);
      const x = page.margin + place * (most + gap);
      pdf.image(Buffer.from(png), x, y, { width: width * scale, height: height * scale, alt } as PDFKit.Mixins.ImageOption);
      pdf.y = Math.max(pdf.y, y + height * scale);
    });
    pdf.x = page.margin;
  }
  pdf.addPage();
}

function numberPages(pdf: Pdf, foot: string): void {
  const { count } = pdf.bufferedPageRange();
  for (let at = 0; at < count; at++) {
    pdf.switchToPage(at);
    pdf.page.margins.bottom = 0;
    pdf.font("plain").fontSize(8.5).fillColor(soft);
    pdf.text(foot, page.margin, page.height - page.margin, { width: inner - 60, lineBreak: false });
    pdf.text(`${at + 1} / ${count}`, page.width - page.margin - 60, page.height - page.margin, { width: 60, align: "right", lineBreak: false });
  }
}
