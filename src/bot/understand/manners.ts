/** Said before what is wanted: a greeting, whom one speaks to, that one asks. */
const before = [
  "yth\\.?|dengan hormat|kawan asn|sebelumnya|mohon maaf|maaf|maap|permisi|punten|tabe'?|tabek",
  "assal?am\\w*'?(?: ?alaikum)?|asw|ass|askum|salam|shalom|om swastiastu|wr|wb|selamat|slmt|met|pagi|siang|sore|malam|halo+|hallo|hai|hi",
  "min|mimin|admin|pak|bu|bpk|bapak|ibu|buk|kak|kakak|mas|mbak|mba|bang|bg|om|bro|sis|gan|p|ya|oke?",
  "(?:(?:saya|sy) )?(?:(?:mau|mo|ingin|hendak|numpang|boleh|mohon|mhn|minta) )?(?:izin|ijin)",
  // "Mau tanya petugas" wants an officer.
  "(?:(?:saya|sy) )?(?:(?:mau|mo|ingin|hendak|izin|ijin|numpang|boleh|mohon|mhn|minta) )?(?:ber|na)?tanya(?! (?:ke|kepada|sama|petugas|ptgs|admin|bkpsdm|orang|langsung))",
  "nanya(?! (?:ke|sama|petugas|admin))",
  "(?:mohon|mhn|minta) (?:arahan|petunjuk|info(?:rmasi)?|bantuan|pencerahan)(?:nya)?(?=,|$| (?:cara|bagaimana|gmn|gimana|untuk|utk|apa|kenapa|min|pak|bu)\\b)",
].join("|");
const opener = new RegExp(`^(?:${before})(?=[\\s,.!:;/?-]|$)[\\s,.!:;/-]*`, "i");

/** Said behind it: thanks, whom one speaks to, what softens it. */
const behind = [
  "terima ?kasih(?: banyak)?|makasih|makasi|mksh|mks|thx|thanks|trims|tks|nuhun|suwun|sebelumnya|kodong|please|pls|plis",
  "pak|bu|bpk|bapak|ibu|buk|min|mimin|admin|kak|mas|mbak|mba|bang|bg|om|bro|sis|gan",
  "dong|donk|ya+|yah|sih|nih|deh|lah|tolong|tlg|(?:mohon|mhn) (?:bantuan|arahan|petunjuk|info)(?:nya)?",
].join("|");
// Only from the beginning of a run of signs: tried at each of them, a message of nothing but signs took minutes.
const closer = new RegExp(`(?<![\\s,.!?/])[\\s,.!?/]*\\b(?:${behind})[\\s,.!?\\p{Extended_Pictographic}]*$`, "iu");

/** More than these in a row are hardly politeness. */
const most = 8;

/** What is wanted, without the politeness around it: "Izin bertanya pak, JP saya berapa ya?" is "JP saya berapa"; "" = there is nothing else. */
export function withoutManners(message: string): string {
  const left = cut(cut(message.trim(), opener), closer);
  return /[\p{L}\p{N}]/u.test(left) ? left : "";
}

function cut(text: string, pattern: RegExp): string {
  let left = text;
  for (let time = 0; time < most; time++) {
    const shorter = left.replace(pattern, "");
    if (shorter === left) return left;
    left = shorter;
  }
  return left;
}
