import type { Built } from "./build.ts";
import { createGate } from "./gate.ts";
import type { PassageKey, SearchQuery } from "./hit.ts";
import { analyseQuery } from "./query.ts";
import { findRules } from "./rule-names.ts";
import type { StoredPassage } from "./stored.ts";

/**
 * Reciprocal rank fusion: a passage gets weight / (k + rank) from each list that holds it. `most` = how many of the
 * nearest by meaning take part. Equal weights let the lists alternate; words win a tie. The list is short because a weak
 * model must not do harm: with one that understands nothing (hashed words), 30 cost 3.5 points of right answers, 10 cost 1.4.
 */
export const fusion = { k: 60, words: 1, meaning: 1, most: 10 };

/** Whether a passage may answer, by the same gate as the search. */
export function createAdmission(built: Built, query: SearchQuery): (key: PassageKey) => boolean {
  const gate = createGate(built, query, findRules(analyseQuery(query.text, built.lexicon), built.names));
  const slotOf = slotFinder(built);
  return (key) => {
    const it = built.passages[slotOf(key) ?? -1];
    return it !== undefined && gate.passage(it);
  };
}

/** Slots of the nearest passages that may answer, nearest first. */
export function nearSlots(built: Built, keys: readonly PassageKey[], allowed: (passage: StoredPassage) => boolean): number[] {
  if (keys.length === 0) return [];
  const slotOf = slotFinder(built);
  const slots: number[] = [];
  for (const key of keys) {
    if (slots.length === fusion.most) break;
    const slot = slotOf(key);
    const it = slot === undefined ? undefined : built.passages[slot];
    if (slot !== undefined && it && allowed(it) && !slots.includes(slot)) slots.push(slot);
  }
  return slots;
}

interface Listed {
  slot: number;
  article: boolean;
  defines: number;
}

/** Joins both rankings. What the question points at (the cited article, the term's definition) stays in front. */
export function fuse<T extends Listed>(ranked: T[], byWords: ReadonlySet<number>, near: readonly number[]): T[] {
  if (near.length === 0) return ranked;
  const points = new Map<number, number>(near.map((slot, at) => [slot, fusion.meaning / (fusion.k + at + 1)]));
  ranked
    .filter((it) => byWords.has(it.slot))
    .forEach(({ slot }, at) => {
      points.set(slot, (points.get(slot) ?? 0) + fusion.words / (fusion.k + at + 1));
    });
  const isDirect = (it: T): number => (it.article || it.defines > 0 ? 1 : 0);
  // Sorting is stable: of equals the better by words comes first.
  return [...ranked].sort((a, b) => isDirect(b) - isDirect(a) || (points.get(b.slot) ?? 0) - (points.get(a.slot) ?? 0));
}

function slotFinder(built: Built): (key: PassageKey) => number | undefined {
  const ranges = new Map([...built.slotsOf].map(([document, range]) => [document.key, range]));
  return ({ document, anchor }) => {
    const [from, to] = ranges.get(document) ?? [0, 0];
    for (let slot = from; slot < to; slot++) if (built.passages[slot]?.passage.anchor === anchor) return slot;
    return undefined;
  };
}
