import { plain } from "../../../core/reply.ts";
import { forms } from "../../training/forms.ts";
import { shortDate } from "../../training/when.ts";
import { jpText } from "../../training/words.ts";
import type { Entry, JpAccount } from "./jp-account.ts";
import { daysLeft } from "./jp-frame.ts";

export { jpText } from "../../training/words.ts";

const blocks = 10;

/** `▓▓▓▓▓▓▓░░░`: full only when all is reached, empty only when nothing is; narrow enough for any phone. */
export function progressBar(part: number, whole: number): string {
  const share = whole <= 0 ? 1 : part / whole;
  const full = share >= 1 ? blocks : Math.min(blocks - 1, Math.max(part > 0 ? 1 : 0, Math.floor(share * blocks)));
  return "▓".repeat(full) + "░".repeat(blocks - full);
}

/** `sisa 6 minggu`, `sisa 5 hari` */
export function timeLeft(account: JpAccount, today: string): string {
  const days = daysLeft(account.frame, today);
  return days > 13 ? `sisa ${Math.floor(days / 7)} minggu` : `sisa ${days} hari`;
}

const units = { hari: "hari", kali: "kali", kegiatan: "kegiatan", semester: "semester" } as const;

const why = {
  no_rule: "bentuk ini belum ada dalam tabel konversi; diperiksa petugas",
  no_rate: "tabel konversi tidak memuat nilai untuk luar negeri; diperiksa petugas",
  no_jp: "JP programnya belum tercatat; diperiksa petugas",
} as const;

/** One activity with how its JP were reached: by which form of learning, never by the table's own code for it. */
export function entryLine({ record, credit }: Entry): string {
  const head = `• ${plain(record.title)}, ${record.from === record.until ? "" : `${shortDate(record.from)}–`}${shortDate(record.until)}`;
  const { limit, rule } = credit;
  if (limit === "no_rule" || limit === "no_rate" || limit === "no_jp" || !rule) return `${head}: *0 JP* (${why[limit as keyof typeof why] ?? why.no_rule})`;
  const rate = record.abroad ? rule.abroad : rule.home;
  const reached = `*${jpText(credit.credited)} JP*`;
  const capped =
    limit === "day" ? `paling banyak ${jpText(rate?.dayCap ?? 0)} JP sehari` : limit === "month" ? `paling banyak ${rate?.monthTimes} kali sebulan` : "";
  return `${head}: ${reached} (${[claim(record, credit.claimed, rule.unit, rate?.rate ?? 0), capped, forms[record.form].name].filter(Boolean).join("; ")})`;
}

function claim(record: Entry["record"], claimed: number, unit: string, rate: number): string {
  if (unit === "program") return rate === 1 ? `program ${jpText(claimed)} JP` : `program ${jpText(record.jp ?? 0)} JP × ${jpText(rate)}`;
  const count = rate > 0 ? Math.round(claimed / rate) : record.times;
  return `${count} ${units[unit as keyof typeof units]} × ${jpText(rate)} JP`;
}
