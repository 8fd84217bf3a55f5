import { Secret, TOTP } from "otpauth";
import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import { secretKey } from "../secret-key.ts";
import { seal, unseal } from "./seal.ts";

/** Every authenticator reads these: RFC 6238 with SHA-1, six digits, thirty seconds. */
const shape = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Steps before and after the present one whose code is taken: telephones' clocks differ. */
const steps = 1;
/** Wrong codes in a row without a wait; then a minute, each time twice as long, up to a day. */
const free = 5;
const mostWaitMinutes = 24 * 60;

/** What an authenticator is given, once. */
export interface NewFactor {
  /** `otpauth://totp/…`, for a QR code. */
  uri: string;
  /** The secret in base32, for typing. */
  secret: string;
}

/** Makes a person's second factor; an earlier one is dead from now on, and so are its passes. `by` null = at the console. */
export async function makeFactor(
  db: Database,
  subject: Subject,
  { label, by, now }: { label: string; by: number | null; now: Temporal.Instant },
): Promise<NewFactor> {
  const { cell, agencyId, personId } = subject;
  const secret = new Secret({ size: 20 });
  const sealed = seal(await secretKey(db, "second_factor", now), subject, secret.base32);
  await endFactor(db, subject);
  await db.run(sql`
    insert into second_factor (cell, agency_id, person_id, sealed, made_at, made_by) values (${cell}, ${agencyId}, ${personId}, ${sealed}, ${now.toString()}, ${by})`);
  return { uri: new TOTP({ ...shape, secret, issuer: "Kawan ASN", label }).toString(), secret: secret.base32 };
}

/** Takes a person's factor away, with whatever it has opened. False = there was none. */
export async function endFactor(db: Database, { cell, agencyId, personId }: Subject): Promise<boolean> {
  await db.run(sql`
    delete from factor_pass p using handle h
     where p.cell = ${cell} and p.agency_id = ${agencyId} and h.cell = p.cell and h.agency_id = p.agency_id and h.id = p.handle_id and h.person_id = ${personId}`);
  return (await db.run(sql`delete from second_factor where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`)) > 0;
}

const Row = z.object({ sealed: z.string(), lastStep: z.coerce.number(), failures: z.number(), blockedUntil: z.string().nullable() });

/** What became of a typed code. `none` = no factor, or one that cannot be read any more. */
export type Checked = { kind: "right" | "wrong" | "none" } | { kind: "wait"; until: Temporal.Instant };

/** Whether somebody has a factor that works. */
export async function hasFactor(db: Database, subject: Subject, now: Temporal.Instant): Promise<boolean> {
  const row = await rowOf(db, subject);
  return row !== undefined && unseal(await secretKey(db, "second_factor", now), subject, row.sealed) !== null;
}

/** Judges a code. Each works once; after some wrong ones in a row the next has to wait, longer each time, and is not even looked at. */
export async function checkCode(db: Database, subject: Subject, code: string, now: Temporal.Instant): Promise<Checked> {
  const row = await rowOf(db, subject, true);
  const secret = row && unseal(await secretKey(db, "second_factor", now), subject, row.sealed);
  if (!row || !secret) return { kind: "none" };
  const until = row.blockedUntil === null ? null : Temporal.Instant.from(row.blockedUntil);
  if (until && Temporal.Instant.compare(until, now) > 0) return { kind: "wait", until };
  const timestamp = now.epochMilliseconds;
  const delta = new TOTP({ ...shape, secret: Secret.fromBase32(secret) }).validate({ token: code, timestamp, window: steps });
  const step = Math.floor(timestamp / 1_000 / shape.period) + (delta ?? 0);
  if (delta === null || step <= row.lastStep) {
    await noteWrong(db, subject, row.failures + 1, now);
    return { kind: "wrong" };
  }
  const { cell, agencyId, personId } = subject;
  await db.run(sql`
    update second_factor set last_step = ${step}, failures = 0, blocked_until = null, proven_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
  return { kind: "right" };
}

/** The row is locked where a code is judged: two talks that try at once are judged one after the other. */
function rowOf(db: Database, { cell, agencyId, personId }: Subject, lock = false): Promise<z.output<typeof Row> | undefined> {
  return db.maybe(
    Row,
    sql`
    select sealed, last_step as "lastStep", failures, to_json(blocked_until)#>>'{}' as "blockedUntil" from second_factor
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} ${lock ? sql`for update` : sql``}`,
  );
}

async function noteWrong(db: Database, { cell, agencyId, personId }: Subject, failures: number, now: Temporal.Instant): Promise<void> {
  const minutes = failures < free ? 0 : Math.min(mostWaitMinutes, 2 ** (failures - free));
  await db.run(sql`
    update second_factor set failures = ${failures}, blocked_until = ${minutes === 0 ? null : now.add({ minutes }).toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
}

const Listed = z.object({ personId: z.number(), madeAt: z.string(), provenAt: z.string().nullable() });

/** Who of an agency has a factor, and since when; instants are ISO. */
export function factorsOf(db: Database, { cell, agencyId }: { cell: number; agencyId: number }): Promise<z.output<typeof Listed>[]> {
  return db.many(
    Listed,
    sql`
    select person_id::int as "personId", to_json(made_at)#>>'{}' as "madeAt", to_json(proven_at)#>>'{}' as "provenAt" from second_factor
     where cell = ${cell} and agency_id = ${agencyId} order by person_id`,
  );
}
