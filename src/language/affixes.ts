/**
 * Indonesian affix stripping by the published confix rules (Nazief and Adriani; Asian 2007): particle, possessive and derivational
 * suffix, then up to three prefixes, with the first letter that a nasal prefix swallowed put back.
 */
const prefixes: readonly (readonly [string, readonly string[]])[] = [
  ["meny", ["s"]],
  ["peny", ["s"]],
  ["menge", [""]],
  ["penge", [""]],
  ["meng", ["", "k"]],
  ["peng", ["", "k"]],
  ["mem", ["", "p"]],
  ["pem", ["", "p"]],
  ["men", ["", "t"]],
  ["pen", ["", "t"]],
  ["me", [""]],
  ["per", ["", "r"]],
  ["pel", [""]],
  ["pe", [""]],
  ["ber", ["", "r"]],
  ["bel", [""]],
  ["be", [""]],
  ["ter", ["", "r"]],
  ["te", [""]],
  ["di", [""]],
  ["ke", [""]],
  ["se", [""]],
];
const vowel = /^[aeiou]/;
const shortest = 3;

/** A possible root with the number of affixes taken off to reach it. */
export interface Stripped {
  root: string;
  steps: number;
}

/** Every reading of the word as root plus affixes, the word itself first, fewer prefixes before more. */
export function strippings(word: string): Stripped[] {
  const all: Stripped[] = [];
  const seen = new Set<string>();
  let frontier = withoutSuffixes(word);
  for (let depth = 0; depth <= 3 && frontier.length > 0; depth++) {
    const next: Stripped[] = [];
    for (const it of frontier) {
      if (seen.has(it.root)) continue;
      seen.add(it.root);
      all.push(it);
      if (depth < 3) stripPrefix(it, next);
    }
    frontier = next;
  }
  return all;
}

function withoutSuffixes(word: string): Stripped[] {
  const forms: Stripped[] = [{ root: word, steps: 0 }];
  for (const set of [
    ["lah", "kah", "tah", "pun"],
    ["nya", "ku", "mu"],
    ["kan", "an", "i"],
  ]) {
    for (const { root, steps } of [...forms]) {
      for (const suffix of set) {
        if (root.endsWith(suffix) && root.length - suffix.length >= shortest) forms.push({ root: root.slice(0, -suffix.length), steps: steps + 1 });
      }
    }
  }
  return forms;
}

function stripPrefix({ root, steps }: Stripped, into: Stripped[]): void {
  for (const [prefix, restored] of prefixes) {
    if (!root.startsWith(prefix)) continue;
    const rest = root.slice(prefix.length);
    for (const letter of restored) {
      // k, p, s and t are swallowed only before a vowel: "memakai" is pakai, "membuat" is not "pbuat".
      if (letter !== "" && letter !== "r" && !vowel.test(rest)) continue;
      if (letter.length + rest.length >= shortest) into.push({ root: letter + rest, steps: steps + 1 });
    }
  }
}
