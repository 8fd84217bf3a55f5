import { nipFault } from "../../people/nip.ts";
import type { NationalMapping } from "./mapping.ts";
import type { ReportRow } from "./report-store.ts";

const texts = {
  nip: "NIP kosong atau tidak sah",
  notAsn: "bukan ASN",
  jp: "JP belum ada",
  mostJp: (most: number) => `JP lebih dari ${most}`,
  provider: "penyelenggara kosong",
  number: "nomor sertifikat kosong",
  evidence: (kind: string) => `buktinya hanya ${kind.replace("_", " ")}`,
  sameNumber: "nomor sertifikat sama dengan baris lain",
  overlap: "kegiatan yang sama dengan tanggal yang bertumpuk",
};

/** A record with what stands against sending it; empty = nothing that the recorded rules know. */
export interface CheckedRow {
  row: ReportRow;
  problems: string[];
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The sameness of certificate numbers: people copy them with other spaces, dots and strokes. */
export const numberKey = ({ number, provider }: Pick<ReportRow, "number" | "provider">): string | null =>
  number === null || bare(number) === "" ? null : `${bare(number)} ${bare(provider ?? "")}`;

/** Which records the mapping's rules would have refused there, and why. These rules are the city's own assumption. */
export function checkRows(rows: ReportRow[], { refused, columns }: NationalMapping): CheckedRow[] {
  const required = new Set(columns.filter((it) => it.required).map((it) => it.id));
  const groups = Map.groupBy(rows, (it) => it.personId);
  return rows.map((row) => {
    const { nip, status, jp, provider, evidence } = row;
    const others = (groups.get(row.personId) ?? []).filter((it) => it.id !== row.id);
    const key = numberKey(row);
    const problems = [
      ...(status === "LUAR_ASN" ? [texts.notAsn] : nip === null || nipFault(nip, status) !== null ? [texts.nip] : []),
      ...(required.has("jp") && jp === null ? [texts.jp] : []),
      ...(refused.mostJp !== null && jp !== null && jp > refused.mostJp ? [texts.mostJp(refused.mostJp)] : []),
      ...(required.has("penyelenggara") && !provider ? [texts.provider] : []),
      ...(required.has("nomor") && key === null ? [texts.number] : []),
      ...(refused.evidence.includes(evidence) ? [texts.evidence(evidence)] : []),
      ...(key !== null && others.some((it) => numberKey(it) === key) ? [texts.sameNumber] : []),
      ...(others.some((it) => bare(it.title) === bare(row.title) && it.from <= row.until && row.from <= it.until) ? [texts.overlap] : []),
    ];
    return { row, problems };
  });
}
