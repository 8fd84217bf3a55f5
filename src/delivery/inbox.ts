import { z } from "zod";
import { conversationOf, type Inbound } from "../core/channel.ts";
import { maskPersonalData } from "../core/mask.ts";
import { type Database, sql } from "../db/database.ts";

/** Messages of one place (cell) of the database: claims and keys stay inside it. */
export interface Place {
  db: Database;
  cell: number;
}

/**
 * Stores a message and wakes its mailbox, in one statement; a repeated delivery changes nothing.
 * Resolves when it is durable: only then may the channel acknowledge. True = it was new.
 */
export async function storeInbound(place: Place, message: Inbound, now: Temporal.Instant): Promise<boolean> {
  const at = now.toString();
  const stored = await place.db.run(sql`
    with fresh as (
      insert into inbox (cell, conversation, channel, external_id, message, received_at)
      values (${place.cell}, ${conversationOf(message.to)}, ${message.to.channel}, ${message.dedupe}, ${JSON.stringify(message)}, ${at})
      on conflict (cell, channel, external_id) do nothing
      returning cell, conversation
    )
    insert into mailbox (cell, conversation, ready_at, tail)
    select cell, conversation, ${at}, 1 from fresh
    on conflict (cell, conversation) do update
      set tail = mailbox.tail + 1, ready_at = coalesce(mailbox.ready_at, excluded.ready_at)`);
  return stored > 0;
}

const Claim = z.object({ conversation: z.string(), epoch: z.coerce.number() });
export type Claim = z.output<typeof Claim>;

/** Leases up to `count` mailboxes that have something to do; the epoch is the fence against a late former owner. */
export async function claimMailboxes(place: Place, owner: string, count: number, now: Temporal.Instant, leaseMs: number): Promise<Claim[]> {
  const at = now.toString();
  return place.db.many(
    Claim,
    sql`
    update mailbox set owner = ${owner}, epoch = epoch + 1, lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
     where cell = ${place.cell} and conversation in (
       select conversation from mailbox
        where cell = ${place.cell} and ready_at <= ${at} and (lease_until is null or lease_until < ${at})
        order by ready_at
        limit ${count}
        for update skip locked)
    returning conversation, epoch`,
  );
}

const Waiting = z.object({ id: z.coerce.number(), message: z.custom<Inbound>(), attempts: z.number() });
export type Waiting = z.output<typeof Waiting>;

/** The mailbox's oldest waiting message; its attempt is counted in a commit of its own, so that a message that kills its worker counts too. */
export async function startAttempt(place: Place, conversation: string): Promise<Waiting | undefined> {
  return place.db.maybe(
    Waiting,
    sql`
    update inbox set attempts = attempts + 1
     where cell = ${place.cell} and id = (
       select id from inbox
        where cell = ${place.cell} and conversation = ${conversation} and status = 'waiting'
        order by id
        limit 1)
    returning id, message, attempts`,
  );
}

/** The worker was too slow and another one has taken over: what it did must not be committed. */
export class Fenced extends Error {
  constructor() {
    super("the mailbox was taken over by another worker");
    this.name = "Fenced";
  }
}

/**
 * Inside the transaction of the effect: marks the message finished and gives the mailbox back.
 * Whether more is waiting is decided by comparing the counters of the mailbox's own row: a look into `inbox`
 * would use a snapshot from before a concurrent enqueue and put the mailbox to sleep with a message pending.
 */
export async function finishMessage(
  tx: Place,
  claim: Claim,
  message: { id: number; message: Inbound; status: "done" | "dead"; error: string | null },
  now: Temporal.Instant,
): Promise<void> {
  const at = now.toString();
  const released = await tx.db.run(sql`
    update mailbox set done = done + 1, owner = null, lease_until = null,
           ready_at = case when done + 1 < tail then ${at}::timestamptz end
     where cell = ${tx.cell} and conversation = ${claim.conversation} and epoch = ${claim.epoch}`);
  if (released === 0) throw new Fenced();
  await tx.db.run(sql`
    update inbox set message = ${JSON.stringify(masked(message.message))}, status = ${message.status}, error = ${message.error}, finished_at = ${at}
     where cell = ${tx.cell} and id = ${message.id} and status = 'waiting'`);
}

/** What is kept of a message that nobody has to read any more. */
function masked(message: Inbound): Inbound {
  const { body } = message;
  return body.type === "text" ? { ...message, body: { ...body, text: maskPersonalData(body.text) } } : message;
}

/** Gives back all that a killed process had in hand. Only for who alone serves this base: others would be fenced off. */
export async function freeMailboxes(place: Place): Promise<void> {
  await place.db.run(sql`
    update mailbox set owner = null, lease_until = null, epoch = epoch + 1 where cell = ${place.cell} and lease_until is not null`);
}

/** Gives the mailbox back after a failure; it is ready again after `waitMs`. */
export async function releaseMailbox(place: Place, claim: Claim, now: Temporal.Instant, waitMs: number): Promise<void> {
  await place.db.run(sql`
    update mailbox set owner = null, lease_until = null,
           ready_at = case when done < tail then ${now.add({ milliseconds: waitMs }).toString()}::timestamptz end
     where cell = ${place.cell} and conversation = ${claim.conversation} and epoch = ${claim.epoch}`);
}
