/*
 * `npm run chaos [-- --kills N] [--only kills,restarts,embedded,wa-web,wa-web-embedded]`: people write on Telegram, WhatsApp and the web page
 * while processes are killed with SIGKILL and PostgreSQL is stopped and started. Afterwards every message must have been
 * answered, in order, and once (networks without idempotent ids: but for repeats of an unknown outcome, which are counted
 * apart). `wa-web`: a linked number, with deaths of the service and of the process that speaks WhatsApp, each at every step of a
 * message, and with replicas that stand still until another one has taken over. Ends with 1 if anything was lost, doubled or out of order.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { scratchDatabase } from "../bench/service.ts";
import { ownPostgres } from "../delivery/own-postgres.ts";
import { findPostgres } from "../postgres.ts";
import { type LinkedRoundOptions, linkedRound } from "./linked-round.ts";
import { byChance } from "./linked-torment.ts";
import { chaosRound, type RoundOptions, type RoundResult } from "./round.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "100" }, only: { type: "string", default: "kills,restarts,embedded,wa-web,wa-web-embedded" } },
});
const kills = Number(values.kills);
const wanted = new Set(values.only.split(","));
const killing = (count: number): RoundOptions["torment"] =>
  async function torment({ kill }) {
    for (let at = 0; at < count; at++) {
      await sleep(200 + Math.random() * 1_500);
      await kill();
    }
  };

let wrong = 0;
if (wanted.has("kills")) {
  wrong += await onDatabase((url) =>
    round(`PostgreSQL, 2 replicas, ${kills} kills`, {
      settings: { DATABASE_URL: url },
      replicas: 2,
      people: 15,
      messages: 20,
      spreadMs: kills * 1_800,
      torment: killing(kills),
    }),
  );
}
if (wanted.has("restarts")) {
  const restarts = Math.max(1, Math.round(kills / 12));
  const postgres = await ownPostgres();
  await postgres.start();
  try {
    wrong += await round(`PostgreSQL stopped and started ${restarts} times, 2 replicas`, {
      settings: { DATABASE_URL: postgres.url },
      replicas: 2,
      people: 15,
      messages: 20,
      spreadMs: restarts * 5_000,
      async torment() {
        for (let at = 0; at < restarts; at++) {
          await sleep(1_500 + Math.random() * 1_500);
          await postgres.stop("immediate");
          await sleep(500 + Math.random() * 2_000);
          await postgres.start();
        }
      },
    });
  } finally {
    await postgres.remove();
  }
}
if (wanted.has("embedded")) {
  const few = Math.max(2, Math.round(kills / 8));
  wrong += await round(`embedded, ${few} kills`, { settings: {}, replicas: 1, people: 15, messages: 20, spreadMs: few * 3_500, torment: killing(few) });
}
if (wanted.has("wa-web")) {
  const options = { replicas: 2, people: 30, deaths: byChance(kills), freezeEvery: 8, gapMs: 15_000 };
  wrong += await onDatabase((url) => linked(`linked WhatsApp number, PostgreSQL, 2 replicas, ${kills} kills`, { ...options, url }));
}
if (wanted.has("wa-web-embedded")) {
  const few = Math.max(2, Math.round(kills / 8));
  wrong += await linked(`linked WhatsApp number, embedded, ${few} kills`, { replicas: 1, people: 15, deaths: byChance(few), gapMs: 8_000 });
}
process.exitCode = wrong > 0 ? 1 : 0;

async function onDatabase(work: (url: string) => Promise<number>): Promise<number> {
  const postgres = await findPostgres();
  const database = await scratchDatabase(postgres.url);
  try {
    return await work(database.url);
  } finally {
    await database.drop();
    await postgres.stop();
  }
}

async function round(title: string, options: RoundOptions): Promise<number> {
  const began = performance.now();
  const result = await chaosRound(options);
  console.log(`\n${title} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  for (const [channel, it] of result.tallies) {
    const twice = channel === "web chat" ? `${it.repeated} doubled` : `${it.repeated} repeated after an unknown outcome`;
    console.log(`  ${channel.padEnd(15)} ${it.written} written, ${it.answered} answered, ${it.lost} lost, ${twice}, ${it.disordered} out of order`);
  }
  if (result.violations.length > 0) console.log("  against the protocol:", JSON.stringify(result.violations[0]), `and ${result.violations.length - 1} more`);
  return faults(result);
}

function faults({ tallies, violations }: RoundResult): number {
  let sum = violations.length;
  for (const [channel, it] of tallies) sum += it.lost + it.disordered + (channel === "web chat" ? it.repeated : 0);
  return sum;
}

async function linked(title: string, options: LinkedRoundOptions): Promise<number> {
  const began = performance.now();
  const { tally, killed, frozen, repeats, logins, trouble, complaints, wrong } = await linkedRound({ ...options, print: console.log });
  console.log(`\n${title} (${((performance.now() - began) / 1000).toFixed(0)} s, ${logins} logins, ${frozen} times a replica stood still)`);
  const { written, answered, lost, repeated, disordered } = tally;
  console.log(`  ${options.people} people: ${written} written, ${answered} answered, ${lost} lost, ${repeated} doubled, ${disordered} out of order`);
  const count = (victim: string) =>
    Object.entries(
      Object.groupBy(
        killed.filter((it) => it.victim === victim),
        (it) => it.at,
      ),
    ).map(([at, all]) => `${at} ${all?.length}`);
  console.log(`  service killed at: ${count("service").join(", ")}`);
  console.log(`  its child killed at: ${count("child").join(", ")}`);
  const { clientAskedAgain, clientCouldNotRead, thrownBack, peopleCouldNotRead, ownPhoneCouldNotRead } = trouble;
  const unreadable = clientCouldNotRead.length + peopleCouldNotRead.length + ownPhoneCouldNotRead.length;
  console.log(
    `  sent again under the same id and shown once: ${repeats}; came again after a kill, opened already: ${clientAskedAgain + thrownBack.filter((it) => it.code === "487").length}`,
  );
  console.log(
    `  sessions: ${clientCouldNotRead.length} messages unreadable to us, ${peopleCouldNotRead.length} to people, ${ownPhoneCouldNotRead.length} to the own phone`,
  );
  for (const it of wrong) console.log(`  WRONG: ${it}`);
  if (complaints.length > 0) console.log("  against the protocol:", JSON.stringify(complaints[0]), `and ${complaints.length - 1} more`);
  return lost + repeated + disordered + unreadable + wrong.length + complaints.length;
}
