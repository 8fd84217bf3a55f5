import type { Context, Outcome } from "../../core/capability.ts";
import type { Joined } from "../../core/perform.ts";
import { sql } from "../../db/database.ts";

/** PostgreSQL's word for a change in a transaction that may only read. */
const readOnly = "25006";

class Changes extends Error {}

/**
 * Does something in a part of the transaction that may only read: the database itself refuses any change. null = it would have changed
 * something, or told somebody else: then nothing of it was done, and a person has to want it. It is never done together with others.
 */
export async function onlyReading<T extends Outcome>(
  context: Context,
  joined: Joined,
  work: (context: Context, joined: Joined) => Promise<T>,
): Promise<T | null> {
  const audits = joined.audits.length;
  try {
    return await context.db.transaction(async (tx) => {
      // Ends with this part: what comes after may write again.
      await tx.run(sql`set local transaction_read_only = on`);
      const outcome = await work({ ...context, db: tx }, { ...joined, together: undefined });
      if (outcome.letters?.length || outcome.ledger?.length || outcome.chooseAgency !== undefined || outcome.forget) throw new Changes();
      return outcome;
    });
  } catch (error) {
    if (!(error instanceof Changes) && (error as NodeJS.ErrnoException).code !== readOnly) throw error;
    joined.audits.length = audits;
    return null;
  }
}
