import { plain } from "../../../core/reply.ts";
import { longDate } from "../../../core/time.ts";
import type { WholeEntry } from "../../knowledge/entry/entry-store.ts";
import type { Worse } from "../../knowledge/trial/trial.ts";

/** Questions shown that are answered worse. */
const shown = 3;

/** An entry as its second reader sees it, with the one question that all depends on. */
export const entryText = ({ id, question, answer, source, reviewOn }: WholeEntry): string =>
  `*Jawaban ${id}: ${plain(question)}*\n${plain(answer)}\n\nDasar: ${plain(source)}\nDitinjau lagi: ${longDate(reviewOn)}`;

/** `2 pertanyaan uji menjadi lebih buruk: …`, question by question. */
export function worseText(worse: Worse[]): string {
  if (worse.length === 0) return "Soal uji: tidak ada yang menjadi lebih buruk.";
  const lines = worse.slice(0, shown).map((it) => `- “${plain(it.question)}”\n  tadinya ${plain(it.before)}\n  menjadi ${plain(it.after)}`);
  const rest = worse.length - shown;
  return [`⚠️ ${worse.length} pertanyaan uji menjadi lebih buruk:`, ...lines, ...(rest > 0 ? [`…dan ${rest} lagi.`] : [])].join("\n");
}
