import type { Capability, Context } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import { joinedCalls, perform } from "../../core/perform.ts";
import type { Call } from "../../core/reply.ts";

class Undone extends Error {}

/**
 * Whether an open form would take these words as its answer: it is asked, and all of it is undone. An answer to a form is for the form alone,
 * so it is known before anybody else reads the words. A refusal counts as taken: the turn will say it.
 */
export async function wouldTake(catalog: Capability[], context: Context, call: Call): Promise<boolean> {
  let handedBack = false;
  try {
    await context.db.transaction(async (tx) => {
      // Nothing that is joined is written.
      const outcome = await perform(catalog, { ...context, db: tx }, call, joinedCalls(tx, context.cell, [], context.now));
      handedBack = outcome.notAwaited === true;
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone) && !(error instanceof Fault)) throw error;
  }
  return !handedBack;
}
