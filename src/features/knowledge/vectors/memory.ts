import { standIn } from "../../../language/remembering.ts";

/** Vectors of the questions asked last, not their words; the oldest go first. */
export interface Memory {
  get(question: string): Float32Array | undefined;
  keep(question: string, vector: Float32Array): void;
  /** Does a fetch once for all who wait for the same question. */
  once(question: string, fetch: () => Promise<void>): Promise<void>;
}

const most = 500;

export function createMemory(): Memory {
  const vectors = new Map<string, Float32Array>();
  const fetching = new Map<string, Promise<void>>();
  const keep = (question: string, vector: Float32Array): void => {
    const key = standIn(question);
    vectors.delete(key);
    vectors.set(key, vector);
    const [oldest] = vectors.keys();
    if (vectors.size > most && oldest !== undefined) vectors.delete(oldest);
  };
  return {
    keep,
    get(question) {
      const vector = vectors.get(standIn(question));
      if (vector) keep(question, vector);
      return vector;
    },
    once(question, fetch) {
      let running = fetching.get(question);
      if (!running) {
        running = fetch().finally(() => fetching.delete(question));
        fetching.set(question, running);
      }
      return running;
    },
  };
}
