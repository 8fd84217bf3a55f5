import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import { surveyFiles, syncSurveys } from "../../src/features/feedback/survey/shipped.ts";
import { importRows, nipOf, now, person } from "../features/people/staff.ts";
import { type CityPlan, classDays, type PlannedClass } from "./city-plan.ts";
import { competency } from "./handed.ts";

export const tenant = { cell: 1, agencyId: 2 };
export const zone = "Asia/Makassar";

/** Ids of what the plan numbers, in the plan's order. */
export interface CityIds {
  people: number[];
  units: number[];
  trainings: number[];
  classes: number[];
}

const letters = (n: number): string => String.fromCharCode(65 + (n % 26));
export const nameOf = (n: number): string => `Contoh Rekaan ${letters(Math.floor(n / 676))}${letters(Math.floor(n / 26))}${letters(n)}`;
export const classNameOf = (n: number): string => `Kelas Contoh ${String(n).padStart(3, "0")}`;
const day = (it: PlannedClass, back: number): string => Temporal.PlainDate.from(it.ends).subtract({ days: back }).toString();

const Id = z.object({ id: z.number() });
const idsFrom = async (db: Database, statement: ReturnType<typeof sql>): Promise<number[]> => (await db.many(Id, statement)).map((it) => it.id);

/** Puts a planned city into a base: people through the staff import, all else in bulk. As people would do it: `enter-city.ts`. */
export async function buildCity(db: Database, plan: CityPlan): Promise<CityIds> {
  const ids = await buildPeople(db, plan);
  ids.classes = await classes(db, plan, ids.trainings);
  await seats(db, plan, ids);
  await presence(db, plan, ids);
  await db.run(sql`analyze`);
  return ids;
}

/** People through the staff import, and the catalogue in bulk; no classes yet. */
export async function buildPeople(db: Database, plan: CityPlan): Promise<CityIds> {
  await syncSurveys(db, tenant.cell, surveyFiles(), now);
  const rows = plan.citizens.map(({ n, unit, leader }) =>
    person(n, {
      Nama: nameOf(n),
      "Unit Kerja": `Dinas Contoh ${unit}`,
      "TMT Jabatan": "01/03/2024",
      "NIP Atasan": leader === null ? "-" : nipOf(leader),
    }),
  );
  const { plan: imported } = await importRows(db, rows);
  if (imported.added.length !== plan.citizens.length) throw new Error(`${imported.added.length} people imported of ${plan.citizens.length}`);
  const named = await db.many(z.object({ id: z.number(), name: z.string() }), sql`select id::int as id, name from person where cell = 1 and agency_id = 2`);
  const byName = new Map(named.map((it) => [it.name, it.id]));
  const units = await db.many(z.object({ id: z.number(), name: z.string() }), sql`select id::int as id, name from unit where cell = 1 and agency_id = 2`);
  return {
    people: plan.citizens.map(({ n }) => byName.get(nameOf(n)) ?? 0),
    units: plan.moods.map((_, at) => units.find((it) => it.name === `Dinas Contoh ${at}`)?.id ?? 0),
    trainings: await trainings(db, plan),
    classes: [],
  };
}

async function trainings(db: Database, plan: CityPlan): Promise<number[]> {
  const rows = JSON.stringify(plan.trainings.map(({ n, provider }) => ({ n, provider })));
  const ids = await idsFrom(
    db,
    sql`
    insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, payer, added_at, changed_at)
    select 1, 2, 'T-' || n, 'Pelatihan Contoh ' || n, 'klasikal', 'pelatihan_teknis', 'tatap_muka', 16, provider, 'kota', ${now.toString()}::timestamptz, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as it (n int, provider text) order by n returning id::int as id`,
  );
  await db.run(sql`
    insert into training_target (cell, agency_id, training_id, competency, from_level, to_level) select 1, 2, id, ${competency}, 1, 3 from unnest(${ids}::bigint[]) id`);
  return ids.sort((a, b) => a - b);
}

async function classes(db: Database, plan: CityPlan, trainingIds: number[]): Promise<number[]> {
  const at = now.toString();
  const rows = plan.classes.map((it) => ({
    n: it.n,
    training: trainingIds[it.training.n],
    name: classNameOf(it.n),
    speaker: it.speaker,
    starts: day(it, classDays - 1),
    ends: it.ends,
    seats: it.seats.length,
  }));
  const ids = await idsFrom(
    db,
    sql`
    insert into training_class (cell, agency_id, training_id, code, name, starts_on, ends_on, zone, place, seats, taken, entry, status, plan_line, schedule, added_at, changed_at)
    select 1, 2, training, 'K-' || n, name, starts, ends, ${zone}, 'Aula', seats, seats, 'terbuka', 'dibuka', 'R', '', ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (n int, training bigint, name text, starts date, ends date, seats int) order by n returning id::int as id`,
  );
  ids.sort((a, b) => a - b);
  await db.run(sql`
    insert into training_session (cell, agency_id, class_id, starts_at, ends_at)
    select 1, 2, c.id, (d::date + time '08:00') at time zone c.zone, (d::date + time '16:00') at time zone c.zone
      from training_class c cross join generate_series(c.starts_on::timestamp, c.ends_on, '1 day') d where c.cell = 1 and c.agency_id = 2`);
  const speakers = JSON.stringify(plan.classes.map((it) => ({ class: ids[it.n], speaker: it.speaker })));
  await db.run(sql`
    insert into class_speaker (cell, agency_id, class_id, name) select 1, 2, class, speaker from jsonb_to_recordset(${speakers}::jsonb) as it (class bigint, speaker text)`);
  return ids;
}

async function seats(db: Database, plan: CityPlan, ids: CityIds): Promise<void> {
  const rows = plan.classes.flatMap((it) => it.seats.map(({ citizen }) => ({ class: ids.classes[it.n], person: ids.people[citizen.n] })));
  await db.run(sql`
    insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since)
    select 1, 2, class, person, 'terdaftar', 'sendiri', ${now.toString()}::timestamptz, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (class bigint, person bigint)`);
}

/** Who was there and how the tests went, in bulk: by code and question they are minutes a class, and have tests of their own. */
export async function presence(db: Database, plan: CityPlan, ids: CityIds): Promise<void> {
  const rows = plan.classes.flatMap((it) =>
    it.seats.map(({ citizen, attended, testBefore, testAfter }) => ({
      class: ids.classes[it.n],
      person: ids.people[citizen.n],
      days: Array.from({ length: attended }, (_, back) => day(it, classDays - 1 - back)),
      before: testBefore,
      after: testAfter,
    })),
  );
  const all = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it (class bigint, person bigint, days date[], before int, after int)`;
  await db.run(sql`
    insert into attendance_mark (cell, agency_id, class_id, person_id, day, moment, via, at)
    select 1, 2, class, person, d, m, 'kode', (d + case m when 'masuk' then time '08:10' else time '15:30' end) at time zone ${zone}
      from ${all} cross join unnest(days) d cross join unnest(array['masuk', 'keluar']) m`);
  await db.run(sql`
    insert into learning_test (cell, agency_id, class_id, person_id, test, questions, score, started_at, finished_at)
    select 1, 2, class, person, t, '[]', case t when 'awal' then before else after end, c.starts_on, c.ends_on
      from ${all} cross join unnest(array['awal', 'akhir']) t join training_class c on c.id = class`);
}
