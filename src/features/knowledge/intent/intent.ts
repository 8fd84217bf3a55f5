/**
 * What a message is after: to command the assistant, somebody's personal data, to complain of somebody, another field,
 * what the documents say (`policy`), or mere talk.
 */
export const intents = ["instruction", "personal", "complaint", "outside", "policy", "smalltalk"] as const;
export type Intent = (typeof intents)[number];

/** Probability of each intent; together 1. */
export type Leaning = Record<Intent, number>;

/** Tells what a message is after, from its words alone: the same in any base, and without a language model. */
export interface Intents {
  of(message: string): Leaning;
  /**
   * How likely a question takes something for granted, true or false, instead of asking for it: "karena JP minimal 40, …",
   * "remedial yang ketiga biayanya berapa". 0 to 1; 0 where no example tells.
   */
  assumes(message: string): number;
  /** Signs of a question for somebody's data, by name. */
  personalSigns(message: string): readonly string[];
}
