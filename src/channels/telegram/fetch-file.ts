import type { Media } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import { TelegramError } from "./client.ts";
import type { TelegramDesk } from "./desk.ts";

const texts = {
  tooLarge: "Berkas terlalu besar. Mohon kirim berkas paling besar 20 MB.",
  gone: "Berkas itu sudah tidak dapat diambil. Silakan kirim ulang berkasnya.",
  notNow: "Berkas belum dapat diambil karena gangguan jaringan. Silakan kirim ulang sebentar lagi.",
};

/** Telegram gives bots no more. */
const most = 20 * 1024 * 1024;
const callMs = 20_000;
const downloadMs = 60_000;

/** Bytes of a file that a person sent. The address holds the token: no error of the download goes further than here. */
export async function fetchFile(desk: TelegramDesk, media: Media, signal: AbortSignal): Promise<Uint8Array> {
  if ((media.bytes ?? 0) > most) throw tooLarge();
  const path = await pathOf(desk, media.ref, signal);
  try {
    const response = await fetch(desk.client.fileUrl(path), { redirect: "error", signal: AbortSignal.any([signal, AbortSignal.timeout(downloadMs)]) });
    if (response.status === 404 || response.status === 400) throw gone();
    if (!response.ok || !response.body) throw notNow(String(response.status));
    return await readUpTo(response.body);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw notNow(error instanceof Error ? error.name : "unknown");
  }
}

async function pathOf(desk: TelegramDesk, ref: string, signal: AbortSignal): Promise<string> {
  try {
    const file = await desk.client.call("getFile", { ms: callMs, signal }, (api, it) => api.getFile(ref, it));
    if ((file.file_size ?? 0) > most) throw tooLarge();
    if (!file.file_path) throw gone();
    return file.file_path;
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    if (error.code !== "400") throw notNow(error.code);
    throw /too big/i.test(error.description) ? tooLarge() : gone();
  }
}

async function readUpTo(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > most) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const tooLarge = () => new Fault("bad_input", texts.tooLarge);
const gone = () => new Fault("not_found", texts.gone);
const notNow = (code: string) => new Fault("unavailable", texts.notNow, { code });
