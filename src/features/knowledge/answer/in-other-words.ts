import type { Written } from "../../../core/capability.ts";
import type { Answer } from "./outcome.ts";

/**
 * The same answer in the words that a language model found for it; undefined = they do not belong to it: another question, or other passages
 * than those it was written from (the base has changed since). Cautions stay, and so does the list of sources, as far as it is named.
 */
export function inOtherWords(answer: Answer, written: Written | undefined, question: string, today: string): Answer | undefined {
  if (!written || written.question !== question || answer.asOf !== today) return undefined;
  if (answer.outcome !== "answered" && answer.outcome !== "answered_with_caution") return undefined;
  const held = answer.citations.map((it) => it.passage);
  if (held.length !== written.passages.length || held.some((it, at) => it !== written.passages[at])) return undefined;
  const cautions = answer.text.split("\n\n").filter((it) => it.startsWith("⚠️"));
  return { ...answer, text: [written.text, ...cautions].join("\n\n"), citations: answer.citations.filter((it) => written.cited.includes(it.passage)) };
}
