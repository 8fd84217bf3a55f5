import { knownRoots } from "./roots.ts";
import { createStemmer } from "./stemmer.ts";
import { isStopWord } from "./stop-words.ts";

/** Names people bear (`knowledge/sinonim.yaml`): those that are nothing else, and those that are ordinary words too (Bunga, Surya). */
export interface NameList {
  given: ReadonlySet<string>;
  ordinary: ReadonlySet<string>;
}

export const noNames: NameList = { given: new Set(), ordinary: new Set() };

const titles = new Set(
  "pak bu bpk bapak ibu buk sdr sdri saudara saudari mas mbak mba bang bg kak si cut teuku tgk ode drs dra daeng bernama namanya".split(" "),
);
/** What stands behind these is a place, a house or a course called after somebody: "Jalan Ahmad Yani", "Rumah Sakit Cahaya Mulia". */
const houses = new Set(
  "jalan jl gang kota desa kelurahan kecamatan kabupaten provinsi gedung aula hotel bandara terminal pasar masjid stadion taman rumah sakit rs rsud universitas univ institut sekolah sd smp sma smk sman pt cv yayasan koperasi bank toko dinas kantor pelatihan kelas kursus webinar aplikasi program lomba piala hari dunia tunggal mahkamah jaksa zaman era".split(
    " ",
  ),
);
/** "Si" before these means a kind of people, not somebody: "si peserta", "si PPPK yang baru". */
const kinds =
  /\bsi\s+(?=(?:pegawai|asn|pns|pppk|p3k|cpns|honorer|peserta|alumni|pendaftar|pemohon|pelamar|pengusul|penerima|pengguna|penilai|pengawas|atasan|bawahan|pimpinan|pejabat|pelaksana|staf|guru|mentor|mentee|coach|fasilitator|narasumber|widyaiswara|pengajar|penguji|instruktur|pemateri|moderator|panitia|penyelenggara|operator|verifikator|analis|assessor|asesor)(?:nya)?\b)/gi;

/** What is said of somebody by name right behind it: "Indah sudah lulus?". */
const ofSomebody = new Set("udah udh dah sudah sdh pernah belum blm lulus kemarin nilainya jpnya gajinya skornya hasilnya orangnya kompetensinya".split(" "));

/**
 * The words of a message by which somebody is called, in small letters. A name that is a word as well counts only where the words
 * around it say so: "cek Bunga Lestari" and "bu Bunga" name her, "bunga pinjaman" does not.
 */
export function namesIn(message: string, { given, ordinary }: NameList): ReadonlySet<string> {
  // Whoever stands in an address is written to, not asked about.
  const said = message.replace(/\S*@\S*/g, " ").match(/[\p{L}\p{M}]+/gu) ?? [];
  const words = said.map((it) => it.toLowerCase());
  const found = new Set<string>();
  let inHouse = false;
  for (const [at, word] of words.entries()) {
    const before = words[at - 1] ?? "";
    // The rest of a house's name, as long as it is written with capitals or known names.
    inHouse = houses.has(before) || (inHouse && (/^\p{Lu}/u.test(said[at] ?? "") || given.has(word) || ordinary.has(word)));
    if (inHouse || houses.has(word)) continue;
    if (given.has(word)) found.add(word);
    else if (
      ordinary.has(word) &&
      (titles.has(before) ||
        found.has(before) ||
        given.has(words[at + 1] ?? "") ||
        isSubject(words, at) ||
        isOwner(said, at) ||
        isWhose(said, at) ||
        isWhole(said, at))
    ) {
      found.add(word);
    }
  }
  return found;
}

/** The message with "si" before every name that has no title: what looks for somebody by title finds them too. */
export function withTitles(message: string, names: NameList): string {
  const named = namesIn(message, names);
  if (named.size === 0) return message;
  let before = "";
  return message.replace(/[\p{L}\p{M}]+/gu, (word) => {
    const untitled = named.has(word.toLowerCase()) && !titles.has(before) && !named.has(before);
    before = word.toLowerCase();
    return untitled ? `si ${word}` : word;
  });
}

/** The message without the "si" that only points at a kind of people. */
export const withoutArticles = (message: string): string => message.replace(kinds, "");

/** Opens the sentence or its question, and something is said of somebody: "Fitri udah dapat?", "apakah Surya pernah …". */
const isSubject = (words: readonly string[], at: number): boolean =>
  ofSomebody.has(words[at + 1] ?? "") && (at === 0 || /^(?:apakah|apa|kok|kenapa|knp|emang)$/.test(words[at - 1] ?? ""));

/** What belongs to somebody: with a capital behind it, a name that is a word too is that somebody: "hasil tes Melati". */
const belongings = new Set(
  "nilai skor hasil tes ujian jp gap kompetensi level asesmen gaji tukin absen presensi cuti sertifikat profil alamat nomor hp skp golongan pangkat".split(" "),
);

const isWhose = (said: readonly string[], at: number): boolean => belongings.has(said[at - 1] ?? "") && /^\p{Lu}\p{Ll}/u.test(said[at] ?? "");

const stem = createStemmer(() => 0);

/** Written with capitals amidst small letters, and what follows is no word: "kompetensi Intan Gustari", but not "kelas Cahaya Prestasi". */
function isWhole(said: readonly string[], at: number): boolean {
  const next = said[at + 1] ?? "";
  const word = next.toLowerCase();
  return (
    [said[at] ?? "", next].every((it) => /^\p{Lu}\p{Ll}/u.test(it)) &&
    said.some((it) => /^\p{Ll}/u.test(it)) &&
    !isStopWord(word) &&
    !knownRoots.has(stem(word))
  );
}

/** "Catatan absennya Jaya", "nilai nya Bunga". */
const isOwner = (said: readonly string[], at: number): boolean => /^\p{Lu}/u.test(said[at] ?? "") && /nya$/i.test(said[at - 1] ?? "");
