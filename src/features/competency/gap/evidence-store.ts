import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { type Evidence, evidenceKinds } from "./level.ts";

const Row = z.object({
  id: z.number(),
  personId: z.number(),
  competency: z.string(),
  kind: z.enum(evidenceKinds),
  level: z.number(),
  official: z.boolean(),
  observedOn: z.string(),
  source: z.string(),
  raterId: z.number().nullable(),
  /** Weighs in the level, and is shown to nobody by itself (F17). */
  confidential: z.boolean(),
});
/** Evidence as it is kept; `source` says in words where it comes from. */
export type EvidenceRow = z.output<typeof Row>;

/** All evidence of these people, newest first. */
export function evidenceOf(db: Database, { cell, agencyId }: Tenant, personIds: number[]): Promise<EvidenceRow[]> {
  return db.many(
    Row,
    sql`
    select id::int, person_id::int as "personId", competency_id as competency, kind, level, official, observed_on::text as "observedOn", source,
           rater_id::int as "raterId", confidential
      from competency_evidence
     where cell = ${cell} and agency_id = ${agencyId} and person_id = any(${personIds}::bigint[])
     order by observed_on desc, id desc`,
  );
}

/** Something learnt about a person. `key` names it: noted twice under one key, the later words stand. */
export interface NewEvidence extends Evidence {
  personId: number;
  competency: string;
  source: string;
  key: string;
  /** Answered in confidence; absent = may be shown. */
  confidential?: true;
}

/**
 * Notes evidence, in the caller's transaction; safe to repeat. Returns how many rows are new or different. For a training result of
 * later features: kind `training`, `raterId` null, key `training:<record>`.
 */
export function addEvidence(db: Database, { cell, agencyId }: Tenant, rows: NewEvidence[], now: Temporal.Instant): Promise<number> {
  if (rows.length === 0) return Promise.resolve(0);
  return db.run(sql`
    insert into competency_evidence as e
      (cell, agency_id, person_id, competency_id, kind, level, official, observed_on, source, rater_id, key, confidential, noted_at)
    select ${cell}, ${agencyId}, "personId", competency, kind, level, official, "observedOn", source, "raterId", key, coalesce(confidential, false), ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as it ("personId" bigint, competency text, kind text, level smallint, official boolean, "observedOn" date, source text, "raterId" bigint, key text, confidential boolean)
    on conflict (cell, agency_id, person_id, key) do update
      set competency_id = excluded.competency_id, kind = excluded.kind, level = excluded.level, official = excluded.official,
          observed_on = excluded.observed_on, source = excluded.source, rater_id = excluded.rater_id,
          confidential = excluded.confidential, noted_at = excluded.noted_at
      where (e.competency_id, e.kind, e.level, e.official, e.observed_on, e.source, e.rater_id)
        is distinct from (excluded.competency_id, excluded.kind, excluded.level, excluded.official, excluded.observed_on, excluded.source, excluded.rater_id)`);
}

const Predicate = z.object({ personId: z.number(), year: z.number(), predicate: z.string() });

/** The performance predicate of the newest year before `year` that is known, by person (P-04). */
export async function performanceBefore(db: Database, { cell, agencyId }: Tenant, personIds: number[], year: number): Promise<z.output<typeof Predicate>[]> {
  return db.many(
    Predicate,
    sql`
    select distinct on (person_id) person_id::int as "personId", year, predicate from performance
     where cell = ${cell} and agency_id = ${agencyId} and person_id = any(${personIds}::bigint[]) and year < ${year}
     order by person_id, year desc`,
  );
}

/** What rests on the person's own word goes with the consent; judgements of others and test results belong to the register. */
export async function eraseOwnRatings(db: Database, { cell, agencyId, personId }: Subject): Promise<void> {
  await db.run(sql`
    delete from competency_evidence where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and kind = 'self'`);
}
