/** Where what was learnt is kept, so that the next process need not learn it again. */
export interface Kept {
  /** What is kept under a name, or what is learnt now, which is kept then. Plain data: lists of numbers, texts, maps. */
  recall<T>(name: string, learn: () => T): T;
}

/** Keeps nothing. */
export const unkept: Kept = { recall: (_, learn) => learn() };
