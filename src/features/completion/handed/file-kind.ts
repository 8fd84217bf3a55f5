/** What may be handed in as proof, told by the file's own first bytes: what a network or a name says of it proves nothing. */
export type FileKind = "application/pdf" | "image/jpeg" | "image/png" | "image/webp";

const starts = (bytes: Uint8Array, text: string, at = 0): boolean => [...text].every((it, place) => bytes[at + place] === it.charCodeAt(0));

/** null = none of these. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  if (starts(bytes, "%PDF-")) return "application/pdf";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (starts(bytes, "\x89PNG\r\n\x1a\n")) return "image/png";
  return starts(bytes, "RIFF") && starts(bytes, "WEBP", 8) ? "image/webp" : null;
}

const endings: Record<FileKind, string> = { "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };

/** A harmless name that says nothing beyond the kind. */
export const proofName = (kind: FileKind): string => `sertifikat.${endings[kind]}`;
