import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { LinkedProcess, Memory } from "../chaos/linked-process.ts";
import { crowd, linkedWorld } from "../chaos/linked-world.ts";
import type { Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { quantile, scratchDatabase } from "./service.ts";

const people = 200;
const rounds = 50;
/** Between two messages of a person: 8 messages a second in all, half of what the adapter bears on two cores. */
const everyMs = 25_000;
const lines = 10;
const answeredWithinMs = 120_000;

/**
 * A linked number over a long time, its limits raised: 200 people ask 50 questions each, at set times whatever happens. Latency
 * counts from the scheduled writing; one to two seconds of it the assistant is seen typing, as always.
 */
export async function benchSoak(server: string | null, print: (line: string) => void): Promise<void> {
  print(
    `\n— soak: ${people} people, ${people * rounds} messages over a linked WhatsApp number, ${(people * 1000) / everyMs} a second, ${server ? "PostgreSQL" : "embedded"}`,
  );
  const questions = readFileSync(new URL("../questions/shipped.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { question: string }).question);
  const database = server === null ? null : await scratchDatabase(server);
  const world = await linkedWorld(database?.url);
  const service = await world.start();
  await world.bot.online({ timeout: 60_000 });
  await sleep(3_000);
  print(line("at rest", await service.memory()));

  const taken: number[] = [];
  let unanswered = 0;
  const begin = performance.now() + 500;
  const watching = watch(service, taken, print);
  await Promise.all(
    crowd(world.whatsapp, people).map(async (person, number) => {
      for (let round = 0; round < rounds; round++) {
        const due = begin + round * everyMs + (number / people) * everyMs;
        await sleep(Math.max(0, due - performance.now()));
        if (await asks(person, questions[(number * rounds + round) % questions.length] ?? "berapa JP")) taken.push(performance.now() - due);
        else unanswered++;
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  await watching.end();
  await sleep(10_000);
  print(line("10 s after", await service.memory()));
  await service.stop();
  const { bot, whatsapp } = world;
  const seen = bot.sent.length;
  const wrong = [...(await world.ends()), ...whatsapp.complaints.map((it) => it.problem)];
  print(
    `in all: ${taken.length} answered, ${unanswered} not, ${seen - taken.length} too many, p50 ${ms(quantile(taken, 0.5))}, p99 ${ms(quantile(taken, 0.99))}, ${(taken.length / seconds).toFixed(1)} a second; ` +
      `${bot.trouble.peopleCouldNotRead.length + bot.trouble.clientAskedAgain} unreadable, ${bot.logins} login(s), wrong: ${wrong.join("; ") || "nothing"}`,
  );
  await world.close();
  await database?.drop();
}

/** Writes, and waits for the answer; false = none came. */
async function asks(person: Person, question: string): Promise<boolean> {
  const before = person.received.length;
  person.says(question);
  return person
    .hears(() => person.received.length > before, { timeout: answeredWithinMs })
    .then(
      () => true,
      () => false,
    );
}

/** A line for every tenth of the messages. */
function watch(service: LinkedProcess, taken: number[], print: (line: string) => void): { end(): Promise<void> } {
  const step = (people * rounds) / lines;
  let told = 0;
  let ended = false;
  const look = async () => {
    while (!ended) {
      await sleep(500);
      if (taken.length >= (told + 1) * step || (ended && taken.length > told * step)) await tell();
    }
  };
  const tell = async () => {
    const part = taken.slice(told * step, (told + 1) * step);
    told++;
    print(line(`${told * step} messages`, await service.memory(), part));
  };
  const looking = look();
  return {
    async end() {
      ended = true;
      await looking;
      while (taken.length > told * step) await tell();
    },
  };
}

function line(what: string, { service, heap, child }: Memory, latencies?: number[]): string {
  const memory = `service ${service.toFixed(0)} MB (heap ${heap.toFixed(0)}), its WhatsApp process ${child?.toFixed(0) ?? "–"} MB`;
  const pace = latencies ? `p50 ${ms(quantile(latencies, 0.5))}, p99 ${ms(quantile(latencies, 0.99))}, slowest ${ms(Math.max(...latencies))}; ` : "";
  // Where more wants to run than there are cores, the latencies are those of the machine.
  return `${what.padEnd(15)} ${pace}${memory}; load ${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`;
}

const ms = (value: number): string => `${(value / 1000).toFixed(2)} s`;
