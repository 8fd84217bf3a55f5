import type { Written } from "../../core/capability.ts";
import { withoutMachineOrders } from "../../language/machine-order.ts";
import { splitSentences } from "../../language/sentences.ts";
import type { Gateway } from "../../llm/gateway.ts";
import type { Mask } from "../../llm/mask/mask.ts";
import type { Asker } from "../../llm/request.ts";
import { createReferences, withoutReferences } from "./references.ts";
import { type Borne, borneOut } from "./verify.ts";

/** What the documents say to a question, found without a model. */
export interface Found {
  outcome: string;
  /** The answer in the documents' own words. */
  text: string;
  passages: { id: string; label: string; text: string }[];
  /** The message may be a complaint about people: nothing of it is kept, and nothing leaves. */
  confidential?: boolean | undefined;
}

/** What is asked, of whom, and what stands around it. */
export interface Task {
  question: string;
  /** `operator` = nobody's question: an evaluation. */
  asker: Asker | "operator";
  /** Question before this one in the talk; undefined = none. */
  previous?: string | undefined;
  /** What was said before, where more than that is remembered. */
  before?: string | undefined;
  /** That of the turn, where it has one. */
  mask?: Mask | undefined;
  /** Place and day, for the prompt. */
  around: string;
  found: Found;
  /** Hears the answer so far, each time that another sentence of it has been borne out; the whole answer may still be another. */
  onDraft?: ((text: string) => void) | undefined;
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
export async function writeAnswer(
  model: Gateway,
  { question, asker, previous, before: thread, mask: own, around, found, onDraft }: Task,
): Promise<Written | null> {
  if (!answers.has(found.outcome) || found.passages.length === 0 || model.staysHome(question) !== null) return null;
  const references = createReferences();
  const passages = found.passages.map((it) => references.hide(`${it.label}: ${withoutMachineOrders(it.text)}`));
  const mask = own ?? (await model.maskFor(asker));
  const before = thread ?? (previous !== undefined && model.staysHome(previous) === null ? `Pegawai: ${previous}` : "(belum ada)");
  const request = {
    prompt: "jawab",
    input: {
      pertanyaan: references.hide(question),
      percakapan: references.hide(before),
      kutipan: passages.map((it, at) => `[${at + 1}] ${it.replace(/\s+/g, " ")}`).join("\n"),
      keadaan: around,
    },
    asker,
    mask,
  };
  const read = (text: string): Borne[] =>
    sentencesOf(text)
      .slice(0, mostSentences)
      .flatMap((sentence) => {
        const borne = sentence === partMissing ? { words: sentence, cites: [] } : borneOut(mask.restore(sentence), passages, references.hide(question));
        const words = borne && references.restore(borne.words);
        return borne && words !== null ? [{ ...borne, words }] : [];
      });
  const stands = (kept: Borne[]) =>
    kept.some((it) => it.cites.length > 0) && keepsTheNumber(textOf(kept), question, found.text) && !speaksOfAnother(textOf(kept), question);
  let shown = "";
  const release = (text: string) => {
    const kept = read(text);
    if (!stands(kept) || textOf(kept) === shown) return;
    shown = textOf(kept);
    onDraft?.(shown);
  };
  const outcome = await (onDraft ? model.stream(request, bySentence(release)) : model.complete(request));
  if (outcome.kind !== "ok") return null;
  const whole = outcome.finish === "length" ? outcome.text.replace(/[^.!?]*$/, "") : outcome.text;
  const kept = read(whole);
  if (!stands(kept)) return null;
  const cites = [...new Set(kept.flatMap((it) => it.cites))];
  const { prompt, model: name } = outcome.usage;
  return {
    question,
    passages: found.passages.map((it) => it.id),
    text: textOf(kept),
    cited: cites.flatMap((it) => found.passages[it - 1]?.id ?? []),
    by: `${prompt.id}@${prompt.version} ${name}`,
  };
}

const textOf = (kept: Borne[]): string => kept.map((it) => it.words).join(" ");

/** Hears pieces and tells the whole sentences so far: what is still being said could yet be turned round by its end. */
function bySentence(tell: (text: string) => void): (piece: string) => void {
  let heard = "";
  let told = 0;
  return (piece) => {
    heard += piece;
    const end = wholeUpTo(heard);
    if (end <= told) return;
    told = end;
    tell(heard.slice(0, end));
  };
}

/** Up to where the sentences end with the numbers of their passages: `… [1].` or `…. [1]` before the next word. */
function wholeUpTo(text: string): number {
  const last = [...text.matchAll(/\[\d{1,2}\]\s*(?:[.!?](?=\s|$)|(?=\s+\p{Lu}))/gu)].at(-1);
  return last ? last.index + last[0].length : 0;
}

/** A sentence with the numbers that belong to it, also where they stand behind its full stop. */
const sentencesOf = (text: string): string[] =>
  splitSentences(text.replace(/([.!?])\s*((?:\[\d{1,2}\]\s*)+)/g, " $2$1 ").replace(/^[^\S\r\n\u2028\u2029]*(?:[-•*]|\d{1,2}[.)])\s+/gm, ""))
    .map((it) => it.replace(/\s+/g, " ").trim())
    .filter((it) => it !== "");

/** Whom rules treat apart. */
const apart = [
  ["pns", "pppk"],
  ["pns", "cpns"],
  ["pppk", "cpns"],
  ["klasikal", "nonklasikal"],
] as const;

/** Who asks about one of those is not answered with another alone, however true that is. */
function speaksOfAnother(text: string, question: string): boolean {
  const names = (one: string, words: string) => new RegExp(`(?<![\\p{L}-])${one}(?!\\p{L})`, "iu").test(words);
  const other = (wanted: string, it: string) => names(wanted, question) && !names(it, question) && names(it, text) && !names(wanted, text);
  return apart.some(([one, two]) => other(one, two) || other(two, one));
}

/** Who asks how many gets a number that the documents' own answer gives. */
function keepsTheNumber(text: string, question: string, own: string): boolean {
  if (!asksForNumber.test(question)) return true;
  const said = own.split("\n\n").filter((it) => !it.startsWith("⚠️"));
  const numbers = withoutReferences(createReferences().hide(said.join("\n"))).match(/\d+(?:[.,]\d+)*/g) ?? [];
  return numbers.length === 0 || numbers.some((it) => new RegExp(`(?<![\\d.,])${it.replace(/[.,]/g, "\\$&")}(?!\\d)`).test(text));
}
