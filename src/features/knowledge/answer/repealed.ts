import type { Citation as CitedRule } from "../search/citations.ts";
import { sameKind } from "../search/rule-kinds.ts";
import type { AnswerBase, HeldDocument } from "./base.ts";

/** Where a rule that a question names stands on the asked date. */
export interface NamedRule {
  document: HeldDocument;
  /** What repealed it by then; empty = still in force on that date. */
  repealedBy: { name: string; since: string | null; source: string }[];
}

/**
 * Rules named in the question, by number ("PP 53/2010") or by an old term ("Diklatpim"), that are not or no longer
 * simply in force; those in force need no word.
 */
export function namedOldRules(base: AnswerBase, plain: string, cited: CitedRule[], asOf: string): NamedRule[] {
  const named: NamedRule[] = [];
  // "PP 11" without its year is the one in force, if there is one.
  const current = [...base.documents.values()].filter(({ meta }) => meta.status === "berlaku" || meta.status === "diubah");
  const meant = cited.filter((it) => it.year !== null || !current.some((document) => cites(document, [it])));
  for (const document of base.documents.values()) {
    const { meta } = document;
    if (!(cites(document, meant) || namesTerm(document, plain))) continue;
    const repealedBy = base.book
      .towards(meta.rule ?? meta.id)
      .filter(({ relation }) => relation.kind === "repeals" && (relation.since === null || relation.since <= asOf))
      .map(({ by, relation }) => ({ name: by.shortName, since: relation.since ?? by.inForceFrom, source: relation.source }));
    const ended = meta.inForceTo !== null && meta.inForceTo < asOf;
    const marked = meta.status === "dicabut" && meta.inForceTo === null;
    const partly = meta.status === "dicabut_sebagian" && document.passages.some((it) => it.role === "repealed");
    if (stoodThen(base, document, asOf)) continue;
    const later = repealedBy.filter((it) => it.since === null || it.since <= asOf);
    if (later.length > 0 || ended || marked || partly) named.push({ document, repealedBy: later });
  }
  return named.sort(
    (a, b) => Number(b.document.passages.some((it) => it.role === "repealed")) - Number(a.document.passages.some((it) => it.role === "repealed")),
  );
}

/** Whether a rule that is old today was still in force on a date: all that ended it came later. */
export function stoodThen(base: AnswerBase, { meta }: HeldDocument, asOf: string): boolean {
  if (meta.inForceTo !== null) return meta.inForceTo >= asOf;
  const ends = base.book
    .towards(meta.rule ?? meta.id)
    .filter(({ relation }) => relation.kind === "repeals" || relation.kind === "repeals_partly")
    .map(({ by, relation }) => relation.since ?? by.inForceFrom);
  return ends.length > 0 && ends.every((it) => it !== null && it > asOf);
}

/** Whether one of the citations names the document's rule. */
export function cites({ meta }: HeldDocument, cited: CitedRule[]): boolean {
  return cited.some(
    (it) =>
      it.number !== null &&
      it.number === meta.number?.toLowerCase().split("/")[0] &&
      (it.year === null || it.year === meta.year) &&
      (it.kind === null ? it.year !== null : meta.kind !== null && sameKind(it.kind, meta.kind)),
  );
}

const namesTerm = ({ meta }: HeldDocument, plain: string): boolean =>
  meta.terms.some((term) =>
    plain.includes(
      ` ${term
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim()} `,
    ),
  );
