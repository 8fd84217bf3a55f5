import { z } from "zod";
import { type Address, type ChannelId, conversationOf, type Letter, type Part, type SendFault } from "../core/channel.ts";
import { keepNoticeMenus } from "../core/notice-menu.ts";
import { storableJson } from "../core/storable.ts";
import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

/** Days for which an answer is worth sending; over WhatsApp Web our own limits may keep it waiting for longer. */
const worthDays = (channel: ChannelId): number => (channel === "wa-web" ? 7 : 2);

/** Answers and notices travel apart, so that thousands of notices delay no answer. */
export type Lane = "reply" | "notice";
const laneNumber = { reply: 0, notice: 1 } as const satisfies Record<Lane, number>;

/** Whose parcels: a channel's, of one account. */
export interface Account {
  id: ChannelId;
  account: string;
}

/** Plans letters' parts in the transaction of the effect that caused them; a second call with a letter's key changes nothing. */
export async function putLetters(tx: Place, render: (letter: Letter) => Part[], letters: Letter[], now: Temporal.Instant): Promise<void> {
  const rows = letters.flatMap((letter) => render(letter).map((part, at) => rowOf(letter, part, at, now)));
  if (rows.length === 0) return;
  await keepNoticeMenus(tx.db, tx.cell, letters, now);
  await tx.db.run(sql`
    insert into outbox (cell, key, part, conversation, channel, address, native, intent, lane, created_at, due_at, expires_at)
    select ${tx.cell}, key, part, conversation, address->>'channel', address, native, intent, lane, ${now.toString()}::timestamptz,
           ${now.toString()}::timestamptz, expires
      from jsonb_to_recordset(${storableJson(rows)}::jsonb)
        as it (key text, part int, conversation text, address jsonb, native jsonb, intent text, lane smallint, expires timestamptz)
    on conflict (cell, key, part) do nothing`);
}

const rowOf = ({ key, to, intent, expires }: Letter, { native }: Part, part: number, now: Temporal.Instant) => ({
  key,
  part,
  conversation: conversationOf(to),
  address: to,
  native,
  intent,
  lane: laneNumber[intent],
  expires: expires ?? now.add({ hours: 24 * worthDays(to.channel) }).toString(),
});

const Parcel = z.object({
  id: z.coerce.number(),
  key: z.string(),
  part: z.number(),
  conversation: z.string(),
  address: z.custom<Address>(),
  native: z.unknown(),
  intent: z.enum(["reply", "notice"]),
  attempts: z.number(),
  heardAt: z.string().nullable(),
});
export type Parcel = z.output<typeof Parcel>;

/** The id that a retry repeats. */
export const keyOf = (parcel: Pick<Parcel, "key" | "part">): string => `${parcel.key}#${parcel.part}`;

/**
 * Leases due parcels of one account and lane: of each talk only the oldest unsent one, none of a talk that rests, none while the account pauses.
 * "Oldest" is a subquery with a limit (and `+ 0` keeps the primary key out of it) so that even a planner without statistics looks
 * up one talk at a time and stops at the first find: as an anti-join it compared 10,000 fresh notices with each other, half a
 * second a claim, and as a minimum the 3,000 parcels of one talk.
 */
export async function claimParcels(
  place: Place,
  { id: channel, account }: Account,
  lane: Lane,
  { owner, count, leaseMs, resting }: { owner: string; count: number; leaseMs: number; resting: string[] },
  now: Temporal.Instant,
): Promise<Parcel[]> {
  const at = now.toString();
  return place.db.many(
    Parcel,
    sql`
    with due as (
      select o.id from outbox o
       where o.cell = ${place.cell} and o.channel = ${channel} and o.account = ${account} and o.lane = ${laneNumber[lane]}
         and o.status = 'waiting' and o.due_at <= ${at} and o.expires_at > ${at} and o.conversation <> all(${resting}::text[])
         and (
           select true from outbox before
            where before.cell = o.cell and before.conversation = o.conversation and before.lane = o.lane and before.id + 0 < o.id
              and before.status in ('waiting', 'sending')
            limit 1) is null
         and not exists (
           select from channel_account a
            where a.cell = o.cell and a.channel = o.channel and a.account = o.account and a.paused_until > ${at})
       order by o.due_at
       limit ${count}
       for update skip locked
    ), taken as (
      update outbox set status = 'sending', owner = ${owner}, attempts = attempts + 1,
             lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
       where cell = ${place.cell} and id in (select id from due)
      returning id, key, part, conversation, address, native, intent, attempts
    )
    select taken.*, to_json(m.heard_at)#>>'{}' as "heardAt"
      from taken left join mailbox m on m.cell = ${place.cell} and m.conversation = taken.conversation
     order by taken.id`,
  );
}

/**
 * Marks parcels sent, many in one statement; one whose receipt was quicker stays as it is. Arrays, because the planner knows how
 * long they are (a recordset it takes for a hundred rows, and reads the whole table); `status || ''` as in `claimMailboxes`.
 */
export async function markSent(place: Place, sent: { id: number; native: string }[], now: Temporal.Instant): Promise<void> {
  await place.db.run(sql`
    update outbox set status = 'sent', native_id = it.native, owner = null, lease_until = null, error = null, finished_at = ${now.toString()}
      from unnest(${sent.map((it) => it.id)}::bigint[], ${sent.map((it) => it.native)}::text[]) as it (id, native)
     where outbox.cell = ${place.cell} and outbox.id = it.id and outbox.status || '' = 'sending'`);
}

/** Tries of what the network refuses for now: with the longest wait between them, half an hour. Meanwhile the talk's next letters wait. */
const mostAttempts = 14;
const longestWaitMs = 5 * 60_000;
/** Sends of one reply whose outcome nobody knows: each may have arrived. Ever further apart, so that a broken line costs none. */
const mostUnknown = 5;
/** The same where a repeat appears once. */
const mostHarmless = 30;
const unknownWaits = [1_000, 5_000, 30_000];
const unknownWaitMs = (attempts: number): number => unknownWaits[attempts - 1] ?? longestWaitMs;
/** After a death, before a reply is repeated: the network's receipt may still tell what became of it. */
const settlingSeconds = 5;
/** Kinds that are not about this letter: it waits, and no attempt is counted. */
const uncounted = new Set<SendFault["kind"]>(["slow-down", "auth", "restricted", "hold"]);

/** As it was claimed: whoever was too slow may tell that it was sent, but of what another one is sending by now no bad news. */
const stillHis = (place: Place, { id, attempts }: Pick<Parcel, "id" | "attempts">) =>
  sql`cell = ${place.cell} and id = ${id} and status = 'sending' and attempts = ${attempts}`;

/** After a refusal by the network: again later where that can help, otherwise failed with its reason. */
export async function markFault(
  place: Place,
  parcel: Pick<Parcel, "id" | "attempts" | "conversation">,
  fault: SendFault,
  now: Temporal.Instant,
  most = mostAttempts,
): Promise<void> {
  const waits = uncounted.has(fault.kind);
  const again = waits || (fault.kind === "retry" && parcel.attempts < most);
  const waitMs = fault.afterMs ?? Math.min(longestWaitMs, 500 * 2 ** parcel.attempts);
  await place.db.run(sql`
    update outbox set status = ${again ? "waiting" : "failed"}, error = ${fault.code}, owner = null, lease_until = null,
           attempts = attempts - ${waits ? 1 : 0}, due_at = ${now.add({ milliseconds: again ? waitMs : 0 }).toString()},
           finished_at = ${again ? null : now.toString()}
     where ${stillHis(place, parcel)}`);
  if (fault.kind === "unreachable" || fault.kind === "blocked") await markUnreachable(place, parcel.conversation, fault);
}

/** Nothing more is tried there until the person writes again; `at` = since when, so that old news stops no newer talk. */
export async function markUnreachable(place: Place, conversation: string, fault: SendFault, at: string | null = null): Promise<void> {
  await place.db.run(sql`
    update mailbox set unreachable = ${`${fault.kind} ${fault.code}`}
     where cell = ${place.cell} and conversation = ${conversation} and (${at}::timestamptz is null or heard_at is null or heard_at < ${at}::timestamptz)`);
}

/** Nobody knows whether it arrived: a reply is sent again under the same key, four times at most; a notice only where the key keeps it from appearing twice. */
export async function markUnknown(place: Place, parcel: Parcel, idempotent: boolean, now: Temporal.Instant): Promise<void> {
  const most = idempotent ? mostHarmless : parcel.intent === "reply" ? mostUnknown : 0;
  const afterMs = idempotent ? Math.min(unknownWaits.at(-1) ?? 0, unknownWaitMs(parcel.attempts)) : unknownWaitMs(parcel.attempts);
  const fault = { kind: "retry", code: "unknown", afterMs } as const;
  if (parcel.attempts < most) return markFault(place, parcel, fault, now, most);
  await place.db.run(sql`
    update outbox set status = 'unknown', error = 'unknown', owner = null, lease_until = null, finished_at = ${now.toString()}
     where ${stillHis(place, parcel)}`);
}

/** Keeps the leases of these parcels, which are being sent; one whose claim was never answered has to run out, see `renewMailboxes`. */
export async function renewParcels(place: Place, owner: string, ids: number[], now: Temporal.Instant, leaseMs: number): Promise<void> {
  await place.db.run(sql`
    update outbox set lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
     where cell = ${place.cell} and id = any(${ids}::bigint[]) and status = 'sending' and owner = ${owner}`);
}

/** What a killed process was sending is seen as lost at the next recovery. Only for who alone serves this base. */
export async function freeParcels(place: Place): Promise<void> {
  await place.db.run(sql`update outbox set lease_until = created_at where cell = ${place.cell} and status = 'sending'`);
}

/** Parcels of a process that died while sending, those no longer worth sending, and those for people who cannot be written to. */
export async function recoverParcels(place: Place, { id, account }: Account, idempotent: boolean, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  const ours = sql`outbox.cell = ${place.cell} and outbox.channel = ${id} and outbox.account = ${account}`;
  const expired = await place.db.run(sql`
    update outbox set status = 'expired', finished_at = ${at} where ${ours} and status = 'waiting' and expires_at <= ${at}`);
  const hopeless = await place.db.run(sql`
    update outbox set status = 'failed', error = m.unreachable, finished_at = ${at}
      from mailbox m
     where ${ours} and outbox.status = 'waiting' and m.cell = outbox.cell and m.conversation = outbox.conversation and m.unreachable is not null`);
  const again = sql`((intent = 'reply' or ${idempotent}) and attempts < ${idempotent ? mostHarmless : mostUnknown})`;
  const orphaned = await place.db.run(sql`
    update outbox set status = case when ${again} then 'waiting' else 'unknown' end, error = 'unknown', owner = null,
           due_at = ${now.add({ seconds: idempotent ? 0 : settlingSeconds }).toString()},
           lease_until = null, finished_at = case when ${again} then null else ${at}::timestamptz end
     where ${ours} and status = 'sending' and lease_until < ${at}`);
  return expired + hopeless + orphaned;
}
