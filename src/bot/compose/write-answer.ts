import type { Written } from "../../core/capability.ts";
import { splitSentences } from "../../language/sentences.ts";
import type { Gateway } from "../../llm/gateway.ts";
import type { Asker } from "../../llm/request.ts";
import { createReferences, withoutReferences } from "./references.ts";
import { type Borne, borneOut } from "./verify.ts";

/** What the documents say to a question, found without a model. */
export interface Found {
  outcome: string;
  /** The answer in the documents' own words. */
  text: string;
  passages: { id: string; label: string; text: string }[];
}

/** What is asked, of whom, and what stands around it. */
export interface Task {
  question: string;
  asker: Asker;
  /** Question before this one in the talk; undefined = none. */
  previous?: string | undefined;
  /** Place and day, for the prompt. */
  around: string;
  found: Found;
}

/** Only what the documents answer is put into other words: an abstention stays one, and so does a correction in fixed words. */
const answers = new Set(["answered", "answered_with_caution"]);
/** Said by the prompt's own order where a part is missing. */
const partMissing = "Bagian lain dari pertanyaan ini tidak ada di sumber yang saya punya.";
const asksForNumber = /\b(?:berapa\w*|brp|min(?:imal|imum)?|maks\w*|batas\w*|kapan|lama(?:nya)?|jumlah\w*)\b/i;
const mostSentences = 6;

/**
 * The answer in the model's words, each sentence borne out by the passages it names; null = the documents' own words are said: the model
 * was not to be asked, did not answer, or too little of its answer is borne out. Never throws.
 */
export async function writeAnswer(model: Gateway, { question, asker, previous, around, found }: Task): Promise<Written | null> {
  if (!answers.has(found.outcome) || found.passages.length === 0 || model.staysHome(question) !== null) return null;
  const references = createReferences();
  const mask = await model.maskFor(asker);
  const before = previous !== undefined && model.staysHome(previous) === null ? `Pegawai: ${previous}` : "(belum ada)";
  const outcome = await model.complete({
    prompt: "jawab",
    input: {
      pertanyaan: references.hide(question),
      percakapan: references.hide(before),
      kutipan: found.passages.map((it, at) => `[${at + 1}] ${references.hide(`${it.label}: ${it.text.replace(/\s+/g, " ")}`)}`).join("\n"),
      keadaan: around,
    },
    asker,
    mask,
  });
  if (outcome.kind !== "ok") return null;
  const passages = found.passages.map((it) => references.hide(`${it.label}: ${it.text}`));
  const whole = outcome.finish === "length" ? outcome.text.replace(/[^.!?]*$/, "") : outcome.text;
  const kept: Borne[] = [];
  for (const sentence of sentencesOf(whole).slice(0, mostSentences)) {
    const borne = sentence === partMissing ? { words: sentence, cites: [] } : borneOut(mask.restore(sentence), passages, references.hide(question));
    const words = borne && references.restore(borne.words);
    if (borne && words !== null) kept.push({ ...borne, words });
  }
  const cites = [...new Set(kept.flatMap((it) => it.cites))];
  const text = kept.map((it) => it.words).join(" ");
  if (cites.length === 0 || !keepsTheNumber(text, question, found.text)) return null;
  const { prompt, model: name } = outcome.usage;
  return {
    question,
    passages: found.passages.map((it) => it.id),
    text,
    cited: cites.flatMap((it) => found.passages[it - 1]?.id ?? []),
    by: `${prompt.id}@${prompt.version} ${name}`,
  };
}

/** A sentence with the numbers that belong to it, also where they stand behind its full stop. */
const sentencesOf = (text: string): string[] =>
  splitSentences(text.replace(/([.!?])\s*((?:\[\d{1,2}\]\s*)+)/g, " $2$1 ").replace(/^\s*(?:[-•*]|\d{1,2}[.)])\s+/gm, ""))
    .map((it) => it.replace(/\s+/g, " ").trim())
    .filter((it) => it !== "");

/** Who asks how many gets a number that the documents' own answer gives. */
function keepsTheNumber(text: string, question: string, own: string): boolean {
  if (!asksForNumber.test(question)) return true;
  const said = own.split("\n\n").filter((it) => !it.startsWith("⚠️"));
  const numbers = withoutReferences(createReferences().hide(said.join("\n"))).match(/\d+(?:[.,]\d+)*/g) ?? [];
  return numbers.length === 0 || numbers.some((it) => new RegExp(`(?<![\\d.,])${it.replace(/[.,]/g, "\\$&")}(?!\\d)`).test(text));
}
