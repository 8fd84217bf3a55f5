import type { Hit } from "../search/knowledge-index.ts";
import { isChatter } from "./chatter.ts";

/**
 * What counts against a passage for a thing that is asked for and that it does not speak of; fitted by leaving the right passage out. What is
 * counted ("berapa skor") or picked out ("hotel mana") weighs more; of a city's few general sentences so does everything.
 */
const missing = { beside: 0.75, counted: 1.75, which: 2.2, head: 1.2 };
const ofCity = 2;
const most = 2;

/** Ask for the kind, size or wording of whatever is named elsewhere in the question. */
const frame = new Set(
  "macam jenis info informasi bentuk minimal maksimal kategori singkatan singkatannya kepanjangan kepanjangannya pilihannya tujuan tujuannya manfaat materi mulai".split(
    " ",
  ),
);

const questionWord = /^(?:siapa|berapa|mana|kapan|apa)$/;
/** Before what is asked for. */
const opening = /^(?:apa|apakah|siapa|berapa|kapan|mana|bagaimana|nama|yang|di|ke|dari|untuk|kalau|ini|itu|dan|dong|ya|mengapa)$/;

/** The words beside the question word, with their weight: what "berapa skor", "universitas mana", "namanya" ask for. */
function askedThings(plainQuestion: string): Map<string, number> {
  const words = plainQuestion.trim().split(" ");
  const asked = words.flatMap((word, at): [string, number][] => {
    const [before = "", after = ""] = [words[at - 1], words[at + 1]];
    if (word === "berapa")
      return [
        [before, missing.beside],
        [after, missing.counted],
      ];
    if (word === "apa")
      return [
        [before, missing.beside],
        [after, missing.beside],
      ];
    if (word === "mana") return [[before, missing.which]];
    if (word === "siapa") return [[before, missing.beside]];
    return /^nama(?:nya)?$/.test(word) ? [[word, missing.beside]] : [];
  });
  // Of "honor pengajar latsar berapa", and of a bare "honor pengajar latsar", the first noun is what is asked for.
  const at = words.findIndex((it) => !isChatter(it) && !opening.test(it) && !frame.has(it));
  const named =
    questionWord.test(words.at(-1) ?? "") || !words.some((it) => questionWord.test(it) || /^(?:tidak|bisa|boleh|bagaimana|mengapa|ada|cara|saya)$/.test(it));
  if (named && at >= 0 && at <= 2 && words.length <= 8) asked.push([words[at] ?? "", missing.head]);
  return new Map(asked.filter(([it]) => it !== "" && !frame.has(it) && !isChatter(it)));
}

/** How strongly it speaks against a passage that it is silent on the very thing asked for, though it shares the other words. */
export function silence(plainQuestion: string, { matched, document }: Hit): number {
  const asked = askedThings(plainQuestion);
  const absent = matched.terms.filter((it) => it.found < 0.3 && !it.words.every(isChatter));
  const weights = absent.flatMap((it) => it.words.flatMap((word) => asked.get(word) ?? []));
  const sum = weights
    .sort((a, b) => b - a)
    .slice(0, most)
    .reduce((all, it) => all + it, 0);
  return sum * (document.meta.scope === "nasional" ? 1 : ofCity);
}

const role = "penerima|instruktur|narasumber|pengajar|pelatih|pemateri|ketua|kepala|panitia|mentor|pemenang|penanggung jawab";
const asksName = new RegExp(` nama(?:nya)? | siapa (?:saja )?(?:yang jadi )?(?:${role}) | (?:${role})(?:nya)? (?:\\p{L}+ ){0,4}siapa `, "u");
const asksSum =
  / (?:berapa (?:uang|rupiah|anggaran|dana|biaya)|(?:uang|rupiah|anggaran|dana|biaya|bayar|harga|tarif|ongkos|honor)(?:nya)? (?:\p{L}+ ){0,4}?berapa) /u;
const asksCount = / (?:berapa|jumlah) (?:\p{L}+ )?(?:orang|persen|pegawai|peserta|angkatan|kelas) /u;
const asksDay =
  / (?:kapan|bulan apa|tanggal berapa|jam berapa) .*(?:tahun|bulan|minggu) (?:ini|depan) | (?:tahun|bulan|minggu) (?:ini|depan) .*(?:kapan|bulan apa|tanggal berapa) /;
const calendar = /\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|tanggal \d)/i;
const numeral = /\d|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|belas|puluh|ratus)\b/;
// A capital within a sentence; cities and the abbreviations of our field are no names of what is asked for.
const properName = /\p{Ll},? (?!ASN|PNS|PPPK|Kota|Pemerintah|Kendari|Pontianak|Lhokseumawe|Tanjungpinang|Dokumen)\p{Lu}/u;

/**
 * Whether a general description is all there is where only a particular would answer: a proper name, a sum of money, a number of people, a
 * day. What a rule says in general is an answer all the same, but for the day of something that is to come.
 */
export function lacksParticular(plainQuestion: string, { passage: { text }, document: { meta } }: Hit): boolean {
  if (asksDay.test(plainQuestion)) return !calendar.test(text);
  if (meta.scope === "nasional") return false;
  if (asksName.test(plainQuestion)) return !properName.test(text);
  return (asksSum.test(plainQuestion) || asksCount.test(plainQuestion)) && !numeral.test(text.replaceAll("salah satu", ""));
}
