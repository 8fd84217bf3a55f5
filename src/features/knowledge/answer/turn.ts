import { parseDate, yearAlone, yearBeside } from "../../../core/time.ts";
import type { Leaning } from "../intent/intent.ts";
import type { Hit, PassageKey } from "../search/knowledge-index.ts";
import type { AnswerBase } from "./base.ts";
import { standAlone } from "./follow-up.ts";
import { withoutOtherPlace } from "./other-place.ts";
import { type Question, readQuestion } from "./question.ts";

export interface AnswerRequest {
  text: string;
  scopes: string[];
  /** ISO date, today unless the caller asks for another. */
  asOf: string;
  /** The talk's last question, for a follow-up. */
  previous?: string | undefined;
  /** Passages near in meaning to `text`. */
  near?: readonly PassageKey[];
}

/** All that is known of the question before anything is decided. */
export interface Turn {
  base: AnswerBase;
  request: AnswerRequest;
  question: Question;
  /** It may take something for granted without a word that says so: "remedial yang kedua biayanya berapa". */
  mayAssume: boolean;
  /** It asks about a town whose knowledge is not held. */
  elsewhere: boolean;
  /** Normal words of the question, with a space at both ends. */
  plain: string;
  words: string[];
  asOf: string;
  topic: string;
  hits: Hit[];
  /** What the message seems to be after. */
  leaning: Leaning;
}

/** Shares from which a question takes something for granted: surely, and so far that a plain contradiction (another number) tells. */
const assumed = { surely: 0.6, perhaps: 0.15 };

/** What is asked, as it stands on its own. */
export const topicOf = (base: AnswerBase, request: AnswerRequest): string => subjectOf(base, request).topic;

/** What is asked, on which day and where; nothing is looked up yet. */
function subjectOf(base: AnswerBase, given: AnswerRequest) {
  const year = given.previous === undefined ? null : yearAlone(given.text);
  // "Kalau 2024?" asks the question before anew, as of that year.
  const request = year === null ? given : { ...given, text: given.previous ?? "", previous: undefined, near: [] };
  const cities = new Set([...base.documents.values()].map((it) => it.meta.scope).filter((it) => it !== "nasional"));
  const asked = withCity(base, request);
  const here = cities.size > 0 ? withoutOtherPlace(asked, cities) : asked;
  const first = readQuestion(here);
  const analysis = base.index.analyse(first.text);
  const words = analysis.tokens.map((it) => it.word);
  const namesRule = analysis.citations.some((it) => it.number !== null);
  const joined = standAlone(first.text, words, request.previous, { cities, namesRule });
  // "Kalau 2024 PPPK?" goes on as "kalau PPPK?", as of that year.
  const beside = joined === first.text ? null : yearBeside(first.text);
  const topic = beside ? beside.rest + joined.slice(first.text.length) : joined;
  const named = year ?? beside?.year;
  const asOf = (named === undefined ? first.asOf : parseDate(named)) ?? request.asOf;
  return { request, first, words, topic, asOf, elsewhere: here !== asked };
}

/** "Kenapa PPPK cuma boleh …?" takes for granted that it is so. */
const asksWhy = /^(?:kenapa|knp|mengapa|kok)\b/i;

/** Reads the question and looks it up; decides nothing. */
export function prepare(base: AnswerBase, given: AnswerRequest): Turn {
  const { request, first, words, topic, asOf, elsewhere } = subjectOf(base, given);
  const scopes = withNamedCity(base, request);
  const normal = base.index
    .analyse(topic)
    .tokens.map((it) => it.word)
    .join(" ");
  const question = topic === first.text ? readQuestion(normalised(base, request.text)) : { ...first, text: topic, parts: [topic] };
  // Who asks whether it holds takes nothing for granted.
  const assumes = first.asksWhether ? 0 : base.intents.assumes(request.text);
  // "Syaratnya apa saja?" joined with the question before is not what was near to it alone.
  const near = topic === first.text ? (request.near ?? []) : [];
  return {
    base,
    request,
    question: {
      ...question,
      text: topic,
      parts: topic === first.text ? first.parts : [topic],
      asserts: first.asserts || question.asserts || assumes >= assumed.surely,
    },
    mayAssume: assumes >= assumed.perhaps || first.nods || asksWhy.test(first.text),
    elsewhere,
    plain: ` ${normal} `,
    words,
    asOf,
    topic,
    leaning: base.intents.of(topic === first.text ? request.text : topic),
    hits: base.index.search({ text: topic, scopes, asOf, top: 10, near }),
  };
}

/** A city that the question names joins the asker's own: its documents are no secret. */
function withNamedCity(base: AnswerBase, { text, scopes }: AnswerRequest): string[] {
  const words = new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []);
  const named = new Set([...base.documents.values()].map((it) => it.meta.scope).filter((it) => words.has(it)));
  return [...new Set([...scopes, ...named])];
}

/** "Di kota kami" means the asker's own city: its documents know it by name. */
function withCity(base: AnswerBase, { text, scopes }: AnswerRequest): string {
  const city = scopes.find((it) => it !== "nasional");
  const ours = / (?:(?:di |)(?:kota|pemkot|pemko|daerah|pemda|tempat|instansi)(?: (?:kita|kami|saya|ini|sini))|di sini|pemkot|pemko) /.test(
    ` ${normalised(base, text).toLowerCase()} `,
  );
  return city && ours ? `${text} ${city}` : text;
}

/** The sentence in normal words, punctuation kept: assertion cues hide in slang ("kn" for "kan"). */
const normalised = (base: AnswerBase, text: string): string =>
  text.replace(
    /[\p{L}\p{N}]+/gu,
    (word) =>
      base.index
        .analyse(word)
        .tokens.map((it) => it.word)
        .join(" ") || word,
  );
