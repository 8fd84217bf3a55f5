import type { Database } from "../../../db/database.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { keptDigests, keptVectors, nearest, prepareVectors, type VectorKind } from "./store.ts";

/** The vectors that this process can search: in the database by pgvector, or its own copy of plain numbers. */
export interface Shelf {
  readonly kind: VectorKind;
  readonly size: number;
  has(digest: string): boolean;
  /** Takes up those of the digests that are kept in the database. */
  load(digests: string[]): Promise<void>;
  add(digest: string, vector: Float32Array): void;
  remove(digest: string): void;
  nearest(db: Database, vector: Float32Array, limit: number): Promise<string[]>;
}

/** Rows read at once: a vector is some kilobytes of text on its way. */
const batch = 200;

export async function openShelf(db: Database, model: string): Promise<Shelf> {
  const kind = await prepareVectors(db);
  return kind === "vector" ? overPgvector(db, model) : inProcess(db, model);
}

function overPgvector(db: Database, model: string): Shelf {
  const held = new Set<string>();
  return {
    kind: "vector",
    get size() {
      return held.size;
    },
    has: (digest) => held.has(digest),
    async load(digests) {
      for (let at = 0; at < digests.length; at += batch) {
        for (const it of await keptDigests(db, model, digests.slice(at, at + batch))) held.add(it);
      }
    },
    add: (digest) => void held.add(digest),
    remove: (digest) => void held.delete(digest),
    // In a savepoint: a failure must not spoil the transaction of the answer.
    nearest: (asker, vector, limit) => asker.transaction((tx) => nearest(tx, model, vector, limit)),
  };
}

function inProcess(db: Database, model: string): Shelf {
  const held = new Set<string>();
  let matrix: Matrix | undefined;
  const add = (digest: string, vector: ArrayLike<number>): void => {
    matrix ??= createMatrix(vector.length);
    matrix.put(digest, vector);
    held.add(digest);
  };
  return {
    kind: "real[]",
    get size() {
      return held.size;
    },
    has: (digest) => held.has(digest),
    async load(digests) {
      for (let at = 0; at < digests.length; at += batch) {
        for (const it of await keptVectors(db, model, digests.slice(at, at + batch))) add(it.digest, it.vector);
      }
    },
    add,
    remove(digest) {
      held.delete(digest);
      matrix?.remove(digest);
    },
    nearest: async (_asker, vector, limit) => matrix?.nearest(vector, limit) ?? [],
  };
}
