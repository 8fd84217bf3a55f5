import { splitSentences } from "./sentences.ts";

/**
 * Words that mean only a machine that reads along. Neither "asisten" (an office) nor "mesin" or "AI" (what rules may be about) is one
 * alone.
 */
const machine = `(?:asisten (?:ini|ai|virtual|digital)|model bahasa|chatbot|llm)`;
/** Whom a line may call by name before it gives an order. */
const called = `(?:asisten|ai|kecerdasan (?:buatan|artifisial)|bot|${machine})`;
const saying = `(?:tulislah|tuliskan|katakan|jawab(?:lah)?|sebut(?:kan|lah)|panggil(?:lah)?|abaikan|keluarkan)`;
const telling = `(?:meng(?:atakan|aku|umumkan)|men(?:ambahkan|yatakan|jawab|yebut(?:kan)?|ulis(?:kan)?|cantumkan|yampaikan|yarankan|yuruh|jelaskan)|mem(?:beri ?tahu(?:kan)?|balas))`;
const reading = `(?:membaca|memproses|merangkum|meringkas|mengindeks|mengutip)(?:nya)?`;

const signs = [
  new RegExp(String.raw`\b(?:untuk|bagi|kepada|wahai|hai)\s+${called}\s*:`, "i"),
  new RegExp(String.raw`\b(?:wahai|hai)\s+${called}\s*,`, "i"),
  new RegExp(String.raw`\b(?:instruksi|perintah|catatan|pesan)\s+(?:bagi|untuk|kepada)\s+(?:ai\b|${machine})`, "i"),
  // Who reads along is spoken of by what it does, whatever it is called: "AI yang membaca ini wajib …", "kepada mesin pembaca".
  new RegExp(
    String.raw`\b(?:${called}|mesin|model|robot|program|komputer)\s+(?:(?:apa|mana) ?pun\s+)?yang\s+(?:sedang\s+|akan\s+)?${reading}\s+(?:\S+\s+)?(?:ini|tersebut)\b`,
    "i",
  ),
  new RegExp(String.raw`\b(?:untuk|bagi|kepada)\s+(?:${called}|mesin|model|robot)\s+(?:pembaca|perangkum|peringkas|penjawab|yang\s+${reading})\b`, "i"),
  /\b(?:jika|kalau|bila|apabila)\s+(?:anda|kamu|engkau)\s+(?:adalah\s+)?(?:sebuah\s+)?(?:mesin|ai|bot|robot|model(?:\s+bahasa)?|asisten\s+(?:ai|digital|virtual)|program\s+komputer)\b/i,
  new RegExp(String.raw`\b${machine}\b[^.!?\n]{0,60}\b${saying}\b`, "i"),
  // Told what to say, word for word: "asisten wajib menambahkan: …". An office is told what to do, and a list of duties begins with a letter or a line of its own.
  new RegExp(
    String.raw`\b(?:${called}|mesin|model|robot|sistem)\s+(?:ini\s+)?(?:wajib|harus|mesti|hendaknya|diminta|tolong|mohon)\s+(?:untuk\s+)?(?:selalu\s+|juga\s+)?${telling}\s*:[^\S\n]*(?!\n|$|\(?(?:[a-z]|\d{1,2})[.)])\S`,
    "i",
  ),
  /\b(?:abaikan|lupakan|hiraukan)\s+(?:(?:semua|seluruh|segala)\s+)?(?:instruksi|aturan|perintah|petunjuk|pertanyaan|prompt|panduan)\b[^.!?\n]{0,30}\b(?:sebelum\w*|di atas|tadi|sistem|tulis\w*|katakan|jawab)/i,
  /^[^\S\r\n\u2028\u2029]*(?:system|assistant|developer)\s*:/im,
  /(?<=[.!?]\s)(?:system|assistant|developer)\s*:/i,
  /<\s*\/?\s*(?:kutipan|pertanyaan|percakapan|keadaan|system)\s*>/i,
  /\bignore\s+(?:all\s+)?(?:the\s+)?(?:previous|above|prior)\s+instructions?\b/i,
];

/** Where a text speaks to a machine that reads along instead of to people; null = nowhere. No rule and no card has a reason to. */
export function machineOrder(text: string): string | null {
  for (const sign of signs) {
    const found = sign.exec(text)?.[0];
    if (found !== undefined) return found.trim();
  }
  return null;
}

/**
 * The text without what is said to a machine: from the sentence that it stands in to the end of its line, since an order goes on. That was
 * written for no person, and an answer that passed it on would give it for advice.
 */
export function withoutMachineOrders(text: string): string {
  if (machineOrder(text) === null) return text;
  return text.split("\n").map(beforeOrder).join("\n").trim();
}

function beforeOrder(line: string): string {
  const starts = signs.flatMap((it) => it.exec(line)?.index ?? []);
  if (starts.length === 0) return line;
  const before = line.slice(0, Math.min(...starts)).trimEnd();
  const sentences = splitSentences(before);
  return (/[.!?]["”’)\]]*$/.test(before) ? sentences : sentences.slice(0, -1)).join(" ");
}
