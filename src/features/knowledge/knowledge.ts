import type { Database } from "../../db/database.ts";
import { withoutMachineOrders } from "../../language/machine-order.ts";
import { standIn } from "../../language/remembering.ts";
import type { SearchVocabulary } from "../../language/vocabulary.ts";
import { answerQuestion, suspectedComplaint } from "./answer/answer-question.ts";
import type { HeldDocument } from "./answer/base.ts";
import { isComplaint } from "./answer/complaint.ts";
import { smallTalk } from "./answer/courtesy.ts";
import { isSurelyRefused } from "./answer/declined.ts";
import type { Answer } from "./answer/outcome.ts";
import { type RuleBook, ruleBook } from "./answer/status.ts";
import { topicOf } from "./answer/turn.ts";
import { isInstructionAttempt } from "./intent/command-signs.ts";
import type { Intents } from "./intent/intent.ts";
import type { Passage } from "./passage.ts";
import { createIndex, type Hit, type KnowledgeIndex, type PassageKey } from "./search/knowledge-index.ts";
import { changedSince, currentRevision, documentKey, type Origin, passagesOf } from "./store.ts";
import type { BaseChange } from "./trial/base-change.ts";
import type { Meaning } from "./vectors/meaning.ts";

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
  /** Fetches what a question needs from outside the process, before any transaction begins; never throws. */
  warm(text: string): Promise<void>;
  /** Passages near in meaning to a warmed question; none without an embeddings endpoint. */
  near(db: Database, request: KnowledgeRequest): Promise<PassageKey[]>;
  search(request: KnowledgeRequest & { top: number; near?: PassageKey[] }): Hit[];
  answer(request: KnowledgeRequest & { previous?: string | undefined; near?: PassageKey[] }): Answer;
  /** Answers as they would be with another base; this one stays as it is. Words alone, without meaning vectors. */
  imagine(change: BaseChange): Pick<Knowledge, "answer">;
  /** Whether a message is a complaint about people (harassment, corruption, a superior): then nothing of it is kept (F21). */
  complains(request: KnowledgeRequest): boolean;
  /** Whether a message may be a complaint by its words alone: then nothing of it is kept unless the documents answer it. */
  suspects(text: string): boolean;
  readonly documents: number;
  readonly passages: number;
}

/** Of what officers add, what speaks to a machine is not read: a document that slipped in with an order answers without it. */
function readable(origin: Origin, passages: Passage[] | undefined): Passage[] | undefined {
  if (origin === "shipped") return passages;
  return passages?.map((it) => ({ ...it, text: withoutMachineOrders(it.text), caution: withoutMachineOrders(it.caution) })).filter((it) => it.text !== "");
}

/** As many as may wait for a model at once. */
const mostFound = 1_000;

/** `meaning` = the optional second list; null = words alone. */
export function createKnowledge(vocabulary: SearchVocabulary, intents: Intents, meaning: Meaning | null = null): Knowledge {
  const index: KnowledgeIndex = createIndex({ vocabulary });
  const held = new Map<string, HeldDocument>();
  let book: RuleBook = ruleBook([]);
  let revision = -1;

  /**
   * Answers without what was asked, till the base changes: with a model each is wanted twice, and what many ask much oftener. Of what has no
   * answer nothing stays.
   */
  const found = new Map<string, Omit<Answer, "topic">>();

  async function read(db: Database): Promise<void> {
    const now = await currentRevision(db);
    if (now <= revision) return;
    const changed = await changedSince(db, revision);
    const passages = await passagesOf(
      db,
      changed.filter((it) => it.removedWhy === null).map((it) => it.key),
    );
    // Others may have read the same meanwhile, and more; what they have seen includes all that is here.
    if (now <= revision) return;
    for (const document of changed) {
      const own = readable(document.origin, passages.get(document.key));
      if (own === undefined) {
        index.remove(document.key);
        meaning?.remove(document.key);
        held.delete(document.key);
        continue;
      }
      const { key, origin, meta, version } = document;
      index.put({ key, origin, meta, passages: own });
      held.set(key, { key, origin, meta, version, passages: own });
      meaning?.remove(key);
      meaning?.put({ key, meta, passages: own });
    }
    book = ruleBook([...held.values()].map((it) => it.meta));
    revision = now;
    found.clear();
    meaning?.wake();
  }

  function imagine({ put, remove }: BaseChange): Pick<Knowledge, "answer"> {
    const documents = new Map(held);
    for (const key of remove) documents.delete(key);
    for (const it of put) {
      const key = documentKey(it.origin, it.meta.id);
      documents.set(key, { key, origin: it.origin, meta: it.meta, version: 0, passages: it.passages });
    }
    const imagined = createIndex({ vocabulary });
    for (const it of documents.values()) imagined.put(it);
    const base = { index: imagined, book: ruleBook([...documents.values()].map((it) => it.meta)), intents, documents };
    return { answer: ({ city, ...request }) => answerQuestion(base, { ...request, scopes: scopes(city) }) };
  }

  const scopes = (city: string | null) => (city === null ? ["nasional"] : ["nasional", city]);

  return {
    // Nobody waits for another's read: on the embedded database that one may itself wait for the caller's transaction.
    refresh: read,
    async warm(text) {
      // What gets a refusal or a greeting needs no vector, and need not leave.
      if (meaning && !isInstructionAttempt(text) && !smallTalk(text) && !isSurelyRefused(intents, text)) await meaning.warm(text);
    },
    async near(db, { text, city, asOf }) {
      return meaning ? meaning.near(db, text, index.admission({ text, scopes: scopes(city), asOf, top: 0 })) : [];
    },
    search: ({ city, ...request }) => index.search({ ...request, scopes: scopes(city) }),
    answer(request) {
      const key = standIn(JSON.stringify(request));
      const base = { index, book, intents, documents: held };
      const asked = { ...request, scopes: scopes(request.city) };
      const known = found.get(key);
      if (known) return { ...known, topic: topicOf(base, asked) };
      const answer = answerQuestion(base, asked);
      const { topic: _, ...kept } = answer;
      if (kept.citations.length > 0) found.set(key, kept);
      if (found.size > mostFound) found.delete(found.keys().next().value ?? "");
      return answer;
    },
    imagine,
    complains: (request) =>
      isComplaint(request.text) ||
      answerQuestion({ index, book, intents, documents: held }, { ...request, scopes: scopes(request.city) }).confidential === true,
    suspects: (text) => intents.of(text).complaint >= suspectedComplaint,
    get documents() {
      return held.size;
    },
    get passages() {
      return index.size;
    },
  };
}
