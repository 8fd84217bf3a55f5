/** Words that greet, thank or address, and say nothing to look up. */
const courteous = new Set(
  (
    "halo hallo hai hay hi hello helo hei hey p tes test testing ping pagi siang sore malam malem selamat slmt met assalamualaikum assalamu'alaikum " +
    "asalamualaikum assalam assalamu alaikum askum wr wb waalaikumsalam salam sejahtera shalom om swastiastu namo buddhaya rahayu horas " +
    "terima kasih terimakasih makasih mksh makasi tks thx thanks trims tq thank you matur nuwun suwun syukran ok oke okey okeh baik siap sip sipp " +
    "mantap mantul keren bagus hebat josss noted paham mengerti ngerti iya ya yaa yup betul benar bener hehe hehehe haha hahaha wkwk wkwkwk lol " +
    "min admin kak kakak bang bg mas mbak pak bapak bu ibu bapak/ibu om tante bro sis gan kawan asn bot teman sobat semua semuanya " +
    "apa kabar kabarnya gimana sehat dadah dah bye sampai jumpa nanti lagi ketemu sangat sekali banyak atas bantuannya bantuan infonya informasinya jawabannya penjelasannya " +
    "untuk utk atas dan juga dgn dengan dulu aja saja deh dong ya lah kok sih nih nya ini itu punten permisi misi maaf " +
    "byk sgt bgt bantu sekian thks makasihh lah sudah udah telah sdh sangat membantu terbantu sekali banget bgt jelas " +
    "semoga sukses lancar jaga kesehatan izin ijin nuhun hatur tengkyu gpp gapapa terserah manut cukup sekian baiklah nggih njih inggih setuju lanjut aman beres alhamdulillah aamiin"
  ).split(/\s+/),
);

const openers =
  /^(?:(?:assalamu'?alaikum|selamat (?:pagi|siang|sore|malam)|pagi|siang|sore|malam|halo|hallo|hai|permisi|punten|p|(?:izin|ijin)(?=[,\s]+(?:min|pak|bu|kak|admin|bapak|ibu|tanya|nanya|bertanya)\b)|mohon izin|mohon ijin|mhn izin|mhn ijin|maaf|maap|mohon maaf|min|admin|kak|bang|pak|bu|bapak|ibu|bapak\/ibu|mas|mbak|wr\.? ?wb\.?)(?:[\s,.!:;]+|$)|(?:(?:izin|ijin|mau|mo|numpang|mohon|mhn|minta) (?:ber)?(?:tanya|nanya|info(?:rmasi(?:nya)?)?|infonya|arahan(?:nya)?|petunjuk(?:nya)?|pencerahan(?:nya)?|penjelasan(?:nya)?)(?: dong| dulu| ya| kak| min| pak| bu)*)(?:[\s,.!:;]+|$))+/i;

const aboutAssistant =
  /^(?:(?:siapa|sp)\s+(?:sih\s+)?(?:kamu|anda|nama ?mu|kau|awak|namanya)|(?:kamu|anda|ini|kau)\s+(?:(?:itu|ini)\s+)?(?:siapa|bot|robot|manusia|orang|ai|admin beneran|asli)|nama ?(?:kamu|mu|anda)\s+siapa|apakah (?:kamu|anda) (?:bot|robot|manusia|ai))\b/i;

export type SmallTalk = "greeting" | "thanks" | "nod" | "about";

/** Kind of small talk, if the message is nothing else. */
export function smallTalk(message: string): SmallTalk | null {
  const text = message.trim().toLowerCase();
  if (aboutAssistant.test(text.replace(openers, "")) && text.split(/\s+/).length <= 8) return "about";
  // "Mohon arahan", "izin bertanya": an opening, and nothing yet behind it.
  if (
    /\p{L}/u.test(text) &&
    unsaid.test(
      withoutOpeners(text)
        .replace(/[^\p{L}\s]/gu, "")
        .trim(),
    )
  )
    return "greeting";
  const words = text
    .replace(/[^\p{L}'/\s]/gu, " ")
    .split(/\s+/)
    .filter(Boolean);
  if (words.length === 0 || words.length > 12 || !words.every(isCourteous)) return null;
  if (words.some((it) => gratitude.test(it))) return "thanks";
  // What asks "gimana" is no nod, though nobody knows what it is about.
  if (words.includes("gimana") && !words.some((it) => it.startsWith("kabar"))) return null;
  return words.some((it) => nodding.test(it)) && !words.some((it) => greeting.test(it)) ? "nod" : "greeting";
}

/** Malay speaks the last "a" as "e": "terime kasih", "semue". */
const isCourteous = (word: string): boolean => courteous.has(word) || (word.endsWith("e") && courteous.has(`${word.slice(0, -1)}a`));

/** What an opening may leave of a message that asks nothing yet. */
const unsaid = /^(?:(?:ber|na)?tanya|nanya)?(?: ?(?:dong|dulu|ya|kak|min|pak|bu|nih))*$/;

const gratitude = /^(makasih\w*|mksh|makasi|terimakasih|kasih|tks|thks|thx|thanks|thank|trims|tq|suwun|nuwun|nuhun|tengkyu|syukran|membantu|terbantu)$/;
const greeting =
  /^(hal+o|hai|hay|hi|hel+o|hei|hey|p|tes|test|testing|ping|pagi|siang|sore|malam|malem|slmt|met|as+alam\w*.*|askum|shalom|swastiastu|buddhaya|rahayu|horas|permisi|punten|misi|izin|ijin)$/;
const nodding =
  /^(oke?|okey|okeh|baik|baiklah|siap|sipp?|mantap|mantul|keren|bagus|hebat|joss+|noted|paham|mengerti|ngerti|iya|yaa?|yup|betul|benar|bener|(?:he|ha)+h?|wk\w+|lol|bye|dah|dadah|sampai|jelas|gpp|gapapa|terserah|manut|cukup|sekian|nggih|njih|inggih|setuju|lanjut|aman|beres|alhamdulillah|aamiin)$/;

/** A number, or a word for one, and nothing else: it means something only where a list is open. Neither do mere signs. */
export const isBareNumber = (message: string): boolean => !/\p{L}|\d/u.test(message) || bareNumber.test(message.trim());

const bareNumber =
  /^(?:(?:pilih(?:an)?|nomor|nomer|no|yang|yg|opsi|ke)[ .:-]*){0,3}(?:\d+|pertama|(?:ke)?(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)(?: (?:belas|puluh))?)(?:[ ,]+(?:pak|bu|bapak|ibu|bpk|min|kak|mas|mbak|bang|ya|dong|saja|aja)){0,3}[.!? ]*$/i;

/** Kind of what is known to be small talk. */
export function kindOfTalk(message: string): SmallTalk {
  const words = message.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.some((it) => gratitude.test(it))) return "thanks";
  return words.some((it) => /^(kamu|km|anda|kau|awak|robot|manusia|you)$/.test(it)) ? "about" : "greeting";
}

/** The question without its polite opening. */
export const withoutOpeners = (message: string): string => message.trim().replace(openers, "").trim();
