import { type Model, train } from "../../../language/logistic.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { createAssumptionFeatures } from "./assumption-features.ts";
import type { Example } from "./examples.ts";
import { createFeatures, featureCount } from "./features.ts";
import { type Intents, intents, type Leaning } from "./intent.ts";
import { personalSigns } from "./personal-signs.ts";

/** Longest beginning of a message that is read, characters. */
const longest = 2_000;

interface Learnt {
  intent: Model;
  /** Null where no example takes anything for granted. */
  assumption: Model | null;
}

/**
 * Learns from examples, at the first message: half a second once, while a program that is asked nothing (a listing, a backup)
 * pays nothing.
 */
export function createIntents(examples: () => readonly Example[], vocabulary: SearchVocabulary): Intents {
  const features = createFeatures(vocabulary);
  const forms = createAssumptionFeatures(vocabulary);
  let learnt: Learnt | null = null;
  const learn = (): Learnt => {
    const known = examples();
    const questions = known.filter((it) => it.intent === "policy");
    return {
      intent: train(
        known.map((it) => ({ features: features(it.text), label: intents.indexOf(it.intent) })),
        intents.length,
        featureCount,
      ),
      assumption: questions.some((it) => it.assumes)
        ? train(
            questions.map((it) => ({ features: forms(it.text), label: Number(it.assumes) })),
            2,
            featureCount,
          )
        : null,
    };
  };
  return {
    of(message) {
      learnt ??= learn();
      const shares = learnt.intent(features(message.slice(0, longest)));
      return Object.fromEntries(intents.map((it, at) => [it, shares[at] ?? 0])) as Leaning;
    },
    assumes(message) {
      learnt ??= learn();
      return learnt.assumption?.(forms(message.slice(0, longest)))[1] ?? 0;
    },
    personalSigns: (message) => personalSigns(message, vocabulary.names),
  };
}
