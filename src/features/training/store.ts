import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, rawSql, type Sql, sql } from "../../db/database.ts";
import { type Form, isForm } from "./forms.ts";

/** Whose catalogue: every query carries both. */
export type Tenant = Pick<Subject, "cell" | "agencyId">;

const Target = z.object({ competency: z.string(), from: z.number(), to: z.number() });
/** A competency that a training develops, from which level to which. */
export type Target = z.output<typeof Target>;

const Training = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  about: z.string().nullable(),
  route: z.enum(["klasikal", "nonklasikal", "pendidikan"]),
  form: z.custom<Form>((it) => typeof it === "string" && isForm(it)),
  mode: z.enum(["tatap_muka", "daring", "campuran"]),
  /** As the programme states it; null = only the conversion table says. */
  jp: z.number().nullable(),
  /** Of learning, where no sessions tell. */
  days: z.number().nullable(),
  abroad: z.boolean(),
  selfPaced: z.boolean(),
  provider: z.string(),
  partner: z.string().nullable(),
  /** Rupiah a person. */
  cost: z.number(),
  payer: z.enum(["kota", "unit", "peserta", "penyelenggara"]).nullable(),
  travelCovered: z.boolean().nullable(),
  /** Codes of trainings to have done before. */
  prerequisites: z.array(z.string()),
  /** What only an officer can judge. */
  requirement: z.string().nullable(),
  /** Whom it is for; empty = everybody. */
  families: z.array(z.string()),
  levels: z.array(z.string()),
  statuses: z.array(z.string()),
  series: z.string().nullable(),
  language: z.string(),
  keywords: z.string().nullable(),
  /** An example, never to be taken for an offer. */
  fictional: z.boolean(),
});
export type Training = z.output<typeof Training> & { targets: Target[] };

const OpenClass = z.object({
  id: z.number(),
  trainingId: z.number(),
  code: z.string(),
  /** Local ISO dates; of a self-paced training the span in which it may be learnt, null = always. */
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  /** IANA zone in which the organiser gives the times. */
  zone: z.string(),
  city: z.string().nullable(),
  /** null = no limit. */
  seats: z.number().nullable(),
  taken: z.number(),
  /** Who gets in: whoever comes, by a quota per unit, by nomination, or appointed (F11). */
  entry: z.enum(["terbuka", "kuota", "usulan", "ditunjuk"]),
  /** Epoch seconds; null = until it begins. */
  registerUntil: z.number().nullable(),
});
/** What advice needs of a class, without what only a card shows. */
export type OpenClass = z.output<typeof OpenClass> & {
  /** Begin and end of each session, epoch seconds, in order. */
  sessions: [number, number][];
};

const TrainingClass = OpenClass.extend({
  name: z.string().nullable(),
  place: z.string().nullable(),
  link: z.string().nullable(),
  status: z.enum(["rencana", "dibuka", "ditutup", "berjalan", "selesai", "ditunda", "batal"]),
  statusNote: z.string().nullable(),
  /** Whose yes a seat needs. */
  approval: z.enum(["atasan", "petugas", "tanpa"]),
  /** Epoch seconds until which somebody may leave alone; null = until it begins. */
  cancelUntil: z.number().nullable(),
});
export type TrainingClass = z.output<typeof TrainingClass> & Pick<OpenClass, "sessions">;

/** Rows in their order as one text: as rows or as JSON they take the embedded database several times as long, and a catalogue has thousands. */
async function packed<T extends z.ZodType>(db: Database, row: T, statement: Sql): Promise<z.output<T>[]> {
  const { all } = await db.one(z.object({ all: z.string() }), sql`select coalesce(json_agg(it), '[]'::json)::text as "all" from (${statement}) it`);
  return z.array(row).parse(JSON.parse(all));
}

const trainingColumns =
  rawSql(`t.id::int as id, t.code, t.name, t.about, t.route, t.form, t.mode, t.jp::float8 as jp, t.days, t.abroad, t.self_paced as "selfPaced",
  t.provider, t.partner, t.cost::float8 as cost, t.payer, t.travel_covered as "travelCovered", t.prerequisites, t.requirement,
  t.families, t.levels, t.statuses, t.series, t.language, t.keywords, t.fictional`);

const openColumns =
  rawSql(`c.id::int as id, c.training_id::int as "trainingId", c.code, c.starts_on::text as "startsOn", c.ends_on::text as "endsOn", c.zone, c.city,
  c.seats, c.taken, c.entry, extract(epoch from c.register_until)::float8 as "registerUntil"`);
const classColumns = rawSql(
  `c.name, c.place, c.link, c.status, c.status_note as "statusNote",
   c.approval, extract(epoch from c.cancel_until)::float8 as "cancelUntil"`,
);

/** Trainings on offer in a city, by code. */
export const trainingsOf = (db: Database, tenant: Tenant): Promise<Training[]> => trainings(db, tenant, sql``);

/** A training by its code, in any spelling of case; undefined = none in this city. */
export const trainingByCode = async (db: Database, tenant: Tenant, code: string): Promise<Training | undefined> =>
  (await trainings(db, tenant, sql`and lower(t.code) = lower(${code})`))[0];

/** A class by its code, in any spelling of case and whatever its status; undefined = none in this city. */
export async function classIdByCode(db: Database, { cell, agencyId }: Tenant, code: string): Promise<number | undefined> {
  const found = await db.maybe(
    z.object({ id: z.number() }),
    sql`select id::int as id from training_class where cell = ${cell} and agency_id = ${agencyId} and lower(code) = lower(${code.trim()})`,
  );
  return found?.id;
}

/** These trainings, also withdrawn ones, in the order of their codes. */
export const trainingsById = (db: Database, tenant: Tenant, ids: number[]): Promise<Training[]> =>
  ids.length === 0 ? Promise.resolve([]) : trainings(db, tenant, sql`and t.id = any(${ids}::bigint[])`, true);

// What belongs to each row is fetched apart and joined here: the embedded database keeps no statistics after an import, and its planner
// then joins by nested loops, which takes minutes for a thousand classes.
async function trainings(db: Database, { cell, agencyId }: Tenant, which: Sql, withdrawn = false): Promise<Training[]> {
  const rows = await packed(
    db,
    Training,
    sql`select ${trainingColumns} from training t where t.cell = ${cell} and t.agency_id = ${agencyId} and (${withdrawn} or t.withdrawn_at is null) ${which} order by t.code`,
  );
  const ids = rows.map((it) => it.id);
  const groups = await packed(
    db,
    z.object({ id: z.number(), targets: z.array(Target) }),
    sql`
    select training_id as id, json_agg(json_build_object('competency', competency, 'from', from_level, 'to', to_level) order by competency collate "C") as targets
      from training_target
     where cell = ${cell} and agency_id = ${agencyId} and training_id = any(${ids}::bigint[])
     group by training_id`,
  );
  const targets = new Map(groups.map((it) => [it.id, it.targets]));
  return rows.map((it) => ({ ...it, targets: targets.get(it.id) ?? [] }));
}

/**
 * Classes that somebody may still enter at an instant: open, not begun, before the deadline. `day`: the same instant's date in
 * the agency's zone. A self-paced class is open while its span lasts.
 */
export async function openClasses(db: Database, tenant: Tenant, now: Temporal.Instant, day: string): Promise<OpenClass[]> {
  const at = now.toString();
  const rows = await packed(
    db,
    OpenClass,
    sql`
    select ${openColumns} ${fromClasses(tenant)}
       and c.status = 'dibuka' and (c.ends_on is null or c.ends_on >= ${day}::date) and (c.register_until is null or c.register_until > ${at}::timestamptz)
     order by c.starts_on nulls first, c.code`,
  );
  const second = now.epochMilliseconds / 1_000;
  return (await withSessions(db, tenant, rows)).filter(({ sessions }) => (sessions[0]?.[0] ?? Number.POSITIVE_INFINITY) > second);
}

/** Classes of a training that are not over on a day, whatever their status; what is postponed or cancelled stays visible. */
export const classesOf = (db: Database, tenant: Tenant, trainingId: number, day: string): Promise<TrainingClass[]> =>
  classes(
    db,
    tenant,
    sql`and c.training_id = ${trainingId} and c.status <> 'selesai' and (c.ends_on is null or c.ends_on >= ${day}::date or c.status = 'ditunda')`,
  );

/** These classes, whatever their status, in no order; also of a withdrawn training. */
export const classesById = (db: Database, tenant: Tenant, ids: number[]): Promise<TrainingClass[]> =>
  ids.length === 0 ? Promise.resolve([]) : classes(db, tenant, sql`and c.id = any(${ids}::bigint[])`, true);

/** Every class of a city, for the command line. */
export const allClasses = (db: Database, tenant: Tenant): Promise<TrainingClass[]> => classes(db, tenant, sql``);

async function classes(db: Database, tenant: Tenant, which: Sql, withdrawn = false): Promise<TrainingClass[]> {
  const rows = await db.many(
    TrainingClass,
    sql`select ${openColumns}, ${classColumns} ${fromClasses(tenant, withdrawn)} ${which} order by c.starts_on nulls first, c.code`,
  );
  return withSessions(db, tenant, rows);
}

const fromClasses = ({ cell, agencyId }: Tenant, withdrawn = false): Sql => sql`
      from training_class c
     where c.cell = ${cell} and c.agency_id = ${agencyId} and (${withdrawn} or c.training_id not in (select id from training where cell = ${cell} and agency_id = ${agencyId} and withdrawn_at is not null))`;

async function withSessions<T extends { id: number }>(db: Database, { cell, agencyId }: Tenant, rows: T[]): Promise<(T & Pick<OpenClass, "sessions">)[]> {
  const ids = rows.map((it) => it.id);
  const all = await packed(
    db,
    z.tuple([z.number(), z.number(), z.number()]),
    sql`
    select json_build_array(class_id, extract(epoch from starts_at)::bigint, extract(epoch from ends_at)::bigint) as it
      from training_session
     where cell = ${cell} and agency_id = ${agencyId} and class_id = any(${ids}::bigint[])
     order by starts_at, id`,
  );
  const sessions = Map.groupBy(all, ([id]) => id);
  return rows.map((it) => ({ ...it, sessions: (sessions.get(it.id) ?? []).map(([, from, until]): [number, number] => [from, until]) }));
}

/** Seats left; null = no limit. */
export const seatsLeft = ({ seats, taken }: Pick<OpenClass, "seats" | "taken">): number | null => (seats === null ? null : seats - taken);
