import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { Requirement } from "./requirements.ts";

export const degreeLevels = ["D4", "S1", "S2", "S3", "profesi"] as const;
export type DegreeLevel = (typeof degreeLevels)[number];
export const degreeStates = ["diajukan", "diperiksa", "disetujui", "ditunda", "ditolak", "batal"] as const;
export type DegreeState = (typeof degreeStates)[number];
/** In these it still goes on; a person has at most one such application. */
export const openDegreeStates: readonly DegreeState[] = ["diajukan", "diperiksa", "disetujui", "ditunda"];
/** In these its requirements are judged. What is approved stays as it was found: it was approved on that. */
export const checkedDegreeStates: readonly DegreeState[] = ["diajukan", "diperiksa", "ditunda"];

export const findings = ["ya", "tidak", "belum"] as const;
export type Finding = (typeof findings)[number];

const Row = z.object({
  id: z.number(),
  personId: z.number(),
  level: z.enum(degreeLevels),
  program: z.string(),
  institution: z.string(),
  starts: z.string(),
  state: z.enum(degreeStates),
  checks: z.record(z.string(), z.enum(findings)),
  reason: z.string().nullable(),
  askedAt: z.string(),
});
/** An application for degree study. */
export type DegreeStudy = z.output<typeof Row>;

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<DegreeStudy[]> =>
  db.many(
    Row,
    sql`
    select id::int as id, person_id::int as "personId", level, program, institution, starts, state, checks, reason, to_json(asked_at)#>>'{}' as "askedAt" from degree_study
     where cell = ${cell} and agency_id = ${agencyId} ${which} order by id desc`,
  );

/** All that somebody has asked for, newest first. */
export const degreesOf = (db: Database, subject: Subject): Promise<DegreeStudy[]> => rows(db, subject, sql`and person_id = ${subject.personId}`);
/** All of a city, newest first. */
export const allDegrees = (db: Database, tenant: Tenant): Promise<DegreeStudy[]> => rows(db, tenant, sql``);
export const degreeById = async (db: Database, tenant: Tenant, id: number): Promise<DegreeStudy | undefined> =>
  (await rows(db, tenant, sql`and id = ${id}`))[0];

/** Asks for degree study; false = something is open already. */
export async function askDegree(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  it: Pick<DegreeStudy, "level" | "program" | "institution" | "starts">,
  now: Temporal.Instant,
): Promise<boolean> {
  const at = now.toString();
  const added = await tx.run(sql`
    insert into degree_study (cell, agency_id, person_id, level, program, institution, starts, state, asked_at, changed_at)
    values (${cell}, ${agencyId}, ${personId}, ${it.level}, ${it.program}, ${it.institution}, ${it.starts}, 'diajukan', ${at}, ${at})
    on conflict do nothing`);
  return added > 0;
}

/** What an officer has found of one requirement; an application that was only asked for is now being looked at. False = it is approved or over. */
export async function noteFinding(
  tx: Database,
  { cell, agencyId }: Tenant,
  id: number,
  { requirement, finding, by }: { requirement: Requirement; finding: Finding; by: number | null },
  now: Temporal.Instant,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update degree_study set checks = checks || ${JSON.stringify({ [requirement]: finding })}::jsonb, state = case when state = 'diajukan' then 'diperiksa' else state end,
           decided_by = case when state = 'ditunda' then decided_by else ${by} end, changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = any(${[...checkedDegreeStates]}::text[])`);
  return changed > 0;
}

/** Decides, or ends it by the person's own wish, where it still is as it was seen. False = somebody has changed it meanwhile. */
export async function moveDegree(
  tx: Database,
  { cell, agencyId }: Tenant,
  seen: Pick<DegreeStudy, "id" | "state" | "checks">,
  { state, reason, by }: { state: DegreeState; reason: string | null; by: number | null },
  now: Temporal.Instant,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update degree_study set state = ${state}, reason = ${reason}, decided_by = ${by}, changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${seen.id} and state = ${seen.state} and checks = ${JSON.stringify(seen.checks)}::jsonb`);
  return changed > 0;
}

/** Predicates of performance by year. */
export async function predicatesOf(db: Database, { cell, agencyId, personId }: Subject): Promise<Map<number, string>> {
  const found = await db.many(
    z.object({ year: z.number(), predicate: z.string() }),
    sql`select year::int as year, predicate from performance where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`,
  );
  return new Map(found.map((it) => [it.year, it.predicate]));
}
