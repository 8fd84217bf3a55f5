import { bare } from "./spoken.ts";

const all = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Says by itself that somebody wants to leave off. */
const leaving = all(
  `stop setop stopin berhenti brenti berenti berentimi henti hentikan dihentikan keluar exit quit udahan sudahan udahin sudahin sudahi akhiri diakhiri tutup ditutup
  simpan simpen disimpan simpankan jeda pause break tunda tundain ditunda gajadi batal batalkan batalin dibatalkan cancel kaleuh sudahmi istirahat piyoh`,
);
/** Going on, which says so only together with a later time, or with a no before it. */
const goingOn = all(
  `lanjut lanjutin lanjutkan dilanjut dilanjutin dilanjutkan nerusin terusin teruskan diteruskan sambung sambong disambung sambungin isi ngisi isinya mengisi diisi jawab
  jawabnya menjawab ngejawab jadi lagi capek cape lelah pusing ngantuk sibuk repot`,
);
const later = all("nanti ntar tar besok esok lusa malam malamnya pagi siang sore senin minggu kapan depan lain singoh");
const no = all("tidak tdk nggak enggak ngga gak ga ndak tak jangan jgn");
/** "Sudah dulu", "cukup sampai sini": neither word says it alone, since both are what people nod with. */
const done = all("sudah udah dah cukup sampai");
const nowIs = all("dulu dlu dl dolo dolok lok dilee sini sekian");
/** What may stand around: what is left, who leaves, and what softens it. */
const around = all(
  `dari asesmen assessment asessment asesment asesmennya penilaian survei survey surveinya formulir formulirnya form kuesioner jawaban jawabannya pertanyaan pertanyaannya tes kuis pengisian
  ini itu nya di ke aja saja sj ya yaa deh dong lah mi ji sih nih dong kok saya sy aku sa awak kami mau mo pengen pingin ingin hendak boleh bisa bs tolong tlg mohon izin
  ijin min admin pak bu bapak ibu kak mas mbak bang bg sekarang skrg sebentar bentar masih ada rapat kerjaan usah perlu oke ok baik maaf terima kasih makasih yang yg kali
  kalau kalo sempat waktu hari jam habis setelah dan terus`,
);
const mostWords = 12;

/** Whether a message, where a form is open, wants to leave it: "udahan dulu", "keluar dari asesmen", "gak jadi isi", "lanjut nanti aja". */
export function isLeaving(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length > mostWords || /[?]/.test(text)) return false;
  const kinds = [leaving, goingOn, later, no, done, nowIs];
  if (!words.every((word) => around.has(word) || kinds.some((it) => it.has(word)))) return false;
  const says = (kind: ReadonlySet<string>): boolean => words.some((it) => kind.has(it));
  const denied = words.some((word, at) => goingOn.has(word) && words.slice(Math.max(0, at - 3), at).some((it) => no.has(it)));
  // "Jangan berhenti" asks for the opposite.
  const kept = words.some((word, at) => leaving.has(word) && no.has(words[at - 1] ?? ""));
  return !kept && (says(leaving) || denied || (says(goingOn) && says(later)) || (says(done) && says(nowIs)));
}

const outright =
  /^(?:stop|berhenti|keluar|exit|quit|cancel|batal|batalkan|udahan|sudahan|(?:tidak|tdk|gak|ga|nggak) jadi)(?: (?:dulu|isi|mengisi|(?:dari )?(?:survei|survey|formulir|form)(?:nya)?(?: ini)?))*$/;

/** The same where any words may be the answer ("waktu istirahat", "tes ditunda saja"): only what is said to leave, and nothing else. */
export const isLeavingOutright = (text: string): boolean => outright.test(bare(text));
