import { createHmac } from "node:crypto";
import { z } from "zod";
import { makeCode } from "../../../core/one-time-code.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import { secretKey } from "../secret-key.ts";
import { someoneReal } from "./made-up.ts";

/**
 * What a code is for. `link`: issued by BKPSDM to one person; `chat`: made in a linked chat for another one of the same person;
 * `admin`: printed on the server's console for an administrator; `demo`: of a made-up person, while nothing real is attached (F4).
 */
export type CodePurpose = "link" | "chat" | "admin" | "demo";

/** For how long a code may be used. */
const lives = { link: { hours: 7 * 24 }, chat: { minutes: 10 }, admin: { hours: 24 }, demo: { hours: 3650 * 24 } } as const satisfies Record<
  CodePurpose,
  Temporal.DurationLike
>;

/** A code as it is given to its person, once; only its digest is kept. */
export interface IssuedCode {
  code: string;
  expiresAt: Temporal.Instant;
}

/**
 * A new code for one person; an earlier unused one of the same purpose is dead from now on. `issuedBy` = the officer, or null at the
 * console. The caller hands it over individually, and shows it to nobody else.
 */
export async function issueCode(
  db: Database,
  { cell, agencyId, personId }: Subject,
  { purpose, issuedBy, now }: { purpose: CodePurpose; issuedBy: number | null; now: Temporal.Instant },
): Promise<IssuedCode> {
  await endCodes(db, { cell, agencyId, personId }, now, purpose);
  const code = makeCode();
  const expiresAt = now.add(lives[purpose]);
  await db.run(sql`
    insert into link_code (cell, agency_id, person_id, digest, purpose, issued_by, issued_at, expires_at)
    values (${cell}, ${agencyId}, ${personId}, ${await digestOf(db, code, now)}, ${purpose}, ${issuedBy}, ${now.toString()}, ${expiresAt.toString()})`);
  return { code, expiresAt };
}

/** Makes a person's unused codes worthless, of one purpose or of all; a made-up person can be tried again whatever was tried before. */
export function endCodes(db: Database, { cell, agencyId, personId }: Subject, now: Temporal.Instant, purpose?: CodePurpose): Promise<number> {
  const which = purpose === undefined ? sql`and purpose <> 'demo'` : sql`and purpose = ${purpose}`;
  return db.run(sql`
    update link_code set ended_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and used_at is null and ended_at is null ${which}`);
}

const Found = z.object({ agencyId: z.number(), personId: z.number(), id: z.number(), purpose: z.enum(["link", "chat", "admin", "demo"]) });
/** A code that may be used now, and whose it is. */
export type FoundCode = z.output<typeof Found>;

/**
 * Whose the code is, while it may be used by a talk that serves these agencies; a made-up person's anywhere. Unknown, used, expired
 * and withdrawn codes take the same way to the same answer: undefined.
 */
export function findCode(db: Database, cell: number, digest: string, agencies: number[], now: Temporal.Instant): Promise<FoundCode | undefined> {
  return db.maybe(Found, sql`select ${found} ${usable(cell, digest, agencies, now)}`);
}

/** The same, and uses it up: of any number of talks that do so at once, one gets it. Made-up people may be tried again and again. */
export function takeCode(db: Database, cell: number, digest: string, agencies: number[], now: Temporal.Instant): Promise<FoundCode | undefined> {
  return db.maybe(
    Found,
    sql`
    update link_code k set used_at = case when k.purpose <> 'demo' then ${now.toString()}::timestamptz end
     where k.cell = ${cell} and k.digest = ${digest} and k.used_at is null and k.ended_at is null and k.id in (select k.id ${usable(cell, digest, agencies, now)})
    returning ${found}`,
  );
}

const found = sql`k.agency_id as "agencyId", k.person_id::int as "personId", k.id::int as id, k.purpose`;

const usable = (cell: number, digest: string, agencies: number[], now: Temporal.Instant) => sql`
      from link_code k
      join agency a on a.id = k.agency_id
      join person p on p.cell = k.cell and p.agency_id = k.agency_id and p.id = k.person_id
     where k.cell = ${cell} and k.digest = ${digest} and k.used_at is null and k.ended_at is null and k.expires_at > ${now.toString()}
       and (a.id = any(${agencies}::smallint[]) or a.demo and not ${someoneReal(sql`${cell}`)}) and p.duty not in ('pindah', 'meninggal', 'keluar')`;

/** Whether this was a made-up person's code, which has died because something real is attached: then it may be said. */
export async function wasDemoCode(db: Database, cell: number, digest: string): Promise<boolean> {
  const found = await db.many(
    z.object({ id: z.number() }),
    sql`select id::int as id from link_code where cell = ${cell} and digest = ${digest} and purpose = 'demo'`,
  );
  return found.length > 0;
}

/**
 * What is kept of a code: an HMAC, since its 50 bits alone could be tried out by whoever gets hold of a backup. The key is in none, so
 * that after a restore elsewhere codes are issued anew.
 */
export async function digestOf(db: Database, code: string, now: Temporal.Instant): Promise<string> {
  return createHmac("sha256", await secretKey(db, "link_code", now))
    .update(code)
    .digest("base64url");
}

/** Deletes codes that ended before; returns how many. */
export const deleteCodesBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from link_code where cell = ${cell} and least(expires_at, used_at, ended_at) < ${before.toString()}`);
