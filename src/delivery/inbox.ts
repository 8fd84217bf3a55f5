import { z } from "zod";
import { conversationOf, type Inbound } from "../core/channel.ts";
import { storableJson } from "../core/storable.ts";
import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

const Fresh = z.object({ channel: z.string(), dedupe: z.string() });

/**
 * Stores messages and wakes their mailboxes, in one statement; a repeated delivery changes nothing.
 * Resolves when they are durable: only then may a channel acknowledge. True at a message's place = it was new.
 * Ids follow the order given, but rows are taken in the order of their keys and talks: two processes that store the same
 * messages in different order never wait for each other crosswise.
 */
export async function storeInbound(place: Place, messages: Inbound[], now: Temporal.Instant): Promise<boolean[]> {
  const at = now.toString();
  const once = new Map(messages.map((it) => [nameOf(it), it]));
  const rows = [...once.values()].map((message, ord) => ({
    ord,
    conversation: conversationOf(message.to),
    channel: message.to.channel,
    dedupe: message.dedupe,
    heard: message.at,
    message,
  }));
  const fresh = await place.db.many(
    Fresh,
    sql`
    with given as materialized (
      select nextval((select pg_get_serial_sequence('inbox', 'id')::regclass)) as id, it.*
        from (select * from jsonb_to_recordset(${storableJson(rows)}::jsonb)
                as it (ord int, conversation text, channel text, dedupe text, heard timestamptz, message jsonb)
               order by ord) it
    ), fresh as (
      insert into inbox (cell, id, conversation, channel, external_id, message, received_at) overriding system value
      select ${place.cell}, id, conversation, channel, dedupe, message, ${at}::timestamptz from given order by channel, dedupe
      on conflict (cell, channel, external_id) do nothing
      returning conversation, channel, external_id
    ), woken as (
      insert into mailbox (cell, conversation, ready_at, tail, heard_at)
      select ${place.cell}, fresh.conversation, ${at}::timestamptz, count(*), least(max(given.heard), ${at}::timestamptz)
        from fresh join given on given.channel = fresh.channel and given.dedupe = fresh.external_id and given.conversation = fresh.conversation
       group by fresh.conversation
       order by fresh.conversation
      on conflict (cell, conversation) do update
        set tail = mailbox.tail + excluded.tail, ready_at = coalesce(mailbox.ready_at, excluded.ready_at),
            heard_at = greatest(mailbox.heard_at, excluded.heard_at), unreachable = null
    )
    select channel, external_id as dedupe from fresh`,
  );
  const isNew = new Set(fresh.map((it) => `${it.channel}|${it.dedupe}`));
  return messages.map((it) => isNew.delete(nameOf(it)));
}

const nameOf = (it: Inbound) => `${it.to.channel}|${it.dedupe}`;
