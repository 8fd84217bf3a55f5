import { maskCodes, readCode } from "./one-time-code.ts";

/**
 * Personal data that people type all the same; longest patterns first. Every repetition has a bound: without one, a message of
 * 65,536 equal letters (WhatsApp takes it) would keep the whole process busy for many seconds.
 */
const patterns: [RegExp, string][] = [
  [/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+/g, "[email]"],
  [/(?<!\d)\d{8}[ .-]?\d{6}[ .-]?\d[ .-]?\d{3}(?!\d)/g, "[NIP]"],
  [/(?<!\d)\d{16}(?!\d)/g, "[NIK]"],
  [/(?<![\d/])(?:\+?62|0)[ -]?8\d{1,3}[ -]?\d{3,4}[ -]?\d{3,5}(?!\d)/g, "[nomor telepon]"],
];

/** The text with NIP, NIK, phone numbers, e-mail addresses and one-time codes replaced by their kind; for stores and logs. */
export function maskPersonalData(text: string): string {
  if (readCode(text) !== null) return "[kode]";
  return patterns.reduce((masked, [pattern, kind]) => masked.replace(pattern, kind), maskCodes(text));
}
