import { z } from "zod";
import { type Database, rawSql, sql } from "../../../db/database.ts";
import { allDocuments, passagesOf } from "../store.ts";
import { digestOf, embeddedText } from "./text.ts";

/** How vectors lie in this database: pgvector's own type, or plain numbers that the program compares itself. */
export type VectorKind = "vector" | "real[]";

/** Begins to use pgvector where the server has it. Safe when several replicas do so at once. */
export async function prepareVectors(db: Database): Promise<VectorKind> {
  return db.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(714206)`);
    if ((await kindOf(tx)) === "vector") return "vector";
    const { there } = await tx.one(z.object({ there: z.boolean() }), sql`select exists (select 1 from pg_available_extensions where name = 'vector') as there`);
    if (!there) return "real[]";
    try {
      await tx.transaction(async (inner) => {
        await inner.run(rawSql("create extension if not exists vector"));
        await inner.run(rawSql("alter table knowledge_vector alter column vector type vector using vector::vector"));
      });
      return "vector";
    } catch {
      return "real[]"; // the database's owner may not be allowed to create extensions: the program compares by itself
    }
  });
}

async function kindOf(db: Database): Promise<VectorKind> {
  const row = await db.one(
    z.object({ type: z.string() }),
    sql`
    select t.typname::text as type
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
     where a.attrelid = 'knowledge_vector'::regclass and a.attname = 'vector'`,
  );
  return row.type === "vector" ? "vector" : "real[]";
}

/** How many numbers this model's vectors have; null = none are kept yet. */
export async function dimensionOf(db: Database, model: string): Promise<number | null> {
  const row = await db.maybe(
    z.object({ dimension: z.number() }),
    sql`select cardinality(vector::real[])::int as dimension from knowledge_vector where model = ${model} and vector is not null limit 1`,
  );
  return row?.dimension ?? null;
}

const Digest = z.object({ digest: z.string() });

/** Which of these vectors are kept. */
export async function keptDigests(db: Database, model: string, digests: string[]): Promise<string[]> {
  const rows = await db.many(Digest, sql`select digest from knowledge_vector where model = ${model} and digest = any(${digests}) and vector is not null`);
  return rows.map((it) => it.digest);
}

const Kept = z.object({ digest: z.string(), vector: z.array(z.number()) });

/** Those of these vectors that are kept, with their numbers. */
export function keptVectors(db: Database, model: string, digests: string[]): Promise<z.output<typeof Kept>[]> {
  return db.many(
    Kept,
    sql`select digest, vector::real[] as vector from knowledge_vector where model = ${model} and digest = any(${digests}) and vector is not null`,
  );
}

/** A claim whose replica has not delivered after this time is free again. */
const claimMs = 3 * 60_000;

/** Takes on to fetch these vectors; gives those that no other replica has taken on or delivered. */
export async function claim(db: Database, model: string, digests: string[], now: Temporal.Instant): Promise<string[]> {
  const rows = await db.many(
    Digest,
    sql`
    insert into knowledge_vector (model, digest, made_at)
    select ${model}, it, ${now.toString()} from unnest(${digests}::text[]) as it order by it
    on conflict (model, digest) do update set made_at = excluded.made_at
     where knowledge_vector.vector is null and knowledge_vector.made_at < ${now.subtract({ milliseconds: claimMs }).toString()}
    returning digest`,
  );
  return rows.map((it) => it.digest);
}

/** Gives claims back. */
export async function release(db: Database, model: string, digests: string[]): Promise<void> {
  await db.run(sql`delete from knowledge_vector where model = ${model} and digest = any(${digests}) and vector is null`);
}

/** Keeps vectors that were claimed. */
export async function keep(db: Database, model: string, made: { digest: string; vector: Float32Array }[], now: Temporal.Instant): Promise<void> {
  const bodies = made.map(({ vector }) => `{${numbersOf(vector)}}`);
  await db.run(sql`
    insert into knowledge_vector (model, digest, made_at, vector)
    select ${model}, it.digest, ${now.toString()}, it.body::real[]
      from unnest(${made.map((it) => it.digest)}::text[], ${bodies}::text[]) as it (digest, body)
     order by it.digest
    on conflict (model, digest) do update set vector = excluded.vector, made_at = excluded.made_at`);
}

/** Digests of the nearest vectors by cosine, nearest first; needs pgvector. */
export async function nearest(db: Database, model: string, vector: Float32Array, limit: number): Promise<string[]> {
  const rows = await db.many(
    Digest,
    sql`
    select digest from knowledge_vector
     where model = ${model} and vector is not null and vector_dims(vector) = ${vector.length}
     order by vector <=> ${`[${numbersOf(vector)}]`}::vector, digest
     limit ${limit}`,
  );
  return rows.map((it) => it.digest);
}

/** Seven digits are what a 4-byte number holds. */
const numbersOf = (vector: Float32Array): string => Array.from(vector, (it) => Number(it.toPrecision(7))).join(",");

/** Deletes vectors of passages that are no longer in use and of models no longer asked, once they are old. */
export async function deleteUnusedVectors(db: Database, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  const { some } = await db.one(z.object({ some: z.boolean() }), sql`select exists (select 1 from knowledge_vector where made_at < ${at}) as some`);
  if (!some) return 0;
  const documents = (await allDocuments(db)).filter((it) => it.removedWhy === null);
  const passages = await passagesOf(
    db,
    documents.map((it) => it.key),
  );
  const used = documents.flatMap(({ key, meta }) => (passages.get(key) ?? []).map((it) => digestOf(embeddedText(meta, it))));
  return db.run(sql`
    delete from knowledge_vector
     where made_at < ${at}
       and (not digest = any(${used}) or model <> (select model from knowledge_vector order by made_at desc limit 1))`);
}
