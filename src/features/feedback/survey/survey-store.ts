import { createHash } from "node:crypto";
import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Survey } from "./survey.ts";

const Edition = z.object({
  id: z.number(),
  slug: z.string(),
  version: z.number(),
  origin: z.enum(["shipped", "city"]),
  /** ISO instant. */
  madeAt: z.string(),
  /** How many were asked in it so far. */
  asked: z.number(),
  survey: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it),
});
/** A survey as it was at one time; answers stay with the edition that they were given to. */
export type Edition = z.output<typeof Edition>;

/** All editions of a city, by name, oldest first. */
export function editionsOf(db: Database, { cell, agencyId }: Tenant): Promise<Edition[]> {
  return db.many(
    Edition,
    sql`
    select s.id::int as id, s.slug, s.version, s.origin, s.body as survey,
           to_char(s.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt",
           (select count(*) from survey_round r join survey_request q on q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id
             where r.cell = s.cell and r.agency_id = s.agency_id and r.survey_id = s.id)::int as asked
      from survey s
     where s.cell = ${cell} and s.agency_id = ${agencyId}
     order by s.slug, s.version`,
  );
}

const Newest = z.object({ id: z.number(), version: z.number(), digest: z.string(), survey: z.custom<Survey>() });

/** What a city asks now, by name of the survey. */
export async function newestSurveys(db: Database, { cell, agencyId }: Tenant): Promise<Map<string, z.output<typeof Newest>>> {
  const rows = await db.many(
    Newest,
    sql`
    select distinct on (slug) id::int as id, version, digest, body as survey from survey
     where cell = ${cell} and agency_id = ${agencyId}
     order by slug, version desc`,
  );
  return new Map(rows.map((it) => [it.survey.slug, it]));
}

/** Of what a survey asks and says; order of keys is that of the reader, so that the same file gives the same digest. */
export const digestOf = (survey: Survey): string => createHash("sha256").update(JSON.stringify(survey)).digest("hex");

/**
 * Makes a new edition where the newest one says something else. In the caller's transaction, after `lockSurveys`. Returns its version, and
 * whether it is new.
 */
export async function addEdition(
  tx: Database,
  { cell, agencyId }: Tenant,
  survey: Survey,
  { origin, by, now }: { origin: "shipped" | "city"; by: number | null; now: Temporal.Instant },
): Promise<{ version: number; isNew: boolean }> {
  const before = (await newestSurveys(tx, { cell, agencyId })).get(survey.slug);
  const digest = digestOf(survey);
  if (before?.digest === digest) return { version: before.version, isNew: false };
  const version = (before?.version ?? 0) + 1;
  await tx.run(sql`
    insert into survey (cell, agency_id, slug, version, level, title, body, digest, origin, made_by, made_at)
    values (${cell}, ${agencyId}, ${survey.slug}, ${version}, ${survey.level}, ${survey.title}, ${JSON.stringify(survey)}, ${digest}, ${origin}, ${by}, ${now.toString()})`);
  return { version, isNew: true };
}

/** Two that bring an edition at once: the second waits here and then finds the first one's. */
export async function lockSurveys(tx: Database): Promise<void> {
  await tx.run(sql`select 1 from agency order by id for update`);
}

/** Cities of the deployment whose edition of one of these shipped surveys is not the shipped one, and not their own. */
export function agenciesBehind(db: Database, cell: number, surveys: Survey[]): Promise<{ agencyId: number; slug: string }[]> {
  const shipped = JSON.stringify(surveys.map((it) => ({ slug: it.slug, digest: digestOf(it) })));
  return db.many(
    z.object({ agencyId: z.number(), slug: z.string() }),
    sql`
    select a.id as "agencyId", it.slug
      from agency a
     cross join jsonb_to_recordset(${shipped}::jsonb) as it (slug text, digest text)
      left join lateral (
        select digest, origin from survey s where s.cell = ${cell} and s.agency_id = a.id and s.slug = it.slug order by version desc limit 1) newest on true
     where newest.digest is null or (newest.origin = 'shipped' and newest.digest <> it.digest)
     order by a.id, it.slug`,
  );
}
