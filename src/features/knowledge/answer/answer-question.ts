import { plain } from "../../../core/reply.ts";
import { isInstructionAttempt } from "../intent/command-signs.ts";
import type { Hit } from "../search/knowledge-index.ts";
import type { AnswerBase } from "./base.ts";
import { isContradicted, isMistaken } from "./belief.ts";
import { isChatter } from "./chatter.ts";
import { choose, isAnswering } from "./choose.ts";
import { citationsOf, distinct, fitting, mostCitations, type Place, usedOf, withAyat } from "./cite.ts";
import { isBareNumber, kindOfTalk, smallTalk } from "./courtesy.ts";
import { type Declined, declined, namesNobody, odds } from "./declined.ts";
import { evidenceText, isSufficient, subjectShare } from "./evidence.ts";
import { isGeneric } from "./follow-up.ts";
import { notHeldThen, onDay } from "./on-date.ts";
import type { Answer, OutcomeCode } from "./outcome.ts";
import { asksForOwnRecord } from "./own-record.ts";
import { cites, type NamedRule, namedOldRules, stoodThen } from "./repealed.ts";
import { statusWords } from "./status.ts";
import { type AnswerRequest, prepare, type Turn } from "./turn.ts";
import { asksVaguely, isVague, pointsBack } from "./vague.ts";
import { wording } from "./wording.ts";

/**
 * Answers a question from the base alone: first what must not be answered, then what is no longer law, then the
 * evidence; without evidence it says so. Every sentence of the answer is a passage's own or a fixed phrase.
 */
export function answerQuestion(base: AnswerBase, request: AnswerRequest): Answer {
  const turn = prepare(base, request);
  const other = declined(turn);
  const vague = unclear(turn);
  const answer =
    // "Yang mana?" alone is nobody's datum.
    (vague && asksVaguely(turn.request.text) ? vague : null) ??
    refusal(turn, vague && other === "personal" && namesNobody(turn) ? null : other) ??
    vague ??
    aboutOldRule(turn) ??
    aboutStanding(turn) ??
    aboutMissingArticle(turn) ??
    notHeldThen(turn) ??
    fromEvidence(turn, other) ??
    withoutSource(turn);
  const confidential = answer.outcome === "out_of_domain" && turn.leaning.complaint >= suspectedComplaint;
  return confidential ? { ...answer, confidential } : answer;
}

function refusal(turn: Turn, other: Declined | null): Answer | null {
  const { text } = turn.request;
  if (isInstructionAttempt(text)) return fixed(turn, "instruction_ignored", wording.instruction);
  if (isBareNumber(text)) return fixed(turn, "needs_clarification", wording.clarify);
  const kind = smallTalk(text) ?? (isMereTalk(turn) ? kindOfTalk(text) : null);
  if (kind) return fixed(turn, "small_talk", wording.smallTalk[kind]);
  if (asksForOwnRecord(text)) return fixed(turn, "no_source", wording.ownRecord);
  switch (other) {
    case "instruction":
      return fixed(turn, "instruction_ignored", wording.instruction);
    case "personal":
      return fixed(turn, "personal_data_refused", wording.othersData);
    case "complaint":
      return fixed(turn, "out_of_domain", wording.complaint);
    default:
      return null;
  }
}

/** Share from which a message that gets no answer may be a complaint: then nothing of it is kept. */
export const suspectedComplaint = 0.15;
/** Share from which a message is mere talk, and from which it is so even if it names what a passage is about ("tubel"), or is but one word ("bunga"). */
const talk = { likely: 0.5, certain: 0.9 };
const isMereTalk = ({ leaning, hits, words }: Turn): boolean =>
  leaning.smalltalk >= (words.length > 1 && (hits[0]?.matched.heading ?? 0) < 0.3 ? talk.likely : talk.certain);

/** Nothing to go by: "syaratnya apa saja?" at the beginning of a talk. */
function unclear(turn: Turn): Answer | null {
  const { base, topic } = turn;
  const { tokens, citations, defines } = base.index.analyse(topic);
  const subject = tokens.filter((it) => !it.stop && !isVague(it.word));
  const named = (turn.hits[0]?.matched.heading ?? 0) >= 0.6 || turn.hits[0]?.matched.direct;
  if (turn.question.badDate) return fixed(turn, "needs_clarification", wording.badDate);
  const pointed = pointsBack.test(topic) && subject.length === 1 && /^di\p{L}{4}/u.test(subject[0]?.word ?? "") && !turn.request.previous;
  return (subject.length === 0 || pointed) && citations.length === 0 && !(named && defines) ? fixed(turn, "needs_clarification", wording.clarify) : null;
}

function aboutOldRule(turn: Turn): Answer | null {
  const { base, asOf, plain: words, question } = turn;
  const cited = base.index.analyse(turn.topic).citations;
  const [named] = namedOldRules(base, ` ${question.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} ${words}`, cited, asOf);
  if (!named) return null;
  const card = bestCard(turn, named);
  if (card) return grounded(turn, "repealed_corrected", [card], "");
  const lead = wording.repealed(named.document.meta.shortName, named.repealedBy);
  const current = turn.hits.filter((it) => it.standing !== "repealed" && isSufficient(it, 0)).slice(0, 1);
  return grounded(
    turn,
    "repealed_corrected",
    current.map((it) => placeOf(base, it)),
    lead,
  );
}

/** "PP 11/2017 masih berlaku?": nothing is asked of the rule but how it stands. */
function aboutStanding(turn: Turn): Answer | null {
  const { base, topic, asOf } = turn;
  const { tokens, citations } = base.index.analyse(topic);
  if (citations.every((it) => it.number === null) || citations.some((it) => it.article !== null)) return null;
  if (tokens.some((it) => !it.stop && !isChatter(it.word))) return null;
  const document = [...base.documents.values()].find((it) => cites(it, citations));
  if (!document) return fixed(turn, "no_source", wording.unknownRule);
  const passage = document?.passages.find((it) => it.title.startsWith("Status ")) ?? document?.passages[0];
  if (!document || !passage) return null;
  if (passage.role === "gap") return grounded(turn, "no_source", [{ document, passage }], "", { cite: false });
  if (passage.title.startsWith("Status ")) return grounded(turn, "answered", [{ document, passage }], "");
  const text = wording.standing(document.meta.title, statusWords(document.meta, base.book, asOf));
  return grounded(turn, "answered", [{ document, passage: { ...passage, text } }], "");
}

/** "PP 11/2017 pasal 999": the rule is known, the article is not, and nothing else is asked. */
function aboutMissingArticle(turn: Turn): Answer | null {
  const { base, topic, hits } = turn;
  const { tokens, citations } = base.index.analyse(topic);
  const cited = citations.filter((it) => it.article !== null && it.number !== null);
  if (cited.length === 0 || tokens.some((it) => !it.stop && !isChatter(it.word)) || hits.some((it) => it.matched.direct)) return null;
  const document = [...base.documents.values()].find((it) => cites(it, cited));
  const text = document ? wording.unknownArticle(document.meta.shortName) : wording.unknownRule;
  return fixed(turn, "no_source", text);
}

/** Of an old rule's passages on what holds now, the one nearest to the question. */
function bestCard({ hits }: Turn, { document }: NamedRule): Place | null {
  const cards = document.passages.filter((it) => it.role === "repealed");
  const found = hits.find((it) => it.document.key === document.key && it.passage.role === "repealed");
  const passage = found?.passage ?? cards[0];
  return passage ? { document, passage } : null;
}

const ownSubject = 0.5; // how much of the question the heading of what is not known must say
function fromEvidence(turn: Turn, other: Declined | null): Answer | null {
  const { base } = turn;
  const chosen = choose(turn);
  const [first] = chosen;
  if (!first) return null;
  const { role } = first.passage;
  // What is said to be unknown in its very heading is of our field.
  const unknown = role === "gap" && first.matched.heading >= ownSubject;
  if (role !== "boundary" && !unknown && other === "outside") return fixed(turn, "out_of_domain", wording.outOfDomain);
  const places = chosen.map((it) => placeOf(base, it));
  if (role === "repealed") return aboutCard(turn, places.slice(0, 1));
  if (role === "boundary") return grounded(turn, "out_of_domain", places.slice(0, 1), "", { cite: false, related: [] });
  if (role === "gap") return grounded(turn, "no_source", places.slice(0, 1), "", { cite: false, related: related(turn, first) });
  if (role === "correction") return corrected(turn, places);
  const wrong = places.some((it) => isContradicted(turn, it.passage));
  return grounded(turn, wrong ? "premise_corrected" : "answered", places, wrong ? wording.notQuite : "");
}

/** A correction answers those who hold the mistaken belief; for anybody else it is an answer like another. */
function corrected(turn: Turn, places: Place[]): Answer {
  const [place] = places;
  if (!place) throw new Error("a correction without its passage");
  if (isMistaken(turn, place.passage)) return grounded(turn, "premise_corrected", [place], "");
  const { passage } = place;
  const said = passage.text.replace(/^(?:Tidak tepat|Tidak benar|Keliru|Bukan)[:,.]\s*(\p{L})/u, (_, first: string) => first.toUpperCase());
  return grounded(turn, "answered", [{ ...place, passage: { ...passage, text: said } }], "");
}

/** What an old rule's card says; for a date before its end, that it held then. */
function aboutCard(turn: Turn, [place]: Place[]): Answer {
  if (!place) throw new Error("an old rule without its card");
  if (!stoodThen(turn.base, place.document, turn.asOf)) return grounded(turn, "repealed_corrected", [place], "");
  const { shortName, inForceTo } = place.document.meta;
  return grounded(turn, "answered_with_caution", [place], wording.heldThen(shortName, inForceTo));
}

/** Log odds below which a question without an answer is one of our own field all the same. */
const ownField = -0.5;

function withoutSource(turn: Turn): Answer {
  const { base, hits, words } = turn;
  const terms = base.index.analyse(turn.topic).tokens.filter((it) => !it.stop);
  if (terms.length === 0 || isGeneric(words)) return fixed(turn, "needs_clarification", wording.clarify);
  const [best] = hits;
  if (terms.length === 1 && best) {
    return { ...fixed(turn, "needs_clarification", wording.clarifyAmong), related: related(turn, null) };
  }
  const foreign = odds(turn.leaning, "outside") >= ownField;
  if (!best) return foreign ? fixed(turn, "out_of_domain", wording.outOfDomain) : fixed(turn, "no_source", `${wording.noSource}\n\n${wording.askOfficer}`);
  const place = placeOf(base, best);
  const { role } = best.passage;
  const subject = subjectShare(best);
  if (role === "gap" && subject >= 0.5 && best.matched.coverage >= 0.4)
    return grounded(turn, "no_source", [place], "", { cite: false, related: related(turn, best) });
  if (role === "boundary" && best.matched.heading >= 0.3) return grounded(turn, "out_of_domain", [place], "", { cite: false, related: [] });
  // Little of its subject is known to the base: a question from another field, unless its words say that it is from ours.
  if (subject < 0.4 || best.matched.coverage < 0.4)
    return foreign ? fixed(turn, "out_of_domain", wording.outOfDomain) : fixed(turn, "no_source", `${wording.noSource} ${wording.askOfficer}`);
  const near = placeOf(base, hits.find((it) => it.passage.role !== "correction") ?? best);
  const title = `(${[near.document.meta.shortName, near.passage.article].filter(Boolean).join(" ")})`;
  const nearest = wording.nearest(plain([near.passage.title, title].filter(Boolean).join(" ")));
  return { ...fixed(turn, "no_source", `${wording.noSource} ${nearest}\n\n${wording.askOfficer}`), related: related(turn, null) };
}

/** An answer whose words are those of its passages. */
function grounded(turn: Turn, outcome: OutcomeCode, found: Place[], lead: string, extra: { cite?: boolean; related?: string[] } = {}): Answer {
  const { base, asOf, question } = turn;
  const analysis = base.index.analyse(turn.topic);
  const asked = {
    stems: new Set(analysis.tokens.filter((it) => !it.stop).map((it) => it.stem)),
    stem: (word: string) => base.index.stem(word),
    numbers: [...question.text.matchAll(/\d+(?:[.,]\d+)?/g)].map((it) => Number(it[0].replace(",", "."))),
  };
  const said = fitting(found.map((it) => ({ ...it, text: evidenceText(it.passage, asked) })));
  const places = said.map((it) => ({ ...it, passage: withAyat(it.passage, it.text) }));
  const bodies = said.map((it) => plain(it.text));
  const { lead: dated, since, undated } = onDay(turn, extra.cite === false ? [] : places);
  const cautions = [...new Set([...places.map((it) => it.passage.caution), undated ? wording.unknownStart : ""])]
    .filter(Boolean)
    .map((it) => wording.caution(plain(it)));
  const careful = places.some((it) => it.passage.confidence === "secondary" || it.passage.caution !== "") || undated;
  const citations = extra.cite === false ? [] : distinct(places.flatMap((it) => citationsOf(base, it, asOf))).slice(0, mostCitations);
  return {
    outcome: outcome === "answered" && careful ? "answered_with_caution" : outcome,
    text: [dated, [lead, ...bodies].filter(Boolean).join(lead ? " " : "\n\n"), since, ...cautions.slice(0, 2)].filter(Boolean).join("\n\n"),
    citations,
    used: places.map(usedOf),
    related: extra.related ?? related(turn, found[0] ? (turn.hits.find((it) => it.passage === found[0]?.passage) ?? null) : null),
    asOf,
    topic: turn.topic,
  };
}

const fixed = (turn: Turn, outcome: OutcomeCode, text: string): Answer => ({
  outcome,
  text,
  citations: [],
  used: [],
  related: [],
  asOf: turn.asOf,
  topic: turn.topic,
});

/** Headings near by, as questions for buttons; of another city none, since asked again they would not be found. */
function related({ hits, request }: Turn, first: Hit | null): string[] {
  const near = hits.filter((it) => it !== first && isAnswering(it) && request.scopes.includes(it.document.meta.scope));
  const titles = near.map((it) => it.passage.title).filter((it) => it !== "" && it.length <= 80 && it !== first?.passage.title);
  return [...new Set(titles)].slice(0, 3);
}

function placeOf(base: AnswerBase, hit: Hit): Place {
  const document = base.documents.get(hit.document.key);
  if (!document) throw new Error(`the index holds ${hit.document.key}, the base does not`);
  return { document, passage: hit.passage };
}
