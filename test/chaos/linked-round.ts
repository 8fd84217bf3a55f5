import { setTimeout as sleep } from "node:timers/promises";
import type { Person, Trouble } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import type { LinkedProcess } from "./linked-process.ts";
import { type Killed, LinkedTorment } from "./linked-torment.ts";
import { crowd, linkedWorld } from "./linked-world.ts";
import { placesIn, type Tally, tally, words } from "./people.ts";

export interface LinkedRoundOptions {
  /** PostgreSQL; absent = the embedded database. */
  url?: string;
  replicas: number;
  people: number;
  /** One after the other; see `byChance`. */
  deaths: Killed[];
  /** Every so many torments a replica stands still until its lease has run out, and then goes on as if nothing were. */
  freezeEvery?: number;
  /** About how long somebody waits between two messages. */
  gapMs: number;
  print?: (line: string) => void;
}

export interface LinkedResult {
  tally: Tally;
  killed: Killed[];
  /** Times a replica stood still. */
  frozen: number;
  /** Ids that the server got more than once; people saw each once. */
  repeats: number;
  logins: number;
  trouble: Trouble;
  complaints: readonly unknown[];
  /** What is not as it must be at the end, in words. */
  wrong: string[];
}

/** Nobody writes on for ever without an answer; from thirty on the assistant answers to the newest only. */
const mostUnanswered = 8;

/** People write to one linked number, while the processes that hold it are killed. */
export async function linkedRound(options: LinkedRoundOptions): Promise<LinkedResult> {
  const world = await linkedWorld(options.url);
  const { whatsapp, bot } = world;
  const services: LinkedProcess[] = [];
  for (let replica = 0; replica < options.replicas; replica++) services.push(await world.start());
  await bot.online({ timeout: 60_000 });

  const talks = crowd(whatsapp, options.people).map((it) => new Talk(it));
  const torment = new LinkedTorment(whatsapp, bot, services, world.start, options);
  const over = { now: false };
  const writing = talks.map((it) => writeOn(it, options.gapMs, over));
  await torment.run();
  over.now = true;
  await Promise.all(writing);
  const answered = () => talks.every((it) => it.tally.answered >= it.written);
  await patiently(answered);
  await sleep(3_000); // for answers that are one too many

  const wrong: string[] = [];
  // A session that had been hurt would show it here: nobody kills any more, and everybody writes once more.
  const before = JSON.stringify(bot.trouble);
  for (const it of talks) it.write();
  await patiently(answered);
  await bot.drained({ timeout: 60_000 }).catch((error: Error) => wrong.push(error.message));
  if (JSON.stringify(bot.trouble) !== before) wrong.push(`trouble when nobody was killed any more: ${JSON.stringify(bot.trouble)} after ${before}`);
  await Promise.all(services.map((it) => it.stop()));
  wrong.push(...talks.flatMap((it) => it.wrong), ...(await world.ends()));
  await world.close();
  return {
    tally: summed(talks.map((it) => it.tally)),
    killed: torment.killed,
    frozen: torment.frozen,
    repeats: bot.repeats.length,
    logins: bot.logins,
    trouble: bot.trouble,
    complaints: whatsapp.complaints,
    wrong,
  };
}

/** Somebody who writes, and what they heard back. */
class Talk {
  readonly #person: Person;
  written = 0;

  constructor(person: Person) {
    this.#person = person;
  }

  write(): void {
    this.#person.says(words(this.written++));
  }

  get unanswered(): number {
    return this.written - this.#person.received.length;
  }

  get #heard(): string[] {
    return this.#person.received.map((it) => it.text);
  }

  get tally(): Tally {
    return tally(this.#heard, this.written);
  }

  get wrong(): string[] {
    const { answered, repeated } = this.tally;
    if (answered === this.written && repeated === 0) return [];
    return [`${this.#person.name} (${this.#person.addressing}) wrote ${this.written}, heard ${placesIn(this.#heard).join("")}`];
  }
}

async function writeOn(talk: Talk, gapMs: number, over: { now: boolean }): Promise<void> {
  await sleep(Math.random() * gapMs);
  while (!over.now) {
    if (talk.unanswered < mostUnanswered) talk.write();
    await sleep(gapMs * (0.5 + Math.random()));
  }
}

const patienceMs = 240_000;

async function patiently(there: () => boolean): Promise<void> {
  for (const until = performance.now() + patienceMs; !there() && performance.now() < until; ) await sleep(250);
}

function summed(all: Tally[]): Tally {
  const sum: Tally = { written: 0, answered: 0, lost: 0, repeated: 0, disordered: 0 };
  for (const it of all) for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += it[key];
  return sum;
}
