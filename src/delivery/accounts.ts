import { z } from "zod";
import type { Health, SendFault } from "../core/channel.ts";
import { type Sql, sql } from "../db/database.ts";
import type { Account } from "./outbox.ts";
import type { Place } from "./place.ts";

/** Keeps how an account is, with the moment since when. */
export async function noteHealth(place: Place, { id, account }: Account, { state, detail, link }: Health, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const error = state === "up" || state === "connecting" ? null : (detail ?? state);
  await place.db.run(sql`
    insert into channel_account as a (cell, channel, account, state, detail, changed_at, seen_at, last_error, last_error_at, link)
    values (${place.cell}, ${id}, ${account}, ${state}, ${detail ?? null}, ${at}, ${at}, ${error}, ${error === null ? null : at}, ${link ?? null})
    on conflict (cell, channel, account) do update
      set changed_at = case when a.state = excluded.state then a.changed_at else excluded.changed_at end,
          state = excluded.state, detail = excluded.detail, seen_at = excluded.seen_at,
          paused_until = case when excluded.state = 'up' and a.state <> 'up' then null else a.paused_until end,
          last_error = coalesce(excluded.last_error, a.last_error), last_error_at = coalesce(excluded.last_error_at, a.last_error_at), link = coalesce(excluded.link, a.link)`);
}

/** Nothing is sent through the account until then, by no replica. */
export async function pauseAccount(place: Place, { id, account }: Account, fault: SendFault, until: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const state = fault.kind === "auth" ? "down" : fault.kind === "restricted" ? "restricted" : "up";
  const detail = fault.kind === "slow-down" ? null : `the network refuses to send: ${fault.kind} ${fault.code}`;
  await place.db.run(sql`
    insert into channel_account as a (cell, channel, account, state, detail, changed_at, seen_at, paused_until, last_error, last_error_at)
    values (${place.cell}, ${id}, ${account}, ${state}, ${detail}, ${at}, ${at}, ${until.toString()}, ${fault.code}, ${at})
    on conflict (cell, channel, account) do update
      set paused_until = greatest(a.paused_until, excluded.paused_until), last_error = excluded.last_error, last_error_at = excluded.last_error_at,
          changed_at = case when excluded.detail is null or a.state = excluded.state then a.changed_at else excluded.changed_at end,
          state = case when excluded.detail is null then a.state else excluded.state end, detail = coalesce(excluded.detail, a.detail)`);
}

const Lease = z.object({ epoch: z.coerce.number() });

/** Makes `owner` the one process that takes an account's messages; undefined while another one is alive. */
export async function takeAccount(place: Place, { id, account }: Account, owner: string, now: Temporal.Instant, leaseMs: number): Promise<number | undefined> {
  const at = now.toString();
  const until = now.add({ milliseconds: leaseMs }).toString();
  const row = await place.db.maybe(
    Lease,
    sql`
    insert into channel_account as a (cell, channel, account, changed_at, seen_at, owner, epoch, lease_until)
    values (${place.cell}, ${id}, ${account}, ${at}, ${at}, ${owner}, 1, ${until})
    on conflict (cell, channel, account) do update
      set owner = excluded.owner, epoch = a.epoch + 1, lease_until = excluded.lease_until, seen_at = excluded.seen_at
      where a.lease_until is null or a.lease_until < ${at}
    returning epoch`,
  );
  return row?.epoch;
}

/** False = another process has it: stop at once. */
export async function renewAccount(place: Place, { id, account }: Account, epoch: number, now: Temporal.Instant, leaseMs: number): Promise<boolean> {
  const renewed = await place.db.run(sql`
    update channel_account set lease_until = ${now.add({ milliseconds: leaseMs }).toString()}, seen_at = ${now.toString()}
     where cell = ${place.cell} and channel = ${id} and account = ${account} and epoch = ${epoch} and lease_until is not null`);
  return renewed > 0;
}

/** One row while this holding lasts; see `Hold` in core/channel.ts. */
export const fenceOf = ({ cell }: Pick<Place, "cell">, { id, account }: Account, epoch: number): Sql => sql`
  select from channel_account
   where cell = ${cell} and channel = ${id} and account = ${account} and epoch = ${epoch} and lease_until is not null
     for share`;

/** The next process need not wait. */
export async function leaveAccount(place: Place, { id, account }: Account, epoch: number): Promise<void> {
  await place.db.run(sql`
    update channel_account set owner = null, lease_until = null
     where cell = ${place.cell} and channel = ${id} and account = ${account} and epoch = ${epoch}`);
}

/** What a killed process held. Only for who alone serves this base. */
export async function freeAccounts(place: Place): Promise<void> {
  await place.db.run(sql`update channel_account set owner = null, lease_until = null where cell = ${place.cell} and lease_until is not null`);
}
