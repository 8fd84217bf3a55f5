import type { Inbound } from "../../../core/channel.ts";
import { type Database, sql } from "../../../db/database.ts";
import { endMoved } from "./handle-store.ts";

/**
 * What the network tells of accounts that have gone to another number ends their links at once: letters to the old number would
 * reach its next owner. Whoever it is registered for, it proves nothing until it is confirmed on a later day.
 */
export async function leaveNumbers(tx: Database, cell: number, messages: Inbound[], now: Temporal.Instant): Promise<void> {
  for (const { from, to, at, body } of messages) {
    if (body.type !== "left") continue;
    const chats = [to.chat, ...(await endMoved(tx, cell, { channel: to.channel, sender: from.id, chat: to.chat, at }, now))];
    const phones = [...new Set(chats.filter((it) => /^\d{7,15}$/.test(it)).map((it) => `+${it}`))];
    if (phones.length === 0) continue;
    await tx.run(sql`
      update person p set doubted_phone = p.phone, doubted_on = (${at}::timestamptz at time zone a.zone)::date
        from agency a
       where p.cell = ${cell} and p.phone = any(${phones}::text[]) and a.id = p.agency_id`);
  }
}
