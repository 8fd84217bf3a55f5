import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export const signatureHeader = "X-Hub-Signature-256";
const shape = /^sha256=([0-9a-f]{64})$/i;

export const looksSigned = (header: string | undefined): header is string => header !== undefined && shape.test(header);

/** Over the bytes as they came: Meta writes `\u00e9` and `\/`, so reading and writing the JSON again gives other bytes. */
export function signedBy(secret: string, bytes: Uint8Array, header: string): boolean {
  const given = Buffer.from(shape.exec(header)?.[1] ?? "", "hex");
  const right = createHmac("sha256", secret).update(bytes).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Takes the same time however much of it is right, and however long it is. */
export function sameSecret(given: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}
