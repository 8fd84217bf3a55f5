/*
 * `npm run chaos`: the service is killed with SIGKILL again and again while people write. Afterwards every accepted
 * message must have been answered exactly once and in order, on both databases. Ends with 1 if anything was lost or doubled.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningService, scratchDatabase, scratchFolder, startProgram } from "../bench/service.ts";
import { findPostgres } from "../postgres.ts";

const talks = 30;
/** What each person writes, and a word of the answer that only it can have. */
const script: [string, string][] = [
  ["/kota pontianak", "Pontianak*"],
  ["/bantuan", "Yang bisa dilakukan"],
  ["/kota kendari", "Kendari*"],
  ["terima kasih", "Sama-sama"],
  ["/kota lhokseumawe", "Lhokseumawe*"],
  ["/kota tanjungpinang", "Tanjungpinang*"],
];
const messagesEach = script.length;
const kills = 5;

const postgres = await findPostgres();
let wrong = 0;
try {
  const database = await scratchDatabase(postgres.url);
  wrong += await round("PostgreSQL", { DATABASE_URL: database.url });
  await database.drop();
  wrong += await round("embedded", {});
} finally {
  await postgres.stop();
}
process.exitCode = wrong > 0 ? 1 : 0;

async function round(name: string, settings: Record<string, string>): Promise<number> {
  const folder = scratchFolder();
  const port = String(41_000 + Math.floor(Math.random() * 10_000));
  const start = () => startProgram({ DATA_DIR: folder.path, PORT: port, COOKIE_SECRET: "c".repeat(40), ...settings });
  let service: RunningService = await start();
  const url = service.url;
  const people = await Promise.all(Array.from({ length: talks }, (_, number) => person(url, number)));
  const writing = Promise.all(people.map((it) => it.write()));
  for (let kill = 0; kill < kills; kill++) {
    await sleep(1_000 + Math.random() * 1_500);
    await service.kill();
    service = await start();
  }
  await writing;
  const results = await Promise.all(people.map((it) => it.check()));
  await service.stop();
  folder.remove();
  const sum = (pick: (it: Result) => number) => results.reduce((all, it) => all + pick(it), 0);
  const [answered, lost, doubled, disordered] = [sum((it) => it.answered), sum((it) => it.lost), sum((it) => it.doubled), sum((it) => it.disordered)];
  console.log(
    `${name.padEnd(11)} ${kills} kills, ${talks * messagesEach} messages accepted, ${answered} answered, ${lost} lost, ${doubled} doubled, ${disordered} out of order`,
  );
  return lost + doubled + disordered;
}

interface Result {
  answered: number;
  lost: number;
  doubled: number;
  disordered: number;
}

interface Message {
  author: string;
  body?: { text: string };
  text?: string;
}

/** One browser that sends each message again under the same id until it is accepted. */
async function person(url: string, number: number) {
  const headers: Record<string, string> = { Origin: url, "Content-Type": "application/json", "X-Forwarded-For": `10.2.0.${number + 1}` };
  const post = async (body: object): Promise<void> => {
    for (;;) {
      const answer = await fetch(`${url}/pesan`, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
      const cookie = answer?.headers.getSetCookie()[0];
      if (cookie) headers.Cookie = cookie.split(";")[0] ?? "";
      if (answer?.ok) return void (await answer.arrayBuffer().catch(() => null));
      await sleep(100 + Math.random() * 200);
    }
  };
  const history = async (): Promise<Message[]> => {
    const answer = await fetch(`${url}/pesan?setelah=0`, { headers }).catch(() => null);
    const body = answer?.ok ? ((await answer.json()) as { messages?: Message[] }) : null;
    return body?.messages ?? [];
  };
  const textOf = (it: Message) => it.body?.text ?? it.text ?? "";
  await post({ id: randomUUID(), start: "kendari" });

  return {
    async write() {
      for (const [text] of script) {
        await post({ id: randomUUID(), text });
        await sleep(Math.random() * 1_500);
      }
    },
    /** Waits for the answers, then compares: each message has an answer of its own, in the order of the messages. */
    async check(): Promise<Result> {
      let messages: Message[] = [];
      for (let tries = 0; tries < 300; tries++) {
        messages = await history();
        if (messages.filter((it) => it.author === "assistant").length > messagesEach) break;
        await sleep(200);
      }
      await sleep(500);
      messages = await history();
      const answers = messages.filter((it) => it.author === "assistant").slice(1); // after the greeting
      const answered = answers.length;
      return {
        answered,
        lost: Math.max(0, messagesEach - answered),
        doubled: Math.max(0, answered - messagesEach),
        disordered: answers.filter((it, at) => !textOf(it).includes(script[at]?.[1] ?? "")).length,
      };
    },
  };
}
