import { topicWords } from "../../training/topic.ts";
import type { Preference } from "./preference-store.ts";

/** What a sentence about one's own wishes asks for; `cannot`: a wish that advice knows nothing to do with. */
export type Wish =
  | { do: "keep"; kind: Exclude<Preference["kind"], "less">; value: string }
  | { do: "less_shown" }
  | { do: "end"; kind: Preference["kind"] }
  /** To forget what is remembered about a subject, of a kind, or all of it. */
  | { do: "forget"; about: string }
  | { do: "forget_all"; kind: "interest" | null }
  | { do: "list" }
  | { do: "cannot" };

const denial =
  /\b(?:jangan|jgn|jng|jgan|(?:gak|ga|gk|nggak|enggak|tidak|tak) usah|tidak|tdk|tak|gak|ga|gk|nggak|ndak|enggak|bukan|tanpa|(?:di)?kurang(?:i|in)?|stop|gausah|usah|bosan|bosen|hilangkan|sembunyikan|abaikan|skip|lewati)\b/i;
const takeBack = /\b(?:(?:di)?batal\w*|(?:di)?hapus\w*|reset\w*|kembali\w*|(?:di)?lupa(?:kan|in)|urungkan|semula)\b/gi;
const everyWay = /\bsemua (?:cara|mode|moda|jenis)|\bboleh tatap muka juga|\b(?:online|daring) dan tatap muka|\btatap muka dan (?:online|daring)/i;
const thisOne = /\b(?:ini|itu|begini|begitu|gini|gitu|tersebut|sejenis|tadi|ni)\b/i;
const timeOrStyle = /\b(?:sabtu|akhir pekan|malam|sore|pagi|siang|jam kerja|hari kerja|(?:me)?nginap|singkat(?:-singkat)?|shift|berhari-hari|praktik|lama)\b/i;
const ways: Record<"daring" | "tatap_muka", RegExp> = {
  daring: /\b(?:daring|on?line2?|onlen|onlien|zoom|virtual|jarak jauh|dari rumah)\b/gi,
  tatap_muka: /\b(?:tatap\s?muke?a?|luring|offline|klasikal|langsung di kelas|di kelas)\b/gi,
};

/** Words of wishing, which are no subject. */
const wishing = new Set(
  `berminat minat minatku tertarik suka sukanya suke lebih lbh senang fokus fokusnya fokuskan prioritaskan dahulukan utamakan perbanyak banyak tambah tambahkan catat
  simpan ingat topik bidang tawarkan ditawari ditawarin menawarkan tawarin kasih sodorkan tampilkan muncul sering terus mulu rekomendasi rekomendasinya rekom rekomen
  preferensi prefer setelan pengaturan selera kesukaan atur ubah ganti mulai sekarang seterusnya selanjutnya depan selalu lagi lg agik sangat sebenarnya orang
  saye sye gue ku ingin belajar sesuaikan sesuai jadi drpd dibanding hanya cuma cocok pas perlu perbanyaklah pilihan nomor nomer no opsi keinginan keinginanku semua seluruh semuanya seluruhnya seperti ya`.split(
    /\s+/,
  ),
);

/**
 * Reads a whole sentence, as people say it: "jangan yang online lagi", "kurangi soal keuangan", "minat saya arsip". A denial turns the
 * way of learning or the subject that follows it around. What says no wish at all asks for the list of those that are kept.
 */
export function readWish(sentence: string): Wish {
  if (everyWay.test(sentence)) return { do: "end", kind: "mode" };
  const way = wayIn(sentence);
  const rest = sentence.replace(takeBack, " ");
  if (rest !== sentence) return way === null ? takenBack(sentence, rest) : { do: "end", kind: "mode" };
  if (/\b(?:gratis|berbayar|bayar)\b/i.test(sentence)) return { do: "keep", kind: "cost", value: "gratis" };
  if (/\b(?:ke)?luar kota\b|\bdinas luar\b|\bdekat\b/i.test(sentence)) return { do: "keep", kind: "place", value: "kota" };
  if (way !== null) return { do: "keep", kind: "mode", value: way };
  if (timeOrStyle.test(sentence)) return { do: "cannot" };
  const denied = sentence.split(/[,.;]/).find((it) => denial.test(it));
  if (denied === undefined) {
    const subject = subjectOf(sentence);
    return subject === "" ? { do: "list" } : { do: "keep", kind: "interest", value: subject };
  }
  const subject = subjectOf(denied.slice(denied.search(denial)).replace(denial, ""));
  return subject === "" || thisOne.test(denied) ? { do: "less_shown" } : { do: "keep", kind: "less_topic", value: subject };
}

/** What is to be forgotten: the subject that is named, else all (interests), else nobody knows and the list is shown. */
function takenBack(sentence: string, rest: string): Wish {
  const about = subjectOf(rest);
  if (about !== "") return { do: "forget", about };
  if (!/\b(?:semua|seluruh)(?:nya)?\b|\breset/i.test(sentence)) return { do: "list" };
  return { do: "forget_all", kind: /\bminat/i.test(sentence) ? "interest" : null };
}

/** The way of learning that is wanted: the one named without a denial before it, else the other of the one denied. */
function wayIn(sentence: string): "daring" | "tatap_muka" | null {
  const said = (Object.keys(ways) as (keyof typeof ways)[]).flatMap((way) =>
    [...sentence.matchAll(ways[way])].map((it) => ({ way, denied: isDenied(sentence.slice(0, it.index)) })),
  );
  const wanted = said.find((it) => !it.denied)?.way;
  if (wanted) return wanted;
  const denied = said[0]?.way;
  return denied === undefined ? null : denied === "daring" ? "tatap_muka" : "daring";
}

/** A denial among the last words before, in the same clause. */
const isDenied = (before: string): boolean => {
  const clause = before.split(/[,.;]/).at(-1) ?? "";
  return denial.test(clause.trim().split(/\s+/).slice(-4).join(" "));
};

/** Longest subject that is kept, characters. */
const longest = 80;

const subjectOf = (text: string): string =>
  topicWords(text.replace(/[^\p{L}\p{N}&/\-\s]/gu, " "))
    .split(/\s+/)
    .filter((it) => !wishing.has(it.toLowerCase()) && !/^\d+$/.test(it))
    .join(" ")
    .slice(0, longest);
