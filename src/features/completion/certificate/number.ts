const roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/** What a pattern may hold: the running number (with leading zeros to a width), the class's code, month and year of issue. */
const hole = /\{(nomor(?::[1-8])?|kelas|bulan|bulan_romawi|tahun)\}/g;

/** What is wrong with a pattern, Indonesian; null = it can be used. */
export function patternFault(pattern: string): string | null {
  const rest = pattern.replace(hole, "");
  if (/[{}]/.test(rest)) return "Isian yang dikenal: {nomor} atau {nomor:4}, {kelas}, {bulan}, {bulan_romawi}, {tahun}.";
  const count = [...pattern.matchAll(hole)].filter((it) => it[1]?.startsWith("nomor")).length;
  if (count !== 1) return "Pola harus memuat {nomor} tepat satu kali.";
  return pattern.length > 120 ? "Pola terlalu panjang." : null;
}

/** The year whose numbers a certificate is counted in; 0 where the pattern does not name the year and numbers never begin anew. */
export const seriesOf = (pattern: string, year: number): number => (pattern.includes("{tahun}") ? year : 0);

/** `800.2/0012/SERT/XII/2026` from `800.2/{nomor:4}/SERT/{bulan_romawi}/{tahun}`. `day`: ISO date of issue. */
export function numberFrom(pattern: string, { serial, day, classCode }: { serial: number; day: string; classCode: string }): string {
  const date = Temporal.PlainDate.from(day);
  return pattern.replace(hole, (_, name: string) => {
    if (name.startsWith("nomor")) return String(serial).padStart(Number(name.split(":")[1] ?? 1), "0");
    if (name === "kelas") return classCode;
    if (name === "bulan") return String(date.month).padStart(2, "0");
    return name === "bulan_romawi" ? (roman[date.month - 1] ?? "") : String(date.year);
  });
}

/** A name for a file of a number: `0012-SERT-XII-2026`. */
export const fileNameOf = (number: string): string => number.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^[-.]+|-+$/g, "");
