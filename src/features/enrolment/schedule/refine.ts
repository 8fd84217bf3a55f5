import { periodIn } from "../../../language/period.ts";
import { modeIn } from "../../training/words.ts";

/** What narrows a schedule beside its subject. */
export interface Narrowing {
  mode: "daring" | "tatap_muka" | null;
  /** Only what costs a participant nothing. */
  free: boolean;
  /** What was said, without these words. */
  rest: string;
}

const freeWords =
  /\b(?:gratis(?:an)?|grts|grtis|free|(?:tanpa|bebas)\s+(?:biaya|bayar(?:an)?)|(?:tidak|tdk|gak|ga|nggak|ngga|ndak|tak|tanpa)\s+(?:usah\s+|perlu\s+|pake\s+|pakai\s+)?(?:mem|ber)?bayar|cuma-cuma)\b/i;

/** The way of learning and the price that words name, and the rest of them. */
export function narrowingIn(text: string): Narrowing {
  const { mode, rest } = modeIn(text);
  const free = freeWords.exec(rest)?.[0];
  return { mode, free: free !== undefined, rest: free === undefined ? rest : rest.replace(free, " ").replace(/\s+/g, " ").trim() };
}

/** Who says so speaks of the time to come, not of the list. */
const lasting =
  /\b(?:seterusnya|selanjutnya|mulai\s+(?:sekarang|skrg|skg|hari ini)|ke\s?depan(?:nya)?|lain kali|selalu|terus|ingat|catat|simpan|saran(?:kan)?|tawar(?:i|in|kan)?|rekomendasi(?:kan|in)?)\b/i;

/** "Jadwal kelas saya" are the own classes, not what is on offer. */
const ownClasses = /\b(?:jadwal|jdwl|kelas|pelatihan)(?:ku\b|\s+(?:saya|sy|aku)\b)/i;

/** Words that only point at the list, or ask politely. */
const pointing = new Set(
  `yang yg nyang hanya cuma cuman khusus aja saja doang dong donk deh sih kok jak jaak ji mi je lah kah nih nya kalau kalo klo kl gmn bagaimana gimana ada adakah apa mana
   tidak tdk gak ga nggak ngga enggak ndak tak ya yah kak min pak bu mohon tolong tlg coba bisa bs boleh tampilkan tampilin lihat liat lihatkan liatin pilih pilihkan
   tunjukkan saring filter dari di antara itu tadi tsb tersebut daftar jadwal kelas kelasnya pelatihan pelatihannya secara lewat via sy saya mau maunya ingin dan serta juga`
    .split(/\s+/)
    .filter(Boolean),
);

/**
 * What somebody says who has just seen the schedule and wants less of it ("yg daring aja", "yang gratis ada?"); undefined = it says
 * something else, or is meant for good.
 */
export function narrowed(text: string, today: string): { mode: Narrowing["mode"]; free: boolean; period: string | null } | undefined {
  return lasting.test(text) || ownClasses.test(text) ? undefined : onlyNarrowing(text, today);
}

function onlyNarrowing(text: string, today: string): ReturnType<typeof narrowed> {
  const { mode, free, rest } = narrowingIn(text);
  const { periods, rest: left } = periodIn(rest, today);
  if (mode === null && !free && periods.length === 0) return undefined;
  const words = left.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
  // "Daftar yang daring" wants to enter: that word points at the list only where it is not what is to be done.
  if (words[0] === "daftar" || words.some((it) => !pointing.has(it))) return undefined;
  const when = rest.split(/\s+/).filter((it) => !pointing.has(it.toLowerCase().replace(/[^\p{L}\p{N}'-]/gu, "")));
  return { mode, free, period: periods.length > 0 ? when.join(" ") : null };
}

/** The word itself and how it is typed in haste. */
const asking = /^(?:jadwal|jadwl|jdwal|jdwl)(?:nya)?\s+/i;

/** "Jadwal triwulan 3", "jadwal desember daring": a time and nothing that would need understanding; the words to look for. */
export function scheduleIn(text: string): { words: string } | undefined {
  if (!asking.test(text) || ownClasses.test(text) || /[:\n]/.test(text)) return undefined;
  // Whether a time is named does not depend on which day it is.
  const found = onlyNarrowing(text.replace(asking, ""), "2026-01-01");
  return found?.period ? { words: wordsOf(found) } : undefined;
}

/** Said once more in as few words as it takes, behind a subject. */
export const wordsOf = ({ mode, free, period }: Pick<Narrowing, "mode" | "free"> & { period: string | null }, subject = ""): string =>
  [subject, ...(mode ? [modeWords[mode]] : []), ...(free ? ["gratis"] : []), ...(period ? [period] : [])].filter(Boolean).join(" ");

const modeWords = { daring: "daring", tatap_muka: "tatap muka" };
