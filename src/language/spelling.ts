/** Nearest known words for unknown ones. */
export interface Speller {
  /** The best known word within one slip (two in words of eight letters and more), or null. */
  correct(word: string): string | null;
}

const shortestWord = 5;
const longWord = 8;
// Deletions are taken from this many first letters only, which keeps two-slip neighbourhoods small; the rest is compared afterwards.
const prefixLength = 7;
const idBits = 2 ** 21;

/**
 * A delete-neighbour index (the idea of SymSpell): two words within n slips share a form with n letters deleted. The forms are kept as
 * 32-bit hashes packed with the word's number into one sorted Float64Array, eight bytes a form and no objects.
 */
export function createSpeller(words: readonly string[], countOf: (word: string) => number): Speller {
  const forms = packForms(words);
  return {
    correct(word) {
      if (word.length < shortestWord || /\d/.test(word)) return null;
      const limit = word.length >= longWord ? 2 : 1;
      let best: string | null = null;
      let bestRank = Number.POSITIVE_INFINITY;
      const tried = new Set<number>();
      for (const form of deletions(word.slice(0, prefixLength), limit)) {
        for (const id of lookUp(forms, hash(form))) {
          if (tried.has(id)) continue;
          tried.add(id);
          const rank = rankOf(word, words[id] ?? "", limit, countOf);
          if (rank < bestRank) [best, bestRank] = [words[id] ?? null, rank];
        }
      }
      return best;
    },
  };
}

/** Fewest slips first, then the same first letter, then the commonest word. */
function rankOf(word: string, known: string, limit: number, countOf: (word: string) => number): number {
  const slips = distance(word, known, limit);
  const count = countOf(known);
  // Two slips turn many a name into some other word, so they must lead to a common one with the same beginning.
  if (slips > limit || (slips === 2 && (count < 5 || known[0] !== word[0]))) return Number.POSITIVE_INFINITY;
  // People lose the first letter or swap it, but hardly ever hit another: "sarapan" is no slip of "harapan".
  const replaced = known.length === word.length && known[0] !== word[0] && known[0] !== word[1];
  if (replaced) return Number.POSITIVE_INFINITY;
  return slips * 100 + (known[0] === word[0] ? 0 : 30) - Math.min(29, 4 * Math.log2(1 + count));
}

function packForms(words: readonly string[]): Float64Array {
  const packed: number[] = [];
  words.forEach((word, id) => {
    if (word.length < shortestWord || !/^\p{L}+$/u.test(word)) return;
    const limit = word.length >= longWord - 1 ? 2 : 1;
    for (const form of deletions(word.slice(0, prefixLength), limit)) packed.push(hash(form) * idBits + id);
  });
  return Float64Array.from(packed).sort();
}

function* lookUp(forms: Float64Array, key: number): Iterable<number> {
  let low = 0;
  let high = forms.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((forms[middle] ?? 0) < key * idBits) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < forms.length && (forms[at] ?? 0) < (key + 1) * idBits; at++) yield (forms[at] ?? 0) - key * idBits;
}

function deletions(word: string, limit: number): Set<string> {
  const all = new Set([word]);
  let layer = [word];
  for (let depth = 0; depth < limit; depth++) {
    const next: string[] = [];
    for (const it of layer) {
      for (let at = 0; at < it.length; at++) {
        const shorter = it.slice(0, at) + it.slice(at + 1);
        if (!all.has(shorter)) {
          all.add(shorter);
          next.push(shorter);
        }
      }
    }
    layer = next;
  }
  return all;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** Optimal string alignment: insertion, deletion, substitution and swap of neighbours each count one. */
export function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      row.push(value);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[right.length] ?? limit + 1;
}
