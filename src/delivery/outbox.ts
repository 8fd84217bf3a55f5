import { z } from "zod";
import type { Letter } from "../core/channel.ts";
import { type Address, type Channel, type ChannelId, conversationOf, type Part, type SendFault } from "../core/channel.ts";
import { sql } from "../db/database.ts";
import type { Place } from "./inbox.ts";

/** Days for which an answer is worth sending. */
const worthDays = 2;

/** Plans a letter's parts in the transaction of the effect that caused it; a second call with its key changes nothing. */
export async function putLetter(tx: Place, channel: Pick<Channel, "render">, letter: Letter, now: Temporal.Instant): Promise<void> {
  const parts = channel.render(letter);
  for (const [at, part] of parts.entries()) {
    await tx.db.run(sql`
      insert into outbox (cell, key, part, conversation, channel, address, native, intent, lane, created_at, due_at, expires_at)
      values (${tx.cell}, ${letter.key}, ${at}, ${conversationOf(letter.to)}, ${letter.to.channel}, ${JSON.stringify(letter.to)},
              ${JSON.stringify(part.native)}, ${letter.intent}, ${letter.intent === "reply" ? 0 : 1}, ${now.toString()}, ${now.toString()},
              ${now.add({ hours: 24 * worthDays }).toString()})
      on conflict (cell, key, part) do nothing`);
  }
}

const Parcel = z.object({
  id: z.coerce.number(),
  key: z.string(),
  part: z.number(),
  address: z.custom<Address>(),
  native: z.unknown(),
  intent: z.enum(["reply", "notice"]),
  attempts: z.number(),
});
export type Parcel = z.output<typeof Parcel>;

/** The id that a retry repeats. */
export const partOf = (parcel: Parcel): Part => ({ key: `${parcel.key}#${parcel.part}`, native: parcel.native });

/** Leases parcels of a channel (of one account, if it names one): answers before notices, and of each talk only the oldest unsent one. */
export async function claimParcels(
  place: Place,
  { id: channel, account = null }: { id: ChannelId; account?: string | null },
  owner: string,
  count: number,
  now: Temporal.Instant,
  leaseMs: number,
): Promise<Parcel[]> {
  const at = now.toString();
  return place.db.many(
    Parcel,
    sql`
    update outbox set status = 'sending', owner = ${owner}, attempts = attempts + 1,
           lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
     where cell = ${place.cell} and id in (
       select o.id from outbox o
        where o.cell = ${place.cell} and o.channel = ${channel} and o.status = 'waiting' and o.due_at <= ${at}
          and (${account}::text is null or o.address->>'account' = ${account})
          and not exists (
            select 1 from outbox before
             where before.cell = o.cell and before.conversation = o.conversation and before.id < o.id
               and before.status in ('waiting', 'sending'))
        order by o.lane, o.due_at
        limit ${count}
        for update skip locked)
    returning id, key, part, address, native, intent, attempts`,
  );
}

export async function markSent(place: Place, parcel: Parcel, nativeId: string, now: Temporal.Instant): Promise<void> {
  await place.db.run(sql`
    update outbox set status = 'sent', native_id = ${nativeId}, owner = null, lease_until = null, finished_at = ${now.toString()}
     where cell = ${place.cell} and id = ${parcel.id} and status = 'sending'`);
}

const mostAttempts = 8;

/** After a refusal by the network: again later where that can help, otherwise failed with its reason. */
export async function markFault(place: Place, parcel: Parcel, fault: SendFault, now: Temporal.Instant): Promise<void> {
  const again = fault.kind === "retry" && parcel.attempts < mostAttempts;
  const waitMs = fault.afterMs ?? Math.min(60_000, 500 * 2 ** parcel.attempts);
  await place.db.run(sql`
    update outbox set status = ${again ? "waiting" : "failed"}, error = ${fault.code}, owner = null, lease_until = null,
           due_at = ${now.add({ milliseconds: again ? waitMs : 0 }).toString()}, finished_at = ${again ? null : now.toString()}
     where cell = ${place.cell} and id = ${parcel.id} and status = 'sending'`);
}

/** Nobody knows whether it arrived: a reply is sent again under the same key, a notice is not. */
export async function markUnknown(place: Place, parcel: Parcel, now: Temporal.Instant): Promise<void> {
  if (parcel.intent === "reply") return markFault(place, parcel, { kind: "retry", code: "unknown" }, now);
  await place.db.run(sql`
    update outbox set status = 'unknown', owner = null, lease_until = null, finished_at = ${now.toString()}
     where cell = ${place.cell} and id = ${parcel.id} and status = 'sending'`);
}

/** What a killed process was sending is seen as lost at the next recovery. Only for who alone serves this base. */
export async function freeParcels(place: Place): Promise<void> {
  await place.db.run(sql`update outbox set lease_until = created_at where cell = ${place.cell} and status = 'sending'`);
}

/** Parcels of a process that died while sending, and those no longer worth sending. */
export async function recoverParcels(place: Place, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  const expired = await place.db.run(sql`
    update outbox set status = 'expired', finished_at = ${at}
     where cell = ${place.cell} and status = 'waiting' and expires_at < ${at}`);
  const orphaned = await place.db.run(sql`
    update outbox set status = case when intent = 'reply' then 'waiting' else 'unknown' end, owner = null, lease_until = null,
           finished_at = case when intent = 'reply' then null else ${at}::timestamptz end
     where cell = ${place.cell} and status = 'sending' and lease_until < ${at}`);
  return expired + orphaned;
}
