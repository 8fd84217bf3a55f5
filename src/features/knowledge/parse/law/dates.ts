import { readDigits } from "./digits.ts";
import type { LawParts } from "./parts.ts";

const months = "januari februari maret april mei juni juli agustus september oktober november desember".split(" ");
const older: Readonly<Record<string, string>> = { pebruari: "februari", nopember: "november", agustua: "agustus" };
const day = "(?:pada )?(?:hari )?(?:tanggal|tan\\S{2,4})[\\s:]*([\\dOlIL ]{1,3})\\s+([A-Za-z]{3,9})\\s*([\\dOolILZS]{4,6})";
const from = /mulai berlaku (?:terhitung )?(?:sejak |pada )?(?:hari )?(?:tanggal )?(?:(diundangkan|pengundangan|diumumkan)|(ditetapkan|penetapan))/gi;
const onDay = new RegExp(`(?:ini|Ini) mulai berlaku (?:sejak |terhitung )?${day}`, "g");

/** ISO date from which a rule holds, if its closing says it without doubt; else null. */
export function promulgated(parts: LawParts, year: number): string | null {
  const last = parts.body.slice(-3000);
  const said = [...last.matchAll(from)].at(-1);
  const dated = [...last.matchAll(onDay)].at(-1);
  if (/berlaku surut|daya surut/.test(last)) return null;
  if (dated !== undefined && (said === undefined || dated.index > said.index)) return near(iso(dated), year);
  if (said === undefined) return null;
  const word = said[1] === undefined ? "(?:Ditetapkan|Disahkan|D(?:ITETAPKAN|ISAHKAN))" : "(?:Diundangkan|DIUNDANGKAN)";
  const signed = new RegExp(`${word}(?: di [A-Za-z ]{3,30}?)?,?\\s+${day}`, "i").exec(parts.closing);
  return signed === null ? null : near(iso(signed), year);
}

function iso(found: RegExpExecArray): string | null {
  const number = Number(readDigits((found[1] ?? "").replaceAll(" ", "")));
  const name = (found[2] ?? "").toLowerCase();
  const month = months.indexOf(older[name] ?? name) + 1;
  const year = readDigits((found[3] ?? "").replaceAll(" ", ""));
  if (month === 0 || year === null || !(number >= 1 && number <= 31)) return null;
  const date = `${year}-${String(month).padStart(2, "0")}-${String(number).padStart(2, "0")}`;
  const real = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(date) ? date : null;
}

/** A date far from the rule's own year is a misreading. */
function near(date: string | null, year: number): string | null {
  return date !== null && Math.abs(Number(date.slice(0, 4)) - year) <= 3 ? date : null;
}
