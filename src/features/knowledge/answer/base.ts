import type { Intents } from "../intent/intent.ts";
import type { DocumentMeta, Passage } from "../passage.ts";
import type { KnowledgeIndex } from "../search/knowledge-index.ts";
import type { RuleBook } from "./status.ts";

/** A document in use. */
export interface HeldDocument {
  key: string;
  origin: string;
  version: number;
  meta: DocumentMeta;
  passages: Passage[];
}

/** What answering reads: the index, where rules stand, what messages are after, and the documents themselves. */
export interface AnswerBase {
  index: KnowledgeIndex;
  book: RuleBook;
  intents: Intents;
  documents: ReadonlyMap<string, HeldDocument>;
}
