import type { Clock } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import type { PassageKey } from "../search/hit.ts";
import { fusion } from "../search/near.ts";
import { createBreaker, type TroubleLog } from "./breaker.ts";
import { createEndpoint, EmbeddingsFailed, type EmbedOptions, type EndpointSettings } from "./endpoint.ts";
import { fillRound, missingOf } from "./filler.ts";
import { createHoldings, type Holdings } from "./holdings.ts";
import { createMemory } from "./memory.ts";
import { createRounds } from "./rounds.ts";
import { openShelf, type Shelf } from "./shelf.ts";
import { dimensionOf, type VectorKind } from "./store.ts";
import { questionText } from "./text.ts";

/** The second list: passages near in meaning. Whatever fails here, answers go by words alone. */
export interface Meaning extends Pick<Holdings, "put"> {
  remove(document: string): void;
  /** Begins to fetch what is missing, in the background. */
  start(): void;
  /** There is something new to fetch. */
  wake(): void;
  /** Fetches the question's vector, outside any transaction; never throws, and never takes long. */
  warm(text: string): Promise<void>;
  /** Passages near to a warmed question, nearest first, with enough among them that may answer. */
  near(db: Database, text: string, admits: (key: PassageKey) => boolean): Promise<PassageKey[]>;
  /** When what the database keeps has been taken up, or could not be. */
  loaded(): Promise<void>;
  /** When every passage has its vector, the endpoint fails or the signal comes; the number still missing. */
  settled(until: AbortSignal): Promise<number>;
  close(): Promise<void>;
  /** How the vectors lie in the database; null = not looked at yet. */
  readonly kind: VectorKind | null;
}

export interface MeaningOptions extends EndpointSettings {
  db: Database;
  log: TroubleLog;
  clock: Clock;
  /** Monotonic milliseconds. */
  elapsed?: () => number;
}

/** What a question may wait for its vector. */
const questionMs = 1_500;
/** How many of the nearest are looked at; the second try is for a base where most may not answer this asker. */
const limits = [200, 4_000];

export function createMeaning({ db, log, clock, elapsed = () => performance.now(), ...settings }: MeaningOptions): Meaning {
  const { model } = settings;
  const stopping = new AbortController();
  const { signal } = stopping;
  const endpoint = createEndpoint(settings);
  const breakers = { question: createBreaker("question", log, elapsed), passages: createBreaker("passages", log, elapsed) };
  const holdings = createHoldings();
  const memory = createMemory();
  let shelf: Shelf | undefined;
  let dimension: number | null = null;
  const loaded = Promise.withResolvers<void>();

  async function embed(kind: "query" | "passage", texts: string[], options: EmbedOptions): Promise<Float32Array[]> {
    const vectors = await endpoint.embed(kind, texts, options);
    const length = vectors[0]?.length ?? 0;
    dimension ??= length;
    if (length === dimension) return vectors;
    throw new EmbeddingsFailed(
      `embeddings of ${length} numbers came, the base holds ${dimension} for ${model}: is it another model under the same name? Give it another EMBEDDINGS_MODEL, or empty the table knowledge_vector and start anew`,
      { lasting: true },
    );
  }

  async function round(): Promise<void> {
    try {
      if (!shelf) {
        const opened = await openShelf(db, model);
        dimension = await dimensionOf(db, model);
        await opened.load(holdings.digests());
        shelf = opened;
      }
      const embedPassages = (texts: string[], options: EmbedOptions) => embed("passage", texts, options);
      await fillRound({ db, model, holdings, shelf, breaker: breakers.passages, clock, signal, embed: embedPassages });
    } catch (error) {
      if (!signal.aborted) breakers.passages.failed(messageOf(error), false);
    } finally {
      loaded.resolve();
    }
  }

  const missing = (): number => (shelf ? missingOf({ holdings, shelf }).length : holdings.digests().length);
  const rounds = createRounds(round, signal);

  async function fetchQuestion(question: string): Promise<void> {
    try {
      const limit = AbortSignal.any([AbortSignal.timeout(questionMs), signal]);
      const [vector] = await embed("query", [question], { timeoutMs: questionMs, retries: 2, pauseMs: 50, signal: limit });
      if (vector) memory.keep(question, vector);
      breakers.question.worked();
    } catch (error) {
      if (!signal.aborted) breakers.question.failed(messageOf(error), error instanceof EmbeddingsFailed && error.lasting);
    }
  }

  return {
    put: holdings.put,
    remove(document) {
      for (const digest of holdings.remove(document)) shelf?.remove(digest);
    },
    start: rounds.start,
    wake: rounds.wake,
    async warm(text) {
      const question = questionText(text);
      if (question === null || !shelf || shelf.size === 0 || memory.get(question) || breakers.question.resting) return;
      await memory.once(question, () => fetchQuestion(question));
    },
    async near(asker, text, admits) {
      const question = questionText(text);
      const vector = question === null ? undefined : memory.get(question);
      if (!vector || !shelf) return [];
      try {
        return await nearKeys(asker, shelf, holdings, vector, admits);
      } catch (error) {
        breakers.question.failed(messageOf(error), false);
        return [];
      }
    },
    loaded: () => loaded.promise,
    async settled(until) {
      rounds.wake();
      const ended = new Promise<void>((resolve) => until.addEventListener("abort", () => resolve(), { once: true }));
      while (missing() > 0 && !until.aborted && !signal.aborted && !breakers.passages.resting) await Promise.race([rounds.next(), ended]);
      return missing();
    },
    async close() {
      stopping.abort();
      await rounds.ended();
    },
    get kind() {
      return shelf?.kind ?? null;
    },
  };
}

async function nearKeys(db: Database, shelf: Shelf, holdings: Holdings, vector: Float32Array, admits: (key: PassageKey) => boolean): Promise<PassageKey[]> {
  let keys: PassageKey[] = [];
  for (const limit of limits) {
    const digests = await shelf.nearest(db, vector, limit);
    keys = digests.flatMap((it) => holdings.keysOf(it));
    if (digests.length < limit || keys.filter(admits).length >= fusion.most) break;
  }
  return keys;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
