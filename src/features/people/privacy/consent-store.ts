import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";

/** What somebody may agree to, each on its own (F16); the register and enrolment rest on the city's authority and need none. */
export type ConsentPurpose = "chat" | "reminders" | "model" | "voice";

const Consent = z.object({
  purpose: z.enum(["chat", "reminders", "model", "voice"]),
  version: z.string(),
  channel: z.string(),
  givenAt: z.string(),
  withdrawnAt: z.string().nullable(),
});
/** A recorded yes, as proof (UU 27/2022 Pasal 22 and 24); instants are ISO. */
export type Consent = z.output<typeof Consent>;

/** Everything a person ever agreed to or withdrew, oldest first. */
export function consentsOf(db: Database, { cell, agencyId, personId }: Subject): Promise<Consent[]> {
  return db.many(
    Consent,
    sql`
    select purpose, version, channel, to_json(given_at)#>>'{}' as "givenAt", to_json(withdrawn_at)#>>'{}' as "withdrawnAt" from consent
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`,
  );
}

/** The wording of a standing consent; null = none. */
export async function consentVersion(db: Database, subject: Subject, purpose: ConsentPurpose): Promise<string | null> {
  const all = await consentsOf(db, subject);
  return all.findLast((it) => it.purpose === purpose && it.withdrawnAt === null)?.version ?? null;
}

/** Records a yes to this wording; one to an earlier wording ends with it. */
export async function giveConsent(
  db: Database,
  { cell, agencyId, personId }: Subject,
  { purpose, version, channel }: { purpose: ConsentPurpose; version: string; channel: string },
  now: Temporal.Instant,
): Promise<void> {
  const at = now.toString();
  await db.run(sql`
    update consent set withdrawn_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and purpose = ${purpose} and withdrawn_at is null and version <> ${version}`);
  await db.run(sql`
    insert into consent (cell, agency_id, person_id, purpose, version, channel, given_at)
    values (${cell}, ${agencyId}, ${personId}, ${purpose}, ${version}, ${channel}, ${at})
    on conflict (cell, agency_id, person_id, purpose) where withdrawn_at is null do nothing`);
}

/** Withdraws all of them; the rows stay as proof. */
export async function withdrawConsents(db: Database, { cell, agencyId, personId }: Subject, now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    update consent set withdrawn_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and withdrawn_at is null`);
}
