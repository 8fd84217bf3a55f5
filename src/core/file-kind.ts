/** What people may send as a file, told by its own first bytes: what a network, a browser or a name says of it proves nothing. */
export type FileKind = "application/pdf" | "image/jpeg" | "image/png" | "image/webp";

const starts = (bytes: Uint8Array, text: string, at = 0): boolean => [...text].every((it, place) => bytes[at + place] === it.charCodeAt(0));

/** null = none of these. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  if (starts(bytes, "%PDF-")) return "application/pdf";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (starts(bytes, "\x89PNG\r\n\x1a\n")) return "image/png";
  return starts(bytes, "RIFF") && starts(bytes, "WEBP", 8) ? "image/webp" : null;
}

/** An archive of files; Word and Excel files are such, too. */
export const isZip = (bytes: Uint8Array): boolean => starts(bytes, "PK\x03\x04") || starts(bytes, "PK\x05\x06");
