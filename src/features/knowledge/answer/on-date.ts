import type { DocumentMeta } from "../passage.ts";
import type { Hit } from "../search/knowledge-index.ts";
import type { AnswerBase } from "./base.ts";
import { choose } from "./choose.ts";
import type { Place } from "./cite.ts";
import type { Answer } from "./outcome.ts";
import type { Turn } from "./turn.ts";
import { wording } from "./wording.ts";

/** What is said of the day where another than today was asked about: above the answer, and from when the rules hold that it rests on. */
export function onDay({ asOf, request, question }: Turn, places: Place[]): { lead: string; since: string; undated: boolean } {
  if (places.length === 0 || (asOf === request.asOf && question.asOf === null)) return { lead: "", since: "", undated: false };
  const rules = places.flatMap(({ document: { meta } }) => (meta.rule === null ? [] : [meta]));
  const since = rules.flatMap((it) => (it.inForceFrom === null || it.inForceFrom > asOf ? [] : [wording.since(it.shortName, it.inForceFrom)]));
  return {
    lead: asOf > request.asOf ? wording.foreseen(asOf) : wording.asOf(asOf),
    since: [...new Set(since)].join(" "),
    undated: rules.some((it) => it.inForceFrom === null),
  };
}

/**
 * Where only a younger rule says what was asked of an earlier day: that the one of that day is not held, and from when ours holds. Cards of our
 * own words outlive every date in the search, so what they rest on is looked at too.
 */
export function notHeldThen(turn: Turn): Answer | null {
  const { base, asOf, request, topic } = turn;
  if (asOf >= request.asOf) return null;
  const [today] = choose({ ...turn, asOf: request.asOf, hits: base.index.search({ text: topic, scopes: request.scopes, asOf: request.asOf, top: 10 }) });
  const found = choose(turn)[0] ?? today;
  if (!found || !mayBeYounger.has(found.passage.role)) return null;
  const younger = youngerThan(base, found, asOf);
  if (younger === "") return null;
  const related = [(today ?? found).passage.title].filter((it) => it !== "");
  return { outcome: "no_source", text: wording.notHeldThen(asOf, younger), citations: [], used: [], related, asOf, topic };
}

/** What says how something is; the others say what is not there, or what came instead. */
const mayBeYounger = new Set(["article", "definition", "fact", "correction"]);

/** The rules that a passage rests on with their beginnings, where none of them is as old as that day. */
function youngerThan(base: AnswerBase, { document, passage }: Hit, asOf: string): string {
  const rules = [document.meta, ...passage.basis.flatMap((it) => base.book.documentsOf(it.document))].filter((it) => it.rule !== null);
  const isYounger = (it: DocumentMeta) => (it.inForceFrom === null ? it.year !== null && it.year > Number(asOf.slice(0, 4)) : it.inForceFrom > asOf);
  if (!rules.every(isYounger)) return "";
  return [...new Set(rules.map((it) => wording.began(it.shortName, it.inForceFrom, it.year)))].join(", ");
}
