/** Ends the name of everybody who is made up; tells nothing of a person. */
const madeUp = "(contoh)";

/** A name for a screen that others may see: "Budi Santoso" is "B••• S•••", whatever the length. Titles are not part of it. */
export const maskName = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .map((word) => (word === madeUp ? word : `${/[\p{L}\d]/u.exec(word)?.[0] ?? ""}•••`))
    .join(" ");
