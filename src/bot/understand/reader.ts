import { type NameList, namesIn, noNames } from "../../language/names.ts";
import { knownRoots } from "../../language/roots.ts";
import { createStemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";
import type { Requests } from "./request-file.ts";
import { createWordReader } from "./word-reader.ts";

/** A word of a message. */
export interface Token {
  /** As it was written. */
  said: string;
  root: string;
  /** What it stands for where only the kind of request is to be told; its root, if it belongs to no concept. */
  concept: string;
  /** Whether it belongs to one. */
  named: boolean;
}

/** A message as normal words. */
export type Reader = (message: string) => Token[];

/** Longest beginning of a message that is read, characters. */
const longest = 1_000;

/** `slang` = chat spelling to normal words, as the search uses it. */
export function createReader({ spelling, concepts, examples }: Requests, slang: ReadonlyMap<string, string>, names: NameList = noNames): Reader {
  const listed = new Set([...concepts.values()].flat());
  // What is listed bare is a root: "tautin", "menautkan" and "tertaut" are taut, which no list of common roots has.
  const stem = createStemmer((word) => (listed.has(word) ? 2 : 0));
  const { words, roots, pairs } = conceptTables(concepts, stem);
  const readWord = createWordReader({ spellings: [spelling, slang], words: new Set(words.keys()), texts: examples.map((it) => it.text), stem });
  const tokensOf = remembered((said) =>
    wordsOf(said)
      .flatMap(readWord)
      .map((word) => {
        const root = isStopWord(word) ? word : stem(word);
        const concept = words.get(word) ?? roots.get(root);
        return { said, root, concept: concept ?? root, named: concept !== undefined };
      }),
  );
  const isWord = ({ said, root, named }: Token): boolean =>
    named || said.length < 3 || isStopWord(root) || knownRoots.has(root) || slang.has(said.toLowerCase()) || spelling.has(said.toLowerCase());
  return (message) => {
    const begin = message.slice(0, longest);
    const named = namesIn(begin, names);
    const read = (said: string): Token[] => (named.has(said.toLowerCase()) ? [{ said, root: somebody, concept: somebody, named: false }] : tokensOf(said));
    return withNames(joined((begin.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap(read), pairs), isWord);
  };
}

const called = "pakbu";
/** What is named behind these is a training: "kelas Mentoring". */
const taught = new Set(["pelatihan", "webinar"]);
/** Root and concept of a name. */
export const somebody = "NAMA";

/**
 * Who is called by a title, or written with a capital amidst small letters, is somebody, whoever it is: "gap bu Ika" is not about the
 * person who asks.
 */
function withNames(tokens: Token[], isWord: (it: Token) => boolean): Token[] {
  const all: Token[] = [];
  for (const it of tokens) {
    const before = all.at(-1);
    const capital = /^\p{Lu}\p{Ll}/u.test(it.said);
    const isName =
      before &&
      !isWord(it) &&
      (before.concept === called || (capital && (before.concept === somebody || (!taught.has(before.concept) && /^\p{Ll}/u.test(before.said)))));
    all.push(isName ? { ...it, root: somebody, concept: somebody } : it);
  }
  return all;
}

/** Words that are kept as they were read; talk has few, and most of them often. */
const mostRemembered = 20_000;

function remembered(read: (said: string) => Token[]): (said: string) => Token[] {
  const memory = new Map<string, Token[]>();
  return (said) => {
    const known = memory.get(said);
    if (known) return known;
    const tokens = read(said);
    if (memory.size < mostRemembered) memory.set(said, tokens);
    return tokens;
  };
}

/** A root means its concept in all its forms; any other word in that form alone: "petugas" is somebody, "tugas" is work. */
function conceptTables(concepts: Requests["concepts"], stem: (word: string) => string) {
  const words = new Map<string, string>();
  const roots = new Map<string, string>();
  const pairs = new Map<string, string>();
  for (const [name, list] of concepts) {
    for (const it of list) {
      const parts = it.split(" ");
      if (parts.length > 1) pairs.set(parts.map(stem).join(" "), name);
      else words.set(it, name);
      if (parts.length === 1 && stem(it) === it) roots.set(it, name);
    }
  }
  return { words, roots, pairs };
}

/** "Anak buah" is one thing. */
function joined(tokens: Token[], pairs: ReadonlyMap<string, string>): Token[] {
  const all: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [one, two] = [tokens[at] as Token, tokens[at + 1]];
    const concept = two && pairs.get(`${one.root} ${two.root}`);
    if (!two || concept === undefined) {
      all.push(one);
      continue;
    }
    all.push({ said: one.said === two.said ? one.said : `${one.said} ${two.said}`, root: `${one.root} ${two.root}`, concept, named: true });
    at++;
  }
  return all;
}
