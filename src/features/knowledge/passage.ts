/** What a passage is for; it decides the outcome of an answer that rests on it. */
export const passageRoles = [
  "article", // an article (Pasal) of an original regulation
  "definition", // one numbered definition of an article 1
  "elucidation", // the Penjelasan of an article
  "section", // a heading's text in any other document
  "fact", // a sourced fact in our own words
  "guide", // how to use this assistant
  "repealed", // an old rule or term, and what holds now
  "correction", // a common mistaken belief, and what is true
  "gap", // known not to be known: say so, do not guess
  "boundary", // outside the field of this assistant, and where to ask
] as const;
export type PassageRole = (typeof passageRoles)[number];

/** How sure the base is: `verified` = the text itself was seen, `secondary` = through an official description of it. */
export type Confidence = "verified" | "secondary";

/** A piece of a document along its own joints; what is searched, quoted and cited. */
export interface Passage {
  /** Lasting id inside the document, unique there: `pasal-203`, `pasal-1-angka-13`, `penjelasan-pasal-203`, or a slug of the heading. */
  anchor: string;
  role: PassageRole;
  /** As one cites it: `Pasal 203`, `Pasal 203 ayat (4)`, `Pasal 1 angka 13`, `Penjelasan Pasal 203`; empty where there are no articles. */
  article: string;
  /** The joints above it, outermost first: `BAB VIII PENGEMBANGAN …`, `Bagian Kesatu Umum`. */
  path: string[];
  /** Its own heading: a section's title, the term of a definition; may be empty. */
  title: string;
  /** Plain text; a line for each ayat, huruf or list item. */
  text: string;
  /** Other words people use for it (`kata kunci`). */
  aliases: string[];
  /** For `correction`: the mistaken beliefs that it corrects, one short sentence each (`anggapan`). */
  claims: string[];
  /** For `correction`: what holds, said as people say it (`benar`), so that who says so is not corrected. Absent in what was stored before. */
  truths?: string[];
  confidence: Confidence | null;
  /** One Indonesian sentence of caution that must accompany the answer; empty if none. */
  caution: string;
  /** The current rules that the text rests on (`dasar`); they become its citations. Empty: the document and article themselves. */
  basis: { document: string; article: string }[];
  /** Codes of the fact sheet behind it (`fakta`), for audit. */
  codes: string[];
}

/** `berlaku` in force, `diubah` in force but amended, `dicabut` repealed, `dicabut_sebagian` partly repealed, `belum_dicek` nobody has checked. */
export type RuleStatus = "berlaku" | "diubah" | "dicabut" | "dicabut_sebagian" | "belum_dicek";

/** What one rule does to another; `source` is the article that says so. */
export interface Relation {
  kind: "amends" | "repeals" | "repeals_partly" | "implements";
  /** Rule identity of the other rule, e.g. `pp-2010-53`. */
  rule: string;
  /** ISO date from which it holds, if known. */
  since: string | null;
  /** E.g. `Pasal 45`; empty if not known. */
  source: string;
}

/** A document's own description; see the front matter in CONTRIBUTING. */
export interface DocumentMeta {
  /** File name without its ending unless the front matter says otherwise: `pp-2017-11`. */
  id: string;
  /** Identity of the rule that the document holds or summarises, `pp-2017-11`; null for other documents. */
  rule: string | null;
  /** Full title: `PP 11/2017 tentang Manajemen Pegawai Negeri Sipil`. */
  title: string;
  /** As cited: `PP 11/2017`, `PerLAN 5/2022`, `SE MenPANRB 28/2021`; for other documents the title. */
  shortName: string;
  /** `UU`, `PP`, `Perpres`, `PermenPANRB`, `PerLAN`, `Peraturan BKN`, `SE MenPANRB`, …; null for other documents. */
  kind: string | null;
  number: string | null;
  year: number | null;
  /** `nasional` or the slug of one city. */
  scope: string;
  /** ISO dates; null = not known (treated as always in force on that side). */
  inForceFrom: string | null;
  inForceTo: string | null;
  status: RuleStatus;
  /** Where the text comes from, and how sure one may be. */
  source: string;
  relations: Relation[];
  /** Old names and terms that point to this rule (`istilah`): `Diklatpim`, `izin belajar`, `UU ASN`. */
  terms: string[];
}

export interface ParsedDocument {
  meta: DocumentMeta;
  passages: Passage[];
}
