import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnswerBase, HeldDocument } from "../../../src/features/knowledge/answer/base.ts";
import { ruleBook } from "../../../src/features/knowledge/answer/status.ts";
import { filesAt } from "../../../src/features/knowledge/folder.ts";
import { parseExamples } from "../../../src/features/knowledge/intent/examples.ts";
import { parseDocument } from "../../../src/features/knowledge/parse/parse-document.ts";
import { createIndex } from "../../../src/features/knowledge/search/knowledge-index.ts";
import { learningFrom } from "../../../src/learning/learning.ts";

export const shippedFolder = fileURLToPath(new URL("../../../knowledge", import.meta.url));

/** What was learnt from the shipped examples, and what messages are after by it. */
export const { vocabulary, intents } = learningFrom(shippedFolder);

export const examples = parseExamples(readFileSync(`${shippedFolder}/niat.yaml`, "utf8"));

/** A base in memory from Markdown texts by file name; `added/` before a name makes it an officer's own. */
export function baseOf(texts: Record<string, string>): AnswerBase {
  const index = createIndex({ vocabulary });
  const documents = new Map<string, HeldDocument>();
  for (const [name, text] of Object.entries(texts)) {
    const origin = name.startsWith("added/") ? "added" : "shipped";
    const { meta, passages } = parseDocument(name.replace("added/", ""), text);
    const key = `${origin}/${meta.id}`;
    index.put({ key, origin, meta, passages });
    documents.set(key, { key, origin, version: 1, meta, passages });
  }
  return { index, documents, intents, book: ruleBook([...documents.values()].map((it) => it.meta)) };
}

/** The knowledge that comes with the program. */
export function shippedBase(): AnswerBase {
  return baseOf(Object.fromEntries(filesAt(shippedFolder).map((it) => [it.name, Buffer.from(it.bytes).toString("utf8")])));
}
