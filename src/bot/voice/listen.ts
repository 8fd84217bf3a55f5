import { audioKind, audioSeconds } from "../../core/audio-kind.ts";
import type { Inbound, Media } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import { createFewAtOnce } from "../../core/few-at-once.ts";
import type { Clock } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import type { Asker } from "../../llm/request.ts";
import type { Transcribed, Transcriber } from "../../llm/transcribe.ts";
import { askerOf } from "../asker.ts";
import type { FetchMedia } from "../received.ts";
import type { Talking } from "../steer/prepare.ts";
import type { VoicePlan } from "./voice-plan.ts";

export interface ListenNeeds {
  db: Database;
  clock: Clock;
  transcriber: Transcriber;
  /** The longest voice note. */
  longestSeconds: number;
}

const texts = {
  refused: "Anda belum mengizinkan pesan suara didengarkan. Silakan ketik pesan Anda; mengizinkannya kapan saja: /izin.",
  tooLong: (most: string) => `Pesan suara paling lama ${most}. Silakan kirim yang lebih pendek, atau ketik pesan Anda.`,
  strange: "Maaf, jenis rekaman itu belum dapat saya dengarkan. Silakan kirim sebagai pesan suara biasa, atau ketik pesan Anda.",
  silent: "Maaf, tidak ada kata yang tertangkap. Silakan ucapkan lagi lebih dekat dan jelas, atau ketik pesan Anda.",
  spent: "Jatah pesan suara bulan ini sudah habis. Silakan ketik pesan Anda.",
  notNow: "Maaf, pesan suara itu belum dapat saya dengarkan. Silakan ketik pesan Anda, atau kirim ulang sebentar lagi.",
};

/** What minutes of speech take at most, in bytes for each second: a recording of music quality. */
const bytesPerSecond = 40_000;
/** Of a recording that does not say how long it is: a second of a messenger's voice note. */
const usualBytesPerSecond = 2_000;

/** Recordings in memory at once; the others wait their turn. */
const atOnce = 40;

/**
 * Listens to a voice note, outside any transaction; null = it is none, or nobody here may be listened to. Without a yes nothing is even fetched, and
 * the recording itself is never kept.
 */
export function createListener(talking: Talking, { db, clock, transcriber, longestSeconds }: ListenNeeds) {
  const few = createFewAtOnce(atOnce);

  async function heard(asker: Asker, message: Inbound, media: Media, fetch: FetchMedia | undefined): Promise<VoicePlan> {
    const most = longestSeconds * bytesPerSecond;
    const tooLong = told(texts.tooLong(spanOf(longestSeconds)));
    if ((media.seconds ?? 0) > longestSeconds || (media.bytes ?? 0) > most) return tooLong;
    if (!fetch) return told(texts.notNow);
    const bytes = await fetch(message, media);
    const kind = audioKind(bytes);
    if (!kind) return told(texts.strange);
    const said = audioSeconds(bytes) ?? media.seconds ?? Math.min(bytes.length / usualBytesPerSecond, longestSeconds);
    // Whoever made the file says so, and a length of nought would cost nothing.
    const seconds = Math.max(said, bytes.length / bytesPerSecond);
    if (seconds > longestSeconds || bytes.length > most) return tooLong;
    return planOf(await transcriber.transcribe(asker, { bytes, kind }, seconds));
  }

  return async (message: Inbound, fetch?: FetchMedia): Promise<VoicePlan | null> => {
    const { body } = message;
    if (!isSpoken(body)) return null;
    const asker = await askerOf(talking, db, message, clock());
    const standing = asker === null ? "off" : await transcriber.standing(asker);
    if (asker === null || standing === "off") return null;
    if (standing === "ask") return { unheard: "ask" };
    if (standing === "no") return told(texts.refused);
    try {
      return await few(() => heard(asker, message, body.media, fetch));
    } catch (error) {
      if (error instanceof Fault) return told(error.say);
      throw error;
    }
  };
}

/** What somebody says instead of writing it. With words beside it, these are the message. */
const isSpoken = (body: Inbound["body"]): body is Extract<Inbound["body"], { type: "media" }> =>
  body.type === "media" && (body.media.kind === "voice" || body.media.kind === "audio") && body.caption.trim() === "";

function planOf(result: Transcribed): VoicePlan {
  if (result.kind === "silent") return told(texts.silent);
  if (result.kind === "failed") return told(texts.notNow);
  if (result.kind === "refused") return told(result.why === "person_budget" || result.why === "city_budget" ? texts.spent : texts.notNow);
  // A command is typed: a slash is no sound.
  const words = result.text.replace(/^[/\s]+/, "");
  return words === "" ? told(texts.silent) : { heard: words };
}

const told = (say: string): VoicePlan => ({ unheard: "told", say });

const spanOf = (seconds: number): string => (seconds % 60 === 0 ? `${seconds / 60} menit` : `${seconds} detik`);
