/** Words that mean a machine that reads along. "Asisten" alone does not: it is an office, too. */
const machine = `(?:asisten (?:ini|ai|virtual|digital)|ai|kecerdasan (?:buatan|artifisial)|model bahasa|chatbot|bot|llm|mesin)`;
const saying = String.raw`(?:tulis\w*|katakan|jawab(?:lah)?|sebut(?:kan|lah)|menyatakan|menyuruh|panggil|cantumkan|abaikan|keluarkan)`;

const signs = [
  new RegExp(String.raw`\b(?:untuk|bagi|kepada|wahai|hai)\s+(?:asisten|${machine})\s*[:,]`, "i"),
  new RegExp(String.raw`\b(?:instruksi|perintah|catatan|pesan)\s+(?:bagi|untuk|kepada)\s+(?:asisten\b|${machine})`, "i"),
  new RegExp(String.raw`\b${machine}\b[^.!?\n]{0,60}\b${saying}\b`, "i"),
  /\b(?:abaikan|lupakan|hiraukan)\s+(?:(?:semua|seluruh|segala)\s+)?(?:instruksi|aturan|perintah|petunjuk|pertanyaan|prompt|panduan)\b[^.!?\n]{0,30}\b(?:sebelum\w*|di atas|tadi|sistem|tulis\w*|katakan|jawab)/i,
  /^\s*(?:system|assistant|developer)\s*:/im,
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
