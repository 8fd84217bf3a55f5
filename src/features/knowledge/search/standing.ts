import type { PassageRole } from "../passage.ts";
import type { StoredDocument } from "./stored.ts";

/** Where a rule stands on a day: `partly` and `amended` rules still answer, `repealed` and `not_yet` ones do not. */
export type Standing = "in_force" | "partly_repealed" | "repealed" | "not_yet";

interface Repeal {
  since: string | null;
  whole: boolean;
}

/** Which rules the documents of the base repeal, and from when. */
export type Repeals = ReadonlyMap<string, readonly Repeal[]>;

/** Read from the relations of all documents, since a scanned rule says nothing about its own end. */
export function gatherRepeals(documents: Iterable<StoredDocument>): Repeals {
  const repeals = new Map<string, Repeal[]>();
  for (const { meta } of documents) {
    for (const { kind, rule, since } of meta.relations) {
      if (kind !== "repeals" && kind !== "repeals_partly") continue;
      const list = repeals.get(rule) ?? [];
      list.push({ since: since ?? meta.inForceFrom, whole: kind === "repeals" });
      repeals.set(rule, list);
    }
  }
  return repeals;
}

export function standingOf({ meta }: StoredDocument, repeals: Repeals, asOf: string): Standing {
  const repealsOf = (rule: string | null): Repeal[] => (rule === null ? [] : (repeals.get(rule) ?? []).filter((it) => it.since === null || it.since <= asOf));
  const known = repealsOf(meta.rule);
  // An amendment goes with the rule that it amends.
  const base = meta.relations.filter((it) => it.kind === "amends");
  if (base.length > 0 && base.every((it) => repealsOf(it.rule).some(({ whole }) => whole))) return "repealed";
  if (known.some((it) => it.whole) || (meta.inForceTo !== null && meta.inForceTo < asOf)) return "repealed";
  if (meta.status === "dicabut" && meta.inForceTo === null) return "repealed";
  if (meta.inForceFrom !== null ? meta.inForceFrom > asOf : meta.year !== null && meta.year > Number(asOf.slice(0, 4))) return "not_yet";
  return meta.status === "dicabut_sebagian" || known.length > 0 ? "partly_repealed" : "in_force";
}

// These say what holds now instead of an old rule, so they answer although their rule does not.
const lasting: ReadonlySet<PassageRole> = new Set(["repealed", "correction", "gap", "boundary", "guide"]);

/** Whether a passage may answer although its rule is not in force. */
export function outlivesItsRule(role: PassageRole): boolean {
  return lasting.has(role);
}
