import { longDate } from "../../../core/time.ts";
import { answerKind } from "../entry/entry-document.ts";
import type { DocumentMeta, Relation } from "../passage.ts";

/** All documents of the base as they stand in relation to each other; enough to say where a rule stands. */
export interface RuleBook {
  /** Short name of a rule, `PP 94/2021`; made up from the identity if the base does not hold it. */
  nameOf(rule: string): string;
  /** What others do to a rule. */
  towards(rule: string): { by: DocumentMeta; relation: Relation }[];
  /** Documents that hold a rule or a summary of it. */
  documentsOf(rule: string): DocumentMeta[];
}

export function ruleBook(documents: DocumentMeta[]): RuleBook {
  const byRule = Map.groupBy(
    documents.filter((it) => it.rule !== null),
    (it) => it.rule ?? "",
  );
  const relations = Map.groupBy(
    documents.flatMap((by) => by.relations.map((relation) => ({ by, relation }))),
    (it) => it.relation.rule,
  );
  return {
    nameOf: (rule) => byRule.get(rule)?.[0]?.shortName ?? nameFromId(rule),
    towards: (rule) => relations.get(rule) ?? [],
    documentsOf: (rule) => byRule.get(rule) ?? [],
  };
}

/** `pp-2020-17` → `PP 17/2020`. */
function nameFromId(rule: string): string {
  const found = /^(.+)-(\d{4})-(.+)$/.exec(rule);
  if (!found) return rule;
  const kind = (found[1] ?? "")
    .split("-")
    .map((it) => kindNames[it] ?? it.toUpperCase())
    .join(" ");
  return `${kind} ${(found[3] ?? "").toUpperCase()}/${found[2]}`;
}

const kindNames: Record<string, string> = {
  perlan: "PerLAN",
  permenpanrb: "PermenPANRB",
  kepmenpanrb: "KepmenPANRB",
  menpanrb: "MenPANRB",
  perpres: "Perpres",
  keppres: "Keppres",
  perbkn: "Peraturan BKN",
  perkabkn: "Perka BKN",
  kepkabkn: "Keputusan Kepala BKN",
  kepkalan: "Keputusan Kepala LAN",
};

/** Where a rule stands, in words: `berlaku`, `berlaku, diubah PP 17/2020`, `sudah dicabut PP 94/2021`. */
export function statusWords(meta: DocumentMeta, book: RuleBook, asOf: string): string {
  if (meta.kind === answerKind) return "jawaban BKPSDM";
  if (meta.rule === null) return meta.scope === "nasional" ? "panduan" : "keterangan kota";
  const others = book.towards(meta.rule).filter(({ relation }) => relation.since === null || relation.since <= asOf);
  const names = (kind: Relation["kind"]) => [...new Set(others.filter((it) => it.relation.kind === kind).map((it) => it.by.shortName))];
  const repealedBy = names("repeals");
  if (repealedBy.length > 0) return `sudah dicabut ${repealedBy.join(" dan ")}`;
  if (meta.inForceTo !== null && meta.inForceTo < asOf) return `tidak berlaku sejak ${longDate(meta.inForceTo)}`;
  if (meta.status === "dicabut") return "sudah dicabut";
  const partly = names("repeals_partly");
  if (partly.length > 0) return `sebagian dicabut ${partly.join(" dan ")}`;
  if (meta.status === "dicabut_sebagian") return "sebagian dicabut";
  const amendedBy = names("amends");
  if (amendedBy.length > 0) return `berlaku, diubah ${amendedBy.join(" dan ")}`;
  if (meta.status === "belum_dicek") return "status belum dicek";
  return meta.status === "diubah" ? "berlaku, pernah diubah" : "berlaku";
}
