import { z } from "zod";
import { type Address, conversationOf } from "../../../core/channel.ts";
import type { Subject, Talk } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";

const Row = z.object({ sender: z.string(), address: z.custom<Address>(), since: z.string(), until: z.string().nullable(), shared: z.boolean() });

/**
 * All talks that are or were a person's, each for its time. Before and after that time a talk counts as the person's too, unless it
 * was also somebody else's: a telephone that changed hands must not give one person's words to another.
 */
export async function talksOf(db: Database, { cell, agencyId, personId }: Subject): Promise<Talk[]> {
  const rows = await db.many(
    Row,
    sql`
    select h.sender, h.address, to_json(h.since)#>>'{}' as since, to_json(h.until)#>>'{}' as until,
           exists (select 1 from handle o
                    where o.cell = h.cell and o.channel = h.channel and o.address->>'chat' = h.address->>'chat' and (o.agency_id, o.person_id) <> (h.agency_id, h.person_id)) as shared
      from handle h
     where h.cell = ${cell} and h.agency_id = ${agencyId} and h.person_id = ${personId}
     order by h.since, h.id`,
  );
  return rows.map(({ sender, address, since, until, shared }) => ({
    conversation: conversationOf(address),
    channel: address.channel,
    sender,
    chat: address.chat,
    since: shared ? since : null,
    until: shared ? until : null,
  }));
}
