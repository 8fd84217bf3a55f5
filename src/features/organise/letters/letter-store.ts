import { createHash } from "node:crypto";
import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { LetterKind } from "./letter-facts.ts";

const Bytes = z.object({ bytes: z.instanceof(Uint8Array) });

/** The city's own form of a letter; undefined = the shipped one is used. */
export async function templateOf(db: Database, { cell, agencyId }: Tenant, kind: LetterKind): Promise<Uint8Array | undefined> {
  const found = await db.maybe(Bytes, sql`select bytes from letter_template where cell = ${cell} and agency_id = ${agencyId} and kind = ${kind}`);
  return found && new Uint8Array(found.bytes);
}

/** Keeps a city's own form; null takes it away again. */
export async function saveTemplate(tx: Database, { cell, agencyId }: Tenant, kind: LetterKind, bytes: Uint8Array | null, now: Temporal.Instant): Promise<void> {
  if (bytes === null) {
    await tx.run(sql`delete from letter_template where cell = ${cell} and agency_id = ${agencyId} and kind = ${kind}`);
    return;
  }
  await tx.run(sql`
    insert into letter_template (cell, agency_id, kind, bytes, changed_at) values (${cell}, ${agencyId}, ${kind}, ${Buffer.from(bytes)}, ${now.toString()})
    on conflict (cell, agency_id, kind) do update set bytes = excluded.bytes, changed_at = excluded.changed_at`);
}

/** What a signed file is. */
export const fileKinds = ["panggilan", "surat_tugas", "lain"] as const;
export type FileKind = (typeof fileKinds)[number];

export interface SignedFile {
  kind: FileKind;
  name: string;
  mime: string;
  bytes: Uint8Array;
  addedBy: number | null;
  /** Whom it names: they may fetch it. */
  named: number[];
}

/** Keeps a signed file with its class and tells its number; undefined = the same bytes are there already. */
export async function attachFile(
  tx: Database,
  { cell, agencyId }: Tenant,
  classId: number,
  it: SignedFile,
  now: Temporal.Instant,
): Promise<number | undefined> {
  const sha = createHash("sha256").update(it.bytes).digest("hex");
  const added = await tx.maybe(
    Id,
    sql`
    insert into class_file (cell, agency_id, class_id, kind, name, mime, bytes, sha, added_by, added_at)
    values (${cell}, ${agencyId}, ${classId}, ${it.kind}, ${it.name}, ${it.mime}, ${Buffer.from(it.bytes)}, ${sha}, ${it.addedBy}, ${now.toString()})
    on conflict (cell, agency_id, class_id, sha) do nothing returning id::int as id`,
  );
  if (!added) return undefined;
  await tx.run(sql`
    insert into class_file_person (cell, agency_id, file_id, person_id)
    select ${cell}, ${agencyId}, ${added.id}, person_id from unnest(${it.named}::bigint[]) as named (person_id) on conflict do nothing`);
  return added.id;
}

const Id = z.object({ id: z.number() });

const Kept = z.object({ id: z.number(), kind: z.enum(fileKinds), name: z.string(), mime: z.string(), sha: z.string(), addedAt: z.string() });

/** Signed files of a class without their bytes, oldest first. */
export const filesOf = (db: Database, { cell, agencyId }: Tenant, classId: number): Promise<z.output<typeof Kept>[]> =>
  db.many(
    Kept,
    sql`
    select id::int as id, kind, name, mime, sha, to_json(added_at)#>>'{}' as "addedAt" from class_file
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} order by id`,
  );

const Whole = Kept.extend({ bytes: z.instanceof(Uint8Array) });

/** One signed file of a class; undefined = none. */
export const fileById = (db: Database, { cell, agencyId }: Tenant, classId: number, id: number): Promise<z.output<typeof Whole> | undefined> =>
  db.maybe(
    Whole,
    sql`
    select id::int as id, kind, name, mime, sha, to_json(added_at)#>>'{}' as "addedAt", bytes from class_file
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and id = ${id}`,
  );

const Own = Whole.extend({ classId: z.number() });

/** A signed letter that names this person; undefined = none. */
export const ownLetter = (db: Database, { cell, agencyId, personId }: Subject, id: number): Promise<z.output<typeof Own> | undefined> =>
  db.maybe(
    Own,
    sql`
    select f.id::int as id, f.kind, f.name, f.mime, f.sha, to_json(f.added_at)#>>'{}' as "addedAt", f.bytes, f.class_id::int as "classId" from class_file f
      join class_file_person p on p.cell = f.cell and p.agency_id = f.agency_id and p.file_id = f.id and p.person_id = ${personId}
     where f.cell = ${cell} and f.agency_id = ${agencyId} and f.id = ${id} and f.kind in ('panggilan', 'surat_tugas')`,
  );

/** Whom a signed letter names. */
export async function namedIn(db: Database, { cell, agencyId }: Tenant, fileId: number): Promise<number[]> {
  const rows = await db.many(
    Id,
    sql`select person_id::int as id from class_file_person where cell = ${cell} and agency_id = ${agencyId} and file_id = ${fileId} order by person_id`,
  );
  return rows.map((it) => it.id);
}
