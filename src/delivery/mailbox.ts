import { z } from "zod";
import type { Inbound } from "../core/channel.ts";
import { maskPersonalData } from "../core/mask.ts";
import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

const Claim = z.object({
  conversation: z.string(),
  epoch: z.coerce.number(),
  /** Messages that wait in this mailbox, the first one included. */
  backlog: z.coerce.number(),
  /** Answers to this talk that are not sent yet. */
  unsent: z.coerce.number(),
  /** The oldest of them; null = not visible yet, see `claimMailboxes`. */
  id: z.coerce.number().nullable(),
  message: z.custom<Inbound>().nullable(),
  attempts: z.number().nullable(),
});
export type Claim = z.output<typeof Claim>;

/** A message in hand. */
export type Waiting = Claim & { id: number; message: Inbound; attempts: number };

/**
 * Leases up to `count` mailboxes that have something to do, each with its oldest message; the epoch is the fence against
 * a late former owner. The attempt is counted here, in a commit of its own before the handling, so that a message that
 * kills its worker counts too. A mailbox may be seen before its message (stored after this statement began), or with one
 * that another worker has finished meanwhile: no message. (`+ 0` keeps a planner without statistics off the primary key.)
 * A planner that last saw nothing waiting takes `inbox_waiting` for empty, and reading all of it for cheaper than looking up
 * the few rows by their ids: the more waits, the slower each step would be. `status || ''` keeps it off that index.
 */
export async function claimMailboxes(place: Place, owner: string, count: number, now: Temporal.Instant, leaseMs: number): Promise<Claim[]> {
  const at = now.toString();
  return place.db.many(
    Claim,
    sql`
    with claimed as (
      update mailbox set owner = ${owner}, epoch = epoch + 1, lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
       where cell = ${place.cell} and conversation in (
         select conversation from mailbox
          where cell = ${place.cell} and ready_at <= ${at} and (lease_until is null or lease_until < ${at})
          order by ready_at
          limit ${count}
          for update skip locked)
      returning conversation, epoch, tail - done as backlog
    ), counted as (
      update inbox set attempts = attempts + 1
       where cell = ${place.cell} and status || '' = 'waiting' and id in (
         select (select min(i.id + 0) from inbox i
                  where i.cell = ${place.cell} and i.conversation = claimed.conversation and i.status = 'waiting')
           from claimed)
      returning conversation, id, message, attempts
    )
    select claimed.conversation, epoch, backlog, id, message, attempts,
           (select count(*) from outbox o
             where o.cell = ${place.cell} and o.conversation = claimed.conversation and o.lane = 0 and o.status in ('waiting', 'sending')) as unsent
      from claimed left join counted using (conversation)`,
  );
}

/**
 * Keeps the leases of these talks, which the owner has in hand; one that somebody is just storing to or finishing is kept by the
 * next round. By name and not all of the owner's: what it holds without knowing (the answer to a claim was lost, a release
 * failed) has to run out.
 */
export async function renewMailboxes(place: Place, owner: string, talks: string[], now: Temporal.Instant, leaseMs: number): Promise<void> {
  await place.db.run(sql`
    update mailbox set lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
     where cell = ${place.cell} and conversation in (
       select conversation from mailbox
        where cell = ${place.cell} and conversation = any(${talks}::text[]) and owner = ${owner} and lease_until is not null
        for update skip locked)`);
}

/** The worker was too slow and another one has taken over: what it did must not be committed. */
export class Fenced extends Error {
  constructor() {
    super("the mailbox was taken over by another worker");
    this.name = "Fenced";
  }
}

/** How a message ended. */
export interface Finished extends Pick<Waiting, "conversation" | "epoch" | "id" | "message"> {
  status: "done" | "dead";
  error: string | null;
}

/**
 * At the end of the transaction of their effects: marks messages finished and gives their mailboxes back; all or none.
 * At its end, since from here on whoever stores a message of these talks waits for the commit.
 * Whether more is waiting is decided by comparing the counters of the mailbox's own row: a look into `inbox`
 * would use a snapshot from before a concurrent enqueue and put the mailbox to sleep with a message pending.
 * A mailbox without a lease has been given back: this was committed already, and only the answer to the commit was lost.
 */
export async function finishMessages(tx: Place, ended: Finished[], now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const rows = ended.map(({ conversation, epoch, id, message, status, error }) => ({ conversation, epoch, id, status, error, message: masked(message) }));
  const finished = await tx.db.run(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as it (conversation text, epoch bigint, id bigint, status text, error text, message jsonb)
    ), held as (
      select m.conversation from mailbox m join given on given.conversation = m.conversation and given.epoch = m.epoch
       where m.cell = ${tx.cell} and m.lease_until is not null
       order by m.conversation
         for update of m
    ), released as (
      update mailbox set done = done + 1, owner = null, lease_until = null,
             ready_at = case when done + 1 < tail then ${at}::timestamptz end
       where cell = ${tx.cell} and conversation in (select conversation from held)
      returning conversation
    )
    update inbox set message = given.message, status = given.status, error = given.error, finished_at = ${at}
      from given join released on released.conversation = given.conversation
     where inbox.cell = ${tx.cell} and inbox.id = given.id and inbox.status || '' = 'waiting'`);
  if (finished !== ended.length) throw new Fenced();
}

/** What is kept of a message that nobody has to read any more. */
function masked(message: Inbound): Inbound {
  const { body, from } = message;
  const kept = { ...message, from: { id: from.id } };
  if (body.type === "text") return { ...kept, body: { ...body, text: maskPersonalData(body.text) } };
  if (body.type === "start") return { ...kept, body: { ...body, start: maskPersonalData(body.start) } };
  if (body.type === "choice") return { ...kept, body: { ...body, label: maskPersonalData(body.label) } };
  if (body.type === "media") return { ...kept, body: { type: "media", media: { kind: body.media.kind, ref: "" }, caption: maskPersonalData(body.caption) } };
  return kept;
}

/** Sets all but the newest `keep` waiting messages of a flooded mailbox aside, inside a transaction; the mailbox is given back. */
export async function skipFlood(tx: Place, claim: Claim, keep: number, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  const skipped = await tx.db.run(sql`
    update inbox set status = 'skipped', finished_at = ${at},
           message = message || jsonb_build_object('body', '{"type": "unsupported", "what": "skipped"}'::jsonb, 'from', jsonb_build_object('id', message->'from'->'id'))
     where cell = ${tx.cell} and id in (
       select id from inbox
        where cell = ${tx.cell} and conversation = ${claim.conversation} and status = 'waiting'
        order by id desc
       offset ${keep})`);
  const released = await tx.db.run(sql`
    update mailbox set done = done + ${skipped}, owner = null, lease_until = null,
           ready_at = case when done + ${skipped} < tail then ${at}::timestamptz end
     where cell = ${tx.cell} and conversation = ${claim.conversation} and epoch = ${claim.epoch} and lease_until is not null`);
  if (released === 0) throw new Fenced();
  return skipped;
}

/** Gives back all that a killed process had in hand. Only for who alone serves this base: others would be fenced off. */
export async function freeMailboxes(place: Place): Promise<void> {
  await place.db.run(sql`
    update mailbox set owner = null, lease_until = null, epoch = epoch + 1 where cell = ${place.cell} and lease_until is not null`);
}

/** Gives the mailbox back after a failure; it is ready again after `waitMs`. `uncounted` = the attempt was not the message's fault. */
export async function releaseMailbox(place: Place, claim: Claim, now: Temporal.Instant, waitMs: number, uncounted = false): Promise<void> {
  await place.db.run(sql`
    with released as (
      update mailbox set owner = null, lease_until = null,
             ready_at = case when done < tail then ${now.add({ milliseconds: waitMs }).toString()}::timestamptz end
       where cell = ${place.cell} and conversation = ${claim.conversation} and epoch = ${claim.epoch} and lease_until is not null
      returning 1
    )
    update inbox set attempts = attempts - 1
     where cell = ${place.cell} and id = ${claim.id} and ${uncounted} and exists (select from released)`);
}
