import type { Hit } from "../search/knowledge-index.ts";
import type { QueryAnalysis } from "../search/query.ts";
import { lacksParticular, silence } from "./asked-thing.ts";
import { isMistaken, isRight } from "./belief.ts";
import { isChatter } from "./chatter.ts";
import { mostCitations } from "./cite.ts";
import { contrast } from "./contrast.ts";
import { enough, isSufficient, support } from "./evidence.ts";
import { nearestBelief } from "./nearest-belief.ts";
import { askedUnits, quantities } from "./quantity.ts";
import type { Turn } from "./turn.ts";
import { unheld } from "./unheld.ts";

/** The passages that answer: the best sufficient one, then the best for each part of the question, then what completes it. */
export function choose(turn: Turn): Hit[] {
  const cited = citedArticle(turn);
  if (cited.length > 0) return cited;
  const [whole, ...others] = sufficient(turn);
  if (!whole) return [];
  if (!isAnswering(whole)) return [whole];
  const rest = others.filter((it) => isAnswering(it) && it.passage.role !== "guide" && isNew(turn, it, whole));
  const forParts =
    turn.question.parts.length > 1 ? turn.question.parts.flatMap((part) => bestForPart(turn, [whole, ...turn.hits.filter(isAnswering)], part) ?? []) : [];
  const more = rest.filter((it) => completes(it, whole) || isSibling(it, whole));
  const places = [...new Set([whole, ...forParts, ...more])];
  return places.slice(0, forParts.length > 0 ? mostCitations : places.length > 2 && isSibling(places[2] as Hit, whole) ? 3 : 2);
}

/** Most of what it says does not stand in the first passage already. */
function isNew({ base }: Turn, hit: Hit, first: Hit): boolean {
  const stems = (text: string) =>
    new Set((text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((it) => !isChatter(it)).map((it) => base.index.stem(it)));
  const known = stems(first.passage.text);
  const own = [...stems(hit.passage.text)];
  return own.filter((it) => !known.has(it)).length >= own.length * 0.55;
}

/** "PP 11 th 2017 ps 203" and nothing else: what the base holds of that article, in its order. */
function citedArticle({ base, topic, hits }: Turn): Hit[] {
  const { tokens, citations } = base.index.analyse(topic);
  const cited = citations.find((it) => it.article !== null);
  const article = cited?.article;
  if (article === undefined || article === null || tokens.some((it) => !it.stop && !isChatter(it.word))) return [];
  const begins = new RegExp(`^Pasal ${article}\\b`, "i");
  const own = hits.filter((it) => it.matched.direct && begins.test(it.passage.article) && isAnswering(it));
  const ordered = own.sort((a, b) => a.passage.article.localeCompare(b.passage.article, "id", { numeric: true }));
  const exact = ordered.filter((it) => new RegExp(`^Pasal ${article} ayat \\(${cited?.ayat}\\)`, "i").test(it.passage.article));
  return (exact.length > 0 ? exact.slice(0, 1) : ordered).slice(0, mostCitations);
}

/** Hits that hold an answer, the strongest support first, given what kind of passage the question wants. */
function sufficient(turn: Turn): Hit[] {
  const units = askedUnits(turn.plain);
  const wants = turn.base.index.analyse(turn.topic);
  // Where only a particular would answer ("siapa namanya") and the passage that speaks of the thing has none, no lesser one has it.
  const bare = turn.question.asserts ? -1 : turn.hits.findIndex((it) => lacksParticular(turn.plain, it));
  const least = bare < 0 ? 0 : support(turn.hits[bare] as Hit);
  const able = turn.hits.filter((it) => isSilent(it) || it.matched.direct || support(it) >= least);
  const held = able.map((hit) => ({ hit, push: preference(hit, turn, wants, units) })).filter(({ hit, push }) => isSufficient(hit, Math.min(0, push)));
  const told = Math.max(0, ...held.map(({ hit }) => (isSilent(hit) ? 0 : hit.matched.heading)));
  const strength = ({ hit, push }: (typeof held)[number]): number => support(hit) + push + (isSilent(hit) ? closer(hit.matched.heading - told) : 0);
  return held.sort((a, b) => strength(b) - strength(a)).map(({ hit }) => hit);
}

/** What counts for a passage which tells that something is not known where its heading is nearer to the question than that of any which tells something. */
const closer = (lead: number): number => (lead >= 0 ? 0.6 + 4 * lead : 0);

/** Asks for a day or a month of the calendar, which a passage without one cannot tell. */
const asksCalendar = /\b(?:tanggal|bulan|hari) (?:berapa|apa)\b/;
const calendar = /\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|okt(?:ober)?|november|desember|senin|selasa|rabu|kamis|jumat|tanggal \d)/i;

/** Pushes between passages of nearly equal support; a missing unit ("berapa JP" and no JP there) is as good as no answer. */
export function preference(hit: Hit, turn: Turn, { expects: wants, defines }: Pick<QueryAnalysis, "expects" | "defines">, units: string[]): number {
  const { passage, matched } = hit;
  const held = quantities(passage.text);
  const said = turn.question.asserts ? quantities(turn.plain) : [];
  let push = matched.direct ? 2 : 0;
  // A gap is there because the number is not.
  if (isSilent(hit)) push -= 0.2;
  else if (units.length > 0 && !held.some((it) => units.includes(it.unit))) push -= 4;
  else if (asksCalendar.test(turn.plain) && !calendar.test(passage.text)) push -= 4;
  else if ((wants === "number" || wants === "date") && !/\d|satu|dua|tiga|empat|lima/.test(passage.text)) push -= 0.6;
  push -= contrast(turn.plain, `${passage.title} ${passage.text}`);
  // What holds in one city says nothing of another town; what holds everywhere may not be what is asked of it.
  if (turn.elsewhere && !/ (?:kota|daerah) lain$/.test(passage.title)) push -= hit.document.meta.scope === "nasional" ? 0.7 : 4;
  // Who states something is answered for what is stated.
  if (!isSilent(hit) && !turn.question.asserts)
    push -= silence(turn.plain, hit) + unheld(turn.base, hit, turn.hits) + (lacksParticular(turn.plain, hit) ? 8 : 0);
  if (said.some((one) => held.some((it) => it.unit === one.unit))) push += 0.4;
  if (passage.role === "correction") push += pushOfCorrection(turn, passage);
  // An old rule's card answers who names the rule; who does not asks what holds.
  if (passage.role === "repealed" && turn.question.asserts) push -= 0.6;
  if (passage.role === "guide")
    push -= /\b(?:asisten|bot|kamu|aplikasi|kawan|perintah|bertanya|percakapan|chat|data|sumber|jawaban)\b/.test(turn.plain) ? 0.5 : 1.5;
  if (defines && /^.{3,80}?\b(?:adalah|ialah|merupakan)\b/.test(passage.text)) push += 0.7;
  if (passage.title.startsWith("Status ") && !/\b(?:status|berlaku|dasar|hukum|aturan|peraturan|dicabut|masih)\b/.test(turn.plain)) push -= 0.6;
  return push;
}

/** Likeness to a mistaken belief from which it is said in so many words. */
const plainly = 0.8;

/** A correction answers who is mistaken, and who says what it says. */
function pushOfCorrection(turn: Turn, passage: Hit["passage"]): number {
  // Said in so many words, it is no question for what is not known.
  if ((turn.question.asserts || turn.mayAssume) && isMistaken(turn, passage))
    return turn.question.asserts && nearestBelief(turn, passage).wrong >= plainly ? 2.5 : 1;
  return isRight(turn, passage) ? 0 : -0.8;
}

/** For one part of a question, the hit that speaks of that part; the other parts give it its subject. */
function bestForPart({ base }: Turn, hits: Hit[], part: string): Hit | undefined {
  const stems = new Set(
    base.index
      .analyse(part)
      .tokens.filter((it) => !it.stop && !isChatter(it.word))
      .map((it) => it.stem),
  );
  const share = ({ matched }: Hit): number => {
    const own = matched.terms.filter((it) => it.stems.some((stem) => stems.has(stem)));
    const whole = own.reduce((sum, it) => sum + it.idf, 0);
    return whole === 0 ? 0 : own.reduce((sum, it) => sum + it.idf * it.found, 0) / whole;
  };
  const ranked = hits
    .filter((it) => support(it) >= enough * 0.7)
    .map((hit) => ({ hit, fit: support(hit) + 2 * share(hit) }))
    .sort((a, b) => b.fit - a.fit);
  return ranked[0] && share(ranked[0].hit) >= 0.5 ? ranked[0].hit : undefined;
}

/** Another card of one enumeration: the same document, nearly as good, and a heading on the same subject. */
function isSibling(hit: Hit, first: Hit): boolean {
  if (hit.document.key !== first.document.key || hit.passage.article !== first.passage.article || support(hit) < support(first) * 0.8) return false;
  const [own = "", other = ""] = [hit, first].map((it) => it.passage.title.toLowerCase().split(/[\s:,]+/)[0]);
  return own.length > 3 && own === other;
}

/** A passage that tells what holds, not what does not or is not known. */
export const isAnswering = ({ passage }: Hit): boolean => !["boundary", "gap", "correction", "repealed"].includes(passage.role);

/** A passage that tells what is not known, or not our field. */
const isSilent = ({ passage }: Hit): boolean => passage.role === "gap" || passage.role === "boundary";

/** Speaks of a good part of the question that the first passage is silent on, and is nearly as good a hit. */
function completes(hit: Hit, first: Hit): boolean {
  if (hit.score < first.score * 0.75) return false;
  const total = first.matched.terms.reduce((sum, it) => sum + it.idf, 0) || 1;
  const added = first.matched.terms.reduce((sum, it, at) => sum + it.idf * Math.max(0, (hit.matched.terms[at]?.found ?? 0) - it.found), 0);
  return added / total >= 0.25;
}
