import { parseCitations } from "../search/citations.ts";

/** A city's own policy, with the document that says so. */
const policy = /^\s*kebijakan kota\b\W*(.{8,})$/is;

/** Whether a text says what an answer rests on: a rule with its number and article, or "kebijakan kota" with the document. */
export function isSource(text: string): boolean {
  if (policy.test(text)) return true;
  const found = parseCitations(text);
  return found.some((it) => it.number !== null) && found.some((it) => it.article !== null);
}
