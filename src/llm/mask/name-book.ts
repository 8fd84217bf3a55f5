/** A word of a text or a name as it is compared: small letters, without accents and signs. */
export const bareWord = (word: string): string =>
  word
    .normalize("NFKD")
    .replace(/[^\p{L}]/gu, "")
    .toLowerCase();

/** The names of a city's people, ready to be found in a text. */
export interface NameBook {
  has(word: string): boolean;
  /** Whether somebody bears these two one after the other. */
  pairs(first: string, second: string): boolean;
}

/** Names without their titles; of a few letters only as a part of a pair ("La", "Nu"). */
export function createNameBook(names: Iterable<string>): NameBook {
  const words = new Set<string>();
  const pairs = new Set<string>();
  for (const name of names) {
    const parts = name.split(/\s+/).map(bareWord).filter(Boolean);
    for (const [at, word] of parts.entries()) {
      if (word.length >= 3) words.add(word);
      const next = parts[at + 1];
      if (next !== undefined) pairs.add(`${word} ${next}`);
    }
  }
  return { has: (word) => words.has(word), pairs: (first, second) => pairs.has(`${first} ${second}`) };
}
