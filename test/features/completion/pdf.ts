import PDFDocument from "pdfkit";

/** A PDF with these lines as text. */
export async function pdfOf(lines: string[]): Promise<Buffer> {
  const document = new PDFDocument({ size: "A4" });
  const parts: Buffer[] = [];
  document.on("data", (it: Buffer) => parts.push(it));
  const ended = new Promise<void>((done) => document.on("end", () => done()));
  for (const line of lines) document.text(line);
  document.end();
  await ended;
  return Buffer.concat(parts);
}
