import { createHash } from "node:crypto";
import { z } from "zod";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import { documentKey, putDocument, removeDocument } from "../store.ts";
import type { Worse } from "../trial/trial.ts";
import { entryDocument, entrySlug } from "./entry-document.ts";

/** konsep: being written. diajukan: waits for the question sets and a second officer. The rest is what became of it. */
export const entryStates = ["konsep", "diajukan", "terbit", "ditolak", "ditarik"] as const;
export type EntryState = (typeof entryStates)[number];

const Entry = z.object({
  id: z.number(),
  agencyId: z.number(),
  state: z.enum(entryStates),
  ticketId: z.number().nullable(),
  question: z.string().nullable(),
  answer: z.string().nullable(),
  source: z.string().nullable(),
  /** ISO date on which somebody is to look whether it still holds. */
  reviewOn: z.string().nullable(),
  authorId: z.number().nullable(),
  approverId: z.number().nullable(),
  /** Revision of the base with which the question sets were run; null = not yet. */
  triedRevision: z.number().nullable(),
  worse: z.custom<Worse[]>().nullable(),
  overrideReason: z.string().nullable(),
  note: z.string().nullable(),
});
export type Entry = z.output<typeof Entry>;

/** An entry that says all that it has to. */
export type WholeEntry = Entry & { question: string; answer: string; source: string; reviewOn: string };

export const isWhole = (it: Entry): it is WholeEntry => it.question !== null && it.answer !== null && it.source !== null && it.reviewOn !== null;

/** Whose entries: the wall between cities. */
export interface Place {
  cell: number;
  agencyId: number;
}

const columns = sql`id::int as id, agency_id as "agencyId", state, ticket_id::int as "ticketId", question, answer, source, review_on::text as "reviewOn",
  author_id::int as "authorId", approver_id::int as "approverId", tried_revision::int as "triedRevision", worse, override_reason as "overrideReason", note`;

/** The officer's draft about a ticket (null = about nothing in particular), begun if there is none. */
export async function draftOf(
  tx: Database,
  { cell, agencyId }: Place,
  { authorId, ticketId }: { authorId: number; ticketId: number | null },
  now: Temporal.Instant,
): Promise<Entry> {
  await tx.run(sql`
    insert into knowledge_entry (cell, agency_id, state, ticket_id, author_id, written_at) values (${cell}, ${agencyId}, 'konsep', ${ticketId}, ${authorId}, ${now.toString()})
    on conflict (cell, agency_id, author_id, coalesce(ticket_id, 0)) where state = 'konsep' do nothing`);
  return tx.one(
    Entry,
    sql`
    select ${columns} from knowledge_entry
     where cell = ${cell} and agency_id = ${agencyId} and author_id = ${authorId} and ticket_id is not distinct from ${ticketId}::bigint and state = 'konsep'`,
  );
}

/** Notes parts of a draft, by whoever writes it; undefined = it is no draft of theirs. */
export function noteParts(
  tx: Database,
  { cell, agencyId }: Place,
  { id, authorId }: { id: number; authorId: number },
  parts: Partial<Pick<Entry, "question" | "answer" | "source" | "reviewOn">>,
  now: Temporal.Instant,
): Promise<Entry | undefined> {
  const { question = null, answer = null, source = null, reviewOn = null } = parts;
  return tx.maybe(
    Entry,
    sql`
    update knowledge_entry
       set question = coalesce(${question}, question), answer = coalesce(${answer}, answer), source = coalesce(${source}, source),
           review_on = coalesce(${reviewOn}::date, review_on), written_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and author_id = ${authorId} and state = 'konsep'
    returning ${columns}`,
  );
}

/** An entry of a city; undefined = none with this number. `lock`: nobody else changes it until the transaction ends. */
export const entryById = (db: Database, { cell, agencyId }: Place, id: number, lock = false): Promise<Entry | undefined> =>
  db.maybe(
    Entry,
    sql`select ${columns} from knowledge_entry where cell = ${cell} and agency_id = ${agencyId} and id = ${id} ${lock ? sql`for update` : sql``}`,
  );

/** A city's entries in some states, newest first. */
export const entriesIn = (db: Database, { cell, agencyId }: Place, states: EntryState[]): Promise<Entry[]> =>
  db.many(
    Entry,
    sql`select ${columns} from knowledge_entry where cell = ${cell} and agency_id = ${agencyId} and state = any(${states}::text[]) order by id desc`,
  );

/** Entries of all cities that some condition holds for, oldest first. */
const entriesWhere = (db: Database, cell: number, which: Sql): Promise<Entry[]> =>
  db.many(Entry, sql`select ${columns} from knowledge_entry where cell = ${cell} and ${which} order by id limit 50`);

/** Handed in, and not yet tried with the question sets. */
export const untried = (db: Database, cell: number): Promise<Entry[]> => entriesWhere(db, cell, sql`state = 'diajukan' and tried_at is null`);
/** Published, and nobody has been told. */
export const untold = (db: Database, cell: number): Promise<Entry[]> => entriesWhere(db, cell, sql`state = 'terbit' and told_at is null`);
/** Published, whose day of review (by the date of the western cities; a few hours matter to nobody) has come. */
export const toReview = (db: Database, cell: number, today: string): Promise<Entry[]> =>
  entriesWhere(db, cell, sql`state = 'terbit' and review_on <= ${today} and review_told_at is null`);

/** Hands a whole draft in; undefined = it was no draft any more. */
export const submitEntry = (tx: Database, { cell, agencyId }: Place, id: number, now: Temporal.Instant): Promise<Entry | undefined> =>
  tx.maybe(
    Entry,
    sql`
    update knowledge_entry set state = 'diajukan', submitted_at = ${now.toString()}, tried_at = null, tried_revision = null, worse = null
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'konsep'
       and question is not null and answer is not null and source is not null and review_on is not null
    returning ${columns}`,
  );

/** Keeps what the question sets said; false = somebody else did, or it waits no longer. A null result asks for another trial. */
export async function noteTrial(
  tx: Database,
  { cell, agencyId }: Place,
  id: number,
  tried: { worse: Worse[]; revision: number } | null,
  now: Temporal.Instant,
): Promise<boolean> {
  const which = sql`cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'diajukan'`;
  if (tried === null) return (await tx.run(sql`update knowledge_entry set tried_at = null, tried_revision = null, worse = null where ${which}`)) > 0;
  const rows = await tx.run(sql`
    update knowledge_entry set tried_at = ${now.toString()}, tried_revision = ${tried.revision}, worse = ${JSON.stringify(tried.worse)}
     where ${which} and tried_at is null`);
  return rows > 0;
}

/** Marks that something about an entry was said, once; false = it was already. */
export async function markSaid(tx: Database, { cell, agencyId }: Place, id: number, what: "told" | "review", now: Temporal.Instant): Promise<boolean> {
  const column = what === "told" ? sql`told_at` : sql`review_told_at`;
  return (
    (await tx.run(
      sql`update knowledge_entry set ${column} = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and ${column} is null`,
    )) > 0
  );
}

/** The base takes the entry in: from this commit on every replica finds it. Call it with the entry locked. */
export async function publishEntry(
  tx: Database,
  it: WholeEntry,
  { cell, city, approverId, overrideReason }: { cell: number; city: { slug: string; title: string }; approverId: number | null; overrideReason: string | null },
  now: Temporal.Instant,
): Promise<void> {
  const document = entryDocument(it, city);
  const checksum = createHash("sha256").update(JSON.stringify(document)).digest("hex");
  await putDocument(tx, { ...document, origin: "added", fileName: `${document.meta.id}.md`, checksum }, now);
  await decide(
    tx,
    { cell, agencyId: it.agencyId },
    it.id,
    sql`state = 'terbit', approver_id = ${approverId}, override_reason = ${overrideReason}, worse = ${JSON.stringify(it.worse ?? [])}::jsonb`,
    now,
  );
}

/** A second officer does not want it, and says why. */
export const refuseEntry = (
  tx: Database,
  { cell, agencyId, id }: Place & { id: number },
  { by, note }: { by: number | null; note: string },
  now: Temporal.Instant,
): Promise<void> => decide(tx, { cell, agencyId }, id, sql`state = 'ditolak', approver_id = ${by}, note = ${note}`, now);

/** Somebody has looked: it still holds, until the next day of review. */
export async function renewEntry(tx: Database, { cell, agencyId, id }: Place & { id: number }, reviewOn: string): Promise<void> {
  await tx.run(sql`
    update knowledge_entry set review_on = ${reviewOn}::date, review_told_at = null where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'terbit'`);
}

/** Takes a published entry out of use; what was answered with it stays readable. */
export async function withdrawEntry(tx: Database, { cell, agencyId, id, city }: Place & { id: number; city: string }, now: Temporal.Instant): Promise<void> {
  await removeDocument(tx, documentKey("added", entrySlug(city, id)), "officer", now);
  await decide(tx, { cell, agencyId }, id, sql`state = 'ditarik'`, now);
}

async function decide(tx: Database, { cell, agencyId }: Place, id: number, what: Sql, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update knowledge_entry set ${what}, decided_at = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`);
}

/** Notes documents that were taken in although questions are answered worse, and why. */
export async function noteOverride(
  tx: Database,
  cell: number,
  { documents, worse, reason }: { documents: string[]; worse: Worse[]; reason: string },
  now: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    insert into knowledge_override (cell, at, documents, worse, reason)
    values (${cell}, ${now.toString()}, ${JSON.stringify(documents)}, ${JSON.stringify(worse)}, ${reason})`);
}
