import type { Clock } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import type { Breaker } from "./breaker.ts";
import { EmbeddingsFailed, type EmbedOptions } from "./endpoint.ts";
import type { Holdings } from "./holdings.ts";
import type { Shelf } from "./shelf.ts";
import { claim, keep, release } from "./store.ts";

export interface FillerNeeds {
  db: Database;
  model: string;
  holdings: Holdings;
  shelf: Shelf;
  breaker: Breaker;
  clock: Clock;
  signal: AbortSignal;
  /** Vectors of passages, of the dimension that the base holds. */
  embed(texts: string[], options: EmbedOptions): Promise<Float32Array[]>;
}

const batch = 64;
/** A small model on a processor needs seconds for a batch of long passages. */
const patience = { timeoutMs: 60_000, retries: 2, pauseMs: 500 };
/** A text that is refused even so short is not the trouble. */
const shortest = 200;

/** Digests of held passages without a vector on the shelf. */
export const missingOf = ({ holdings, shelf }: Pick<FillerNeeds, "holdings" | "shelf">): string[] => holdings.digests().filter((it) => !shelf.has(it));

/**
 * Takes up what other replicas have made, then makes what nobody has claimed, a batch at a time. Ends early when the
 * endpoint fails; what was made stays, so that the next round goes on from there.
 */
export async function fillRound(needs: FillerNeeds): Promise<void> {
  await needs.shelf.load(missingOf(needs));
  const missing = missingOf(needs);
  for (let at = 0; at < missing.length && !needs.breaker.resting && !needs.signal.aborted; at += batch) {
    const claimed = await claim(needs.db, needs.model, missing.slice(at, at + batch), needs.clock());
    if (claimed.length > 0) await fillClaimed(needs, claimed);
  }
}

async function fillClaimed(needs: FillerNeeds, claimed: string[]): Promise<void> {
  const { db, model, holdings, shelf, breaker, clock } = needs;
  const wanted = claimed.flatMap((digest) => {
    const text = holdings.textOf(digest);
    return text === undefined ? [] : [{ digest, text }];
  });
  try {
    const vectors = await embedBearably(
      needs,
      wanted.map((it) => it.text),
    );
    const made = wanted.flatMap(({ digest }, at) => (vectors[at] ? [{ digest, vector: vectors[at] }] : []));
    await keep(db, model, made, clock());
    for (const it of made) if (holdings.textOf(it.digest) !== undefined) shelf.add(it.digest, it.vector);
    breaker.worked();
  } catch (error) {
    await release(db, model, claimed);
    if (!(error instanceof EmbeddingsFailed)) throw error;
    if (!needs.signal.aborted) breaker.failed(error.message, error.lasting || error.refusesTexts);
  }
}

/** One text that is too long for the model must not hold up the others: halves the batch, then the text. */
async function embedBearably(needs: FillerNeeds, texts: string[]): Promise<Float32Array[]> {
  if (texts.length === 0) return [];
  try {
    return await needs.embed(texts, { ...patience, signal: needs.signal });
  } catch (error) {
    if (!(error instanceof EmbeddingsFailed) || !error.refusesTexts) throw error;
    const [only = ""] = texts;
    if (texts.length === 1 && only.length <= shortest) throw error;
    if (texts.length === 1) return embedBearably(needs, [only.slice(0, only.length / 2)]);
    const half = Math.ceil(texts.length / 2);
    return [...(await embedBearably(needs, texts.slice(0, half))), ...(await embedBearably(needs, texts.slice(half)))];
  }
}
