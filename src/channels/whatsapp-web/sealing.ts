import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Keeps what is stored of a session unreadable in the base. */
export interface Sealing {
  /** `place` says where it belongs: opened elsewhere, it is refused. */
  seal(place: string, bytes: Uint8Array): Uint8Array;
  /** Throws `Unsealable`. */
  open(place: string, sealed: Uint8Array): Uint8Array;
  /** Stands for a name that would be a telephone number. */
  nameOf(name: string): string;
}

/** Sealed under another key, for another place, or damaged. */
export class Unsealable extends Error {
  constructor() {
    super("it was sealed with another key, or is damaged");
    this.name = "Unsealable";
  }
}

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM with keys derived from `secret`, for one number. */
export function sealingWith(secret: string, account: string): Sealing {
  const derived = (purpose: string) => Buffer.from(hkdfSync("sha256", secret, "", `kawan whatsapp-web ${purpose}`, 32));
  const key = derived("values");
  const names = derived("names");
  const placed = (place: string) => Buffer.from(`${account}|${place}`);
  return {
    seal(place, bytes) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(placed(place));
      const hidden = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), hidden]);
    },
    open(place, sealed) {
      const all = Buffer.from(sealed);
      const start = 1 + ivBytes + tagBytes;
      if (all.length < start || all[0] !== version) throw new Unsealable();
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, all.subarray(1, 1 + ivBytes)).setAAD(placed(place));
        decipher.setAuthTag(all.subarray(1 + ivBytes, start));
        return Buffer.concat([decipher.update(all.subarray(start)), decipher.final()]);
      } catch {
        throw new Unsealable();
      }
    },
    nameOf: (name) => createHmac("sha256", names).update(`${account}|${name}`).digest("base64url"),
  };
}

/** The same for small texts that go into JSON. */
export const sealText = (sealing: Sealing, place: string, text: string): string => Buffer.from(sealing.seal(place, Buffer.from(text))).toString("base64url");

export const openText = (sealing: Sealing, place: string, sealed: string): string =>
  Buffer.from(sealing.open(place, Buffer.from(sealed, "base64url"))).toString();
