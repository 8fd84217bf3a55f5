import { z } from "zod";
import { type Database, sql } from "../db/database.ts";
import { conversationOf, type Letter } from "./channel.ts";
import type { Button, Reply } from "./reply.ts";

const Option = z.object({
  label: z.string(),
  full: z.string().optional(),
  call: z.object({ capability: z.string(), input: z.record(z.string(), z.unknown()) }),
});
const Row = z.object({ conversation: z.string(), key: z.string(), options: z.array(Option) });

/**
 * Keeps the choices of notices, in the transaction that plans them. An answer's choices are the talk's own at once; a notice comes
 * from another talk or from a job, while only whoever holds the talk may write its state, so they wait for its next message.
 */
export async function keepNoticeMenus(tx: Database, cell: number, letters: Letter[], now: Temporal.Instant): Promise<void> {
  const rows = letters
    .filter((it) => it.intent === "notice" && it.reply.buttons?.length)
    .map((it) => ({ conversation: conversationOf(it.to), key: it.key, options: told(it.reply) }));
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into notice_menu (cell, conversation, key, options, made_at)
    select ${cell}, conversation, key, options, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (conversation text, key text, options jsonb)
    on conflict (cell, conversation, key) do nothing`);
}

/** Characters of what a choice is about. */
const longestAbout = 70;

/** The choices with the beginning of what they stand below, by which those of several letters are told apart. */
function told({ text, buttons = [] }: Reply): Button[] {
  const [first = ""] = text.replaceAll("*", "").split("\n");
  const about = first.length > longestAbout ? `${first.slice(0, longestAbout - 1)}…` : first;
  return buttons.map((it) => (it.full === undefined ? { ...it, full: `${it.label}: ${about}` } : it));
}

/** Takes what waits for these talks, oldest first. */
export async function takeNoticeMenus(tx: Database, cell: number, conversations: string[]): Promise<z.output<typeof Row>[]> {
  return tx.many(
    Row,
    sql`
    with taken as (
      delete from notice_menu where cell = ${cell} and conversation = any(${conversations}::text[])
      returning conversation, key, options, made_at
    )
    select conversation, key, options from taken order by made_at, key`,
  );
}
