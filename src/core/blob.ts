import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Database, sql } from "../db/database.ts";
import type { ReplyFile } from "./reply.ts";
import { storableText } from "./storable.ts";

/** A file for one talk. */
export interface NewBlob {
  conversation: string;
  name: string;
  mime: string;
  bytes: Uint8Array;
  /** The name it is kept under, where a repetition must not be a second copy; absent = a new one. */
  id?: string;
}

type Keeping = (db: Database) => Promise<unknown>;
const aside = new WeakMap<Database, Keeping[]>();

/** What is kept through this handle waits: it may only read, and whoever opened it keeps the files when all has gone well, through another. */
export function setAsideBlobs(db: Database): Keeping[] {
  const keepings: Keeping[] = [];
  aside.set(db, keepings);
  return keepings;
}

/** Now, or where the handle may only read, later. */
export async function keepThrough(db: Database, keeping: Keeping): Promise<void> {
  const later = aside.get(db);
  if (later) later.push(keeping);
  else await keeping(db);
}

/** Keeps bytes that go out with a reply, in its transaction; retention takes them with the talk. 128 random bits name them. */
export async function keepBlob(db: Database, cell: number, file: NewBlob, now: Temporal.Instant): Promise<ReplyFile> {
  const it = named(file);
  await keepThrough(db, (through) =>
    through.run(sql`
    insert into blob (cell, id, conversation, name, mime, bytes, made_at)
    values (${cell}, ${it.blob}, ${file.conversation}, ${it.name}, ${it.mime}, ${Buffer.from(file.bytes)}, ${now.toString()})
    on conflict do nothing`),
  );
  return it;
}

/** Keeps many small files, in their order. */
export async function keepBlobs(db: Database, cell: number, files: NewBlob[], now: Temporal.Instant): Promise<ReplyFile[]> {
  if (files.length === 0) return [];
  const kept = files.map(named);
  const rows = files.map(({ conversation, bytes }, at) => ({ ...kept[at], conversation, base64: Buffer.from(bytes).toString("base64") }));
  await keepThrough(db, (through) =>
    through.run(sql`
    insert into blob (cell, id, conversation, name, mime, bytes, made_at)
    select ${cell}, blob, conversation, name, mime, decode(base64, 'base64'), ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (blob text, conversation text, name text, mime text, base64 text)`),
  );
  return kept;
}

function named(file: NewBlob): ReplyFile {
  const [name, mime] = [storableText(file.name), storableText(file.mime)];
  return { kind: mime.startsWith("image/") ? "image" : "document", blob: file.id ?? randomBytes(16).toString("hex"), name, mime };
}

/** Whether a text can name a file that was kept. */
export const isBlob = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

const Kept = z.object({ name: z.string(), mime: z.string(), bytes: z.instanceof(Uint8Array) });

/** What was kept; undefined when retention has taken it, or it belongs to another talk than `conversation`. */
export async function openBlob(db: Database, cell: number, id: string, conversation?: string): Promise<z.output<typeof Kept> | undefined> {
  const mine = conversation === undefined ? sql`` : sql`and conversation = ${conversation}`;
  return db.maybe(Kept, sql`select name, mime, bytes from blob where cell = ${cell} and id = ${id} ${mine}`);
}

/** Takes the place of what was kept for a talk: the same file without what nobody needs of it. */
export async function changeBlob(db: Database, cell: number, id: string, conversation: string, bytes: Uint8Array): Promise<void> {
  await db.run(sql`update blob set bytes = ${Buffer.from(bytes)} where cell = ${cell} and id = ${id} and conversation = ${conversation}`);
}

/** What a talk sent and is kept elsewhere now. */
export async function dropBlob(db: Database, cell: number, id: string, conversation: string): Promise<void> {
  await db.run(sql`delete from blob where cell = ${cell} and id = ${id} and conversation = ${conversation}`);
}
