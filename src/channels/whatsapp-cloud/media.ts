import { createHash } from "node:crypto";
import { z } from "zod";
import type { Media } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import type { Desk } from "./desk.ts";
import { callGraph, repeatable } from "./graph.ts";

const texts = {
  tooLarge: "Berkas itu terlalu besar. Mohon kirim berkas yang paling besar 20 MB.",
  gone: "Berkas itu sudah tidak tersedia di WhatsApp. Mohon kirim ulang berkasnya.",
  notNow: "Berkas itu belum dapat diambil dari WhatsApp. Mohon kirim ulang sebentar lagi.",
};

const bytesMax = 20 * 1024 * 1024;
const downloadWithinMs = 60_000;
const metaHosts = ["facebook.com", "fbcdn.net", "fbsbx.com", "whatsapp.net"];

const Info = z.object({
  url: z.string(),
  file_size: z.coerce.number().optional().catch(undefined),
  sha256: z.string().optional().catch(undefined),
});

/** The bytes of something a person sent. Its link is good for minutes, so it is asked for anew each time. */
export async function fetchMedia(desk: Desk, account: string, media: Media, signal: AbortSignal): Promise<Uint8Array> {
  if (!/^[\w-]{1,128}$/.test(media.ref)) throw new Fault("not_found", texts.gone);
  const answer = repeatable(await callGraph(desk, `${media.ref}?phone_number_id=${account}`, signal));
  // 100 is Meta's answer for an id that is no longer there.
  if (!answer.ok) throw answer.fault.code === "100" ? new Fault("not_found", texts.gone) : notNow(answer.fault.code);
  const info = Info.safeParse(answer.json).data;
  if (!info) throw notNow("no_link");
  if ((info.file_size ?? 0) > bytesMax) throw new Fault("bad_input", texts.tooLarge, { bytes: info.file_size });
  if (!trustedLink(info.url, desk.apiUrl)) throw notNow("strange_host");
  const bytes = await download(desk, info.url, signal);
  if (info.sha256 !== undefined && !sameDigest(info.sha256, bytes)) throw notNow("digest");
  return bytes;
}

/** The token is only ever sent to Meta, or to where the API itself is. */
export function trustedLink(link: string, apiUrl: string): boolean {
  const url = URL.parse(link);
  if (!url) return false;
  if (url.username || url.password) return false;
  if (url.origin === new URL(apiUrl).origin) return true;
  return url.protocol === "https:" && url.port === "" && metaHosts.some((it) => url.hostname === it || url.hostname.endsWith(`.${it}`));
}

async function download(desk: Desk, url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${desk.token}` },
      // Elsewhere fetch would drop the token, but what stands there would not be Meta's.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(Math.max(desk.timeoutMs, downloadWithinMs))]),
    });
    if (response.status === 404) throw new Fault("not_found", texts.gone);
    if (!response.ok || !response.body) throw notNow(`http_${response.status}`);
    return await upTo(bytesMax, response.body);
  } catch (error) {
    throw error instanceof Fault ? error : notNow("no_answer");
  }
}

async function upTo(max: number, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > max) throw new Fault("bad_input", texts.tooLarge, { atLeast: size });
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** Meta writes it in hexadecimal here and in base64 in webhooks; another form cannot be compared. */
function sameDigest(given: string, bytes: Uint8Array): boolean {
  const digest = createHash("sha256").update(bytes).digest();
  if (/^[0-9a-f]{64}$/i.test(given)) return given.toLowerCase() === digest.toString("hex");
  return !/^[\w+/-]{43}=?$/.test(given) || Buffer.from(given, "base64").equals(digest);
}

const notNow = (why: string): Fault => new Fault("unavailable", texts.notNow, { why });
