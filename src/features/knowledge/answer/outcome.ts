/** What became of a question; exactly one for each, so that they can be counted. */
export const outcomeCodes = [
  "answered",
  "answered_with_caution",
  "repealed_corrected",
  "premise_corrected",
  "no_source",
  "out_of_domain",
  "personal_data_refused",
  "instruction_ignored",
  "small_talk",
  "needs_clarification",
] as const;
export type OutcomeCode = (typeof outcomeCodes)[number];

/** A passage that a sentence of the answer rests on. */
export interface Citation {
  /** Id of the document, `pp-2017-11`. */
  document: string;
  title: string;
  /** `Pasal 203 ayat (4)`; empty where the document has no articles. */
  article: string;
  /** In words: `berlaku`, `diubah PP 17/2020`, `sudah dicabut PP 94/2021`. */
  status: string;
  /** Lasting id of the passage, `pp-2017-11#pasal-203`. */
  passage: string;
  /** How it is shown: `PP 11/2017 Pasal 203 ayat (4)`. */
  label: string;
  /** The passage's own words. */
  text: string;
}

/** What a stored answer used, so that it can be audited later. */
export interface UsedPassage {
  key: string;
  version: number;
  anchor: string;
}

export interface Answer {
  outcome: OutcomeCode;
  text: string;
  citations: Citation[];
  used: UsedPassage[];
  /** Headings of what is near, for buttons that ask again. */
  related: string[];
  /** ISO date on which the rules were taken to be in force. */
  asOf: string;
  /** The question as it stands on its own, for a follow-up. */
  topic: string;
  /** The message names people and what they are said to have done: nothing of it is kept. */
  confidential?: boolean;
}
