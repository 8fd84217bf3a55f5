import { keepThrough, setAsideBlobs } from "../../core/blob.ts";
import type { Context, Outcome } from "../../core/capability.ts";
import type { Joined } from "../../core/perform.ts";
import { sql } from "../../db/database.ts";

/** PostgreSQL's word for a change in a transaction that may only read. */
const readOnly = "25006";

class Changes extends Error {}

/**
 * Does something in a part of the transaction that may only read: the database itself refuses any change. null = it would have changed
 * something, or told somebody else: then nothing of it was done, and a person has to want it. It is never done together with others.
 * A file made for the person's own talk is no change: it is kept once the reading is over.
 */
export async function onlyReading<T extends Outcome>(
  context: Context,
  joined: Joined,
  work: (context: Context, joined: Joined) => Promise<T>,
): Promise<T | null> {
  const audits = joined.audits.length;
  try {
    let files: ReturnType<typeof setAsideBlobs> = [];
    const outcome = await context.db.transaction(async (tx) => {
      files = setAsideBlobs(tx);
      // Ends with this part: what comes after may write again.
      await tx.run(sql`set local transaction_read_only = on`);
      const outcome = await work({ ...context, db: tx }, { ...joined, together: undefined });
      if (outcome.letters?.length || outcome.ledger?.length || outcome.chooseAgency !== undefined || outcome.forget) throw new Changes();
      return outcome;
    });
    for (const keeping of files) await keepThrough(context.db, keeping);
    return outcome;
  } catch (error) {
    if (!(error instanceof Changes) && (error as NodeJS.ErrnoException).code !== readOnly) throw error;
    joined.audits.length = audits;
    return null;
  }
}
