import { hash, randomBytes } from "node:crypto";

/** Of this process alone, so that nobody can try words against what is in its memory. */
const salt = randomBytes(16).toString("hex");

/**
 * Stands for somebody's words where a result of them is kept at hand: the same for the same words, and no words can be read from it. So nothing
 * that was said lives on in memory when its talk is forgotten, in this process or another.
 */
export const standIn = (text: string): string => hash("sha256", salt + text, "base64");

/** The same work, with its newest results at hand: for what is asked of one message several times. A result is only read; no text is kept. */
export function remembering<R>(most: number, work: (text: string) => R): (text: string) => R {
  const known = new Map<string, R>();
  return (text) => {
    const key = standIn(text);
    const held = known.get(key);
    if (held !== undefined) return held;
    const result = work(text);
    known.set(key, result);
    if (known.size > most) known.delete(known.keys().next().value ?? "");
    return result;
  };
}
