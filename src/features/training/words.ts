import { plain } from "../../core/reply.ts";
import { type OpenClass, seatsLeft, type Training } from "./store.ts";

export const modeNames = { tatap_muka: "tatap muka", daring: "daring", campuran: "campuran (daring dan tatap muka)" } as const;

/** `12,5` as people write it. */
export const jpText = (jp: number): string => String(jp).replace(".", ",");

/** `Rp1.250.000` */
export const rupiah = (amount: number): string => `Rp${amount.toLocaleString("id-ID")}`;

/** `sisa 12 kursi`, `penuh`, `kursi tidak dibatasi` */
export function seatsText(it: OpenClass): string {
  const left = seatsLeft(it);
  return left === null ? "kursi tidak dibatasi" : left <= 0 ? "penuh" : `sisa ${left} kursi`;
}

const payers = { kota: "ditanggung kota", unit: "ditanggung unit kerja", peserta: "ditanggung peserta", penyelenggara: "ditanggung penyelenggara" };
/** Who pays, in words. */
export const payerText = (payer: Training["payer"]): string => (payer === null ? "penanggung belum ditetapkan" : payers[payer]);

/** Who pays, in one clause. */
export function costText({ cost, payer }: Training): string {
  if (cost === 0) return "tanpa biaya peserta";
  return `${rupiah(cost)} per orang, ${payerText(payer)}`;
}

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
