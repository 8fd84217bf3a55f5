import { z } from "zod";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import { putLetters } from "../../src/delivery/outbox.ts";
import type { Round } from "../../src/features/enrolment/seats/lapse.ts";
import { closeRounds } from "../../src/features/feedback/ask/close-rounds.ts";
import { openRounds } from "../../src/features/feedback/ask/open-rounds.ts";
import { planRounds } from "../../src/features/feedback/ask/plan-rounds.ts";
import { sendSurveys } from "../../src/features/feedback/ask/send-letters.ts";
import { surveyFiles, syncSurveys } from "../../src/features/feedback/survey/shipped.ts";
import { useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { render } from "../../src/service/pipeline.ts";
import { testDatabases } from "../world.ts";

const cell = 1;
const people = 10_000;
/** Each person is in two classes of 25 in the year. */
const classes = 800;
const seats = 25;
/** Of 100 people so many have agreed to reminders; the others are asked once and never reminded. */
const agreed = 60;
/** The jobs look once a day here, in a good hour; nobody answers, so that who has agreed is due every reminder there can be. */
const first = Temporal.PlainDate.from("2027-01-04");
const year = 365;
const start = Temporal.Instant.from("2026-11-22T02:00:00Z");

/** Surveys of a year of 10,000 people: planned, opened, asked and closed by the regular jobs, with nothing else going on. */
export async function benchFeedbackSchedule(print: (line: string) => void, days = year): Promise<void> {
  print(
    `\n— surveys of a year of ${people} people, ${classes} classes of ${seats}; ${agreed}% agreed to reminders, nobody answers: a look of the jobs a day, PostgreSQL`,
  );
  const base = await (testDatabases().find((it) => it.name === "postgres") ?? testDatabases()[0])?.open();
  if (!base) return print("not measured: no PostgreSQL");
  try {
    await fill(base.db);
    const counted = counting(base.db);
    const jobs = { planned: planRounds, asked: openRounds, letters: sendSurveys, closed: closeRounds };
    const spent = new Map<string, { ms: number; queries: number; done: number; longest: number }>();
    for (let day = 0; day < days; day++) {
      const now = first.add({ days: day }).toPlainDateTime("10:00").toZonedDateTime("Asia/Makassar").toInstant();
      const round: Round = { db: counted.db, cell, now, put: (tx, letters) => putLetters({ db: tx, cell }, render, letters, now) };
      for (const [name, job] of Object.entries(jobs)) {
        const it = spent.get(name) ?? { ms: 0, queries: 0, done: 0, longest: 0 };
        const [from, before] = [performance.now(), counted.queries()];
        it.done += await job(round);
        const ms = performance.now() - from;
        spent.set(name, { ...it, ms: it.ms + ms, queries: it.queries + counted.queries() - before, longest: Math.max(it.longest, ms) });
      }
      if (day % 14 === 0) {
        await refreshed(base.db);
        // Who is silent for 90 days has no chat any more: here everybody writes now and then, so that every letter goes that can.
        await base.db.run(sql`update handle set seen_at = ${now.toString()}::timestamptz`);
      }
    }
    for (const [name, it] of spent) {
      print(
        `${name.padEnd(8)} ${String(it.done).padStart(6)} in ${(it.ms / 1_000).toFixed(1)} s over ${days} looks (longest ${Math.round(it.longest)} ms), ${it.queries} queries`,
      );
    }
    const all = await base.db.one(
      z.object({ rounds: z.number(), requests: z.number(), asked: z.number(), reminded: z.number(), twice: z.number() }),
      sql`
      select (select count(*)::int from survey_round) as rounds, count(*)::int as requests, count(sent_at)::int as asked,
             (count(*) filter (where reminded > 0))::int as reminded, (count(*) filter (where reminded = 2))::int as twice from survey_request`,
    );
    print(`${all.rounds} rounds, ${all.requests} requests; asked ${all.asked}, of these reminded ${all.reminded}, twice ${all.twice}`);
  } finally {
    await base.close();
  }
}

/** Counts statements, those in transactions too. */
function counting(db: Database): { db: Database; queries(): number } {
  let queries = 0;
  const wrapped = (own: Database): Database =>
    new Proxy(own, {
      get(target, name, receiver) {
        const value = Reflect.get(target, name, receiver);
        if (name === "transaction") return (work: (tx: Database) => Promise<unknown>) => target.transaction((tx) => work(wrapped(tx)));
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          queries++;
          return value.apply(target, args);
        };
      },
    });
  return { db: wrapped(db), queries: () => queries };
}

/** What a server does by itself. */
async function refreshed(db: Database): Promise<void> {
  for (const table of ["survey_round", "survey_request", "outbox"]) await db.run(rawSql(`analyze ${table}`));
}

async function fill(db: Database): Promise<void> {
  const at = start.toString();
  await syncSurveys(db, cell, surveyFiles(), start);
  await db.run(sql`insert into unit (cell, agency_id, name) select 1, 2, 'Dinas Contoh ' || n from generate_series(1, 60) n`);
  await db.run(sql`
    insert into person (cell, agency_id, name, status, duty, added_at, changed_at)
    select 1, 2, 'Pegawai Contoh', 'PNS', 'aktif', ${at}::timestamptz, ${at}::timestamptz from generate_series(1, ${people}::int)`);
  await db.run(sql`analyze person`);
  await db.run(sql`
    insert into person_position (cell, agency_id, person_id, unit_id, title, family, level, since)
    select 1, 2, id, (select min(id) from unit) + id % 60, 'Petugas Pelayanan', 'pelaksana', null, '2024-01-01' from person`);
  await db.run(sql`
    insert into consent (cell, agency_id, person_id, purpose, answer, version, channel, given_at)
    select 1, 2, id, 'reminders', 'yes', ${useVersion("reminders")}, 'telegram', ${at}::timestamptz from person where (id * 37) % 100 < ${agreed}::int`);
  // Each tenth leads the nine after it.
  await db.run(sql`
    insert into reporting_line (cell, agency_id, person_id, supervisor_id, since)
    select 1, 2, id, id - (id - low) % 10, '2025-01-01' from person, (select min(id) as low from person) it where (id - low) % 10 <> 0`);
  await db.run(sql`
    insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
    select 1, 2, id, 'telegram', 's' || id, jsonb_build_object('channel', 'telegram', 'account', 'bot', 'chat', id::text), 'code',
           ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz from person`);
  await db.run(sql`
    insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
    select 1, 2, 'T-' || n, 'Pelatihan Contoh ' || n, 'klasikal', 'pelatihan_teknis', 'tatap_muka', 8, 'BKPSDM', ${at}::timestamptz, ${at}::timestamptz from generate_series(1, 80) n`);
  await db.run(sql`
    insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, entry, status, plan_line, schedule, added_at, changed_at)
    select 1, 2, (select min(id) from training) + n % 80, 'K-' || n, day, day, 'Asia/Makassar', 'terbuka', 'dibuka', 'R', '', ${at}::timestamptz, ${at}::timestamptz
      from (select n, ${first.toString()}::date + (n * 36 / ${classes}::int) * 7 + n % 5 as day from generate_series(0, ${classes}::int - 1) n) it`);
  await db.run(sql`analyze training_class`);
  await db.run(sql`
    insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since)
    select 1, 2, c.id, (select min(id) from person) + (n * ${seats}::int + s) % ${people}::int, 'terdaftar', 'sendiri', ${at}::timestamptz, ${at}::timestamptz
      from (select id, row_number() over (order by id) - 1 as n from training_class) c cross join generate_series(0, ${seats}::int - 1) s`);
  for (const table of ["person_position", "reporting_line", "handle", "enrolment", "consent"]) await db.run(rawSql(`analyze ${table}`));
}
