import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Row = z.object({ id: z.number(), name: z.string(), about: z.string(), state: z.enum(["berjalan", "selesai"]) });
/** What comes back every year under one name; its meetings are classes of the trainings that name it as their series. */
export type Series = z.output<typeof Row>;

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Series[]> =>
  db.many(
    Row,
    sql`select id::int as id, name, about, state from training_series where cell = ${cell} and agency_id = ${agencyId} ${which} order by lower(name), id`,
  );

/** Those that go on, by name; with `over` also those that are over. */
export const allSeries = (db: Database, tenant: Tenant, over = false): Promise<Series[]> => rows(db, tenant, over ? sql`` : sql`and state = 'berjalan'`);
export const seriesById = async (db: Database, tenant: Tenant, id: number): Promise<Series | undefined> => (await rows(db, tenant, sql`and id = ${id}`))[0];

/** Begins a series; null = one of this name goes on. */
export async function beginSeries(tx: Database, { cell, agencyId }: Tenant, it: Pick<Series, "name" | "about">, now: Temporal.Instant): Promise<number | null> {
  const at = now.toString();
  const made = await tx.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into training_series (cell, agency_id, name, about, state, made_at, changed_at)
    values (${cell}, ${agencyId}, ${it.name}, ${it.about}, 'berjalan', ${at}, ${at})
    on conflict (cell, agency_id, lower(name)) where state = 'berjalan' do nothing
    returning id::int as id`,
  );
  return made?.id ?? null;
}

/** Ends one; false = none goes on by this number. */
export const endSeries = async (tx: Database, { cell, agencyId }: Tenant, id: number, now: Temporal.Instant): Promise<boolean> =>
  (await tx.run(sql`
    update training_series set state = 'selesai', changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'berjalan'`)) > 0;

const Year = z.object({
  year: z.number(),
  /** Whom it is for. */
  audience: z.string(),
  theme: z.string().nullable(),
  /** Lessons of the year before, as they are now: what is noted late still reaches the next year. */
  carried: z.string().nullable(),
  /** Which year that was; null = this is the first. */
  carriedFrom: z.number().nullable(),
  /** What this year has taught, one line each. */
  lessons: z.string().nullable(),
});
export type SeriesYear = z.output<typeof Year>;

/** Newest first. */
export const yearsOf = (db: Database, { cell, agencyId }: Tenant, id: number): Promise<SeriesYear[]> =>
  db.many(
    Year,
    sql`
    select year::int as year, audience, theme, lag(lessons) over before as carried, (lag(year) over before)::int as "carriedFrom", lessons from series_year
     where cell = ${cell} and agency_id = ${agencyId} and series_id = ${id} window before as (order by year) order by year desc`,
  );

/** Begins a year; false = it was begun before. */
export const beginYear = async (
  tx: Database,
  { cell, agencyId }: Tenant,
  id: number,
  it: Pick<SeriesYear, "year" | "audience" | "theme">,
  now: Temporal.Instant,
): Promise<boolean> =>
  (await tx.run(sql`
    insert into series_year (cell, agency_id, series_id, year, audience, theme, begun_at)
    values (${cell}, ${agencyId}, ${id}, ${it.year}, ${it.audience}, ${it.theme}, ${now.toString()})
    on conflict do nothing`)) > 0;

/** Adds a line to what a year has taught; false = it is there already, or there is no such year. */
export const addLesson = async (tx: Database, { cell, agencyId }: Tenant, id: number, year: number, words: string): Promise<boolean> =>
  (await tx.run(sql`
    update series_year set lessons = concat_ws(chr(10), lessons, ${words}::text)
     where cell = ${cell} and agency_id = ${agencyId} and series_id = ${id} and year = ${year}
       and not ${words}::text = any(string_to_array(coalesce(lessons, ''), chr(10)))`)) > 0;

const Id = z.object({ id: z.number() });

/** Numbers of a year's classes, soonest first; what is only planned is nobody's business yet. */
export const classesIn = async (db: Database, { cell, agencyId }: Tenant, { name }: Series, year: number): Promise<number[]> =>
  (
    await db.many(
      Id,
      sql`
      select c.id::int as id from training t
        join training_class c on c.cell = t.cell and c.agency_id = t.agency_id and c.training_id = t.id
       where t.cell = ${cell} and t.agency_id = ${agencyId} and lower(t.series) = lower(${name}) and c.status <> 'rencana'
         and c.starts_on >= make_date(${year}::int, 1, 1) and c.starts_on <= make_date(${year}::int, 12, 31)
       order by c.starts_on, c.id`,
    )
  ).map((it) => it.id);

/** Years in which somebody has completed something of a series, oldest first. */
export const completedIn = async (db: Database, { cell, agencyId, personId }: Subject, { name }: Series): Promise<number[]> =>
  (
    await db.many(
      z.object({ year: z.number() }),
      sql`
      select distinct extract(year from c.starts_on)::int as year from enrolment e
        join training_class c on c.cell = e.cell and c.agency_id = e.agency_id and c.id = e.class_id
        join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
       where e.cell = ${cell} and e.agency_id = ${agencyId} and e.person_id = ${personId} and e.state = 'selesai' and lower(t.series) = lower(${name})
         and c.starts_on is not null
       order by 1`,
    )
  ).map((it) => it.year);
