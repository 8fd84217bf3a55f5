/** Personal data that people type all the same; longest patterns first. */
const patterns: [RegExp, string][] = [
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, "[email]"],
  [/(?<!\d)\d{8}[ .-]?\d{6}[ .-]?\d[ .-]?\d{3}(?!\d)/g, "[NIP]"],
  [/(?<!\d)\d{16}(?!\d)/g, "[NIK]"],
  [/(?<![\d/])(?:\+?62|0)[ -]?8\d{1,3}[ -]?\d{3,4}[ -]?\d{3,5}(?!\d)/g, "[nomor telepon]"],
];

/** The text with NIP, NIK, phone numbers and e-mail addresses replaced by their kind; for stores and logs. */
export function maskPersonalData(text: string): string {
  return patterns.reduce((masked, [pattern, kind]) => masked.replace(pattern, kind), text);
}
