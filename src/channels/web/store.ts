import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import { WebBody } from "./message.ts";

/** The web channel's tables in one cell. */
export interface WebPlace {
  db: Database;
  cell: number;
}

export interface NewMessage {
  chat: string;
  /** Unique in its chat: a second message under it changes nothing. */
  key: string;
  author: "person" | "assistant";
  body: Partial<WebBody> & { text: string };
}

const Id = z.object({ id: z.coerce.number() });

/**
 * Keeps a message; its id, or null when it was there already. The talk's row is written first, and its lock
 * makes ids grow in the order of commits: a reader that has seen 5 will never miss a late 4.
 */
export async function storeMessage(place: WebPlace, message: NewMessage, now: Temporal.Instant): Promise<number | null> {
  const at = now.toString();
  const stored = await place.db.maybe(
    Id,
    sql`
    with talk as (
      insert into web_chat (cell, chat, city, started_at, seen_at) values (${place.cell}, ${message.chat}, null, ${at}, ${at})
      on conflict (cell, chat) do update set seen_at = excluded.seen_at
      returning cell, chat
    )
    insert into web_message (cell, chat, key, author, body, at)
    select cell, chat, ${message.key}::text, ${message.author}::text, ${JSON.stringify(message.body)}::jsonb, ${at}::timestamptz from talk
    on conflict (cell, chat, key) do nothing
    returning id`,
  );
  return stored?.id ?? null;
}

/** Whether a talk has a message under this key. */
export const hasMessage = async ({ db, cell }: WebPlace, chat: string, key: string): Promise<boolean> =>
  (await db.maybe(Id, sql`select id from web_message where cell = ${cell} and chat = ${chat} and key = ${key}`)) !== undefined;

const Message = z.object({ id: z.coerce.number(), key: z.string(), author: z.enum(["person", "assistant"]), body: WebBody, at: z.string() });
export type StoredMessage = z.output<typeof Message>;

const columns = sql`id, key, author, body, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`;

/** Messages of a talk after an id, oldest first. */
export function messagesAfter(place: WebPlace, chat: string, id: number, most: number): Promise<StoredMessage[]> {
  return place.db.many(Message, sql`select ${columns} from web_message where cell = ${place.cell} and chat = ${chat} and id > ${id} order by id limit ${most}`);
}

/** The newest messages of a talk, oldest first. */
export async function newestMessages(place: WebPlace, chat: string, most: number): Promise<StoredMessage[]> {
  const newest = await place.db.many(
    Message,
    sql`select ${columns} from web_message where cell = ${place.cell} and chat = ${chat} order by id desc limit ${most}`,
  );
  return newest.reverse();
}

const Newest = z.object({ chat: z.string(), id: z.coerce.number() });

/** Id of the newest message of each talk (0 = none): one look for all open pages. */
export function newestIds(place: WebPlace, chats: string[]): Promise<z.output<typeof Newest>[]> {
  return place.db.many(
    Newest,
    sql`
    select open.chat, coalesce((select max(id) from web_message where cell = ${place.cell} and chat = open.chat), 0) as id
      from unnest(${chats}::text[]) as open (chat)`,
  );
}

const City = z.object({ city: z.string().nullable() });

/** City with which the talk's page was opened: "" = the page of all cities, null = never greeted. */
export async function cityOf(place: WebPlace, chat: string): Promise<string | null> {
  const row = await place.db.maybe(City, sql`select city from web_chat where cell = ${place.cell} and chat = ${chat}`);
  return row?.city ?? null;
}

export async function setCity(place: WebPlace, chat: string, city: string, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  await place.db.run(sql`
    insert into web_chat (cell, chat, city, started_at, seen_at) values (${place.cell}, ${chat}, ${city}, ${at}, ${at})
    on conflict (cell, chat) do update set city = excluded.city, seen_at = excluded.seen_at`);
}

/** Deletes what was last seen before an instant; the number of rows that went. */
export async function webRetention(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  const messages = await db.run(sql`delete from web_message where cell = ${cell} and at < ${at}`);
  const chats = await db.run(sql`delete from web_chat where cell = ${cell} and seen_at < ${at}`);
  return messages + chats;
}
