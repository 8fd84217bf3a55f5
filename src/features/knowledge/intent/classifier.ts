import { type Model, train } from "../../../language/logistic.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import type { Example } from "./examples.ts";
import { createFeatures, featureCount } from "./features.ts";
import { type Intents, intents, type Leaning } from "./intent.ts";

/** Longest beginning of a message that is read, characters. */
const longest = 2_000;

/**
 * Learns from examples, at the first message: a third of a second once, while a program that is asked nothing (a listing, a
 * backup) pays nothing.
 */
export function createIntents(examples: () => readonly Example[], vocabulary: SearchVocabulary): Intents {
  const features = createFeatures(vocabulary);
  let model: Model | null = null;
  const learn = (): Model =>
    train(
      examples().map((it) => ({ features: features(it.text), label: intents.indexOf(it.intent) })),
      intents.length,
      featureCount,
    );
  return {
    of(message) {
      model ??= learn();
      const shares = model(features(message.slice(0, longest)));
      return Object.fromEntries(intents.map((it, at) => [it, shares[at] ?? 0])) as Leaning;
    },
  };
}
