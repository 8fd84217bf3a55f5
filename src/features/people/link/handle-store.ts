import { z } from "zod";
import type { Address, Inbound } from "../../../core/channel.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import { demoOver } from "./made-up.ts";

/** How a talk was proven to be somebody's. */
export type Evidence = "phone" | "code" | "linked_chat" | "console";

/** Why a talk stopped being somebody's. `idle`: a shared screen left alone; `silent`: nothing for so long that the number may be somebody else's. */
export type EndReason = "left" | "not_me" | "idle" | "silent" | "other_sender" | "moved" | "withdrawn" | "refused" | "replaced" | "demo_over";

/** Minutes after which a page or a terminal that nobody uses is nobody's (F9). */
export const idleMinutes = 30;
/** Days after which a silent messenger is nobody's: a number that is not used any more is given to somebody else. */
export const silentDays = 90;

/** Whether handle `h` still counts: open, used within its time, and not a made-up person's beside real ones. `graceDays`: for messengers, beyond it. */
export const aliveHandle = (now: Temporal.Instant, graceDays = 0): Sql => sql`
  h.until is null and h.seen_at > case when h.channel in ('web', 'terminal') then ${now.subtract({ minutes: idleMinutes }).toString()}::timestamptz
                                       else ${now.subtract({ hours: 24 * (silentDays + graceDays) }).toString()}::timestamptz end
  and not ${demoOver}`;

const Handle = z.object({
  id: z.number(),
  channel: z.string(),
  address: z.custom<Address>(),
  evidence: z.enum(["phone", "code", "linked_chat", "console"]),
  since: z.string(),
  seenAt: z.string(),
  confirmedAt: z.string().nullable(),
});
/** A talk that is a person's now; instants are ISO. */
export type Handle = z.output<typeof Handle>;

const columns = sql`h.id::int as id, h.channel, h.address, h.evidence, to_json(h.since)#>>'{}' as since, to_json(h.seen_at)#>>'{}' as "seenAt",
  to_json(h.confirmed_at)#>>'{}' as "confirmedAt"`;

/** The person's talks, the first linked first. */
export function handlesOf(db: Database, { cell, agencyId, personId }: Subject, now: Temporal.Instant): Promise<Handle[]> {
  return db.many(
    Handle,
    sql`
    select ${columns} from handle h
     where h.cell = ${cell} and h.agency_id = ${agencyId} and h.person_id = ${personId} and ${aliveHandle(now)}
     order by h.since, h.id`,
  );
}

/** Whether a talk stands or falls with a telephone number. */
export const isOfNumber = ({ channel, evidence }: Pick<Handle, "channel"> & { evidence: string }): boolean =>
  evidence === "phone" || channel === "wa-cloud" || channel === "wa-web";

export interface NewHandle extends Subject {
  sender: string;
  address: Address;
  evidence: Evidence;
  confirmed: boolean;
}

/** Makes the talk the person's; undefined when its sender already is somebody. Whoever else was reached at this address is not any more. */
export async function addHandle(db: Database, it: NewHandle, now: Temporal.Instant): Promise<number | undefined> {
  const at = now.toString();
  await db.run(sql`
    update handle set until = ${at}, ended_why = 'replaced'
     where cell = ${it.cell} and channel = ${it.address.channel} and until is null and sender <> ${it.sender} and address->>'chat' = ${it.address.chat}`);
  const row = await db.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
    values (${it.cell}, ${it.agencyId}, ${it.personId}, ${it.address.channel}, ${it.sender}, ${JSON.stringify(it.address)}, ${it.evidence}, ${at},
            ${it.confirmed ? at : null}, ${at})
    on conflict (cell, channel, sender) where until is null do nothing
    returning id::int as id`,
  );
  return row?.id;
}

/** Ends talks of one person: one, all, or all but one. The number of those that ended. */
export function endHandles(
  db: Database,
  { cell, agencyId, personId }: Subject,
  { only, why }: { only?: number; why: EndReason },
  now: Temporal.Instant,
): Promise<number> {
  const which = only === undefined ? sql`` : sql`and id = ${only}`;
  return db.run(sql`
    update handle set until = ${now.toString()}, ended_why = ${why}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and until is null ${which}`);
}

/** A handle by its key. */
interface HandleKey {
  agencyId: number;
  id: number;
}

/** Ends talks of any people. */
export async function endByIds(db: Database, cell: number, ended: (HandleKey & { why: EndReason })[], now: Temporal.Instant): Promise<void> {
  if (ended.length === 0) return;
  await db.run(sql`
    update handle set until = ${now.toString()}, ended_why = it.why
      from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as it ("agencyId" smallint, id bigint, why text)
     where handle.cell = ${cell} and handle.agency_id = it."agencyId" and handle.id = it.id and handle.until is null`);
}

/** Notes that these talks are in use. */
export async function touchHandles(db: Database, cell: number, used: HandleKey[], now: Temporal.Instant): Promise<void> {
  if (used.length === 0) return;
  // Nobody waits here: a talk that another transaction is just noting is noted.
  await db.run(sql`
    update handle set seen_at = ${now.toString()}
     where cell = ${cell} and (agency_id, id) in (
       select h.agency_id, h.id from handle h
         join jsonb_to_recordset(${JSON.stringify(used)}::jsonb) as it ("agencyId" smallint, id bigint) on h.agency_id = it."agencyId" and h.id = it.id
        where h.cell = ${cell} and h.until is null
          for update of h skip locked)`);
}

/**
 * Ends talks at addresses from which somebody else writes now. Only where the network tells sender and address apart (WhatsApp:
 * account and number): a number that was registered anew must neither be taken for its former owner nor get their letters.
 */
export async function endReplaced(db: Database, cell: number, messages: Inbound[], now: Temporal.Instant): Promise<void> {
  const apart = messages.filter(({ from, to }) => from.id !== to.chat).map(({ from, to }) => ({ channel: to.channel, chat: to.chat, sender: from.id }));
  if (apart.length === 0) return;
  await db.run(sql`
    update handle set until = ${now.toString()}, ended_why = 'other_sender'
      from jsonb_to_recordset(${JSON.stringify(apart)}::jsonb) as it (channel text, chat text, sender text)
     where handle.cell = ${cell} and handle.channel = it.channel and handle.address->>'chat' = it.chat and handle.sender <> it.sender and handle.until is null`);
}

/**
 * Ends the talks of an account that the network says has left its address at that time, but not the next owner's, where the news comes
 * late; gives back their addresses' own names.
 */
export async function endMoved(
  db: Database,
  cell: number,
  { channel, sender, chat, at }: { channel: string; sender: string; chat: string; at: string },
  now: Temporal.Instant,
): Promise<string[]> {
  const ended = await db.many(
    z.object({ chat: z.string() }),
    sql`
    update handle set until = ${now.toString()}, ended_why = 'moved'
     where cell = ${cell} and channel = ${channel} and (sender = ${sender} or address->>'chat' = ${chat}) and since <= ${at} and until is null
    returning address->>'chat' as chat`,
  );
  return ended.map((it) => it.chat);
}

/** Deletes links that ended before; that there was one stays in the ledger. Returns how many. */
export const deleteHandlesBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from handle where cell = ${cell} and until < ${before.toString()}`);
