import { z } from "zod";
import { type Database, sql } from "../db/database.ts";
import type { Call } from "./reply.ts";

/** Minutes for which a question "are you sure?" may be answered. */
const pendingMinutes = 10;

const Row = z.object({ conversation: z.string(), capability: z.string(), input: z.record(z.string(), z.unknown()) });

/** Calls that wait for somebody's yes, one for each talk. */
export interface PendingCalls {
  /** Puts a call aside; an earlier one is forgotten. */
  keep(conversation: string, call: Call): void;
  /** The talk's call, once; undefined = none, or its time is over. */
  take(conversation: string): Promise<Call | undefined>;
  /** At the end of the transaction. */
  write(): Promise<void>;
}

/** Those of the talks of one transaction: read at the first answer and written at the end, all of them together. */
export function pendingCalls(db: Database, cell: number, talks: string[], now: Temporal.Instant): PendingCalls {
  const changed = new Map<string, Call | null>();
  let stored: Promise<Map<string, Call>> | undefined;
  return {
    keep: (conversation, call) => void changed.set(conversation, call),
    async take(conversation) {
      stored ??= readPending(db, cell, talks, now);
      const call = changed.has(conversation) ? changed.get(conversation) : (await stored).get(conversation);
      changed.set(conversation, null);
      return call ?? undefined;
    },
    async write() {
      const answered = [...changed].flatMap(([talk, call]) => (call === null ? [talk] : []));
      await removePending(db, cell, answered);
      const asked = [...changed].flatMap(([conversation, call]) => (call === null ? [] : [{ ...call, conversation }]));
      await addPending(db, cell, asked, now);
    },
  };
}

/**
 * The lock is what makes a second yes, to whichever process, wait for the first and then find nothing. That the row is still there at the end
 * proves nothing: a call may have erased it, such as that by which somebody's data goes.
 */
async function readPending(db: Database, cell: number, talks: string[], now: Temporal.Instant): Promise<Map<string, Call>> {
  const rows = await db.many(
    Row,
    sql`
    select conversation, capability, input from pending
     where cell = ${cell} and conversation = any(${talks}::text[]) and expires_at > ${now.toString()}
     order by conversation for update`,
  );
  return new Map(rows.map(({ conversation, ...call }) => [conversation, call]));
}

async function removePending(db: Database, cell: number, talks: string[]): Promise<void> {
  if (talks.length > 0) await db.run(sql`delete from pending where cell = ${cell} and conversation = any(${talks}::text[])`);
}

async function addPending(db: Database, cell: number, calls: (Call & { conversation: string })[], now: Temporal.Instant): Promise<void> {
  if (calls.length === 0) return;
  const [at, expires] = [now.toString(), now.add({ minutes: pendingMinutes }).toString()];
  await db.run(sql`
    insert into pending (cell, conversation, capability, input, asked_at, expires_at)
    select ${cell}, conversation, capability, input, ${at}::timestamptz, ${expires}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as it (conversation text, capability text, input jsonb)
     order by conversation
    on conflict (cell, conversation) do update
      set capability = excluded.capability, input = excluded.input, asked_at = excluded.asked_at, expires_at = excluded.expires_at`);
}
