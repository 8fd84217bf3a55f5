import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnswerBase, HeldDocument } from "../../../src/features/knowledge/answer/base.ts";
import { ruleBook } from "../../../src/features/knowledge/answer/status.ts";
import { filesAt } from "../../../src/features/knowledge/folder.ts";
import { createIntents } from "../../../src/features/knowledge/intent/classifier.ts";
import { parseExamples } from "../../../src/features/knowledge/intent/examples.ts";
import { parseDocument } from "../../../src/features/knowledge/parse/parse-document.ts";
import { createIndex } from "../../../src/features/knowledge/search/knowledge-index.ts";
import { parseVocabulary } from "../../../src/language/vocabulary.ts";

export const shippedFolder = fileURLToPath(new URL("../../../knowledge", import.meta.url));

export const vocabulary = parseVocabulary(readFileSync(`${shippedFolder}/sinonim.yaml`, "utf8"));

export const examples = parseExamples(readFileSync(`${shippedFolder}/niat.yaml`, "utf8"));

/** What messages are after, learnt once from the shipped examples. */
export const intents = createIntents(() => examples, vocabulary);

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
