/** How people write the place of a choice. */
const places: Record<string, number> = {
  satu: 1,
  pertama: 1,
  kesatu: 1,
  dua: 2,
  kedua: 2,
  tiga: 3,
  ketiga: 3,
  empat: 4,
  keempat: 4,
  lima: 5,
  kelima: 5,
  enam: 6,
  keenam: 6,
  tujuh: 7,
  ketujuh: 7,
  delapan: 8,
  kedelapan: 8,
  sembilan: 9,
  kesembilan: 9,
  sepuluh: 10,
  kesepuluh: 10,
};

/** Said before a place: "pilih yang nomor …". */
const before = /^(?:(?:pilih(?:an)?|nomor|nomer|nmr|no|yang|yg|opsi|angka|ke)(?:[ .:#-]+|(?=\d))){0,3}/i;
/** Said behind anything: whom it is said to, and what only softens it. */
const behind =
  /(?:[\s,]+(?:pak|bapak|bpk|bp|bu|ibu|buk|bunda|min|admin|mimin|kak|kakak|mas|mbak|mba|bang|bg|om|gan|bos|bro|ndan|komandan|aja|saja|sj|dong|ya|yaa|yah|deh|dulu|lah|sih|nih)(?=[\s,.!?]|$)){1,3}[\s,.!?]*$/i;
const marks = /(?:[\s,.!?)\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Cf}]|\u{FE0F}|\u{20E3})+$/u;
/** Longest message that can be a choice, a name or a no, characters. */
const short = 80;

/** What was said, without whom it was said to: "Batal pak 🙏" is "batal". */
export function bare(text: string): string {
  const said = text.trim().toLowerCase();
  if (said.length > short) return said;
  const words = said.replace(marks, "");
  return words.replace(behind, "").replace(marks, "").trim();
}

/** The place that a short message names: "2", "no. 2 ya", "dua pak", "yang ke dua", "pilih 3"; undefined for anything else. */
export function spokenPlace(text: string): number | undefined {
  const word = named(text);
  return /^[1-9]\d?$/.test(word) ? Number(word) : Object.hasOwn(places, word) ? places[word] : undefined;
}

/** Said before a place of which something is wanted: "daftarin saya yang …", "mau ikut yg nomor …". */
const wanting =
  /^(?:(?:saya|sy|aku|mau|ingin|pengen|daftar(?:in|kan)?|ambil|ikut(?:kan|an)?|lihat|liat|buka|coba|pilih|minta|tolong|detail|rincian|info|kelas|pelatihan) ){1,4}(?=(?:yang|yg|nomor|nomer|nmr|no|opsi|pilihan)\b)/;

/** The place of a thing of which something is wanted: "daftar yang pertama dong", "lihat nomor 2"; undefined for anything else. */
export function pointedPlace(text: string): number | undefined {
  const said = bare(text);
  return wanting.test(said) ? spokenPlace(said.replace(wanting, "")) : undefined;
}

const digits = "(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)";
const anyNumber = new RegExp(`^(?:ke-?)?(?:\\d+|nol|sepuluh|sebelas|seratus|${digits}(?: (?:belas|puluh|ratus))?(?: ${digits})?)$`);

/** Whether a message is a number and nothing else, be it a place in a list or not. */
export const isNumber = (text: string): boolean => spokenPlace(text) !== undefined || anyNumber.test(named(text));

const named = (text: string): string =>
  bare(text)
    .replace(/^[(#]+/, "")
    .replace(before, "")
    .replace(/^ke-?(?=\d)/, "");

const not = "(?:tidak|tdk|nggak|enggak|ngga|gak|ga|ndak)";

/** Only these decide. "Iya", "siap" or a thumb do not: in an office they mean "I have read it". */
export const isYes = (text: string): boolean => /^ya[.!]?$/i.test(text.trim());
export const isNo = (text: string): boolean => isCancel(text) || new RegExp(`^${not}(?: usah| perlu)?$`).test(bare(text));
/** Takes something back, whatever it was. */
export const isCancel = (text: string): boolean => new RegExp(`^(?:${not} jadi|batal|batalkan|dibatalkan)$`).test(bare(text));

/** None of the things that were offered: "bukan itu", "bukan semuanya", "tidak ada". */
export const isNoneOfThese = (text: string): boolean =>
  isNo(text) ||
  new RegExp(`^(?:(?:bukan|bkn)(?: (?:yang|yg))?(?: (?:itu|ini|semua|semuanya|maksud saya))*|${not} ada(?: (?:yang|yg) (?:cocok|pas|benar))?|salah)$`).test(
    bare(text),
  );

/** Does not know what to choose: "ga yakin", "bingung sy", "masih ragu", "entahlah". */
export const isDoubt = (text: string): boolean =>
  new RegExp(
    `^(?:(?:saya|sy|aku|masih|agak|jadi|kok) ){0,3}(?:bingung|ragu(?:-ragu)?|bimbang|entah|(?:${not}|kurang|blm|belum) ?(?:yakin|tahu|tau|ngerti|mengerti|paham|pasti))(?: (?:saya|sy|aku|nih|jawabnya|milih|memilih|pilih|yang mana|yg mana|mana))*$`,
  ).test(bare(text));

const courteous = new Set(
  `a aamiin ack acc aja alhamdulillah allah amin aman asiap asiyap atur awak baek bagus bang baik baiklah bapak beres betul bgt bisa blh boleh bos bro
  bu buk bund cek cocok copy deal deh diterima dik dilaksanakan dimengerti dipahami dl dlu dong done dulu gas gaskeun gass go good hadir hatur hayuk ibu
  in inggih ini insya insyaallah insyaalloh inshaallah inshallah isyaallah itu iya iyaa iye iyo izin jadi jelas ji jika joss juga kabari kak kami kan
  kasih kbr kepada ketua kita komandan lah laksanakan lanjut lanjutkan lanjutkn lho luar makasih mangga mantab mantap mantul masyaallah mas mau mba mbak
  mi min monggo nah nanti ndan ng nggih nggeh njih ntar nti nuhun nurut ok oke okeh okelah okey okay oks oktrims okee okeee om pa pak paham pasti perintah
  piye rasanya roger sae saja sama saran saya sekali sep sepakat setuju siap siyap sippp sip sipp sippo smoga sudah suwun syukron tentu terima terimakasih tks thanks
  thx trims tunggu ty ustad uye wes wokay woke ya yaa yaaa yah yap yep yes yo yoi yoii yok yuk yup lihat pikir pikirkan usahakan diusahakan kita liat kabar kabarin tengok tgk
  gpp gapapa terserah manut ikut cukup dipikir dipikirkan sekian 86 mks trm tengkyu nuwun matur`.split(/\s+/),
);

/** Whether a message is nothing but politeness: every word of it is one that people nod with, or there are no words (a thumb). */
export function isCourtesy(text: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/(\p{L})\1{2,}/gu, "$1")
    .match(/[\p{L}\p{N}]+/gu);
  if (words === null) return true;
  return words.length <= 8 && words.every((it) => courteous.has(it) || /^(?:wk)+w?k?$|^(?:ha|he|hi)+h?$/.test(it));
}

/** Words of courtesy that say nothing alone: whom one speaks to, and what fills the sentence. */
const filling = new Set(
  `a aja bang bapak bgt bisa bos bro bu buk bund cek deh dik dl dlu dong dulu ibu in ini itu izin ji jika juga kak kami kan
  kepada ketua kita komandan lah lho lihat liat luar mas mba mbak mi min minta nah ndan ng om pa pak perintah piye rasanya sae saja sama saran saya sekali
  sep tengok tgk ustad 86 jadi ikut`.split(/\s+/),
);
const gratitude = /^(?:makasih|mks|terima|terimakasih|kasih|tks|thx|thanks|trims|trm|oktrims|ty|tengkyu|suwun|nuwun|nuhun|syukron)$/;
const thumbs = /[👍👌🙏🫡✅😊🙂😀😁😃😄☺🤝💪👏🎉❤🙌💯🥰🤗😇😍🤩✌]/u;

/** Politeness to which nobody waits for an answer: thanks, or a nod ("siap pak", 👍); null for anything else, such as "izin, pak". */
export function courtesy(text: string): "thanks" | "nod" | null {
  if (!isCourtesy(text) || text.includes("?")) return null;
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.some((it) => gratitude.test(it)) || (words.length === 0 && text.includes("🙏"))) return "thanks";
  const nods = thumbs.test(text) || words.some((it) => !filling.has(it)) || settled.test(bare(text).replace("-", " "));
  return nods ? "nod" : null;
}

/** Made of filling words, and yet all said. */
const settled = /^(?:sama sama|ikut|(?:kita )?(?:lihat|liat)|bisa)$/;
