import { type Kept, unkept } from "../../../language/kept.ts";
import { type Model, modelOf, train, type Weights } from "../../../language/logistic.ts";
import { remembering } from "../../../language/remembering.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { createAssumptionFeatures } from "./assumption-features.ts";
import type { Example } from "./examples.ts";
import { createFeatures, featureCount } from "./features.ts";
import { type Intents, intents, type Leaning } from "./intent.ts";
import { personalSigns } from "./personal-signs.ts";

/** Longest beginning of a message that is read, characters. */
const longest = 2_000;
/** One message is asked about by its answer, by what must stay home, and by what may be remembered. */
const mostAtHand = 100;

interface Learnt {
  intent: Weights;
  /** Null where no example takes anything for granted. */
  assumption: Weights | null;
}

/**
 * Learns from examples, at the first message, or recalls what was learnt: a program that is asked nothing (a listing, a backup)
 * pays nothing.
 */
export function createIntents(examples: () => readonly Example[], vocabulary: SearchVocabulary, kept: Kept = unkept): Intents {
  const features = createFeatures(vocabulary);
  const forms = createAssumptionFeatures(vocabulary);
  let models: { intent: Model; assumption: Model | null } | null = null;
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
  const judges = () => {
    if (models) return models;
    const { intent, assumption } = kept.recall("intents", learn);
    models = { intent: modelOf(intent), assumption: assumption && modelOf(assumption) };
    return models;
  };
  return {
    of: remembering(mostAtHand, (message) => {
      const shares = judges().intent(features(message.slice(0, longest)));
      return Object.fromEntries(intents.map((it, at) => [it, shares[at] ?? 0])) as Leaning;
    }),
    assumes(message) {
      return judges().assumption?.(forms(message.slice(0, longest)))[1] ?? 0;
    },
    personalSigns: (message) => personalSigns(message, vocabulary.names),
  };
}
