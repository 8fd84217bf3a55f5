/** Signs that no word or number of a regulation has inside. */
const hard = /[<>{}[\]|~#\\']|[\p{L}\d]\((?![a-z\d]{1,2}\))/u;
const soft = /\p{L}\.[.,]|[.,]\p{Ll}/u;
/** A number of an ayat, an item or a list, which may follow debris directly. */
const marker = /^(?:\(?[\da-zA-Z]{1,3}[.)]|\d+|[-–•])$/;

/** What may stand before the first heap and goes with it. */
const opener = /^(?:[^\p{L}\d\s]{1,2}|\p{L};)$/u;

/**
 * Takes out what recognition makes of stamps and initials: two or more heaps of signs in a row, such as
 * `l< [..1o i(rz,-.5; I`. A token with four letters in a row is a word and ends the heap.
 */
export function withoutHeaps(text: string): string {
  return text
    .split("\n")
    .map((line) => (hard.test(line) ? cleaned(line.split(" ")).join(" ") : line))
    .join("\n");
}

function cleaned(tokens: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const end = heapFrom(tokens, at);
    if (end === at) kept.push(tokens[at] ?? "");
    at = Math.max(end, at + 1);
  }
  return kept;
}

/** Where the heap that begins here ends; `from` itself if none does. */
function heapFrom(tokens: readonly string[], from: number): number {
  const first = tokens[from] ?? "";
  if (!hard.test(first) && !soft.test(first) && !opener.test(first)) return from;
  let heaps = 0;
  let sure = false;
  let end = from;
  for (let at = from; at < tokens.length && at - end <= 2; at += 1) {
    const token = tokens[at] ?? "";
    if (isWord(token)) break;
    if (!hard.test(token) && !soft.test(token)) continue;
    sure ||= hard.test(token);
    heaps += 1;
    end = at + 1;
  }
  if (heaps < 2 || !sure) return from;
  while (/^[^\d\s]{1,2}$/.test(tokens[end] ?? "") && !marker.test(tokens[end] ?? "")) end += 1;
  return end;
}

function isWord(token: string): boolean {
  return token.length > 12 || /\p{L}{4}/u.test(token) || /^\d[\d.,]{2,}$/.test(token);
}
