import { z } from "zod";
import { type Database, sql } from "../db/database.ts";

const CallRow = z.object({ capability: z.string(), input: z.record(z.string(), z.unknown()) });
const Menu = z.object({ key: z.string(), options: z.array(z.object({ label: z.string(), call: CallRow })) });
export type Menu = z.output<typeof Menu>;

/** What a talk remembers between messages. */
const State = z.object({
  /** The choices of the last letters, newest last; a tap names its letter, a typed number means the newest. */
  menus: z.array(Menu).default([]),
  /** The newest letter had choices and nothing has been said since. */
  menuOpen: z.boolean().default(false),
  /** A call that waits for one more part of its input. */
  asking: CallRow.extend({ field: z.string() }).nullable().default(null),
  cityAsked: z.boolean().default(false),
  memory: z.record(z.string(), z.unknown()).default({}),
});

const Row = z.object({ agencyId: z.number().nullable(), state: State });
export type Conversation = z.output<typeof Row>;

/** How many letters' buttons stay alive. */
const menusKept = 8;

export async function loadConversation(tx: Database, cell: number, id: string): Promise<Conversation> {
  const row = await tx.maybe(Row, sql`select agency_id as "agencyId", state from conversation where cell = ${cell} and id = ${id} for update`);
  return row ?? { agencyId: null, state: State.parse({}) };
}

export async function saveConversation(tx: Database, cell: number, id: string, it: Conversation, now: Temporal.Instant): Promise<void> {
  const state = JSON.stringify({ ...it.state, menus: it.state.menus.slice(-menusKept) });
  await tx.run(sql`
    insert into conversation (cell, id, agency_id, state, started_at, seen_at)
    values (${cell}, ${id}, ${it.agencyId}, ${state}, ${now.toString()}, ${now.toString()})
    on conflict (cell, id) do update
      set agency_id = excluded.agency_id, state = excluded.state, seen_at = excluded.seen_at`);
}
