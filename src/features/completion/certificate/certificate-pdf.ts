import { longDate } from "../../../core/time.ts";
import { jpText } from "../../training/words.ts";
import type { Certificate } from "./certificate-store.ts";
import { drawQr } from "./draw-qr.ts";
import { newPdf, type Pdf } from "./new-pdf.ts";

const texts = {
  title: "SERTIFIKAT",
  number: (number: string) => `Nomor: ${number}`,
  given: "diberikan kepada",
  for: "yang telah menyelesaikan",
  when: (from: string, until: string, jp: string) => `diselenggarakan pada ${from === until ? from : `${from} sampai ${until}`}${jp}`,
  jp: (jp: number) => `, ${jpText(jp)} jam pelajaran (JP)`,
  check: "Periksa keaslian dan keadaan terakhirnya di:",
  unsigned: "BELUM DITANDATANGANI",
};

/** Points; A4 lying. */
const page = { width: 841.89, height: 595.28, margin: 56 };
const ink = "#1a1a1a";
const green = "#0b5d3b";
const pale = "#e3e3e3";
const qrSize = 92;

/** `url`: of its check page. `marked`: says across the page that nobody has signed it, for whoever looks at it before. */
export interface Printing {
  url: string;
  marked: boolean;
}

/**
 * The certificate as PDF with the product's own letters embedded; the same bytes for the same certificate. The place for the signature stays
 * empty: a certified signature is put there outside (F13).
 */
export async function certificatePdf(it: Certificate, { url, marked }: Printing): Promise<Uint8Array> {
  const info = { Title: `${texts.title} ${it.number}`, Author: it.issuer, CreationDate: new Date(`${it.issuedOn}T00:00:00Z`) };
  const { pdf, ended } = await newPdf({ size: [page.width, page.height], margin: 0, info });
  if (marked) watermark(pdf);
  frame(pdf);
  words(pdf, it);
  foot(pdf, it, url);
  return ended();
}

function frame(pdf: Pdf): void {
  for (const [inset, width] of [
    [22, 2.5],
    [29, 0.8],
  ] as const) {
    pdf
      .rect(inset, inset, page.width - 2 * inset, page.height - 2 * inset)
      .lineWidth(width)
      .stroke(green);
  }
}

function watermark(pdf: Pdf): void {
  pdf.save().rotate(-28, { origin: [page.width / 2, page.height / 2] });
  pdf
    .font("bold")
    .fontSize(46)
    .fillColor(pale)
    .text(texts.unsigned, 0, page.height / 2 - 34, { width: page.width, align: "center", lineBreak: false });
  pdf.restore();
}

function words(pdf: Pdf, it: Certificate): void {
  const when = texts.when(longDate(it.from), longDate(it.until), it.jp === null ? "" : texts.jp(it.jp));
  let y = 58;
  y = line(pdf, it.issuer.toUpperCase(), { font: "bold", size: 15, least: 11, y, gap: 10, color: green });
  y = line(pdf, texts.title, { font: "bold", size: 36, least: 36, y, gap: 0, color: green });
  y = line(pdf, texts.number(it.number), { font: "plain", size: 12, least: 8, y, gap: 16 });
  y = line(pdf, texts.given, { font: "plain", size: 12, least: 12, y, gap: 4 });
  y = line(pdf, it.name, { font: "bold", size: 26, least: 14, y, gap: 10 });
  y = line(pdf, texts.for, { font: "plain", size: 12, least: 12, y, gap: 4 });
  y = line(pdf, it.training, { font: "bold", size: 19, least: 12, y, gap: 3 });
  if (it.className !== null) y = line(pdf, it.className, { font: "plain", size: 13, least: 9, y, gap: 3 });
  line(pdf, when, { font: "plain", size: 12, least: 9, y: y + 3, gap: 0 });
}

interface Line {
  font: "plain" | "bold";
  /** As large as fits on one line between these; below the least it goes on two. */
  size: number;
  least: number;
  y: number;
  /** Space below. */
  gap: number;
  color?: string;
}

/** A centred line; returns where the next begins. */
function line(pdf: Pdf, text: string, { font, size, least, y, gap, color = ink }: Line): number {
  const width = page.width - 2 * page.margin;
  pdf.font(font).fontSize(size);
  const fitting = Math.min(size, Math.floor((size * width) / pdf.widthOfString(text)));
  pdf.fontSize(Math.max(least, fitting)).fillColor(color);
  const height = pdf.heightOfString(text, { width, align: "center" });
  pdf.text(text, page.margin, y, { width, align: "center" });
  return y + height + gap;
}

function foot(pdf: Pdf, it: Certificate, url: string): void {
  const top = page.height - 178;
  drawQr(pdf, url, { x: page.margin, y: top + 20, size: qrSize });
  const beside = page.margin + qrSize + 12;
  pdf
    .font("plain")
    .fontSize(8.5)
    .fillColor(ink)
    .text(texts.check, beside, top + 60, { width: 240 });
  pdf.fillColor(green).text(url, beside, pdf.y + 2, { width: 250, link: url });
  const right = page.width - page.margin - 270;
  pdf
    .font("plain")
    .fontSize(11)
    .fillColor(ink)
    .text(`${it.place}, ${longDate(it.issuedOn)}`, right, top, { width: 270, align: "center" });
  pdf.text(it.signatory, right, pdf.y + 1, { width: 270, align: "center" });
  pdf
    .moveTo(right + 30, top + 112)
    .lineTo(right + 240, top + 112)
    .lineWidth(0.6)
    .stroke(ink);
}
