import type { Training } from "../../training/store.ts";
import { whenLine } from "../../training/when.ts";
import { modeNames, payerText, rupiah, seatsText } from "../../training/words.ts";
import { jpText } from "../jp/jp-words.ts";
import type { Candidate } from "./candidate.ts";

/** What several cost together, by who pays: `Rp500.000 ditanggung kota; Rp150.000 ditanggung peserta` */
export function costsText(trainings: Pick<Training, "cost" | "payer">[]): string {
  const byPayer = Map.groupBy(
    trainings.filter((it) => it.cost > 0),
    (it) => it.payer,
  );
  const parts = [...byPayer].map(([payer, list]) => `${rupiah(list.reduce((sum, it) => sum + it.cost, 0))} ${payerText(payer)}`);
  return parts.join("; ") || "tanpa biaya peserta";
}

/** `8 JP; daring; sisa 12 kursi; Senin, 7 Des 2026, 09.00–12.00 WITA` */
export const factsLine = ({ training, class: it, jp }: Candidate, zone: string): string =>
  [`${jpText(jp)} JP`, modeNames[training.mode], seatsText(it), whenLine(it, zone, training.selfPaced)].join("; ");
