import { splitSentences } from "../../../language/sentences.ts";
import type { Passage } from "../passage.ts";
import type { Hit } from "../search/knowledge-index.ts";
import { isChatter } from "./chatter.ts";
import { rangeRow } from "./ranges.ts";

/**
 * A score alone cannot tell that the right passage is missing: its neighbours use the same words. So three things are
 * weighed together, each 0 to 1: how many of the question's words the passage speaks of (each counting the same; talk and
 * words that the base never uses less), how well its heading says what was asked, and its rank score. The proportions are
 * those of a logistic regression on five question sets, with and without the right passage in the base (AUROC 0.92 by
 * fivefold cross-validation; with the words weighed by their rarity 0.91); `npm run bench -- --only abstention` measures.
 */
const weights = { spoken: 4.5, heading: 4, score: 3.2 };
/** Least support of a passage that answers. */
export const enough = 5.3;
/** What a word counts that the base never uses: it may be talk, or the very thing asked for. */
const strangerIdf = 1.5;

/** How strongly a passage seems to answer; `enough` is the border. */
export function support(hit: Hit): number {
  const { heading } = hit.matched;
  return weights.spoken * spokenShare(hit) + weights.heading * heading + weights.score * Math.min(1, hit.score);
}

/** Whether a passage holds an answer; `against` (≤ 0) is what else speaks against it. */
export function isSufficient(hit: Hit, against: number): boolean {
  if (hit.matched.direct) return true;
  const subject = hit.matched.terms.filter((it) => !it.words.every(isChatter));
  const spoken = subject.filter((it) => it.found >= 0.5).length;
  const strangers = subject.filter((it) => !it.known).length;
  // Mostly words that the base has never seen, or one common word among them: a question from another field.
  if (spoken === 0 || (strangers > spoken && hit.matched.heading < 0.5) || (strangers > 0 && spoken < 2 && hit.matched.heading < 0.6)) return false;
  return support(hit) + against >= enough;
}

/** What a word of talk, or one that the base never uses, counts beside a word of the subject. */
const lesser = 0.6;

/** Share of the question's words that the passage speaks of, each counting the same: the one that is missing is often a common one. */
function spokenShare({ matched }: Hit): number {
  let [whole, found] = [0, 0];
  for (const term of matched.terms) {
    const weight = (term.words.every(isChatter) ? lesser : 1) * (term.known ? 1 : lesser);
    whole += weight;
    found += weight * term.found;
  }
  return whole === 0 ? 0 : found / whole;
}

/** Share of the question's subject that stands in the passage. */
export function subjectShare({ matched }: Hit): number {
  let [whole, found] = [0, 0];
  for (const term of matched.terms) {
    if (term.words.every(isChatter)) continue;
    const weight = term.known ? term.idf : strangerIdf;
    whole += weight;
    found += weight * term.found;
  }
  return whole === 0 ? 0 : found / whole;
}

/** Longest answer text from one passage, characters: a phone screen with its source line. */
const longest = 520;

/** A passage of a law is quoted whole only when it is this short; our own cards are written to be read whole. */
const brief = 240;
const isStatute = ({ role }: Passage): boolean => role === "article" || role === "elucidation";

/** Share of the best sentence's overlap from which another sentence belongs to the answer too. */
const alsoSpeaks = 0.6;

/** The words that answer: a short passage whole, of a long one the sentences that speak of what was asked. */
export function evidenceText(passage: Passage, question: { stems: ReadonlySet<string>; stem(word: string): string; numbers: number[] }): string {
  const text = passage.text.trim();
  const row = rangeRow(text, question.numbers);
  if (row) return row;
  if (text.length <= (isStatute(passage) ? brief : longest)) return text;
  const sentences = splitSentences(text);
  const scores = sentences.map((it) => overlap(it, question));
  const best = Math.max(...scores);
  const chosen = new Set<number>();
  let length = 0;
  const order = sentences.map((_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  for (const at of order) {
    const size = sentences[at]?.length ?? 0;
    if (chosen.size > 0 && (length + size > longest || (scores[at] ?? 0) < best * alsoSpeaks)) continue;
    chosen.add(at);
    length += size;
    // A list means nothing without the line that opens it.
    const opener = openerOf(sentences, at);
    if (opener !== null && !chosen.has(opener)) {
      chosen.add(opener);
      length += sentences[opener]?.length ?? 0;
    }
    if (chosen.size >= 8) break;
  }
  return [...chosen]
    .sort((a, b) => a - b)
    .map((at) => cut(sentences[at] ?? ""))
    .join("\n");
}

const cut = (sentence: string): string => (sentence.length <= longest ? sentence : `${sentence.slice(0, longest).replace(/\s+\S*$/, "")} …`);

const isItem = (line: string): boolean => /^(?:-|[a-z]\.|\d{1,2}[.)])\s/.test(line);

function openerOf(sentences: string[], at: number): number | null {
  if (!isItem(sentences[at] ?? "")) return null;
  for (let before = at - 1; before >= 0; before--) if (!isItem(sentences[before] ?? "")) return before;
  return null;
}

function overlap(sentence: string, question: { stems: ReadonlySet<string>; stem(word: string): string }): number {
  const words = sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = new Set(words.map((it) => question.stem(it)).filter((it) => question.stems.has(it)));
  return found.size / (1 + Math.log2(1 + words.length / 12));
}
