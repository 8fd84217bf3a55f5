import type { Database } from "../../../db/database.ts";
import type { Round } from "../../enrolment/seats/lapse.ts";
import type { Tenant } from "../../training/store.ts";
import { settleRound } from "../measure/settle.ts";
import { eachAskingCity } from "./asking-city-store.ts";
import { closeMistaken, endAnswered, markSettled, takeClosing } from "./close-store.ts";

/**
 * Closes every round at its deadline, or as soon as nobody is left who could answer, and has its answers put together, once. What was only
 * partly answered is kept and does not count. Returns the number of rounds.
 */
export const closeRounds = (round: Round): Promise<number> =>
  eachAskingCity(round, async ({ id }) => {
    const { db, cell, now } = round;
    const tenant = { cell, agencyId: id };
    await closeMistaken(db, tenant);
    await endAnswered(db, tenant, now);
    return closeAll(db, tenant, now);
  });

/** A round that cannot be put together keeps no other one of its city open: it is passed by until the next run. */
async function closeAll(db: Database, tenant: Tenant, now: Temporal.Instant): Promise<number> {
  const faulty: number[] = [];
  const faults: unknown[] = [];
  for (let closed = 0; ; ) {
    const { id, error } = await closeNext(db, tenant, now, faulty);
    if (error !== undefined) {
      if (id === undefined) throw error;
      faulty.push(id);
      faults.push(error);
    } else if (id !== undefined) closed++;
    else if (faults.length > 0) throw new AggregateError(faults, `${faults.length} rounds not settled: ${String(faults[0])}`);
    else return closed;
  }
}

/** The round that was closed, or that was not because of `error`. */
async function closeNext(db: Database, tenant: Tenant, now: Temporal.Instant, but: number[]): Promise<{ id?: number | undefined; error?: unknown }> {
  let id: number | undefined;
  try {
    await db.transaction(async (tx) => {
      id = (await takeClosing(tx, tenant, now, but))?.id;
      if (id === undefined) return;
      await settleRound(tx, tenant, id, now);
      await markSettled(tx, tenant, id, now);
    });
    return { id };
  } catch (error) {
    return { id, error };
  }
}
