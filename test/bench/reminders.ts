import { z } from "zod";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import { putLetters } from "../../src/delivery/outbox.ts";
import { planReminders } from "../../src/features/enrolment/remind/plan-reminders.ts";
import { sendReminders } from "../../src/features/enrolment/remind/send-reminders.ts";
import { useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { render } from "../../src/service/pipeline.ts";
import { regularJobs } from "../../src/service/regular.ts";
import { silentLog, testDatabases } from "../world.ts";

const cell = 1;
const kendari = 2;
const people = 10_000;
const classes = 250;
/** Saturday night: the classes begin on the Monday of the week after, so that half of what is planned falls into one week. */
const night = Temporal.Instant.from("2026-11-28T16:30:00Z");

/** The night's work for 10,000 enrolments: what is due is computed and planned, then all that falls on one moment is written and queued. */
export async function benchReminders(print: (line: string) => void): Promise<void> {
  print(`\n— reminders: ${people} enrolments in ${classes} classes that begin on one day`);
  for (const { name, open } of testDatabases()) {
    const base = await open();
    await fill(base.db);
    const planned = await timed(() => planReminders(base.db, cell, night));
    const again = await timed(() => planReminders(base.db, cell, night));
    const monday = Temporal.Instant.from("2026-11-30T01:00:00Z");
    const put = (tx: Database, letters: Parameters<typeof putLetters>[2]) => putLetters({ db: tx, cell }, render, letters, monday);
    const sent = await timed(() => sendReminders({ db: base.db, cell, now: monday, put }));
    const { handlers } = regularJobs({ db: base.db, cell, log: silentLog });
    const quiet = await timed(() => handlers.regular?.({}, monday) ?? Promise.reject(new Error("no such job")));
    const { queued } = await base.db.one(
      z.object({ queued: z.coerce.number() }),
      sql`select count(*) as queued from outbox where lane = 1 and status = 'waiting'`,
    );
    print(
      `${name.padEnd(9)} ${planned.result.reminders} reminders computed and planned in ${seconds(planned.ms)} (again, nothing new: ${seconds(again.ms)}); ` +
        `${sent.result} letters due at one moment written and queued in ${seconds(sent.ms)} (${Math.round((1_000 * sent.result) / sent.ms)}/s), ${queued} in the outbox; a whole round with nothing due ${Math.round(quiet.ms)} ms`,
    );
    await base.close();
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const begun = performance.now();
  const result = await work();
  return { result, ms: performance.now() - begun };
}

async function fill(db: Database): Promise<void> {
  // As the import does after thousands of rows: without figures the planner reads whole tables for every reference it checks.
  const analyze = (table: string) => db.run(rawSql(`analyze ${table}`));
  const at = "2026-11-20T01:00:00Z";
  const own = sql`${cell}::smallint, ${kendari}::smallint`;
  await db.run(sql`
    insert into person (cell, agency_id, name, status, added_at, changed_at)
    select ${own}, 'Pegawai Contoh ' || n, 'PNS', ${at}::timestamptz, ${at}::timestamptz from generate_series(1, ${people}) n`);
  await analyze("person");
  await db.run(sql`
    insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
    select cell, agency_id, id, 'telegram', 's' || id, jsonb_build_object('channel', 'telegram', 'account', 'bot', 'chat', id::text), 'code',
           ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz from person`);
  await db.run(sql`
    insert into consent (cell, agency_id, person_id, purpose, answer, version, channel, given_at)
    select cell, agency_id, id, 'reminders', 'yes', ${useVersion("reminders")}, 'telegram', ${at}::timestamptz from person`);
  const { training } = await db.one(
    z.object({ training: z.coerce.number() }),
    sql`
    insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, payer, added_at, changed_at)
    values (${cell}, ${kendari}, 'T-1', 'Pelatihan Contoh', 'klasikal', 'pelatihan_teknis', 'tatap_muka', 8, 'BKPSDM', 'kota', ${at}, ${at}) returning id as training`,
  );
  await db.run(sql`
    insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, place, seats, taken, entry, status, plan_line, schedule, added_at, changed_at)
    select ${own}, ${training}, 'K-' || n, '2026-12-07', '2026-12-08', 'Asia/Makassar', 'Aula', ${people / classes}, ${people / classes}, 'terbuka', 'dibuka', 'R', '',
           ${at}::timestamptz, ${at}::timestamptz from generate_series(1, ${classes}) n`);
  await db.run(sql`
    insert into training_session (cell, agency_id, class_id, starts_at, ends_at)
    select cell, agency_id, id, '2026-12-07T00:00:00Z'::timestamptz + d * interval '1 day', '2026-12-07T08:00:00Z'::timestamptz + d * interval '1 day'
      from training_class, generate_series(0, 1) d`);
  await analyze("training_class");
  await db.run(sql`
    insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since)
    select p.cell, p.agency_id, c.id, p.id, 'terdaftar', 'sendiri', ${at}::timestamptz, ${at}::timestamptz
      from (select *, row_number() over (order by id) - 1 as n from person) p
      join (select *, row_number() over (order by id) - 1 as n from training_class) c on c.n = p.n % ${classes}`);
  for (const table of ["handle", "consent", "training_session", "enrolment"]) await analyze(table);
}
