import { passageOf } from "../parse/passage-of.ts";
import { slug } from "../parse/slug.ts";
import type { ParsedDocument } from "../passage.ts";

/** The kind of a document that is a city's own answer; `status.ts` says so beside every citation. */
export const answerKind = "Jawaban BKPSDM";

/** What an entry says, whole. */
export interface EntryWords {
  id: number;
  question: string;
  answer: string;
  source: string;
}

export const entrySlug = (city: string, id: number): string => `jawaban-${city}-${id}`;

/** An entry as a document of one card, for its city alone. Built, not parsed: what an officer typed is text, never markup. */
export function entryDocument({ id, question, answer, source }: EntryWords, city: { slug: string; title: string }): ParsedDocument {
  const title = `${answerKind} ${city.title}`;
  return {
    meta: {
      id: entrySlug(city.slug, id),
      rule: null,
      title,
      shortName: title,
      kind: answerKind,
      number: null,
      year: null,
      scope: city.slug,
      inForceFrom: null,
      inForceTo: null,
      status: "berlaku",
      source,
      relations: [],
      terms: [],
    },
    passages: [passageOf("fact", slug(question) || "jawaban", `${answer}\n\nDasar: ${source}`, { title: question })],
  };
}
