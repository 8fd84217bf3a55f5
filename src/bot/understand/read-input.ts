import { isStopWord } from "../../language/stop-words.ts";
import { withoutManners } from "./manners.ts";
import { type Reader, somebody, type Token } from "./reader.ts";
import type { Example, Reading } from "./request-file.ts";

/** Reads a capability's input from a sentence; what is not said is left out. */
export type InputReader = (message: string, fields: Readonly<Record<string, Reading>>) => Record<string, unknown>;

/** Concepts that somebody may want to know of: they are never mere words of asking. */
const subjects = new Set(["topik", "posisi", "kota"]);
/** A word said in requests for so many different things says nothing about one of them. */
const everywhere = 4;
/** From so many words on a request says more than that something is wanted. */
const telling = 5;
/** Words by which a value is named in order to say no to it, and how far before it they stand. */
const denials = new Set(["bukan", "jangan", "tidak", "tanpa"]);
const denialReach = 3;

export function createInputReader(examples: readonly Example[], read: Reader): InputReader {
  const common = commonRoots(examples, read);
  const isLeft = (it: Token): boolean =>
    it.concept === somebody || subjects.has(it.concept) || (!it.named && !common.has(it.root) && !isStopWord(it.root) && /\p{L}{2}/u.test(it.said));

  const valueIn = (message: string, reading: Reading): string | undefined => {
    // "Panggil saya Ibu": what else is mere address is the point here.
    if (typeof reading === "object" && !Array.isArray(reading)) return chosen(read(message), reading);
    const tokens = read(withoutManners(message));
    if (Array.isArray(reading)) {
      const from = tokens.findIndex((it) => reading.includes(it.concept));
      return from < 0 ? undefined : words(tokens.slice(from).filter(isLeft));
    }
    if (reading === "kalimat") return message;
    if (reading === "cerita") return tokens.length >= telling ? message : undefined;
    return words(tokens.filter((it) => isLeft(it) && (reading === "sisa" || !it.named)));
  };
  return (message, fields) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, reading]) => {
        const value = valueIn(message, reading);
        return value === undefined ? [] : [[name, value]];
      }),
    );
}

/** Longest subject, characters. */
const longestSubject = 80;

function words(tokens: readonly Token[]): string | undefined {
  const said = [...new Set(tokens.map((it) => it.said))].join(" ");
  return said === "" || said.length > longestSubject ? undefined : said;
}

/** The one value that is said and not denied: "bukan Ibu, saya Bapak" is bapak. A denial goes for the next value alone. */
function chosen(tokens: readonly Token[], values: Readonly<Record<string, string[]>>): string | undefined {
  const said = tokens.flatMap((it, at) => {
    const value = Object.keys(values).find((one) => values[one]?.some((word) => word === it.concept || word === it.said.toLowerCase() || word === it.root));
    return value === undefined ? [] : [{ value, at }];
  });
  const found = said.filter(({ at }, place) => {
    const from = Math.max(at - denialReach, (said[place - 1]?.at ?? -1) + 1, 0);
    return !tokens.slice(from, at).some((it) => denials.has(it.root));
  });
  const one = new Set(found.map((it) => it.value));
  return one.size === 1 ? found[0]?.value : undefined;
}

function commonRoots(examples: readonly Example[], read: Reader): Set<string> {
  const labels = new Map<string, Set<string>>();
  for (const { text, label } of examples) {
    for (const { root } of read(text)) {
      const seen = labels.get(root);
      if (seen) seen.add(label);
      else labels.set(root, new Set([label]));
    }
  }
  return new Set([...labels].filter(([, seen]) => seen.size >= everywhere).map(([root]) => root));
}
