import { createRequire } from "node:module";

export type Pdf = PDFKit.PDFDocument;

/** An empty PDF with the product's own letters embedded as `plain` and `bold`, and its bytes once it has ended. Loads its library at the first call. */
export async function newPdf(options: PDFKit.PDFDocumentOptions): Promise<{ pdf: Pdf; ended(): Promise<Uint8Array> }> {
  const { default: PDFDocument } = await import("pdfkit");
  const require = createRequire(import.meta.url);
  const font = (name: string) => require.resolve(`@expo-google-fonts/noto-sans/${name}`);
  const pdf: Pdf = new PDFDocument({ ...options, lang: "id" });
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) =>
    pdf
      .on("data", (chunk: Uint8Array) => chunks.push(chunk))
      .on("end", resolve)
      .on("error", reject),
  );
  pdf.registerFont("plain", font("400Regular/NotoSans_400Regular.ttf")).registerFont("bold", font("700Bold/NotoSans_700Bold.ttf"));
  return {
    pdf,
    async ended() {
      pdf.end();
      await done;
      return Buffer.concat(chunks);
    },
  };
}
