import { createHash } from "node:crypto";
import { z } from "zod";
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
}

/** Keeps a signed file with its class; false = the same bytes are there already. */
export async function attachFile(tx: Database, { cell, agencyId }: Tenant, classId: number, it: SignedFile, now: Temporal.Instant): Promise<boolean> {
  const sha = createHash("sha256").update(it.bytes).digest("hex");
  const added = await tx.run(sql`
    insert into class_file (cell, agency_id, class_id, kind, name, mime, bytes, sha, added_by, added_at)
    values (${cell}, ${agencyId}, ${classId}, ${it.kind}, ${it.name}, ${it.mime}, ${Buffer.from(it.bytes)}, ${sha}, ${it.addedBy}, ${now.toString()})
    on conflict (cell, agency_id, class_id, sha) do nothing`);
  return added > 0;
}

const Kept = z.object({ id: z.number(), kind: z.enum(fileKinds), name: z.string(), mime: z.string(), addedAt: z.string() });

/** Signed files of a class without their bytes, oldest first. */
export const filesOf = (db: Database, { cell, agencyId }: Tenant, classId: number): Promise<z.output<typeof Kept>[]> =>
  db.many(
    Kept,
    sql`
    select id::int as id, kind, name, mime, to_json(added_at)#>>'{}' as "addedAt" from class_file
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} order by id`,
  );

const Whole = Kept.extend({ bytes: z.instanceof(Uint8Array) });

/** One signed file of a class; undefined = none. */
export const fileById = (db: Database, { cell, agencyId }: Tenant, classId: number, id: number): Promise<z.output<typeof Whole> | undefined> =>
  db.maybe(
    Whole,
    sql`
    select id::int as id, kind, name, mime, to_json(added_at)#>>'{}' as "addedAt", bytes from class_file
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and id = ${id}`,
  );
