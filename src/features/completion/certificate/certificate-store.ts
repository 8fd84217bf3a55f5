import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Setting = z.object({ pattern: z.string(), issuer: z.string(), place: z.string(), signatory: z.string() });
/** How a city numbers and heads its certificates. `signatory`: the office that signs. */
export type Setting = z.output<typeof Setting>;

export const settingOf = (db: Database, { cell, agencyId }: Tenant): Promise<Setting | undefined> =>
  db.maybe(Setting, sql`select pattern, issuer, place, signatory from certificate_setting where cell = ${cell} and agency_id = ${agencyId}`);

export async function saveSetting(tx: Database, { cell, agencyId }: Tenant, it: Setting, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into certificate_setting (cell, agency_id, pattern, issuer, place, signatory, changed_at)
    values (${cell}, ${agencyId}, ${it.pattern}, ${it.issuer}, ${it.place}, ${it.signatory}, ${now.toString()})
    on conflict (cell, agency_id) do update
      set pattern = excluded.pattern, issuer = excluded.issuer, place = excluded.place, signatory = excluded.signatory, changed_at = excluded.changed_at`);
}

const Certificate = z.object({
  id: z.number(),
  /** 128 random bits: the address of its check page. */
  publicId: z.string(),
  classId: z.number(),
  personId: z.number(),
  number: z.string(),
  /** Name with titles as it was at issue, here and below: what is printed stays. */
  name: z.string(),
  training: z.string(),
  className: z.string().nullable(),
  /** ISO dates. */
  from: z.string(),
  until: z.string(),
  jp: z.number().nullable(),
  issuer: z.string(),
  place: z.string(),
  signatory: z.string(),
  issuedOn: z.string(),
  /** Epoch seconds; null = the signed file has not come back. */
  signedAt: z.number().nullable(),
  revokedReason: z.string().nullable(),
});
export type Certificate = z.output<typeof Certificate>;

/** What is said of a certificate in public. */
export type Standing = "berlaku" | "belum ditandatangani" | "dicabut";
export const standingOf = ({ revokedReason, signedAt }: Pick<Certificate, "revokedReason" | "signedAt">): Standing =>
  revokedReason !== null ? "dicabut" : signedAt === null ? "belum ditandatangani" : "berlaku";

const columns = rawSql(`c.id::int as id, c.public_id as "publicId", c.class_id::int as "classId", c.person_id::int as "personId", c.number, c.name, c.training,
  c.class_name as "className", c.starts_on::text as "from", c.ends_on::text as "until", c.jp::float8 as jp, c.issuer, c.place, c.signatory, c.issued_on::text as "issuedOn",
  extract(epoch from c.signed_at)::float8 as "signedAt", c.revoked_reason as "revokedReason"`);

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Certificate[]> =>
  db.many(Certificate, sql`select ${columns} from certificate c where c.cell = ${cell} and c.agency_id = ${agencyId} ${which} order by c.id`);

/** All of a class, revoked ones too, in the order of their numbers. */
export const certificatesIn = (db: Database, tenant: Tenant, classId: number): Promise<Certificate[]> => rows(db, tenant, sql`and c.class_id = ${classId}`);

/** All of a person, oldest first. */
export const certificatesOf = (db: Database, subject: Subject): Promise<Certificate[]> => rows(db, subject, sql`and c.person_id = ${subject.personId}`);

/** Those that wait for their signature, of a class or of the whole city. */
export const unsignedOf = (db: Database, tenant: Tenant, classId: number | null): Promise<Certificate[]> =>
  rows(db, tenant, sql`and c.signed_at is null and c.revoked_at is null and (${classId}::bigint is null or c.class_id = ${classId})`);

/** Those that are printed under one of these numbers. */
export const certificatesNumbered = (db: Database, tenant: Tenant, numbers: string[]): Promise<Certificate[]> =>
  rows(db, tenant, sql`and c.number = any(${numbers}::text[])`);

/** By its number as it is printed; undefined = none in this city. */
export const certificateByNumber = async (db: Database, tenant: Tenant, number: string): Promise<Certificate | undefined> =>
  (await rows(db, tenant, sql`and c.number = ${number}`))[0];

/** By the address of its check page, in whichever city; the only query that asks for none. */
export const certificateByPublicId = (db: Database, cell: number, publicId: string): Promise<Certificate | undefined> =>
  db.maybe(Certificate, sql`select ${columns} from certificate c where c.cell = ${cell} and c.public_id = ${publicId}`);

/** What is to be issued; the number is given when it is kept. */
export type NewCertificate = Omit<Certificate, "id" | "number" | "signedAt" | "revokedReason">;

/**
 * Locks the numbers of a year and tells the last one given. Whoever holds this gives the next ones; what is given in a transaction that does
 * not commit was never given, so that no number is left out.
 */
export async function lockSeries(tx: Database, { cell, agencyId }: Tenant, year: number): Promise<number> {
  await tx.run(sql`insert into certificate_series (cell, agency_id, year, last) values (${cell}, ${agencyId}, ${year}, 0) on conflict do nothing`);
  const { last } = await tx.one(
    z.object({ last: z.number() }),
    sql`select last from certificate_series where cell = ${cell} and agency_id = ${agencyId} and year = ${year} for update`,
  );
  return last;
}

/** Keeps certificates under the lock on their series. */
export async function keepCertificates(
  tx: Database,
  { cell, agencyId }: Tenant,
  certificates: (NewCertificate & { number: string; serial: number })[],
  { year, by, now }: { year: number; by: number | null; now: Temporal.Instant },
): Promise<void> {
  for (const it of certificates) {
    await tx.run(sql`
      insert into certificate (cell, agency_id, public_id, class_id, person_id, year, serial, number, name, training, class_name, starts_on, ends_on, jp, issuer, place,
                               signatory, issued_on, issued_at, issued_by)
      values (${cell}, ${agencyId}, ${it.publicId}, ${it.classId}, ${it.personId}, ${year}, ${it.serial}, ${it.number}, ${it.name}, ${it.training}, ${it.className}, ${it.from},
              ${it.until}, ${it.jp}, ${it.issuer}, ${it.place}, ${it.signatory}, ${it.issuedOn}, ${now.toString()}, ${by})`);
  }
  const last = certificates.at(-1)?.serial;
  if (last === undefined) return;
  await tx.run(sql`update certificate_series set last = ${last} where cell = ${cell} and agency_id = ${agencyId} and year = ${year}`);
}

/** Locks certificates that are about to get their signed files, always in one order: of two officers at once the second sees what the first has kept. */
export async function lockCertificates(tx: Database, { cell, agencyId }: Tenant, numbers: string[]): Promise<void> {
  await tx.run(sql`select 1 from certificate where cell = ${cell} and agency_id = ${agencyId} and number = any(${numbers}::text[]) order by id for update`);
}

/** What became of a signed file: `revoked` and `same` changed nothing. */
export type Kept = "kept" | "replaced" | "same" | "revoked";

/** Keeps the signed file; another one for the same certificate replaces the first. */
export async function keepSigned(
  tx: Database,
  { cell, agencyId }: Tenant,
  { id, bytes, digest, by, now }: { id: number; bytes: Uint8Array; digest: string; by: number | null; now: Temporal.Instant },
): Promise<Kept> {
  const changed = await tx.run(sql`
    update certificate set signed_at = coalesce(signed_at, ${now.toString()}::timestamptz), signed_by = coalesce(signed_by, ${by})
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and revoked_at is null`);
  if (changed === 0) return "revoked";
  const before = await signedDigest(tx, { cell, agencyId }, id);
  if (before === digest) return "same";
  await tx.run(sql`
    insert into certificate_file (cell, agency_id, certificate_id, bytes, digest) values (${cell}, ${agencyId}, ${id}, ${Buffer.from(bytes)}, ${digest})
    on conflict (cell, agency_id, certificate_id) do update set bytes = excluded.bytes, digest = excluded.digest`);
  return before === undefined ? "kept" : "replaced";
}

/** SHA-256 of the signed file of a certificate; undefined = it has not come back. */
export async function signedDigest(db: Database, { cell, agencyId }: Tenant, id: number): Promise<string | undefined> {
  const found = await db.maybe(
    z.object({ digest: z.string() }),
    sql`select digest from certificate_file where cell = ${cell} and agency_id = ${agencyId} and certificate_id = ${id}`,
  );
  return found?.digest;
}

/** The signed file of a certificate; undefined = it has not come back. */
export async function signedFile(db: Database, { cell, agencyId }: Tenant, id: number): Promise<Uint8Array | undefined> {
  const found = await db.maybe(
    z.object({ bytes: z.instanceof(Uint8Array) }),
    sql`select bytes from certificate_file where cell = ${cell} and agency_id = ${agencyId} and certificate_id = ${id}`,
  );
  return found?.bytes;
}

/** Why a certificate ends. */
export interface Revocation {
  reason: string;
  by: number | null;
  now: Temporal.Instant;
}

/** Revokes one; false = it was revoked already. It keeps its number and its page, which says so. */
export async function revokeCertificate(tx: Database, { cell, agencyId }: Tenant, id: number, { reason, by, now }: Revocation): Promise<boolean> {
  const changed = await tx.run(sql`
    update certificate set revoked_at = ${now.toString()}, revoked_by = ${by}, revoked_reason = ${reason}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and revoked_at is null`);
  return changed > 0;
}

/** Revokes the one that somebody has of a class, if any. */
export async function revokeFor(
  tx: Database,
  { cell, agencyId }: Tenant,
  { classId, personId, reason, by, now }: Revocation & { classId: number; personId: number },
): Promise<void> {
  await tx.run(sql`
    update certificate set revoked_at = ${now.toString()}, revoked_by = ${by}, revoked_reason = ${reason}
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and person_id = ${personId} and revoked_at is null`);
}
