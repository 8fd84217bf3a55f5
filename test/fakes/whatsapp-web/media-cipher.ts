import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { hkdf, hkdfInfoKey, type MediaType } from "@whiskeysockets/baileys";

const macSize = 10;

/** What a message says about its file. */
export interface MediaFacts {
  mediaKey: Uint8Array;
  fileSha256: Uint8Array;
  fileEncSha256: Uint8Array;
  fileLength: number;
}

const keysFor = (mediaKey: Uint8Array, type: MediaType) => {
  const all = Buffer.from(hkdf(mediaKey, 112, { info: hkdfInfoKey(type) }));
  return { iv: all.subarray(0, 16), cipher: all.subarray(16, 48), mac: all.subarray(48, 80) };
};

export const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** As a phone does before it uploads. */
export function sealFile(bytes: Uint8Array, type: MediaType, mediaKey: Uint8Array = randomBytes(32)): { sealed: Buffer; facts: MediaFacts } {
  const keys = keysFor(mediaKey, type);
  const cipher = createCipheriv("aes-256-cbc", keys.cipher, keys.iv);
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const mac = createHmac("sha256", keys.mac).update(keys.iv).update(encrypted).digest().subarray(0, macSize);
  const sealed = Buffer.concat([encrypted, mac]);
  return { sealed, facts: { mediaKey, fileSha256: sha256(bytes), fileEncSha256: sha256(sealed), fileLength: bytes.length } };
}

/** As a phone does after it downloaded. Throws what is wrong. */
export function openFile(sealed: Buffer, type: MediaType, facts: MediaFacts): Buffer {
  const keys = keysFor(facts.mediaKey, type);
  const [encrypted, mac] = [sealed.subarray(0, -macSize), sealed.subarray(-macSize)];
  if (!createHmac("sha256", keys.mac).update(keys.iv).update(encrypted).digest().subarray(0, macSize).equals(mac)) throw new Error("the file's MAC is wrong");
  if (!sha256(sealed).equals(Buffer.from(facts.fileEncSha256))) throw new Error("fileEncSha256 is not that of the upload");
  const decipher = createDecipheriv("aes-256-cbc", keys.cipher, keys.iv);
  const bytes = Buffer.concat([decipher.update(encrypted), decipher.final()]);
  if (!sha256(bytes).equals(Buffer.from(facts.fileSha256))) throw new Error("fileSha256 is not that of the file");
  if (bytes.length !== facts.fileLength) throw new Error(`fileLength is ${facts.fileLength}, the file has ${bytes.length} bytes`);
  return bytes;
}
