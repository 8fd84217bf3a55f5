/**
 * Question, function and politeness words. A short list on purpose: a long one (ISO) costs 6 points of recall on regulations,
 * since it also drops `tidak`, `boleh`, `dapat`, `harus`, `hari`, `bulan` and `tahun`, which carry the meaning there.
 */
const stopWords = new Set(
  `yang di ke dari dan atau pada untuk dengan adalah ialah merupakan itu ini oleh dalam sebagai juga para kah pun lah apa apakah siapa
  siapakah kapan kapankah mana dimana dimanakah manakah bagaimana bagaimanakah mengapa kenapa berapa berapakah apabila bahwa akan telah
  sudah secara serta ia nya si sang tersebut saja aku saya kami kita anda beliau mereka dia ya yah dong sih deh kok nih tuh kan lho
  min admin kak kakak mas mbak pak bu mohon tolong info tanya nanya bertanya permisi halo hai makasih terimakasih
  kalau jika bila maka dimaksud sebagaimana yaitu yakni
  kepada terhadap menurut tentang mengenai soal perihal bagi antara supaya agar`.split(/\s+/),
);

/** All of them, for the speller: "apkah" is a slip of "apakah". */
export const allStopWords: Iterable<string> = stopWords;

/** Whether the word says nothing about the subject of a question. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

/** Words that stand between a term and its definition. */
export function isCopula(word: string): boolean {
  return word === "adalah" || word === "ialah" || word === "merupakan" || word === "yaitu" || word === "yakni";
}

// Small words that rules hardly use ("masih", "mau", "boleh" for "dapat"), so that their rarity there says little about the question.
const faintWords = new Set(
  `masih mau ingin setelah sesudah sebelum belum baru karena jadi menjadi sebuah seorang suatu beberapa lagi ada adanya lewat sampai
  hingga selama ketika saat lain sama seperti misal misalnya begitu hanya cuma bisa boleh bolehkah dapat dapatkah harus haruskah perlu
  tetap terus langsung semua setiap seluruh bukan sering pernah sedang lalu kemudian sekarang nanti kena pakai bikin otomatis beda tidak
  termasuk diberi memberi diberikan berapapun siapapun apapun orang orangnya tahu cara gimana sebaiknya sebenarnya tetapi tapi namun punya`.split(/\s+/),
);
const faint = 0.4;

/** What a word of a question weighs beside its rarity. */
export function weightOfWord(word: string): number {
  return faintWords.has(word) ? faint : 1;
}
