import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { openDatabase } from "../../../src/db/open.ts";

const program = fileURLToPath(new URL("race-process.ts", import.meta.url));

export interface Race {
  seats: number;
  processes: number;
  /** People who want in, by process. */
  each: number;
}

export interface RaceResult {
  /** By state. */
  outcomes: Record<string, number>;
  /** In the class's counter, and enrolments that hold a seat. */
  taken: number;
  held: number;
  events: number;
  requestsPerSecond: number;
}

/** An empty database on a server gets a class and people, and several processes open it at the same moment. */
export async function race(url: string, { seats, processes, each }: Race): Promise<RaceResult> {
  const { db, close } = await openDatabase({ url });
  try {
    await migrate(db);
    const now = "2026-11-22T02:00:00Z";
    await db.run(sql`
      insert into person (cell, agency_id, name, status, duty, added_at, changed_at)
      select 1, 2, 'Peserta Contoh ' || n, 'PNS', 'aktif', ${now}::timestamptz, ${now}::timestamptz from generate_series(1, ${processes * each}::int) n`);
    const id = z.object({ id: z.coerce.number() });
    const training = await db.one(
      id,
      sql`
      insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
      values (1, 2, 'T-1', 'Pelatihan Contoh', 'klasikal', 'pelatihan_teknis', 'daring', 8, 'BKPSDM', ${now}, ${now}) returning id`,
    );
    const run = await db.one(
      id,
      sql`
      insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, seats, entry, approval, status, plan_line, schedule, added_at, changed_at)
      values (1, 2, ${training.id}, 'K-1', '2026-12-07', '2026-12-07', 'Asia/Makassar', ${seats}, 'terbuka', 'tanpa', 'dibuka', 'R-1', '', ${now}, ${now}) returning id`,
    );
    const first = await db.one(id, sql`select min(id) as id from person`);
    const runners = Array.from({ length: processes }, (_, at) => runner([url, run.id, first.id + at * each, first.id + (at + 1) * each - 1]));
    await Promise.all(runners.map((it) => it.ready));
    for (const it of runners) it.child.stdin?.write("go\n");
    const results = await Promise.all(runners.map((it) => it.result));
    const outcomes: Record<string, number> = {};
    for (const it of results) for (const [code, count] of Object.entries(it.outcomes)) outcomes[code] = (outcomes[code] ?? 0) + count;
    const counted = await db.one(
      z.object({ taken: z.number(), held: z.coerce.number(), events: z.coerce.number() }),
      sql`
      select taken, (select count(*) from enrolment where state = 'terdaftar') as held, (select count(*) from enrolment_event) as events from training_class`,
    );
    return { outcomes, ...counted, requestsPerSecond: (processes * each) / Math.max(...results.map((it) => it.seconds)) };
  } finally {
    await close();
  }
}

function runner(args: (string | number)[]): {
  child: ChildProcess;
  ready: Promise<void>;
  result: Promise<{ outcomes: Record<string, number>; seconds: number }>;
} {
  const child = spawn(process.execPath, [program, ...args.map(String)], { stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  const ready = Promise.withResolvers<void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (out.startsWith("ready\n")) ready.resolve();
  });
  const result = once(child, "close").then(() => JSON.parse(out.slice("ready\n".length)));
  result.catch(ready.reject);
  return { child, ready: ready.promise, result };
}
