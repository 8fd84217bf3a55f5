import { createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { get } from "node:https";
import { rootCertificates } from "node:tls";
import type { Media } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import type { FileKeys } from "./child/content.ts";
import type { Desk } from "./desk.ts";
import { openText } from "./sealing.ts";

const texts = {
  tooLarge: "Berkas itu terlalu besar. Mohon kirim berkas yang paling besar 20 MB.",
  gone: "Berkas itu sudah tidak tersedia di WhatsApp. Mohon kirim ulang berkasnya.",
  notNow: "Berkas itu belum dapat diambil dari WhatsApp. Mohon kirim ulang sebentar lagi.",
  damaged: "Berkas itu rusak dalam perjalanan. Mohon kirim ulang berkasnya.",
};

const bytesMax = 20 * 1024 * 1024;
/** Padding of the cipher and the seal behind it. */
const overhead = 64;
const sealBytes = 10;
const downloadWithinMs = 60_000;
const host = "https://mmg.whatsapp.net";

/** Bytes of something a person sent, from any process. The library checks neither seal nor hash of a file, so all of it is done here. */
export async function fetchMedia(desk: Desk, media: Media, signal: AbortSignal): Promise<Uint8Array> {
  if ((media.bytes ?? 0) > bytesMax) throw new Fault("bad_input", texts.tooLarge, { bytes: media.bytes });
  const file = fileOf(desk, media.ref);
  const first = await download(desk, file.path, signal);
  const sealed = first ?? (await download(desk, await renewed(desk, file), signal));
  if (!sealed) throw new Fault("not_found", texts.gone);
  return opened(file, sealed);
}

function fileOf({ sealing }: Desk, ref: string): FileKeys {
  try {
    return JSON.parse(openText(sealing, "media", ref)) as FileKeys;
  } catch {
    throw new Fault("not_found", texts.gone);
  }
}

/** WhatsApp forgets files after some weeks; the sender's phone may upload it once more. */
async function renewed({ running }: Desk, { id, from, key, path }: FileKeys): Promise<string> {
  if (!running?.connected || !running.child) throw new Fault("not_found", texts.gone);
  return running.child.line.call("renew", { id, from, path, mediaKey: Buffer.from(key, "base64") }).catch(() => {
    throw new Fault("not_found", texts.gone);
  });
}

/** Only ever from WhatsApp's own host: the sender could have written any other into the message. Null = no longer there. */
function download({ testing }: Desk, path: string, signal: AbortSignal): Promise<Uint8Array | null> {
  const origin = testing?.mediaOrigin ?? host;
  const url = URL.parse(path, origin);
  if (url?.origin !== new URL(origin).origin) throw new Fault("not_found", texts.gone);
  const ca = testing?.ca === undefined ? {} : { ca: [...rootCertificates, testing.ca] };
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | null>();
  const refuse = (error: unknown) => reject(error instanceof Fault ? error : notNow("no_answer"));
  const request = get(
    url,
    { ...ca, headers: { Origin: "https://web.whatsapp.com" }, signal: AbortSignal.any([signal, AbortSignal.timeout(downloadWithinMs)]) },
    (response) => {
      const { statusCode = 0 } = response;
      if (statusCode === 404 || statusCode === 410) {
        response.resume();
        return resolve(null);
      }
      if (statusCode !== 200) {
        response.resume();
        return reject(notNow(`http_${statusCode}`));
      }
      upTo(bytesMax + overhead, response).then(resolve, (error: unknown) => {
        request.destroy();
        refuse(error);
      });
    },
  );
  request.on("error", refuse);
  return promise;
}

async function upTo(max: number, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > max) throw new Fault("bad_input", texts.tooLarge, { atLeast: size });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Checks the hash of what came, its seal, and the hash of what was in it. */
function opened({ key, sha256, encSha256, info }: FileKeys, sealed: Uint8Array): Uint8Array {
  const keys = Buffer.from(hkdfSync("sha256", Buffer.from(key, "base64"), "", `WhatsApp ${info} Keys`, 112));
  const [iv, cipherKey, macKey] = [keys.subarray(0, 16), keys.subarray(16, 48), keys.subarray(48, 80)];
  const body = Buffer.from(sealed).subarray(0, -sealBytes);
  const seal = createHmac("sha256", macKey).update(iv).update(body).digest().subarray(0, sealBytes);
  const given = Buffer.from(sealed).subarray(-sealBytes);
  if (given.length !== sealBytes || !timingSafeEqual(seal, given) || !hashed(sealed, encSha256)) throw damaged("seal");
  const bytes = decrypted(cipherKey, iv, body);
  if (bytes.length > bytesMax) throw new Fault("bad_input", texts.tooLarge, { bytes: bytes.length });
  if (!hashed(bytes, sha256)) throw damaged("hash");
  return bytes;
}

function decrypted(key: Uint8Array, iv: Uint8Array, body: Uint8Array): Uint8Array {
  try {
    const cipher = createDecipheriv("aes-256-cbc", key, iv);
    return Buffer.concat([cipher.update(body), cipher.final()]);
  } catch {
    throw damaged("cipher");
  }
}

const hashed = (bytes: Uint8Array, base64: string): boolean => createHash("sha256").update(bytes).digest("base64") === base64;
const damaged = (why: string): Fault => new Fault("unavailable", texts.damaged, { why });
const notNow = (why: string): Fault => new Fault("unavailable", texts.notNow, { why });
