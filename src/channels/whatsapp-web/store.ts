import { z } from "zod";
import { conversationOf, type Hold } from "../../core/channel.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Departure } from "./pace.ts";
import type { KeyChange } from "./protocol.ts";

/** One number's rows. */
export interface Rows {
  db: Database;
  cell: number;
  account: string;
}

/** Another process holds the number: what this one wanted to write is not written. */
export class Fenced extends Error {
  constructor() {
    super("another process holds the number");
    this.name = "Fenced";
  }
}

const bytes = z.instanceof(Uint8Array);
const instant = z.string().nullable();
const Account = z.object({
  paired: z.boolean(),
  pairedAt: instant,
  openedAt: instant,
  unpairedAt: instant,
  unpairedWhy: z.string().nullable(),
  lostAt: instant,
  lostCode: z.number().nullable(),
  lostWhy: z.string().nullable(),
  stoppedAt: instant,
  stoppedCode: z.number().nullable(),
  stoppedVersion: z.string().nullable(),
  restrictedUntil: instant,
});
export type AccountRow = z.output<typeof Account>;

/** What is known of the number's link; undefined = it was never used. */
export function accountRow({ db, cell, account }: Rows): Promise<AccountRow | undefined> {
  return db.maybe(
    Account,
    sql`
    select creds is not null as paired, to_json(paired_at)#>>'{}' as "pairedAt", to_json(opened_at)#>>'{}' as "openedAt",
           to_json(unpaired_at)#>>'{}' as "unpairedAt", unpaired_why as "unpairedWhy", to_json(lost_at)#>>'{}' as "lostAt", lost_code as "lostCode",
           lost_why as "lostWhy", to_json(stopped_at)#>>'{}' as "stoppedAt", stopped_code as "stoppedCode", stopped_version as "stoppedVersion",
           to_json(restricted_until)#>>'{}' as "restrictedUntil"
      from wa_account where cell = ${cell} and account = ${account}`,
  );
}

/** The sealed credentials; null = not paired. */
export async function credsOf({ db, cell, account }: Rows): Promise<Uint8Array | null> {
  const row = await db.maybe(z.object({ creds: bytes.nullable() }), sql`select creds from wa_account where cell = ${cell} and account = ${account}`);
  return row?.creds ?? null;
}

/** Sealed keys, in the order asked for. */
export async function readKeys({ db, cell, account }: Rows, ids: string[]): Promise<(Uint8Array | null)[]> {
  const rows = await db.many(
    z.object({ id: z.string(), value: bytes }),
    sql`select id, value from wa_key where cell = ${cell} and account = ${account} and id = any(${ids}::text[])`,
  );
  const found = new Map(rows.map((it) => [it.id, it.value]));
  return ids.map((id) => found.get(id) ?? null);
}

/** All of a change or nothing, and only while this process holds the number. Throws `Fenced`. */
export async function writeKeys({ db, cell, account }: Rows, { fence }: Hold, { creds, put, gone }: KeyChange, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const rows = put.map(({ id, type, value }) => ({ id, type, value: Buffer.from(value).toString("base64") }));
  const kept = creds ? Buffer.from(creds) : null;
  await held(
    db,
    sql`
    with fence as (${fence}),
    gone as (
      delete from wa_key where cell = ${cell} and account = ${account} and id = any(${gone}::text[]) and exists (select from fence)
    ), put as (
      insert into wa_key (cell, account, id, type, value, written_at)
      select ${cell}, ${account}, it.id, it.type, decode(it.value, 'base64'), ${at}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (id text, type text, value text)
       where exists (select from fence)
      on conflict (cell, account, id) do update set type = excluded.type, value = excluded.value, written_at = excluded.written_at
    ), kept as (
      insert into wa_account as a (cell, account, creds, paired_at)
      select ${cell}, ${account}, ${kept}::bytea, ${at}::timestamptz from fence where ${kept}::bytea is not null
      on conflict (cell, account) do update
        set paired_at = case when a.creds is null then excluded.paired_at else a.paired_at end, creds = excluded.creds,
            unpaired_at = null, unpaired_why = null, stopped_at = null, stopped_code = null, stopped_version = null
    )
    select count(*) as holders from fence`,
  );
}

/** Forgets the session: credentials and keys in one transaction. Contacts and what was sent stay. */
export async function forgetSession({ db, cell, account }: Rows, { fence }: Hold, why: string, now: Temporal.Instant): Promise<void> {
  await held(
    db,
    sql`
    with fence as (${fence}),
    keys as (
      delete from wa_key where cell = ${cell} and account = ${account} and exists (select from fence)
    ), account as (
      update wa_account
         set creds = null, unpaired_at = ${now.toString()}, unpaired_why = ${why}, stopped_at = null, stopped_code = null, stopped_version = null
       where cell = ${cell} and account = ${account} and exists (select from fence)
    )
    select count(*) as holders from fence`,
  );
}

async function held(db: Database, statement: ReturnType<typeof sql>): Promise<void> {
  const { holders } = await db.one(z.object({ holders: z.coerce.number() }), statement);
  if (holders === 0) throw new Fenced();
}

/** Whether this process still holds the number. */
export async function stillHeld(db: Database, { fence }: Hold): Promise<boolean> {
  const { holders } = await db.one(z.object({ holders: z.coerce.number() }), sql`with fence as (${fence}) select count(*) as holders from fence`);
  return holders > 0;
}

export type Noted =
  | { opened: true }
  | { lost: { code: number; why: string } }
  | { stopped: { code: number; version: string } | null }
  | { restrictedUntil: string | null };

/** What happened to the connection, for operators and for the next start. */
export async function noteAccount({ db, cell, account }: Rows, noted: Noted, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const change =
    "opened" in noted
      ? sql`opened_at = ${at}`
      : "lost" in noted
        ? sql`lost_at = ${at}, lost_code = ${noted.lost.code}, lost_why = ${noted.lost.why}`
        : "stopped" in noted
          ? sql`stopped_at = ${noted.stopped && at}, stopped_code = ${noted.stopped?.code ?? null}, stopped_version = ${noted.stopped?.version ?? null}`
          : sql`restricted_at = ${noted.restrictedUntil && at}, restricted_until = ${noted.restrictedUntil}`;
  await db.run(sql`
    with fresh as (insert into wa_account (cell, account) values (${cell}, ${account}) on conflict (cell, account) do nothing)
    update wa_account set ${change} where cell = ${cell} and account = ${account}`);
}

const Departed = z.object({ atMs: z.coerce.number(), lane: z.enum(["reply", "notice"]), fresh: z.boolean(), chat: z.string() });

/** What left in the last 24 hours, oldest first. */
export async function departuresOf({ db, cell, account }: Rows, now: Temporal.Instant): Promise<Departure[]> {
  const rows = await db.many(
    Departed,
    sql`
    select extract(epoch from at) * 1000 as "atMs", lane, fresh, chat from wa_sent
     where cell = ${cell} and account = ${account} and at > ${now.subtract({ hours: 24 }).toString()}
     order by at`,
  );
  return rows.map(({ chat, ...it }) => ({ ...it, conversation: conversationOf({ channel: "wa-web", account, chat }) }));
}

export interface Leaving {
  id: string;
  key: string;
  chat: string;
  lane: "reply" | "notice";
  message: Uint8Array;
}

/** Keeps what is about to leave, and counts it. Throws `Fenced`: then it must not leave. */
export async function keepSent({ db, cell, account }: Rows, { fence }: Hold, it: Leaving, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  await held(
    db,
    sql`
    with fence as (${fence}),
    contact as (
      update wa_contact set answered_at = coalesce(answered_at, ${at}::timestamptz)
       where cell = ${cell} and account = ${account} and chat = ${it.chat} and exists (select from fence)
      returning answered_at = ${at}::timestamptz as fresh
    ), sent as (
      insert into wa_sent (cell, account, id, key, chat, lane, fresh, message, at)
      select ${cell}, ${account}, ${it.id}, ${it.key}, ${it.chat}, ${it.lane}, coalesce((select bool_or(fresh) from contact), false),
             ${Buffer.from(it.message)}, ${at}::timestamptz
        from fence
      on conflict (cell, account, id) do update set message = excluded.message, at = excluded.at
    )
    select count(*) as holders from fence`,
  );
}

/** WhatsApp took nothing for them: for it, they are somebody new. */
export async function noteRefused({ db, cell, account }: Rows, chat: string): Promise<void> {
  await db.run(sql`update wa_contact set answered_at = null where cell = ${cell} and account = ${account} and chat = ${chat}`);
}

const Sent = z.object({ id: z.string(), key: z.string(), chat: z.string() });

/** Which parts of ours bear these ids. */
export function sentAs({ db, cell, account }: Rows, ids: string[]): Promise<z.output<typeof Sent>[]> {
  return db.many(Sent, sql`select id, key, chat from wa_sent where cell = ${cell} and account = ${account} and id = any(${ids}::text[])`);
}

/** The sealed message that left under this id. */
export async function sentMessage({ db, cell, account }: Rows, id: string): Promise<Uint8Array | null> {
  const row = await db.maybe(z.object({ message: bytes }), sql`select message from wa_sent where cell = ${cell} and account = ${account} and id = ${id}`);
  return row?.message ?? null;
}

/** The same, if it was for the person who bears one of these names now: any phone can ask for any id. */
export async function sentTo({ db, cell, account }: Rows, id: string, names: string[]): Promise<Uint8Array | null> {
  const row = await db.maybe(
    z.object({ message: bytes }),
    sql`
    select s.message from wa_sent s join wa_contact c on c.cell = s.cell and c.account = s.account and c.chat = s.chat
     where s.cell = ${cell} and s.account = ${account} and s.id = ${id} and (c.lid = any(${names}::text[]) or c.pn = any(${names}::text[]))`,
  );
  return row?.message ?? null;
}

/** Retention: what was sent, people who have not written for so long, and keys of talks that nobody has had for two years. */
export async function deleteSentBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  return (
    (await db.run(sql`delete from wa_sent where cell = ${cell} and at < ${at}`)) +
    (await db.run(sql`delete from wa_contact where cell = ${cell} and heard_at < ${at}`)) +
    (await db.run(sql`delete from wa_order where cell = ${cell} and asked_at < ${at}`))
  );
}

/** Of one person each; a message that comes after all makes new ones. */
const personal = ["session", "identity-key", "device-list", "lid-mapping", "tctoken", "sender-key", "sender-key-memory"];

export function deleteKeysBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from wa_key where cell = ${cell} and written_at < ${before.toString()} and type = any(${personal}::text[])`);
}
