import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import { type Answer, type ConsentPurpose, consentPurposes } from "./consent-uses.ts";

const Consent = z.object({
  purpose: z.enum(consentPurposes),
  answer: z.enum(["yes", "no"]),
  version: z.string(),
  channel: z.string(),
  givenAt: z.string(),
  /** When it ended: taken back, or followed by another answer. */
  withdrawnAt: z.string().nullable(),
});
/** A recorded answer, as proof (UU 27/2022 Pasal 22 and 24); instants are ISO. */
export type Consent = z.output<typeof Consent>;

/** Everything a person ever answered or withdrew, oldest first. */
export function consentsOf(db: Database, { cell, agencyId, personId }: Subject): Promise<Consent[]> {
  return db.many(
    Consent,
    sql`
    select purpose, answer, version, channel, to_json(given_at)#>>'{}' as "givenAt", to_json(withdrawn_at)#>>'{}' as "withdrawnAt" from consent
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`,
  );
}

/** The answers that stand, by purpose. */
export async function standingConsents(db: Database, subject: Subject): Promise<Map<ConsentPurpose, Consent>> {
  return new Map((await consentsOf(db, subject)).filter((it) => it.withdrawnAt === null).map((it) => [it.purpose, it]));
}

/** The wording of a standing yes; null = none. */
export async function consentVersion(db: Database, subject: Subject, purpose: ConsentPurpose): Promise<string | null> {
  const standing = (await standingConsents(db, subject)).get(purpose);
  return standing?.answer === "yes" ? standing.version : null;
}

/** An answer to a wording; `told` = the version of the whole notice that the person has read with it. */
export interface GivenAnswer {
  purpose: ConsentPurpose;
  answer: Answer;
  version: string;
  channel: string;
  told?: string;
}

/** Records an answer; a different one, or one to an earlier wording, ends with it. */
export async function giveConsent(
  db: Database,
  { cell, agencyId, personId }: Subject,
  { purpose, answer, version, channel, told }: GivenAnswer,
  now: Temporal.Instant,
): Promise<void> {
  const at = now.toString();
  const own = sql`cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and purpose = ${purpose} and withdrawn_at is null`;
  await db.run(sql`update consent set withdrawn_at = ${at} where ${own} and (version <> ${version} or answer <> ${answer})`);
  await db.run(sql`
    insert into consent (cell, agency_id, person_id, purpose, answer, version, channel, given_at, told)
    values (${cell}, ${agencyId}, ${personId}, ${purpose}, ${answer}, ${version}, ${channel}, ${at}, ${told ?? null})
    on conflict (cell, agency_id, person_id, purpose) where withdrawn_at is null do update set told = coalesce(excluded.told, consent.told)`);
}

/** Withdraws all of them; the rows stay as proof. */
export async function withdrawConsents(db: Database, { cell, agencyId, personId }: Subject, now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    update consent set withdrawn_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and withdrawn_at is null`);
}

/** Which of these people need not be asked for a purpose: they have said no, or yes to this very wording. */
export async function answered(
  db: Database,
  { cell, agencyId }: { cell: number; agencyId: number },
  { purpose, version }: { purpose: ConsentPurpose; version: string },
  personIds: number[],
): Promise<Set<number>> {
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`
    select person_id::int as id from consent
     where cell = ${cell} and agency_id = ${agencyId} and purpose = ${purpose} and (answer = 'no' or version = ${version}) and withdrawn_at is null
       and person_id = any(${personIds}::bigint[])`,
  );
  return new Set(rows.map((it) => it.id));
}

interface Asked {
  purpose: ConsentPurpose;
  version: string;
}

/** Whether `person`, a column, has said yes to a purpose in this very wording, and not taken it back. */
export const consents = ({ cell, agencyId }: { cell: number; agencyId: number }, { purpose, version }: Asked, person: Sql): Sql => sql`
  exists (select from consent a where a.cell = ${cell} and a.agency_id = ${agencyId} and a.purpose = ${purpose} and a.version = ${version}
             and a.answer = 'yes' and a.withdrawn_at is null and a.person_id = ${person})`;

/** Which of these people have said yes to a purpose in this very wording, and not taken it back. */
export async function consenting(
  db: Database,
  { cell, agencyId }: { cell: number; agencyId: number },
  { purpose, version }: Asked,
  personIds: number[],
): Promise<Set<number>> {
  if (personIds.length === 0) return new Set();
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`
    select person_id::int as id from consent
     where cell = ${cell} and agency_id = ${agencyId} and purpose = ${purpose} and version = ${version} and answer = 'yes' and withdrawn_at is null
       and person_id = any(${personIds}::bigint[])`,
  );
  return new Set(rows.map((it) => it.id));
}
