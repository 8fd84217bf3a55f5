import type { DocumentMeta, Passage } from "../../../../src/features/knowledge/passage.ts";
import { createIndex, type Hit, type IndexedDocument, type KnowledgeIndex } from "../../../../src/features/knowledge/search/knowledge-index.ts";
import { parseVocabulary } from "../../../../src/language/vocabulary.ts";

export const vocabulary = parseVocabulary(`
singkatan: { brp: berapa, gmn: bagaimana, bs: bisa }
kepanjangan: { bup: batas usia pensiun, pns: pegawai negeri sipil }
sinonim: [[perempuan, wanita], [tenaga honorer, pegawai non asn], [libur, cuti]]
`);

export function passage(anchor: string, text: string, more: Partial<Passage> = {}): Passage {
  const empty: Passage = {
    anchor,
    role: "article",
    article: "",
    path: [],
    title: "",
    text,
    aliases: [],
    claims: [],
    confidence: null,
    caution: "",
    basis: [],
    codes: [],
  };
  return { ...empty, ...more };
}

export function article(number: string, text: string, more: Partial<Passage> = {}): Passage {
  return passage(`pasal-${number}`, text, { article: `Pasal ${number}`, ...more });
}

/** A rule `pp-2017-11` and its passages; the title says what it is about. */
export function rule(id: string, about: string, passages: Passage[], more: Partial<DocumentMeta> = {}, origin = "kota"): IndexedDocument {
  const [kind = "", year = "", number = ""] = id.split("-");
  const shortName = `${kind.toUpperCase()} ${number}/${year}`;
  const meta: DocumentMeta = {
    id,
    rule: id,
    title: `${shortName} tentang ${about}`,
    shortName,
    kind: kind.toUpperCase(),
    number,
    year: Number(year),
    scope: "nasional",
    inForceFrom: null,
    inForceTo: null,
    status: "berlaku",
    source: "",
    relations: [],
    terms: [],
    ...more,
  };
  return { key: `${origin}/${id}`, origin, meta, passages };
}

export function indexOf(...documents: IndexedDocument[]): KnowledgeIndex {
  const index = createIndex({ vocabulary });
  for (const it of documents) index.put(it);
  return index;
}

/** Hits as `document#anchor`, for a national question on 1 January 2026. */
export function find(index: KnowledgeIndex, text: string, more: { scopes?: string[]; asOf?: string; includeRepealed?: boolean; top?: number } = {}): string[] {
  return hits(index, text, more).map((it) => `${it.document.meta.id}#${it.passage.anchor}`);
}

export function hits(index: KnowledgeIndex, text: string, more: { scopes?: string[]; asOf?: string; includeRepealed?: boolean; top?: number } = {}): Hit[] {
  return index.search({ text, scopes: ["nasional"], asOf: "2026-01-01", top: 5, ...more });
}
