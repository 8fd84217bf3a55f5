import type { Database } from "../../db/database.ts";
import { answerQuestion } from "./answer/answer-question.ts";
import type { HeldDocument } from "./answer/base.ts";
import type { Answer } from "./answer/outcome.ts";
import { type RuleBook, ruleBook } from "./answer/status.ts";
import { type Hit, type KnowledgeIndex, createIndex } from "./search/knowledge-index.ts";
import { changedSince, currentRevision, passagesOf } from "./store.ts";
import type { SearchVocabulary } from "./text/vocabulary.ts";

export interface KnowledgeRequest {
  text: string;
  /** City of the asker; null = national rules only. */
  city: string | null;
  /** ISO date on which the rules are to be in force. */
  asOf: string;
}

/** The base in memory, kept current with the database: one for a process, made by `app.ts`. */
export interface Knowledge {
  /** Reads what has changed since the last look; cheap when nothing has. */
  refresh(db: Database): Promise<void>;
  search(request: KnowledgeRequest & { top: number }): Hit[];
  answer(request: KnowledgeRequest & { previous?: string | undefined }): Answer;
  readonly documents: number;
  readonly passages: number;
}

export function createKnowledge(vocabulary: SearchVocabulary): Knowledge {
  const index: KnowledgeIndex = createIndex({ vocabulary });
  const held = new Map<string, HeldDocument>();
  let book: RuleBook = ruleBook([]);
  let revision = -1;
  let reading: Promise<void> | null = null;

  async function read(db: Database): Promise<void> {
    const now = await currentRevision(db);
    if (now === revision) return;
    const changed = await changedSince(db, revision);
    const passages = await passagesOf(db, changed.filter((it) => it.removedWhy === null).map((it) => it.key));
    for (const document of changed) {
      const own = passages.get(document.key);
      if (own === undefined) {
        index.remove(document.key);
        held.delete(document.key);
        continue;
      }
      const { key, origin, meta, version } = document;
      index.put({ key, origin, meta, passages: own });
      held.set(key, { key, origin, meta, version, passages: own });
    }
    book = ruleBook([...held.values()].map((it) => it.meta));
    revision = now;
  }

  const scopes = (city: string | null) => (city === null ? ["nasional"] : ["nasional", city]);

  return {
    async refresh(db) {
      // One reader at a time; a caller that came during a read needs its own look, since its transaction may see more.
      await reading?.catch(() => {});
      reading = read(db).finally(() => {
        reading = null;
      });
      await reading;
    },
    search: ({ text, city, asOf, top }) => index.search({ text, scopes: scopes(city), asOf, top }),
    answer: (request) =>
      answerQuestion({ index, book, documents: held }, { ...request, scopes: scopes(request.city) }),
    get documents() {
      return held.size;
    },
    get passages() {
      return index.size;
    },
  };
}
