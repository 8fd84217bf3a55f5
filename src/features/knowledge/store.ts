import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import type { DocumentMeta, ParsedDocument, Passage } from "./passage.ts";

/** `shipped` = came with the program, `added` = by an officer; one rule may be there under both. */
export type Origin = "shipped" | "added";

export const documentKey = (origin: Origin, id: string): string => `${origin}/${id}`;

const Known = z.object({
  key: z.string(),
  origin: z.enum(["shipped", "added"]),
  slug: z.string(),
  checksum: z.string(),
  version: z.number(),
  fileName: z.string(),
  removedWhy: z.enum(["gone", "officer"]).nullable(),
  meta: z.custom<DocumentMeta>(),
});
export type KnownDocument = z.output<typeof Known>;

const knownColumns = sql`key, origin, slug, checksum, version, file_name as "fileName", removed_why as "removedWhy", meta`;

/** Every document ever held, removed ones included, by title. */
export function allDocuments(db: Database): Promise<KnownDocument[]> {
  return db.many(Known, sql`select ${knownColumns} from knowledge_document order by slug, origin`);
}

/** Documents by their id, the officers' own before the shipped one. */
export function documentsById(db: Database, id: string): Promise<KnownDocument[]> {
  return db.many(Known, sql`select ${knownColumns} from knowledge_document where slug = ${id} and removed_at is null order by origin`);
}

/** Number of the last change; a replica that has seen it is up to date. */
export async function currentRevision(db: Database): Promise<number> {
  const row = await db.one(z.object({ revision: z.coerce.number() }), sql`select revision from knowledge_state where id = 1`);
  return row.revision;
}

/** Documents changed after a revision, those removed since included. */
export function changedSince(db: Database, revision: number): Promise<KnownDocument[]> {
  return db.many(Known, sql`select ${knownColumns} from knowledge_document where revision > ${revision} order by key`);
}

const PassageRow = z.object({ key: z.string(), body: z.custom<Passage>() });

/** Current passages of documents, in the order of the text, by document key. */
export async function passagesOf(db: Database, keys: string[]): Promise<Map<string, Passage[]>> {
  const rows = await db.many(
    PassageRow,
    sql`
    select p.document_key as key, p.body
      from knowledge_passage p
      join knowledge_document d on d.key = p.document_key and d.version = p.version
     where p.document_key = any(${keys})
     order by p.document_key, p.position`,
  );
  const all = new Map<string, Passage[]>(keys.map((key) => [key, []]));
  for (const row of rows) all.get(row.key)?.push(row.body);
  return all;
}

async function nextRevision(tx: Database): Promise<number> {
  const row = await tx.one(z.object({ revision: z.coerce.number() }), sql`update knowledge_state set revision = revision + 1 where id = 1 returning revision`);
  return row.revision;
}

/** Stores a document as its next version, whole or not at all; call inside a transaction. */
export async function putDocument(
  tx: Database,
  document: ParsedDocument & { origin: Origin; fileName: string; checksum: string },
  now: Temporal.Instant,
): Promise<void> {
  const { meta, passages, origin } = document;
  const key = documentKey(origin, meta.id);
  const revision = await nextRevision(tx);
  const row = await tx.one(
    z.object({ version: z.number() }),
    sql`
    insert into knowledge_document (key, origin, slug, scope, rule, file_name, checksum, meta, version, revision, added_at)
    values (${key}, ${origin}, ${meta.id}, ${meta.scope}, ${meta.rule}, ${document.fileName}, ${document.checksum},
            ${JSON.stringify(meta)}, 1, ${revision}, ${now.toString()})
    on conflict (key) do update
      set scope = excluded.scope, rule = excluded.rule, file_name = excluded.file_name, checksum = excluded.checksum,
          meta = excluded.meta, version = knowledge_document.version + 1, revision = excluded.revision,
          added_at = excluded.added_at, removed_at = null, removed_why = null
    returning version`,
  );
  const rows = passages.map((body, position) => ({ position, anchor: body.anchor, body }));
  await tx.run(sql`
    insert into knowledge_passage (document_key, version, position, anchor, body)
    select ${key}, ${row.version}, it.position, it.anchor, it.body
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (position int, anchor text, body jsonb)`);
}

/** Takes a document out of use; its passages stay for the audit of old answers. False = there was none. */
export async function removeDocument(tx: Database, key: string, why: "gone" | "officer", now: Temporal.Instant): Promise<boolean> {
  const revision = await nextRevision(tx);
  const touched = await tx.run(sql`
    update knowledge_document set removed_at = ${now.toString()}, removed_why = ${why}, revision = ${revision}
     where key = ${key} and removed_at is null`);
  return touched > 0;
}
