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

/** The place that a short message names: "2", "no. 2", "dua", "yang kedua", "pilih 3"; undefined for anything else. */
export function spokenPlace(text: string): number | undefined {
  const found = /^(?:(?:pilih(?:an)?|nomor|nomer|no|yang|yg|opsi)[ .:]*){0,2}([1-9]\d?|ke-?[1-9]\d?|[a-z]+)[.)!]?$/i.exec(text.trim());
  const word = found?.[1]?.toLowerCase().replace(/^ke-?(?=\d)/, "");
  if (word === undefined) return undefined;
  return /^\d+$/.test(word) ? Number(word) : places[word];
}

/** Only these decide. "Iya", "siap" or a thumb do not: in an office they mean "I have read it". */
export const isYes = (text: string): boolean => /^ya[.!]?$/i.test(text.trim());
export const isNo = (text: string): boolean => /^(?:tidak|tidak jadi|batal|batalkan)[.!]?$/i.test(text.trim());

const courteous = new Set(
  `a aamiin ack acc aja alhamdulillah allah amin aman asiap asiyap atur awak baek bagus bang baik baiklah bapak beres betul bgt bisa blh boleh bos bro
  bu buk bund cek cocok copy deal deh diterima dik dilaksanakan dimengerti dipahami dl dlu dong done dulu gas gaskeun gass go good hadir hatur hayuk ibu
  in inggih ini insya insyaallah insyaalloh inshaallah inshallah isyaallah itu iya iyaa iye iyo izin jadi jelas ji jika joss juga kabari kak kami kan
  kasih kbr kepada ketua kita komandan lah laksanakan lanjut lanjutkan lanjutkn lho luar makasih mangga mantab mantap mantul masyaallah mas mau mba mbak
  mi min monggo nah nanti ndan ng nggih nggeh njih ntar nti nuhun nurut ok oke okeh okelah okey okay oks oktrims okee okeee om pa pak paham pasti perintah
  piye rasanya roger sae saja sama saran saya sekali sep sepakat setuju siap siyap sippp sip sipp sippo smoga sudah mi suwun syukron tentu terima terimakasih tks thanks
  thx trims tunggu ty ustad uye wes wokay woke ya yaa yaaa yah yap yep yes yo yoi yoii yok yuk yup lihat pikir pikirkan usahakan diusahakan kita liat kabar kabarin tengok tgk`.split(
    /\s+/,
  ),
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
