import { randomInt } from "node:crypto";

/** Seconds in which a shown code is taken (F18: at most 45), and those that a message may need to the network. */
export const codeSeconds = 42;
export const networkSeconds = 3;

/** Wrong codes of one person within some minutes, after which no more are looked at. */
export const mostTries = 5;
export const triesMinutes = 10;

/**
 * `H48217`: a letter that says what it is, and five digits, typed in seconds on any keyboard. With five tries a person and a life of less
 * than a minute, five hundred people who only guess have one lucky hit in forty codes.
 */
export const newCode = (): string => `H${String(randomInt(100_000)).padStart(5, "0")}`;

/** The code in a message that is nothing else: `H48217`, `h 48217`, `H-482 17`, `hadir 48217`; undefined = it is something else. */
export function codeIn(text: string): string | undefined {
  const digits = /^\s*(?:h|hadir|kode hadir)\s*[:.-]?\s*((?:\d[ .-]?){4}\d)\s*[.!]?\s*$/i.exec(text)?.[1];
  return digits && `H${digits.replace(/\D/g, "")}`;
}
