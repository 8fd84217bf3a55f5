export interface WordFacts {
  termOfWord: Uint32Array;
  /** What kind of value a word is part of, by word number. */
  kindOfWord: Uint8Array;
  idfOfTerm: Float32Array;
}

/** Kinds of value, and `frame` for words that only number the parts of a rule. */
export const valueKinds = { none: 0, number: 1, date: 2, person: 4, frame: 8 } as const;

const numberWords =
  /^(?:\d+\p{L}?|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|puluh|ratus|seratus|ribu|seribu|juta|miliar|setengah)$/u;
const dateWords =
  /^(?:(?:1[0-9]|20)\d\d|januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember|senin|selasa|rabu|kamis|jumat|sabtu|minggu|hari|bulan|tahun|abad|tanggal|setahun|sebulan|sehari|triwulan|semester)$/;
const personWords =
  /^(?:presiden|menteri|gubernur|bupati|walikota|wali|kepala|pejabat|atasan|pimpinan|sekretaris|ketua|direktur|jenderal|panitia|tim|dewan|ppk|pyb|bkn|lan|instansi|raja|ratu|sultan|tokoh|penulis|ilmuwan|pendiri|penemu|pencipta|dokter|jendral|putra|putri|anak|istri|suami)$/;

const frameWords =
  /^(?:\d+[a-z]?|[a-z]|bab|bagian|paragraf|pasal|ayat|huruf|angka|[ivxl]+|ke(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)|pertama|umum|hal|terdiri|atas|meliputi|berikut)$/;

/** Which kinds of value a word may be part of, as bits of `valueKinds`. */
export function valueKindOf(word: string): number {
  return (
    (numberWords.test(word) ? valueKinds.number : 0) |
    (dateWords.test(word) ? valueKinds.date : 0) |
    (personWords.test(word) ? valueKinds.person : 0) |
    (frameWords.test(word) ? valueKinds.frame : 0)
  );
}
