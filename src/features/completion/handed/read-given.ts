import { fileKind } from "../../../core/file-kind.ts";
import { pdfWords } from "../pdf-words.ts";
import { type CertificateWords, readWords } from "./read-words.ts";

/** A certificate says all of it on its first page, or on the back of it. */
const most = { pages: 2, characters: 20_000 };

/**
 * What a PDF's own words say of the certificate, read in the house and before the transaction; null = it has no words (a scan), cannot be read
 * (the person says what stands in it, and the checker looks), or is a photo: nothing in the house reads those, see `read-picture.ts`.
 */
export async function readGiven({ bytes }: { bytes: Uint8Array }): Promise<CertificateWords | null> {
  if (fileKind(bytes) !== "application/pdf") return null;
  const [text] = await pdfWords([bytes], most);
  const words = readWords(text ?? "");
  return Object.keys(words).length > 0 ? words : null;
}
