import QRCode from "qrcode";

/** Draws a QR code as squares: sharp at any size, and no picture to embed. Points; the quiet zone is inside `size`. */
export function drawQr(pdf: PDFKit.PDFDocument, text: string, { x, y, size }: { x: number; y: number; size: number }): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const quiet = 4;
  const step = size / (modules.size + 2 * quiet);
  pdf.rect(x, y, size, size).fill("#ffffff");
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) pdf.rect(x + (column + quiet) * step, y + (row + quiet) * step, step, step);
    }
  }
  pdf.fill("#000000");
}
