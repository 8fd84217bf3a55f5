import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import { competenciesById } from "../../competency/dictionary/dictionary-store.ts";
import { addEvidence } from "../../competency/gap/evidence-store.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { ruleFor } from "../../training/jp-rules.ts";
import { keyOf } from "../../training/record-store.ts";
import { rulesOf } from "../../training/rule-store.ts";
import type { Tenant } from "../../training/store.ts";

/** What of a class goes into somebody's learning record. */
export interface Credit {
  /** First and last day of the class, ISO. */
  from: string;
  until: string;
  /** Days on which the person was there; null = the class takes no attendance. */
  days: string[] | null;
  /** How strong the evidence is, in words. */
  note: string;
}

const Id = z.object({ id: z.coerce.number() });

/**
 * Credits a completed class: one record with its evidence, however often it is called, and what the training is known to develop as competency
 * evidence. A record of the same thing that an import brought before becomes this one. What was learnt alone keeps the day it was first
 * credited on, whatever test came after. Returns the record's id.
 */
export async function creditClass(tx: Database, subject: Subject, of: ClassOf, wanted: Credit, now: Temporal.Instant): Promise<number> {
  const { cell, agencyId, personId } = subject;
  const { training } = of;
  const at = now.toString();
  const held = await heldOf(tx, subject, of.class.id);
  const it = held && wanted.days === null ? { ...wanted, from: held.from, until: held.until } : wanted;
  const rule = ruleFor(await rulesOf(tx, subject), training.form, it.until);
  const times = rule?.unit === "kali" ? Math.max(1, it.days?.length ?? 1) : 1;
  // The key as it is kept already, else that by which an import would find it.
  const key = held?.key ?? keyOf({ title: training.name, number: null, from: it.from, until: it.until });
  const { id } = await tx.one(
    Id,
    sql`
    insert into learning_record (cell, agency_id, person_id, key, training_id, class_id, title, form, abroad, jp, times, starts_on, ends_on, days, provider, source,
                                 evidence, evidence_note, state, reason, noted_at, changed_at)
    values (${cell}, ${agencyId}, ${personId}, ${key}, ${training.id}, ${of.class.id}, ${training.name}, ${training.form}, ${training.abroad}, ${training.jp}, ${times},
            ${it.from}, ${it.until}, ${it.days}::date[], ${training.provider}, 'kelas', 'rekap_hadir', ${it.note}, 'diakui', null, ${at}, ${at})
    on conflict (cell, agency_id, person_id, key) do update
      set training_id = excluded.training_id, class_id = excluded.class_id, title = excluded.title, form = excluded.form, abroad = excluded.abroad, jp = excluded.jp,
          times = excluded.times, starts_on = excluded.starts_on, ends_on = excluded.ends_on, days = excluded.days, provider = excluded.provider, source = 'kelas',
          evidence = 'rekap_hadir', evidence_note = excluded.evidence_note, state = 'diakui', reason = null, changed_at = excluded.changed_at
    returning id`,
  );
  await addCompetencies(tx, subject, of, id, it.until, now);
  return id;
}

const Held = z.object({ key: z.string(), from: z.string(), until: z.string() });

/** What is kept of a class already, taken back or not. */
const heldOf = (tx: Database, { cell, agencyId, personId }: Subject, classId: number): Promise<z.output<typeof Held> | undefined> =>
  tx.maybe(
    Held,
    sql`
    select key, starts_on::text as "from", ends_on::text as "until" from learning_record
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and class_id = ${classId} and source = 'kelas'`,
  );

/** That a training to a level was passed: what that weighs, `competency/level.ts` says. */
async function addCompetencies(
  tx: Database,
  subject: Subject,
  { training }: ClassOf,
  recordId: number,
  observedOn: string,
  now: Temporal.Instant,
): Promise<void> {
  const known = await competenciesById(
    tx,
    subject,
    training.targets.map((it) => it.competency),
  );
  const rows = training.targets
    .filter((it) => known.has(it.competency))
    .map((it) => ({
      personId: subject.personId,
      competency: it.competency,
      kind: "training" as const,
      level: it.to,
      official: false,
      observedOn,
      raterId: null,
      source: training.name,
      key: `${evidenceKey(recordId)}${it.competency}`,
    }));
  await addEvidence(tx, subject, rows, now);
}

const evidenceKey = (recordId: number): string => `training:${recordId}:`;

/** Takes a class's credit back: the record stays, refused with its reason, and what it proved goes. Returns whether there was any. */
export async function uncreditClass(
  tx: Database,
  { cell, agencyId }: Tenant,
  { personId, classId, reason, now }: { personId: number; classId: number; reason: string; now: Temporal.Instant },
): Promise<boolean> {
  const held = await tx.maybe(
    Id,
    sql`
    update learning_record set state = 'ditolak', reason = ${reason}, changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and class_id = ${classId} and source = 'kelas' and state = 'diakui'
    returning id`,
  );
  if (!held) return false;
  await tx.run(sql`
    delete from competency_evidence
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and kind = 'training' and starts_with(key, ${evidenceKey(held.id)})`);
  return true;
}

const Credited = z.object({ personId: z.number(), from: z.string(), until: z.string(), jp: z.number().nullable() });
/** What a class has brought somebody. */
export type Credited = z.output<typeof Credited>;

/** Whom a class has been credited to. */
export function creditedIn(db: Database, { cell, agencyId }: Tenant, classId: number): Promise<Credited[]> {
  return db.many(
    Credited,
    sql`
    select person_id::int as "personId", starts_on::text as "from", ends_on::text as "until", jp::float8 as jp from learning_record
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and source = 'kelas' and state = 'diakui' order by person_id`,
  );
}
