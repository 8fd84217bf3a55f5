import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Subject } from "../../../core/personal-data.ts";

const ivBytes = 12;
const tagBytes = 16;

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", "kawan second factor", 32));
/** A sealed secret moved to another person's row does not open there. */
const placeOf = ({ cell, agencyId, personId }: Subject): Buffer => Buffer.from(`${cell}|${agencyId}|${personId}`);

/** The person's secret (base32) as it is kept: AES-256-GCM. */
export function seal(key: string, subject: Subject, secret: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(key), iv).setAAD(placeOf(subject));
  const hidden = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString("base64url");
}

/** The secret again; null = sealed with another key (the base was restored elsewhere), for somebody else, or damaged. */
export function unseal(key: string, subject: Subject, sealed: string): string | null {
  const all = Buffer.from(sealed, "base64url");
  if (all.length <= ivBytes + tagBytes) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(key), all.subarray(0, ivBytes)).setAAD(placeOf(subject));
    decipher.setAuthTag(all.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(all.subarray(ivBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
