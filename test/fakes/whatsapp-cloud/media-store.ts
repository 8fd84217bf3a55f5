import { createHash, randomBytes } from "node:crypto";
import { type Clock, hours } from "./clock.ts";

export interface StoredFile {
  id: string;
  bytes: Buffer;
  mime: string;
  name: string | undefined;
  expiresAt: number;
}

const megabyte = 1024 * 1024;
const office = "application/vnd.openxmlformats-officedocument";

/** Meta's table of supported media types, and how many bytes each may have. */
const limits: [kind: string, largest: number, types: string[]][] = [
  ["image", 5 * megabyte, ["image/jpeg", "image/png"]],
  ["sticker", megabyte / 2, ["image/webp"]],
  ["audio", 16 * megabyte, ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"]],
  ["video", 16 * megabyte, ["video/mp4", "video/3gpp"]],
  [
    "document",
    100 * megabyte,
    [
      "text/plain",
      "application/pdf",
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      `${office}.wordprocessingml.document`,
      `${office}.spreadsheetml.sheet`,
      `${office}.presentationml.presentation`,
    ],
  ],
];

export const kindOf = (mime: string): { kind: string; largest: number } | undefined => {
  const found = limits.find(([, , types]) => types.includes(plain(mime)));
  return found && { kind: found[0], largest: found[1] };
};
export const supportedTypes = limits.flatMap(([, , types]) => types);
/** A document may be of any supported type; the other kinds only of their own. */
export const fits = (kind: "document" | "image", mime: string): boolean => kind === "document" || kindOf(mime)?.kind === kind;

const plain = (mime: string): string => (mime.split(";")[0] ?? "").trim().toLowerCase();

/** A download link is good for five minutes, a received file for seven days, an uploaded one for thirty. */
const linkMs = 5 * 60_000;

export type MediaStore = ReturnType<typeof mediaStore>;

export function mediaStore(clock: Clock) {
  const files = new Map<string, StoredFile>();
  const links = new Map<string, { id: string; expiresAt: number }>();
  const alive = (file: StoredFile | undefined) => (file && file.expiresAt > clock.now() ? file : undefined);
  let last = 1_000_000_000_000;
  return {
    put(file: { bytes: Uint8Array; mime: string; name?: string | undefined }, days: number): StoredFile {
      last += 7;
      const stored = { id: String(last), bytes: Buffer.from(file.bytes), mime: file.mime, name: file.name, expiresAt: clock.now() + hours(days * 24) };
      files.set(stored.id, stored);
      return stored;
    },
    get: (id: string): StoredFile | undefined => alive(files.get(id)),
    remove: (id: string): boolean => files.delete(id),
    describe(file: StoredFile, base: string) {
      const token = randomBytes(12).toString("hex");
      links.set(token, { id: file.id, expiresAt: clock.now() + linkMs });
      return {
        messaging_product: "whatsapp",
        url: `${base}/whatsapp_business/attachments/${token}`,
        mime_type: file.mime,
        sha256: sha256(file.bytes),
        file_size: file.bytes.length,
        id: file.id,
      };
    },
    behind(token: string): StoredFile | undefined {
      const link = links.get(token);
      return link && link.expiresAt > clock.now() ? alive(files.get(link.id)) : undefined;
    },
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
