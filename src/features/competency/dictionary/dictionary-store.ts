import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { type Catalogue, Competency, competencyKinds, Standard } from "./dictionary.ts";

/** Competencies in use in a city, in the order of the dictionary. */
export function competenciesOf(db: Database, { cell, agencyId }: Tenant): Promise<Competency[]> {
  return db.many(
    Competency,
    sql`
    select id, name, kind, about, question, levels from competency
     where cell = ${cell} and agency_id = ${agencyId} and retired_at is null
     order by place, id`,
  );
}

/** These competencies, also those no longer in use, by id. */
export async function competenciesById(db: Database, { cell, agencyId }: Tenant, ids: string[]): Promise<Map<string, Competency>> {
  const rows = await db.many(
    Competency,
    sql`
    select id, name, kind, about, question, levels from competency
     where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::text[])`,
  );
  return new Map(rows.map((it) => [it.id, it]));
}

const Heading = Standard.omit({ requirements: true });
/** A standard without what it asks. */
export type StandardHeading = z.output<typeof Heading>;

/** Standards in use in a city, without what they ask. */
export function standardHeadings(db: Database, { cell, agencyId }: Tenant): Promise<StandardHeading[]> {
  return db.many(
    Heading,
    sql`
    select id, title, family, level, phrases, general, official, source from job_standard
     where cell = ${cell} and agency_id = ${agencyId} and retired_at is null
     order by id`,
  );
}

/** These standards with what they ask, retired ones too; of competencies in use only. */
export function standardsById(db: Database, { cell, agencyId }: Tenant, ids: string[]): Promise<Standard[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return standards(db, { cell, agencyId }, sql`and s.id = any(${ids}::text[]) and i.standard_id = any(${ids}::text[])`);
}

const Asked = z.object({
  id: z.string(),
  title: z.string(),
  official: z.boolean(),
  source: z.string().nullable(),
  asked: z.array(
    z.object({
      competency: z.object({ id: z.string(), name: z.string(), kind: z.enum(competencyKinds) }),
      required: z.number(),
      weight: z.number(),
    }),
  ),
});
/** A standard with the competencies that it asks by name, in the dictionary's order: all that a gap needs. */
export type AskedStandard = z.output<typeof Asked>;

/** The items' own key is named as well: without statistics the planner would read them all. */
export function askedBy(db: Database, { cell, agencyId }: Tenant, ids: string[]): Promise<AskedStandard[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.many(
    Asked,
    sql`
    select s.id, s.title, s.official, s.source,
           jsonb_agg(jsonb_build_object('competency', jsonb_build_object('id', c.id, 'name', c.name, 'kind', c.kind), 'required', i.required, 'weight', i.weight)
                     order by c.place, c.id) as asked
      from job_standard s
      join job_standard_item i on i.cell = s.cell and i.agency_id = s.agency_id and i.standard_id = s.id
      join competency c on c.cell = i.cell and c.agency_id = i.agency_id and c.id = i.competency_id and c.retired_at is null
     where s.cell = ${cell} and s.agency_id = ${agencyId} and s.id = any(${ids}::text[])
       and i.cell = ${cell} and i.agency_id = ${agencyId} and i.standard_id = any(${ids}::text[])
     group by s.cell, s.agency_id, s.id
     order by s.id`,
  );
}

function standards(db: Database, { cell, agencyId }: Tenant, which: ReturnType<typeof sql>): Promise<Standard[]> {
  return db.many(
    Standard,
    sql`
    select s.id, s.title, s.family, s.level, s.phrases, s.general, s.official, s.source,
           jsonb_agg(jsonb_build_object('competency', i.competency_id, 'required', i.required, 'weight', i.weight) order by c.place, c.id) as requirements
      from job_standard s
      join job_standard_item i on i.cell = s.cell and i.agency_id = s.agency_id and i.standard_id = s.id
      join competency c on c.cell = i.cell and c.agency_id = i.agency_id and c.id = i.competency_id and c.retired_at is null
     where s.cell = ${cell} and s.agency_id = ${agencyId} ${which}
     group by s.cell, s.agency_id, s.id
     order by s.id`,
  );
}

/** Everything in use in a city, for export. */
export async function catalogueOf(db: Database, tenant: Tenant): Promise<Catalogue> {
  return { competencies: await competenciesOf(db, tenant), standards: await standards(db, tenant, sql`and s.retired_at is null`) };
}

/** How many rows were new, different, or as they had been. */
export interface Merged {
  added: string[];
  changed: string[];
  same: number;
}

/**
 * Writes a catalogue over a city's own, entry by entry; what it does not name stays. `shipped` leaves the city's own rows alone,
 * `city` makes what it names the city's own. In the caller's transaction.
 */
export async function mergeCatalogue(db: Database, tenant: Tenant, catalogue: Catalogue, origin: "shipped" | "city", now: Temporal.Instant): Promise<Merged> {
  const competencies = await mergeCompetencies(db, tenant, catalogue.competencies, origin, now);
  const standards = await mergeStandards(db, tenant, catalogue.standards, origin, now);
  const added = [...competencies, ...standards].filter((it) => it.isNew).map((it) => it.id);
  const changed = [...competencies, ...standards].filter((it) => !it.isNew).map((it) => it.id);
  return { added, changed, same: catalogue.competencies.length + catalogue.standards.length - added.length - changed.length };
}

const Written = z.object({ id: z.string(), isNew: z.boolean() });

/** Rows that were written; those that were already so are not touched. */
function mergeCompetencies(db: Database, { cell, agencyId }: Tenant, competencies: Competency[], origin: string, now: Temporal.Instant) {
  const rows = competencies.map((it, place) => ({ ...it, place }));
  return db.many(
    Written,
    sql`
    insert into competency as c (cell, agency_id, id, place, kind, name, about, question, levels, origin, changed_at)
    select ${cell}, ${agencyId}, id, ${origin === "shipped" ? 0 : 1000} + place, kind, name, about, question, levels, ${origin}, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (id text, place int, kind text, name text, about text, question text, levels jsonb)
    on conflict (cell, agency_id, id) do update
      set kind = excluded.kind, name = excluded.name, about = excluded.about, question = excluded.question, levels = excluded.levels,
          origin = excluded.origin, changed_at = excluded.changed_at, retired_at = null
      where (${origin} = 'city' or c.origin = 'shipped')
        and (c.kind, c.name, c.about, c.question, c.levels, c.retired_at is null)
            is distinct from (excluded.kind, excluded.name, excluded.about, excluded.question, excluded.levels, true)
    returning id, xmax = 0 as "isNew"`,
  );
}

async function mergeStandards(db: Database, tenant: Tenant, wanted: Standard[], origin: "shipped" | "city", now: Temporal.Instant) {
  const { cell, agencyId } = tenant;
  const present = await db.many(
    z.object({ id: z.string(), origin: z.string(), retired: z.boolean() }),
    sql`select id, origin, retired_at is not null as retired from job_standard where cell = ${cell} and agency_id = ${agencyId}`,
  );
  const before = new Map((await standards(db, tenant, sql``)).map((it) => [it.id, it]));
  const written = wanted.filter((it) => {
    const row = present.find(({ id }) => id === it.id);
    if (origin === "shipped" && row?.origin === "city") return false;
    return !row || row.retired || !sameStandard(before.get(it.id), it);
  });
  if (written.length === 0) return [];
  await writeStandards(db, tenant, written, origin, now);
  return written.map((it) => ({ id: it.id, isNew: !present.some(({ id }) => id === it.id) }));
}

function sameStandard(one: Standard | undefined, other: Standard): boolean {
  const shape = (it: Standard) => ({ ...it, requirements: it.requirements.toSorted((a, b) => (a.competency < b.competency ? -1 : 1)) });
  return one !== undefined && JSON.stringify(Standard.parse(shape(one))) === JSON.stringify(Standard.parse(shape(other)));
}

async function writeStandards(db: Database, { cell, agencyId }: Tenant, written: Standard[], origin: string, now: Temporal.Instant): Promise<void> {
  const ids = written.map((it) => it.id);
  const items = written.flatMap((it) => it.requirements.map((of) => ({ standard: it.id, ...of })));
  await db.run(sql`
    insert into job_standard (cell, agency_id, id, title, family, level, phrases, general, official, source, origin, changed_at)
    select ${cell}, ${agencyId}, id, title, family, level, array(select jsonb_array_elements_text(phrases)), general, official, source, ${origin}, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(written)}::jsonb)
        as it (id text, title text, family text, level text, phrases jsonb, general boolean, official boolean, source text)
    on conflict (cell, agency_id, id) do update
      set title = excluded.title, family = excluded.family, level = excluded.level, phrases = excluded.phrases, general = excluded.general,
          official = excluded.official, source = excluded.source, origin = excluded.origin, changed_at = excluded.changed_at, retired_at = null`);
  await db.run(sql`delete from job_standard_item where cell = ${cell} and agency_id = ${agencyId} and standard_id = any(${ids}::text[])`);
  await db.run(sql`
    insert into job_standard_item (cell, agency_id, standard_id, competency_id, required, weight)
    select ${cell}, ${agencyId}, standard, competency, required, weight
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as it (standard text, competency text, required smallint, weight numeric)`);
}

/** Takes shipped rows out of use that the program no longer ships; what rests on them stays. */
export async function retireShipped(db: Database, { cell, agencyId }: Tenant, kept: Catalogue, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const standards = kept.standards.map((it) => it.id);
  const competencies = kept.competencies.map((it) => it.id);
  await db.run(sql`
    update job_standard set retired_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and origin = 'shipped' and retired_at is null and id <> all(${standards}::text[])`);
  await db.run(sql`
    update competency set retired_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and origin = 'shipped' and retired_at is null and id <> all(${competencies}::text[])`);
}

/** Takes competencies and standards out of use, and makes that the city's own decision, which no later edition undoes. The ids found. */
export async function retire(db: Database, { cell, agencyId }: Tenant, ids: string[], now: Temporal.Instant): Promise<string[]> {
  const at = now.toString();
  const Gone = z.object({ id: z.string() });
  const standards = await db.many(
    Gone,
    sql`
    update job_standard set retired_at = coalesce(retired_at, ${at}), origin = 'city', changed_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::text[]) returning id`,
  );
  const competencies = await db.many(
    Gone,
    sql`
    update competency set retired_at = coalesce(retired_at, ${at}), origin = 'city', changed_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::text[]) returning id`,
  );
  return [...new Set([...standards, ...competencies].map((it) => it.id))];
}
