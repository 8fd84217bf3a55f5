import { plain } from "../../core/reply.ts";
import { type OpenClass, seatsLeft, type Training } from "../training/store.ts";
import { whenLine } from "../training/when.ts";
import type { Candidate } from "./candidate.ts";
import { jpText } from "./jp-words.ts";

export const modeNames = { tatap_muka: "tatap muka", daring: "daring", campuran: "campuran (daring dan tatap muka)" } as const;

/** `Rp1.250.000` */
export const rupiah = (amount: number): string => `Rp${amount.toLocaleString("id-ID")}`;

/** `sisa 12 kursi`, `penuh`, `kursi tidak dibatasi` */
export function seatsText(it: OpenClass): string {
  const left = seatsLeft(it);
  return left === null ? "kursi tidak dibatasi" : left <= 0 ? "penuh" : `sisa ${left} kursi`;
}

const payers = { kota: "ditanggung kota", unit: "ditanggung unit kerja", peserta: "ditanggung peserta", penyelenggara: "ditanggung penyelenggara" };
const payerText = (payer: Training["payer"]): string => (payer === null ? "penanggung belum ditetapkan" : payers[payer]);

/** What several cost together, by who pays: `Rp500.000 ditanggung kota; Rp150.000 ditanggung peserta` */
export function costsText(trainings: Pick<Training, "cost" | "payer">[]): string {
  const byPayer = Map.groupBy(
    trainings.filter((it) => it.cost > 0),
    (it) => it.payer,
  );
  const parts = [...byPayer].map(([payer, list]) => `${rupiah(list.reduce((sum, it) => sum + it.cost, 0))} ${payerText(payer)}`);
  return parts.join("; ") || "tanpa biaya peserta";
}

/** Who pays, in one clause. */
export function costText({ cost, payer }: Training): string {
  if (cost === 0) return "tanpa biaya peserta";
  return `${rupiah(cost)} per orang, ${payerText(payer)}`;
}

/** `8 JP; daring; sisa 12 kursi; Senin, 7 Des 2026, 09.00–12.00 WITA` */
export const factsLine = ({ training, class: it, jp }: Candidate, zone: string): string =>
  [`${jpText(jp)} JP`, modeNames[training.mode], seatsText(it), whenLine(it, zone, training.selfPaced)].join("; ");

/** The name, marked where it is only an example. */
export const nameOf = (training: Training): string => `*${plain(training.name)}*${training.fictional ? " (contoh)" : ""}`;

const modes: [RegExp, "daring" | "tatap_muka"][] = [
  [/\b(?:daring|online|onlen|zoom|virtual|jarak jauh|dari rumah)\b/i, "daring"],
  [/\b(?:tatap\s?muka|luring|offline|langsung di kelas|klasikal)\b/i, "tatap_muka"],
];

/** The way of learning that a request names, and the rest of it. */
export function modeIn(text: string): { mode: "daring" | "tatap_muka" | null; rest: string } {
  const found = modes.find(([pattern]) => pattern.test(text));
  return found ? { mode: found[1], rest: text.replace(found[0], " ").replace(/\s+/g, " ").trim() } : { mode: null, rest: text };
}
