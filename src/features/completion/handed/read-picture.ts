import { z } from "zod";
import type { PictureReading } from "../../../core/capability.ts";
import { fileKind } from "../../../core/file-kind.ts";
import { isNip } from "../../people/nip.ts";
import type { CertificateWords } from "./read-words.ts";
import type { ReadPart } from "./review-read.ts";
import { stripMetadata } from "./strip-metadata.ts";

/** A telephone's photo of a page is smaller; what is larger the person says. */
const mostBytes = 5 * 1024 * 1024;

/** Nothing but texts: lengths are judged here, part by part, since endpoints differ in what of a form they know. */
const Seen = z.strictObject({
  judul: z.string().nullable(),
  penyelenggara: z.string().nullable(),
  nomor: z.string().nullable(),
  tanggal: z.string().nullable(),
  jp: z.string().nullable(),
});

/** As short and as long as the person could have typed it. */
const parts: [part: ReadPart, name: keyof z.output<typeof Seen>, least: number, most: number][] = [
  ["title", "judul", 3, 200],
  ["provider", "penyelenggara", 2, 200],
  ["number", "nomor", 1, 120],
  ["dates", "tanggal", 1, 80],
  ["jp", "jp", 1, 20],
];

/** Marks that no certificate's words have. */
const strange = /[<>{}[\]\p{Cc}\p{Cf}\p{Co}\p{Cs}]|https?:|www\./iu;

/**
 * What a model reads in the photo of a certificate, where an operator has turned that on. A name in a picture cannot be hidden from whoever reads
 * it (F20), so that it leaves only of whom the model may serve, once, and without what tells where it was taken. What comes back is somebody's
 * words, perhaps the picture's own: none of it is sure, and it counts only once the person has looked at it.
 */
export const readPicture: PictureReading = {
  prompt: "baca-sertifikat",
  answer: Seen,
  shown(given) {
    const kind = fileKind(given);
    if (kind === null || kind === "application/pdf") return null;
    const bytes = stripMetadata(given, kind);
    return bytes.length > mostBytes ? null : { bytes, mime: kind };
  },
  read(answer): CertificateWords | null {
    const seen = Seen.safeParse(answer).data;
    const found = parts.flatMap(([part, name, least, most]) => {
      const value = (seen?.[name] ?? "").replace(/\s+/g, " ").trim();
      return value.length < least || value.length > most || strange.test(value) || isNip(value) ? [] : [[part, { value, sure: false }]];
    });
    return found.length > 0 ? Object.fromEntries(found) : null;
  },
};
