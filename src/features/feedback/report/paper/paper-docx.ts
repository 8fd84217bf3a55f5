import type { FileChild } from "docx";
import type { Paper, PaperBlock } from "./paper.ts";

/** Pixels that a page is wide inside its margins. */
const wide = 360;
const high = 860;

/** The paper as a Word file with real headings, so that an officer can go on writing. Loads its library at the first call. */
export async function paperDocx(paper: Paper): Promise<Uint8Array> {
  const docx = await import("docx");
  const { AlignmentType, Document, Footer, HeadingLevel, Packer, PageNumber, Paragraph, TextRun } = docx;
  const children: FileChild[] = [
    new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(paper.title)] }),
    ...paper.lead.map((it) => new Paragraph({ children: [new TextRun({ text: it, color: "59636e" })] })),
    ...paper.blocks.flatMap((it) => childrenOf(docx, it)),
  ];
  const numbers = new TextRun({ children: [" – ", PageNumber.CURRENT, " / ", PageNumber.TOTAL_PAGES], size: 17, color: "59636e" });
  const footer = new Footer({
    children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text: paper.foot, size: 17, color: "59636e" }), numbers] })],
  });
  const heading = { font: "Arial", bold: true };
  const document = new Document({
    creator: paper.author,
    title: `${paper.title} ${paper.lead[0] ?? ""}`,
    styles: {
      default: {
        document: { run: { font: "Arial", size: 21, language: { value: "id-ID" } } },
        title: { run: { ...heading, size: 32 }, paragraph: { spacing: { after: 120 } } },
        heading1: { run: { ...heading, size: 25, color: "0b4f87" }, paragraph: { spacing: { before: 280, after: 80 }, keepNext: true } },
        heading2: { run: { ...heading, size: 21 }, paragraph: { spacing: { before: 200, after: 60 }, keepNext: true } },
      },
    },
    sections: [{ footers: { default: footer }, children }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

type Docx = typeof import("docx");

function childrenOf(docx: Docx, block: PaperBlock): FileChild[] {
  const { AlignmentType, HeadingLevel, ImageRun, Paragraph, TextRun } = docx;
  switch (block.kind) {
    case "heading":
      return [new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(block.text)] })];
    case "subheading":
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, children: [new TextRun(block.text)] })];
    case "text":
      return [new Paragraph({ spacing: { after: 100 }, children: [new TextRun(block.text)] })];
    case "list":
      return block.items.map((it) => new Paragraph({ bullet: { level: 0 }, spacing: { after: 60 }, children: [new TextRun(it)] }));
    case "table":
      return [table(docx, block), new Paragraph({ children: [] })];
    case "pictures":
      return [
        new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(block.heading)] }),
        ...block.pictures.map((it) => {
          const scale = Math.min(wide / it.width, high / it.height);
          const transformation = { width: Math.round(it.width * scale), height: Math.round(it.height * scale) };
          const altText = { name: "Grafik", description: it.alt, title: it.alt };
          const image = new ImageRun({ type: "png", data: Buffer.from(it.png), transformation, altText });
          return new Paragraph({ alignment: AlignmentType.CENTER, children: [image] });
        }),
      ];
  }
}

function table(
  { Paragraph, Table, TableCell, TableRow, TextRun, WidthType }: Docx,
  { headers, rows, widths }: Extract<PaperBlock, { kind: "table" }>,
): FileChild {
  const cell = (text: string, at: number, bold = false) =>
    new TableCell({
      width: { size: widths[at] ?? 10, type: WidthType.PERCENTAGE },
      margins: { top: 40, bottom: 40, left: 80, right: 80 },
      ...(bold && { shading: { fill: "EEF2F6" } }),
      children: [new Paragraph({ children: [new TextRun({ text, bold, size: 19 })] })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({ tableHeader: true, children: headers.map((it, at) => cell(it, at, true)) }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: row.map((it, at) => cell(it, at)) })),
    ],
  });
}
