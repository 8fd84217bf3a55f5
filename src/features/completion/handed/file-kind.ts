import type { FileKind } from "../../../core/file-kind.ts";

const endings: Record<FileKind, string> = { "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };

/** A harmless name that says nothing beyond the kind. */
export const proofName = (kind: FileKind): string => `sertifikat.${endings[kind]}`;
