import { commandSigns } from "../intent/command-signs.ts";
import type { Intent, Intents, Leaning } from "../intent/intent.ts";
import { piecesOf } from "../intent/pieces.ts";
import { choose } from "./choose.ts";
import { support } from "./evidence.ts";
import type { Turn } from "./turn.ts";

/** What a message may be after beside an answer from the documents. */
export type Declined = Exclude<Intent, "policy" | "smalltalk">;

/**
 * Log odds against a question for the documents from which a message is taken for something else. Fitted, as `pull` is, by a
 * logistic regression on the examples (each judged by a model that had not seen it) and the frozen question sets:
 * `npm run bench -- --only intent` prints what they are worth. For somebody's data it is lower than the fit says: there are three
 * times as many questions among the examples now, and to refuse one costs less than to overlook one.
 */
const enough: Record<Declined, number> = { instruction: 0, personal: 0, complaint: 0.7, outside: 0.2 };
/**
 * The same for a piece of a message, with a sign of an order in it and without: of 552 frozen questions one is then taken for
 * an order, of orders hidden behind a harmless question six in ten are found.
 */
const enoughHidden = { signed: 1.5, unsigned: 3.5 };
/** Log odds that hardly any passage outweighs. */
const sure = 2;
/** What each step of support above `unconvincing` counts for a question that the documents answer. */
const pull = 0.5;
const unconvincing = 3;
/** A rule named by its number counts like a well supported passage. */
const named = 6;
/** Signs that a datum, or somebody whose it is, is named. */
const ofSomebody = new Set(["person", "private", "roster", "sought"]);
/** What signs in the words count for or against a question for somebody's data, beside what the classifier makes of them. */
const signsOfPerson: Record<string, number> = { aboutRule: -2, ownOnly: -4, sought: 0.3 };

/** Log odds of an intent against a question for the documents. */
export const odds = (leaning: Leaning, intent: Declined): number => Math.log((leaning[intent] + 1e-4) / (leaning.policy + 1e-4));

/** What else the message is after, if its words say so more strongly than the documents answer it; null = a question for them. */
export function declined(turn: Turn): Declined | null {
  const { leaning, request, base } = turn;
  const likely = likeliest(base.intents, leaning, request.text);
  if (likely.odds >= enough[likely.intent]) {
    // Somebody's datum in so many words: that the documents speak of such data says nothing for it.
    const sought = likely.intent === "personal" && base.intents.personalSigns(request.text).includes("sought");
    const against = sought ? 0 : pull * Math.max(0, answering(turn, likely.intent) - unconvincing);
    if (likely.odds - against >= enough[likely.intent]) return likely.intent;
  }
  return hidesOrder(base.intents, request.text) ? "instruction" : null;
}

/** Whether a message will get a refusal in all likelihood, known before anything is looked up: then it need not leave the house. */
export function isSurelyRefused(intents: Intents, message: string): boolean {
  const likely = likeliest(intents, intents.of(message), message);
  // What seems to be of another field may yet be found by its meaning.
  return (likely.intent !== "outside" && likely.odds >= sure) || hidesOrder(intents, message);
}

function likeliest(intents: Intents, leaning: Leaning, message: string): { intent: Declined; odds: number } {
  const [intent] = (Object.keys(enough) as Declined[]).sort((a, b) => leaning[b] - leaning[a]) as [Declined];
  const signs = intent === "personal" ? intents.personalSigns(message) : [];
  return { intent, odds: odds(leaning, intent) + signs.reduce((sum, it) => sum + (signsOfPerson[it] ?? 0), 0) };
}

const hidesOrder = (intents: Intents, message: string): boolean =>
  piecesOf(message).some((it) => odds(intents.of(it), "instruction") >= (commandSigns(it).length > 0 ? enoughHidden.signed : enoughHidden.unsigned));

/**
 * How strongly the documents answer, be it that they do not say. A passage on what is not their field is no answer, but a message
 * that names such a field ("iuran BPJS") is no order either, nor, if nobody's datum is named, a wish for one.
 */
function answering(turn: Turn, likely: Declined): number {
  const nobodys = likely === "personal" && namesNobody(turn);
  const [first] = choose(turn).filter((it) => likely === "instruction" || nobodys || it.passage.role !== "boundary");
  const cited = turn.base.index.analyse(turn.topic).citations.some((it) => it.number !== null);
  return Math.max(first ? Math.min(8, support(first)) : 0, cited ? named : 0);
}

/** Whether neither somebody nor anybody's datum is named. */
export const namesNobody = ({ base, request }: Turn): boolean => !base.intents.personalSigns(request.text).some((it) => ofSomebody.has(it));
