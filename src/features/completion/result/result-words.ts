import type { Judged } from "./judge-class.ts";
import type { Lack } from "./measure.ts";
import type { CompletionRule } from "./rule-store.ts";

/** `83%` */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** Why a result is not "selesai", for the person and the officer. */
export function lackWords({ lacks, attendance, score }: Pick<Judged, "lacks" | "attendance" | "score">, rule: CompletionRule): string {
  const words: Record<Lack, string> = {
    attendance: `kehadiran ${percent(attendance?.share ?? 0)}, syarat ${percent(rule.attendance)}`,
    test: `tes akhir ${score}, syarat ${rule.testLeast}`,
    no_test: "tes akhir belum dikerjakan",
  };
  return lacks.map((it) => words[it]).join("; ");
}

/** The rule in one clause: `kehadiran paling sedikit 80%, tes akhir paling sedikit 70`. */
export const ruleWords = ({ attendance, testLeast }: CompletionRule): string =>
  `kehadiran paling sedikit ${percent(attendance)}${testLeast === null ? "" : `, tes akhir paling sedikit ${testLeast}`}`;
