import { z } from "zod";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { steps } from "../survey/request-store.ts";
import { capacities, type Survey } from "../survey/survey.ts";

/** What may be asked about: always whole blocks. */
export type Group =
  | { kind: "kelas"; id: number }
  | { kind: "pelatihan"; id: number }
  | { kind: "penyelenggara"; name: string }
  | { kind: "pemateri"; name: string }
  | { kind: "unit"; id: number }
  | { kind: "kota" };

/** Blocks `k` of a group and, if given, of a year. A class counts where it stands alone, a speaker where they spoke in every class of the block. */
export const blocksOf = ({ cell, agencyId }: Tenant, group: Group, year: number | null): Sql => sql`
  k.cell = ${cell} and k.agency_id = ${agencyId} and (${year}::int is null or k.year = ${year}::int) and k.family = ${group.kind === "unit" ? "unit" : "kelas"} and ${ofGroup(group)}`;

const classesOf = rawSql("from survey_block_class c where c.cell = k.cell and c.agency_id = k.agency_id and c.block_id = k.id");

function ofGroup(group: Group): Sql {
  switch (group.kind) {
    case "kelas":
      return sql`(select array_agg(c.class_id) ${classesOf}) = array[${group.id}::bigint]`;
    case "pelatihan":
      return sql`k.training_id = ${group.id}`;
    case "penyelenggara":
      return sql`k.training_id in (select t.id from training t where t.cell = k.cell and t.agency_id = k.agency_id and t.provider = ${group.name})`;
    case "pemateri":
      return sql`(select bool_and(exists (
        select 1 from class_speaker s where s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.class_id and s.name = ${group.name})) ${classesOf})`;
    case "unit":
      return sql`k.unit_id = ${group.id}`;
    case "kota":
      return sql`true`;
  }
}

const Cell = z.object({
  run: z.number(),
  training: z.number(),
  part: z.string(),
  measure: z.string(),
  asked: z.number(),
  answered: z.number(),
  total: z.number(),
  squares: z.number(),
  scoreAsked: z.number(),
  scoreAnswered: z.number(),
});
/** A total as it is kept. `part`: step, days and capacity, as in `partOf`. */
export type TotalCell = z.output<typeof Cell>;

/** Step, days and capacity of blocks `k`: what is asked of whom. */
export const partKey = rawSql(`k.step || ' ' || k.after_days || ' ' || k.capacity`);
const cells = sql`k.id::int as run, coalesce(k.training_id, 0)::int as training, ${partKey} as part, o.measure, o.asked, o.answered,
           o.total, o.squares, o.score_asked as "scoreAsked", o.score_answered as "scoreAnswered"`;

/** All totals of a group. */
export function totalsIn(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<TotalCell[]> {
  return db.many(
    Cell,
    sql`
    select ${cells} from survey_block k
      join survey_total o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id
     where ${blocksOf(tenant, group, year)}`,
  );
}

/** Newest blocks of the city that tell how answers vary. */
const newest = 1_200;

/** The totals of the city's newest blocks. */
export function cityTotals(db: Database, { cell, agencyId }: Tenant): Promise<TotalCell[]> {
  return db.many(
    Cell,
    sql`
    select ${cells} from (
      select * from survey_block where cell = ${cell} and agency_id = ${agencyId} and family = 'kelas' order by id desc limit ${newest}) k
      join survey_total o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id`,
  );
}

const Count = z.object({ part: z.string(), measure: z.string(), choice: z.string(), count: z.number() });
/** How often a choice was given. */
export type ChoiceCount = z.output<typeof Count>;

export function countsIn(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<ChoiceCount[]> {
  return db.many(
    Count,
    sql`
    select ${partKey} as part, o.measure, it.key as choice, sum(it.value::int)::int as count
      from survey_block k
      join survey_total o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id
     cross join lateral jsonb_each_text(o.counts) it
     where ${blocksOf(tenant, group, year)} group by 1, 2, 3`,
  );
}

const Rate = z.object({ step: z.enum(steps), afterDays: z.number(), capacity: z.enum(capacities), asked: z.number(), answered: z.number() });
/** How many were asked and how many handed in, shown or not. */
export type Rate = z.output<typeof Rate>;

/** Response of a group in rounds that have opened. */
export function ratesIn(db: Database, { cell, agencyId }: Tenant, group: Group, year: number | null, now: Temporal.Instant): Promise<Rate[]> {
  return db.many(
    Rate,
    sql`
    select r.step, r.after_days as "afterDays", q.capacity, count(*)::int as asked, count(q.done_at)::int as answered
      from survey_round r
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
      join survey_request q on q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id and (q.closed_note is null or q.closed_note in ('lewat', 'tidak_bertugas'))
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.opens_at <= ${now.toString()}::timestamptz
       and (${year}::int is null or extract(year from (r.opens_at at time zone c.zone) - make_interval(days => r.after_days))::int = ${year}::int) and ${askedOf(group)}
     group by 1, 2, 3 order by 1, 2, 3`,
  );
}

function askedOf(group: Group): Sql {
  switch (group.kind) {
    case "kelas":
      return sql`r.class_id = ${group.id}`;
    case "pelatihan":
      return sql`c.training_id = ${group.id}`;
    case "penyelenggara":
      return sql`t.provider = ${group.name}`;
    case "pemateri":
      return sql`exists (select 1 from class_speaker s where s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id and s.name = ${group.name})`;
    case "unit":
      return sql`q.capacity = 'peserta' and (
        select o.unit_id from person_position o where o.cell = q.cell and o.agency_id = q.agency_id and o.person_id = q.respondent_id and o.until is null
         order by o.kind <> 'definitif', o.since, o.id limit 1) = ${group.id}`;
    case "kota":
      return sql`true`;
  }
}

const Asked = z.object({ body: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it) });

/** Every edition of every survey, oldest first. */
export const surveysIn = async (db: Database, { cell, agencyId }: Tenant): Promise<Survey[]> =>
  (await db.many(Asked, sql`select body from survey where cell = ${cell} and agency_id = ${agencyId} order by slug, version`)).map((it) => it.body);

/** The editions that a group's classes were asked in, oldest first: a class is told in the words it was asked with, whatever is asked today. */
export async function surveysAsked(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<Survey[]> {
  if (group.kind === "unit") return surveysIn(db, tenant);
  const rows = await db.many(
    Asked,
    sql`
    select s.body from survey s
     where s.cell = ${tenant.cell} and s.agency_id = ${tenant.agencyId} and s.id in (
       select r.survey_id from survey_block k
         join survey_block_class o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id
         join survey_round r on r.cell = o.cell and r.agency_id = o.agency_id and r.class_id = o.class_id and r.step = k.step and r.after_days = k.after_days
        where ${blocksOf(tenant, group, year)} group by 1)
     order by s.slug, s.version`,
  );
  return rows.map((it) => it.body);
}

const Joined = z.object({ joined: z.boolean(), before: z.number().nullable() });

/** Whether a class stands in a block with others; and the run of the same training before it. */
export async function runBefore(db: Database, { cell, agencyId }: Tenant, classId: number): Promise<z.output<typeof Joined>> {
  return db.one(
    Joined,
    sql`
    select exists (
             select 1 from survey_block_class c join survey_block_class o on o.cell = c.cell and o.agency_id = c.agency_id and o.block_id = c.block_id and o.class_id <> c.class_id
              where c.cell = ${cell} and c.agency_id = ${agencyId} and c.class_id = ${classId}) as joined,
           (select b.id::int from training_class own
              join training_class b on b.cell = own.cell and b.agency_id = own.agency_id and b.training_id = own.training_id and b.id <> own.id
               and coalesce(b.ends_on, '0001-01-01') < coalesce(own.ends_on, '9999-12-31')
               and exists (select 1 from survey_block_class c where c.cell = b.cell and c.agency_id = b.agency_id and c.class_id = b.id)
             where own.cell = ${cell} and own.agency_id = ${agencyId} and own.id = ${classId} order by b.ends_on desc, b.id desc limit 1) as before`,
  );
}
