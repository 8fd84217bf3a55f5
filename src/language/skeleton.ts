/** Words by their consonants, for chat spelling that leaves the vowels out: `msk` is "masuk", `brgkt` is "berangkat". */
export interface Skeletons {
  /** The commonest known word that is written so without its vowels, or null. */
  find(written: string): string | null;
}

const vowels = /[aeiou]/g;

export function createSkeletons(words: Iterable<string>, countOf: (word: string) => number): Skeletons {
  const best = new Map<string, string>();
  for (const word of words) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) continue;
    for (const form of formsOf(word)) {
      const rival = best.get(form);
      if (form.length >= 2 && (rival === undefined || countOf(word) > countOf(rival))) best.set(form, word);
    }
  }
  return { find: (written) => (/^[a-z]{2,}$/.test(written) && written.search(/[aeiou]/) < 0 ? (best.get(written) ?? null) : null) };
}

/** Without vowels, and also without the n or y of ng and ny, which hurried writers drop. */
function formsOf(word: string): string[] {
  const bare = word.replace(vowels, "");
  return [bare, bare.replaceAll("ng", "g").replaceAll("ny", "y")];
}
