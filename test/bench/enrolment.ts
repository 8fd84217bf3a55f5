import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { race } from "../features/enrolment/race.ts";
import { quantile, scratchDatabase, scratchFolder } from "./service.ts";
import { numberId, phoneOf, postWebhook, startEcho } from "./throughput.ts";

const seats = 300;
const minuteMs = 60_000;

/** Seats under a rush: through the gate alone, and through the whole service when a class opens for a city of `people`. */
export async function benchEnrolment(server: string | null, people: number, print: (line: string) => void): Promise<void> {
  print("\n— enrolment, PostgreSQL");
  if (!server) return print("not measured: no PostgreSQL");
  const database = await scratchDatabase(server);
  const { outcomes, taken, held, requestsPerSecond } = await race(database.url, { seats: 30, processes: 2, each: 500 });
  print(`race: 2 processes × 500 wishes for 30 seats: ${JSON.stringify(outcomes)}, counted ${taken}, held ${held}; ${requestsPerSecond.toFixed(0)} requests/s`);
  await database.drop();
  await opening(server, people, print);
}

/** Each writes /daftar within a minute and says yes to the question; latency from the scheduled sending to the reply. */
async function opening(server: string, people: number, print: (line: string) => void): Promise<void> {
  const database = await scratchDatabase(server);
  const folder = scratchFolder();
  const graph = await listeningGraph();
  const base = await openDatabase({ url: database.url });
  await migrate(base.db);
  await seed(base.db, people);
  const service = await startEcho(database.url, folder.path, graph.url, false, "app");
  const begin = performance.now() + 500;
  const [asked, done]: [number[], number[]] = [[], []];
  await Promise.all(
    Array.from({ length: people }, async (_, person) => {
      const due = begin + (person / people) * minuteMs;
      await sleep(Math.max(0, due - performance.now()));
      await send(service.url, person, 0, "/daftar K-1");
      const question = await graph.reply(person, 1);
      if (question === null) return;
      asked.push(question - due);
      const said = performance.now();
      await send(service.url, person, 1, "ya");
      const answer = await graph.reply(person, 2);
      if (answer !== null) done.push(answer - said);
    }),
  );
  const counted = await base.db.one(
    z.object({ taken: z.number(), held: z.coerce.number(), waiting: z.coerce.number() }),
    sql`
    select taken, (select count(*) from enrolment where state = 'terdaftar') as held, (select count(*) from enrolment where state = 'daftar_tunggu') as waiting
      from training_class`,
  );
  const line = (name: string, list: number[]) => `${name} p50 ${quantile(list, 0.5).toFixed(0)} ms, p99 ${quantile(list, 0.99).toFixed(0)} ms`;
  print(
    `opening: ${people} people in a minute for ${seats} seats: ${line("question", asked)}; ${line("after the yes", done)}; ${people - done.length} unanswered; ` +
      `seats counted ${counted.taken}, held ${counted.held}, waiting ${counted.waiting}; memory ${service.memoryMb().toFixed(0)} MB`,
  );
  await service.stop();
  await graph.close();
  await base.close();
  await database.drop();
  folder.remove();
}

/** As the network does it: what was not acknowledged comes again. */
async function send(url: string, person: number, number: number, text: string): Promise<void> {
  const post = () => postWebhook(url, person, number, text);
  await post().catch(post); // a connection that was idle may be closed just then
}

/** People with a proven number and a judgement of their work, in forty units, and a class of which nobody has to approve. */
async function seed(db: Database, people: number): Promise<void> {
  const now = Temporal.Now.instant().toString();
  const day = Temporal.Now.plainDateISO("Asia/Makassar").add({ days: 30 }).toString();
  await syncDictionary(db, 1, dictionaryFiles(), Temporal.Now.instant());
  await db.run(sql`insert into unit (cell, agency_id, name) select 1, 2, 'Dinas Contoh ' || n from generate_series(1, 40) n`);
  await db.run(sql`
    insert into person (cell, agency_id, name, status, duty, added_at, changed_at)
    select 1, 2, 'Peserta Contoh ' || n, 'PNS', 'aktif', ${now}::timestamptz, ${now}::timestamptz from generate_series(1, ${people}::int) n`);
  await db.run(sql`
    insert into person_position (cell, agency_id, person_id, unit_id, title, family, level, since)
    select 1, 2, p.id, (select min(id) from unit) + p.id % 40, 'Petugas Pelayanan', 'pelaksana', null, '2024-01-01' from person p`);
  const phones = JSON.stringify(Array.from({ length: people }, (_, at) => ({ at, phone: phoneOf(at) })));
  await db.run(sql`
    insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
    select 1, 2, (select min(id) from person) + it.at, 'wa-cloud', it.phone,
           jsonb_build_object('channel', 'wa-cloud', 'account', ${numberId}::text, 'chat', it.phone), 'code', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
      from jsonb_to_recordset(${phones}::jsonb) as it (at int, phone text)`);
  await db.run(sql`
    insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
    values (1, 2, 'T-1', 'Pelatihan Contoh', 'klasikal', 'pelatihan_teknis', 'daring', 8, 'BKPSDM', ${now}, ${now})`);
  await db.run(sql`
    insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, seats, entry, approval, status, plan_line, schedule, added_at, changed_at)
    select 1, 2, id, 'K-1', ${day}::date, ${day}::date, 'Asia/Makassar', ${seats}, 'terbuka', 'tanpa', 'dibuka', 'R-1', '', ${now}::timestamptz, ${now}::timestamptz from training`);
  await db.run(sql`
    insert into training_target (cell, agency_id, training_id, competency, from_level, to_level) select 1, 2, id, 'pelayanan-publik', 1, 3 from training`);
  await db.run(sql`
    insert into competency_evidence (cell, agency_id, person_id, competency_id, kind, level, official, observed_on, source, key, noted_at)
    select 1, 2, id, 'pelayanan-publik', 'supervisor', 1 + id % 3, false, '2026-01-15', 'Penilaian atasan', 'bench', ${now}::timestamptz from person`);
  await db.run(sql`analyze`);
}

/** Takes what is sent and says when each person's n-th reply came. */
async function listeningGraph() {
  const heard = new Map<string, number[]>();
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer((incoming, answer) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (text: string) => (body += text));
    incoming.on("end", () => {
      answer.setHeader("Content-Type", "application/json");
      if (incoming.method !== "POST") return answer.end('{"id":"1","quality_rating":"GREEN","display_phone_number":"62811"}');
      if (!body.startsWith("{")) return answer.end('{"id":"media"}');
      const { to, type } = JSON.parse(body) as { to?: string; type?: string };
      if (to && (type === "text" || type === "interactive")) {
        const list = [...(heard.get(to) ?? []), performance.now()];
        heard.set(to, list);
        waiting.get(`${to} ${list.length}`)?.(performance.now());
      }
      answer.end(`{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.out.${Math.random()}"}]}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** When somebody's n-th reply came; null = not within ten minutes, when nobody waits any more. */
    reply(person: number, count: number): Promise<number | null> {
      const at = heard.get(phoneOf(person))?.[count - 1];
      if (at !== undefined) return Promise.resolve(at);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), 600_000);
        waiting.set(`${phoneOf(person)} ${count}`, (when) => {
          clearTimeout(timer);
          resolve(when);
        });
      });
    },
    close: () => new Promise<void>((done) => server.close(() => done()).closeAllConnections()),
  };
}
