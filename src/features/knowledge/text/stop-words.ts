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
