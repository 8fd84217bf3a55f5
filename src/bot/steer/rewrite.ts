import { z } from "zod";
import { yearAlone, yearBeside } from "../../core/time.ts";
import { createReferences } from "../compose/references.ts";
import { isFaithful } from "./faithful.ts";
import type { Thinking } from "./thinking.ts";

const Rewritten = z.object({ pertanyaan: z.string().trim().min(5).max(500) });

/** Longest message that goes on from another, words. */
const mostWords = 14;
/** By how much a question may be longer than what was typed, characters. */
const longestMore = 160;
/** A link, a token that nobody gave, or the talk itself written off. */
const notAsked = /\[[A-Z_]+_\d+\]|https?:|www\.|[<>\n]|\b(?:Pegawai|Asisten|Ringkasan):/;
/** Points back at what was said: "itu", "yang tadi", "syaratnya", "kalau PPPK gimana". */
const points =
  /^(?:kalau|kalo|klo|kl|trus|terus|trs|lalu|dan|tapi|tp|bagaimana|gimana|gmn|untuk|utk|yang|yg|itu|kok|berarti|jadi|sama|soal|tentang)\b|\b(?:itu|ini|tadi|tsb|tersebut|sebelumnya|begitu|gitu|\p{L}{3,}nya)\b/iu;

/** Whether a message may need the one before it to be understood: it is short, and points back or hardly says what it is about. */
export function mayGoOn(message: string): boolean {
  // The day that is asked of is no words to be put into a question: answering knows it by itself.
  if ((yearAlone(message) ?? yearBeside(message)) !== null) return false;
  const words = message.trim().split(/\s+/);
  return words.length <= 4 || (words.length <= mostWords && points.test(message.trim()));
}

/**
 * The message as a question that stands on its own, in the person's own data; null = it stands so already, or the model said something else
 * than they did: then it is read as without a model. Names of rules go and come as tokens.
 */
export async function rewrite({ model, asker, mask, message, before }: Thinking): Promise<string | null> {
  const references = createReferences();
  const outcome = await model.complete({
    prompt: "tulis-ulang",
    input: { percakapan: references.hide(before), pesan: references.hide(message) },
    asker,
    mask,
    schema: Rewritten,
  });
  if (outcome.kind !== "ok" || !outcome.data) return null;
  const question = references.restore(mask.restore(outcome.data.pertanyaan));
  if (question === null || notAsked.test(question) || question.length > message.length + longestMore || !isFaithful(question, message, before)) return null;
  return question.trim().toLowerCase() === message.trim().toLowerCase() ? null : question;
}
