import type { Found } from "./found.ts";
import { bareWord, type NameBook } from "./name-book.ts";
import type { NameWords } from "./name-words.ts";

/** A word where it stands. */
interface Word {
  text: string;
  bare: string;
  start: number;
  end: number;
  /** What stands between it and the word before. */
  gap: string;
  capital: boolean;
  /** The first word of a sentence, whose capital says nothing. */
  opens: boolean;
}

/** Name words one behind the other: at most spaces, a dot of an initial, a hyphen between them. */
const joins = (gap: string): boolean => /^[ \t\u00a0.'’-]{1,3}$/.test(gap);
/** A degree right behind a name: ", S.E.", " M.Si", " S.Kom". */
const degree = /^[\s,]{1,3}(?:[SMD]\.\s?[A-Z]|A\.\s?Md|Ph\.\s?D|Ners\b|Apt\b|SE\b|SH\b|ST\b|MM\b|MT\b|MH\b|SSTP\b|SSos\b|SKom\b|SPd\b|MSi\b|SIP\b)/;
const number = /^[\s:,(]{1,4}(?:nip|nik)\b/i;
const mostWordsOfName = 5;

/**
 * Stretches of a text that name a person. A word that only names bear is one wherever it stands; a name that is also a word of the
 * language (Bunga, Indah, Cahaya) needs something around it that tells of a person. In doubt it is one: a word too many masked
 * costs the model a word, a name too few is out of the house.
 */
export function namesIn(text: string, book: NameBook, lists: NameWords): Found[] {
  const words = wordsIn(text);
  const shouting = isShouting(words);
  const marked = new Array<boolean>(words.length).fill(false);
  const at = (index: number): Word | undefined => words[index];
  const isName = (it: Word): boolean => book.has(it.bare) && !lists.never.has(it.bare);
  const isPlain = (it: Word): boolean => lists.isOrdinary(it.bare);
  const standsOut = (it: Word): boolean => it.capital && !it.opens && !shouting;
  /** Fit to be a name behind something that announces one. */
  const mayBe = (it: Word): boolean =>
    !lists.never.has(it.bare) && it.bare.length > 0 && (isName(it) || standsOut(it) || (!isPlain(it) && it.bare.length >= 3));

  for (const [index, word] of words.entries()) {
    if (isName(word) && (!isPlain(word) || announced(index, word))) marked[index] = true;
    markPair(index, word);
    const next = at(index + 1);
    if (lists.honorifics.has(word.bare) || (lists.doubtful.has(word.bare) && next && (isName(next) || standsOut(next)))) markFrom(index + 1, false);
    for (const phrase of lists.introductions) if (endsWith(index, phrase)) markFrom(index + 1, phrase.length > 1 || word.bare.length > 3);
    for (const prefix of lists.prefixes) if (endsWith(index, prefix)) markPrefixed(index, prefix.length);
    const behind = text.slice(word.end, word.end + 14);
    if ((degree.test(behind) || number.test(behind)) && mayBe(word)) markBack(index);
  }
  spread();
  return stretches();

  function announced(index: number, word: Word): boolean {
    const before = at(index - 1);
    const after = at(index + 1);
    return (
      (before !== undefined && joins(word.gap) && lists.pointers.has(before.bare)) ||
      (word.capital && !shouting && after !== undefined && joins(after.gap) && lists.deeds.has(after.bare)) ||
      (standsOut(word) &&
        !(before && joins(word.gap) && before.capital && (!before.opens || isAcronym(before))) &&
        !(after && joins(after.gap) && after.capital))
    );
  }

  function markPair(index: number, word: Word): void {
    const next = at(index + 1);
    if (!next || !joins(next.gap) || !book.pairs(word.bare, next.bare)) return;
    if (isPlain(word) && isPlain(next) && !(word.capital && next.capital && !shouting) && !announced(index, word)) return;
    if (lists.never.has(word.bare) && lists.never.has(next.bare)) return;
    marked[index] = true;
    marked[index + 1] = true;
  }

  /** The words behind "Pak" or "nama saya"; `any` = even a word of the language is one there, whoever bears it. */
  function markFrom(from: number, any: boolean): void {
    for (let index = from; index < from + mostWordsOfName; index++) {
      const word = at(index);
      if (!word || lists.never.has(word.bare) || lists.honorifics.has(word.bare)) return;
      if (!(index === from ? /^[\s.:,"'(-]{1,4}$/.test(word.gap) : joins(word.gap))) return;
      const first = index === from;
      if (!mayBe(word) && !(first && any) && !(first && word.capital && !shouting)) return;
      if (!first && isPlain(word) && !isName(word) && !word.capital) return;
      marked[index] = true;
    }
  }

  function markPrefixed(index: number, length: number): void {
    const next = at(index + 1);
    const own = words.slice(index - length + 1, index + 1);
    if (!next || !joins(next.gap) || lists.never.has(next.bare)) return;
    if (!isName(next) && !(own[0]?.capital && next.capital && !shouting) && (isPlain(next) || next.bare.length < 3 || length === 1)) return;
    for (let it = index - length + 1; it <= index + 1; it++) marked[it] = true;
  }

  /** Behind a name came a degree or a NIP: the words before it belong to it as far as they look like one. */
  function markBack(from: number): void {
    for (let index = from; index >= 0 && index > from - mostWordsOfName; index--) {
      const word = at(index);
      if (!word || lists.never.has(word.bare) || lists.honorifics.has(word.bare) || (index < from && !(word.capital || isName(word)))) return;
      marked[index] = true;
      if (!joins(word.gap)) return;
    }
  }

  /** A name's neighbours are of it too where they look like names: "Bunga" beside "Zulfikar", the M. of "M. Yusuf". */
  function spread(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const [index, word] of words.entries()) {
        if (marked[index] || lists.never.has(word.bare) || lists.honorifics.has(word.bare) || lists.doubtful.has(word.bare)) continue;
        const left = marked[index - 1] && joins(word.gap);
        const right = marked[index + 1] && joins(words[index + 1]?.gap ?? "");
        const initial = word.bare.length === 1 && word.capital;
        if ((left || right) && (isName(word) || initial || (standsOut(word) && !isPlain(word)))) {
          marked[index] = true;
          changed = true;
        }
      }
    }
  }

  function stretches(): Found[] {
    const found: Found[] = [];
    for (const [index, word] of words.entries()) {
      if (!marked[index]) continue;
      const last = found.at(-1);
      if (last && marked[index - 1] && joins(word.gap)) last.end = word.end;
      else found.push({ start: word.start, end: word.end, kind: "ORANG" });
    }
    return found;
  }

  /** Whether the words up to this one are the phrase. */
  function endsWith(index: number, phrase: string[]): boolean {
    if (index + 1 < phrase.length) return false;
    return phrase.every((part, offset) => words[index - phrase.length + 1 + offset]?.bare === part);
  }
}

function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  let last = 0;
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}'’]{0,60}/gu)) {
    const gap = text.slice(last, match.index);
    const start = match.index;
    const end = start + match[0].length;
    words.push({
      text: match[0],
      bare: bareWord(match[0]),
      start,
      end,
      gap,
      capital: /^\p{Lu}/u.test(match[0]),
      opens: words.length === 0 || /[.!?:\n"“(•*]\s*$/.test(gap),
    });
    last = end;
  }
  return words;
}

/** `JPT`, `SPBE`: a capital behind it says nothing. */
const isAcronym = ({ text }: Word): boolean => text.length > 1 && text === text.toUpperCase();

/** Headings and people who keep the key down: capitals say nothing then. */
function isShouting(words: Word[]): boolean {
  const capitals = words.filter((it) => it.capital).length;
  return words.length >= 4 && capitals > words.length * 0.6;
}
