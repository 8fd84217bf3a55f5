import { z } from "zod";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import { factsOf } from "../../src/features/feedback/measure/facts.ts";
import { qualityOf } from "../../src/features/feedback/measure/quality.ts";
import { trainingsToRedesign } from "../../src/features/feedback/measure/redesign.ts";
import { settleRound } from "../../src/features/feedback/measure/settle.ts";
import { settleUnits } from "../../src/features/feedback/measure/settle-units.ts";
import { surveyFiles, syncSurveys } from "../../src/features/feedback/survey/shipped.ts";
import { testDatabases } from "../world.ts";

const tenant = { cell: 1, agencyId: 2 };
const now = Temporal.Instant.from("2026-12-20T02:00:00Z");
const classes = 2_500;
const asked = 32;
const answered = 20;
/** Rounds that are settled one by one, as in service; the rest is put in as it would then stand. */
const settledLive = 60;

/** A year of a city: 2,500 classes, 80,000 asked, 50,000 answers to the reaction survey. */
export async function benchFeedback(print: (line: string) => void): Promise<void> {
  print(`\n— feedback: ${classes * answered} answers of ${classes * asked} asked, in ${classes} classes of 250 trainings, PostgreSQL`);
  const base = await (testDatabases().find((it) => it.name === "postgres") ?? testDatabases()[0])?.open();
  if (!base) return print("not measured: no PostgreSQL");
  await fill(base.db);
  const rounds = await base.db.many(Id, sql`select id::int as id from survey_round order by opens_at, id`);
  const times: number[] = [];
  for (const { id } of rounds.slice(-settledLive)) {
    const { ms } = await timed(() => base.db.transaction((tx) => settleRound(tx, tenant, id, now)));
    await base.db.run(sql`update survey_round set settled_at = ${now.toString()} where id = ${id}`);
    times.push(ms);
  }
  times.sort((a, b) => a - b);
  print(`settling a round beside a year's answers: p50 ${Math.round(times[settledLive >> 1] ?? 0)} ms, longest ${Math.round(times.at(-1) ?? 0)} ms`);
  const units = await timed(() => settleUnits(base.db, tenant, now));
  print(`a month's units and scores over all answers, by night: ${Math.round(units.ms)} ms, ${units.result} blocks`);
  const of = async (name: string, work: () => Promise<unknown>) =>
    print(`${name}: ${Math.round((await timed(work)).ms)} ms, again ${Math.round((await timed(work)).ms)} ms`);
  await of("report of the city and year, all answers", () => factsOf(base.db, tenant, { kind: "kota" }, 2026, now));
  const training = (await base.db.one(Id, sql`select min(id)::int as id from training`)).id;
  await of("report of a training", () => factsOf(base.db, tenant, { kind: "pelatihan", id: training }, null, now));
  const one = (await base.db.one(Id, sql`select max(class_id)::int as id from survey_block_class`)).id;
  await of("report of a class", () => factsOf(base.db, tenant, { kind: "kelas", id: one }, null, now));
  await of("marks of all trainings for the advice", () => qualityOf(base.db, tenant));
  await of("list for redesign", () => trainingsToRedesign(base.db, tenant));
  await base.close();
}

const Id = z.object({ id: z.number() });

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const from = performance.now();
  const result = await work();
  return { ms: performance.now() - from, result };
}

/** 2,000 people in 40 units; each class asks 32 of them and 20 answer; all but the last classes are in blocks of two strata already. */
async function fill(db: Database): Promise<void> {
  await syncSurveys(db, tenant.cell, surveyFiles(), now);
  await db.run(sql`insert into unit (cell, agency_id, name) select 1, 2, 'Dinas Contoh ' || n from generate_series(1, 40) n`);
  await db.run(sql`
    insert into person (cell, agency_id, name, status, duty, added_at, changed_at) select 1, 2, 'Peserta Contoh', 'PNS', 'aktif', now(), now() from generate_series(1, 2000)`);
  await db.run(sql`
    insert into person_position (cell, agency_id, person_id, unit_id, title, family, level, since)
    select 1, 2, id, (select min(id) from unit) + id % 40, 'Petugas Pelayanan', 'pelaksana', null, '2024-01-01' from person`);
  await db.run(sql`
    insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
    select 1, 2, 'T-' || n, 'Pelatihan Contoh ' || n, 'klasikal', 'pelatihan_teknis', 'daring', 8, 'Penyelenggara ' || n % 10, now(), now() from generate_series(0, 249) n`);
  await db.run(sql`
    insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, entry, status, plan_line, schedule, added_at, changed_at)
    select 1, 2, (select min(id) from training) + n % 250, 'K-' || n, day, day, 'Asia/Makassar', 'terbuka', 'selesai', 'R', '', now(), now()
      from (select n, '2026-01-05'::date + n * 330 / ${classes}::int as day from generate_series(0, ${classes}::int - 1) n) it`);
  await db.run(sql`
    insert into survey_round (cell, agency_id, class_id, survey_id, step, opens_at, closes_at, settled_at)
    select 1, 2, c.id, (select id from survey where agency_id = 2 and slug = 'reaksi'), 'reaksi', c.ends_on + time '08:00', c.ends_on + interval '14 days', c.ends_on + interval '14 days' from training_class c`);
  // Else the keys of the next tables are looked for as if these were empty.
  await db.run(sql`analyze`);
  await db.run(sql`
    insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, due_at, sent_at, answers, done_at)
    select 1, 2, round_id, round_id || '-' || n, 'peserta', person, person, opens_at, opens_at,
           case when n < ${answered}::int then jsonb_build_object('pembicara', 2 + floor(random() * 4)::int, 'materi', 2 + floor(random() * 4)::int, 'relevansi', 1 + floor(random() * 5)::int,
             'tempo', (array['lambat', 'pas', 'cepat'])[1 + floor(random() * 3)::int], 'fasilitas', 1 + floor(random() * 5)::int, 'nps', floor(random() * 11)::int,
             'saran', case when n % 5 = 0 then (array['Ruangan terlalu panas dan sempit', 'Materi terlalu padat untuk satu hari', 'Perlu lebih banyak praktik langsung',
               'Contoh kasus dari kantor sendiri sangat membantu', 'Sambungan internet sering putus'])[1 + floor(random() * 5)::int] end) else '{}' end,
           case when n < ${answered}::int then opens_at end
      from (select r.id as round_id, r.opens_at, n, (select min(id) from person) + (r.id * 37 + n * 61) % 2000 as person from survey_round r cross join generate_series(0, ${asked}::int - 1) n) it`);
  await db.run(sql`analyze`);
  // As it would stand after a year of settlements.
  const last = sql`(select id from survey_round order by opens_at desc, id desc limit ${settledLive})`;
  await db.run(sql`update survey_round set settled_at = null where id in ${last}`);
  await db.run(sql`
    insert into survey_block (cell, agency_id, family, training_id, step, after_days, capacity, asked, answered, year, settled_at)
    select 1, 2, 'kelas', c.training_id, 'reaksi', r.id, 'peserta', ${asked}::int, ${answered}::int, 2026, r.settled_at
      from survey_round r join training_class c on c.id = r.class_id where r.settled_at is not null order by r.settled_at, r.id`);
  await db.run(sql`analyze`);
  await db.run(
    sql`insert into survey_block_class (cell, agency_id, block_id, class_id) select 1, 2, k.id, r.class_id from survey_block k join survey_round r on r.id = k.after_days`,
  );
  await db.run(sql`analyze`);
  await db.run(sql`
    insert into survey_block_member (cell, agency_id, block_id, request_id, stratum)
    select 1, 2, k.id, q.id, row_number() over (partition by k.id order by q.id) % 2 from survey_block k join survey_request q on q.round_id = k.after_days and q.done_at is not null`);
  const items = rawSql(`(values ('pembicara'), ('materi'), ('relevansi'), ('fasilitas'), ('nps')) as i (measure)`);
  await db.run(sql`analyze`);
  await db.run(sql`
    insert into survey_total (cell, agency_id, block_id, measure, stratum, asked, answered, total, squares, counts)
    select 1, 2, block_id, measure, stratum + 1, ${asked / 2}::int, sum(times)::int, sum(value * times), sum(value * value * times), jsonb_object_agg(value::text, times)
      from (select m.block_id, i.measure, m.stratum, (q.answers ->> i.measure)::int as value, count(*) as times
              from survey_block_member m join survey_request q on q.id = m.request_id cross join ${items} group by 1, 2, 3, 4) it group by block_id, measure, stratum`);
  await db.run(sql`
    insert into survey_comment (cell, agency_id, id, block_id, measure, words, turn)
    select 1, 2, gen_random_uuid(), m.block_id, 'saran', q.answers ->> 'saran', 0 from survey_block_member m join survey_request q on q.id = m.request_id where q.answers ->> 'saran' is not null`);
  await db.run(sql`update survey_block set after_days = 0`);
  await db.run(sql`analyze`);
}
