import { randomBytes } from "node:crypto";

/** Crockford's base 32: no I, L, O, U, which are misread or make words. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const length = 10;
/** The letters as people type them; I, L and O are taken for the digits they look like. */
const letter = "[0-9A-TV-Z]";
const group = `${letter}{5}`;
/** Said before a code: "kode:", "kode saya", "/tautkan" has been taken off already. */
const lead = /^(?:kode|code|kd)(?:nya| saya| tautan| tautkan)?\s*[:=]?\s+/i;
/** What people put before a code in a sentence of their own: "ini kode saya: …", "tautkan …", "min, kode dari BKPSDM …". */
const inSentence =
  /^(?:(?:ini|berikut|izin|mohon|tolong|min|admin|pak|bu|saya|sy|punya|mau|pakai|pake|dengan|masukkan|tautkan|taut|login|masuk|verifikasi|akun|chat|kode|kodenya|code|kd|dari|bkpsdm|adalah|itu|ya)(?=[\s:=,])[\s:=,]*)+/i;
const whole = new RegExp(`^(${group})\\s*[-–—. ]?\\s*(${group})[.!]?$`, "i");
const close = new RegExp(`^(${group})[-–—]?(${group})[.!]?$`, "i");

/**
 * A fresh code of 50 random bits as `K7M2P-9XQ4T`: two groups that are easy to type on a telephone. It always holds a digit and a
 * letter, so that neither a number nor two words ("teman-teman") look like one.
 */
export function makeCode(): string {
  for (;;) {
    const code = [...randomBytes(length)].map((byte) => alphabet[byte & 31]).join("");
    if (isMixed(code)) return `${code.slice(0, 5)}-${code.slice(5)}`;
  }
}

const isMixed = (code: string): boolean => /\d/.test(code) && /[A-Z]/.test(code);

/** Of these a sentence must hold one, or else "saya mau angkatan10" would be a code. */
const speaksOfCode = /\b(?:kode|kodenya|code|kd|taut|tautkan|verifikasi|login)\b/i;
const withoutSentence = (said: string): string => {
  const before = inSentence.exec(said)?.[0] ?? "";
  return speaksOfCode.test(before) ? said.slice(before.length) : said;
};

/**
 * The code that a message is, as `makeCode` writes it: "kode k7m2p 9xq4t", "K7M2P-9XQ4T", "tautkan k7m2p9xq4t"; null for any other message.
 * Two groups apart are a code only behind the word "kode".
 */
export function readCode(text: string): string | null {
  const said = text.trim();
  const named = lead.test(said);
  const found = (named ? whole : close).exec(said.replace(lead, "")) ?? close.exec(withoutSentence(said));
  if (!found) return null;
  const typed = `${found[1]}${found[2]}`.toUpperCase();
  const code = typed.replace(/[IL]/g, "1").replaceAll("O", "0");
  // Only what looks like one as it stands: "lilin-lilin" is a word, also where it is called a code.
  return isMixed(typed) ? `${code.slice(0, 5)}-${code.slice(5)}` : null;
}

/** The command behind which a code may stand in any writing. */
const linkCommand = /^\/tautkan(?:@\w+)?\s+/i;

/**
 * The code in what was typed behind the link command: as in a message, and two groups apart too. Null = something else.
 */
export const readTypedCode = (typed: string): string | null => readCode(typed) ?? readCode(`kode ${typed}`);

/** Two groups joined by a hyphen, or one word, of about a code's length; with digits and letters, which "teman-teman" and "2026-2027" have not. */
const codelike = /^(?=\D*\d)(?=[^a-z]*[a-z])(?:(?=.{10})[0-9a-z]{4,6}[-–—][0-9a-z]{4,6}|[0-9a-z]{8,12})[.!]?$/i;
/** In a code's very shape also digits alone, or capitals alone, which words seldom are. */
const shaped = /^(?:\d{5}[-–—]\d{5}|(?!([A-Z]{5})[-–—]\1)[A-Z]{5}[-–—][A-Z]{5})[.!]?$/;
const mayBeCode = (typed: string): boolean => codelike.test(typed) || shaped.test(typed);

/** What was typed for a code and is none, since a letter is missing or wrong: behind the word "kode"; null = something else. */
export function nearlyCode(text: string): string | null {
  const said = text.trim();
  const typed = said.replace(lead, "");
  return typed !== said && mayBeCode(typed) && readCode(said) === null ? typed : null;
}

/** Behind the link command half of one is enough. */
const partOfCode = /^(?=.*\d)(?=.*[a-z])[0-9a-z–—-]{5,14}$/i;

/** Whether somebody may have meant a code by what was typed behind the link command. */
export const looksLikeCode = (typed: string): boolean => mayBeCode(typed.trim()) || partOfCode.test(typed.trim());

/** Whether a message may prove whose a talk is, alone or behind the command: for doors that must take care before anybody reads it. */
export function bringsCode(text: string): boolean {
  const said = text.trim();
  return readCode(said) !== null || (linkCommand.test(said) && readTypedCode(said.replace(linkCommand, "")) !== null);
}

const anywhere = new RegExp(`(?<![\\w-])${group}[-–—]?${group}(?![\\w-])`, "gi");
const apart = new RegExp(`${group}\\s*[-–—. ]?\\s*${group}(?=[.!]?\\s*$)`, "i");

/** The text without anything that may be a code; for stores and logs. */
export const maskCodes = (text: string): string =>
  (bringsCode(text) ? text.replace(apart, "[kode]") : text).replace(anywhere, (it) => (isMixed(it.toUpperCase()) ? "[kode]" : it));
