import { setTimeout as sleep } from "node:timers/promises";
import { type RunningService, scratchFolder, startProgram } from "../bench/service.ts";
import { fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { type Tally, tally, telegramWriter, type Writer, webWriter, whatsAppWriter } from "./people.ts";

export interface RoundOptions {
  /** Settings of the database. */
  settings: Record<string, string>;
  replicas: number;
  /** People on each of the three channels, and what each of them writes. */
  people: number;
  messages: number;
  /** Milliseconds over which a person spreads the messages. */
  spreadMs: number;
  /** What is done to the service meanwhile; `kill` is SIGKILL and a new start of one replica, picked at random. */
  torment(it: { kill(): Promise<void>; writing: () => boolean }): Promise<void>;
}

export interface RoundResult {
  /** By channel. */
  tallies: Map<string, Tally>;
  violations: unknown[];
  unansweredTaps: number;
}

const patienceMs = 180_000;

/** People write through the fakes of Telegram and WhatsApp and on the web page, while real processes are tormented. */
export async function chaosRound(options: RoundOptions): Promise<RoundResult> {
  const telegram = await fakeTelegram();
  const graph = await fakeGraph({});
  const folder = scratchFolder();
  const base = 21_000 + Math.floor(Math.random() * 10_000); // below those that the system gives to connections
  const settings = (replica: number) => ({
    DATA_DIR: folder.path,
    DEMO: "off",
    PORT: String(base + replica),
    COOKIE_SECRET: "c".repeat(40),
    LOG_LEVEL: "silent",
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.url,
    WHATSAPP_NUMBER_ID: graph.phoneNumberId,
    WHATSAPP_TOKEN: graph.token,
    WHATSAPP_APP_SECRET: graph.appSecret,
    WHATSAPP_VERIFY_TOKEN: graph.verifyToken,
    WHATSAPP_API_URL: `${graph.url}/v23.0`,
    ...options.settings,
  });
  const services: RunningService[] = [];
  for (let replica = 0; replica < options.replicas; replica++) services.push(await startProgram(settings(replica)));
  const urls = services.map((it) => it.url);
  graph.callback = `${urls[0]}/webhook/whatsapp`;
  const numbers = Array.from({ length: options.people }, (_, number) => number);
  const writers: Writer[] = [
    ...numbers.map((it) => telegramWriter(telegram, `Orang Contoh ${it}`)),
    ...numbers.map((it) => whatsAppWriter(graph, `Orang Contoh ${it}`, `62812${String(it).padStart(8, "0")}`)),
    ...numbers.map((it) => webWriter(urls, it)),
  ];
  let writing = true;
  const written = Promise.all(writers.map((it) => writeAll(it, options))).then(() => {
    writing = false;
  });
  await options.torment({
    writing: () => writing,
    async kill() {
      const replica = Math.floor(Math.random() * services.length);
      await services[replica]?.kill();
      services[replica] = await startProgram(settings(replica));
    },
  });
  await written;
  const heard = await allAnswered(writers, options.messages);
  await Promise.all(services.map((it) => it.stop()));
  const violations = [...telegram.violations, ...graph.violations];
  const unansweredTaps = telegram.unansweredCallbacks.length;
  await telegram.stop();
  await graph.close();
  folder.remove();
  return { tallies: sums(writers, heard, options.messages), violations, unansweredTaps };
}

async function writeAll(writer: Writer, { messages, spreadMs }: RoundOptions): Promise<void> {
  for (let at = 0; at < messages; at++) {
    await writer.write(at);
    await sleep((Math.random() * 2 * spreadMs) / messages);
  }
}

/** Waits until everybody has been answered, or patience ends; then a little longer, for answers that are one too many. */
async function allAnswered(writers: Writer[], messages: number): Promise<string[][]> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const heard = await Promise.all(writers.map((it) => it.heard()));
    if (heard.every((it) => tally(it, messages).answered >= messages) || performance.now() > until) break;
    await sleep(500);
  }
  await sleep(3_000);
  return Promise.all(writers.map((it) => it.heard()));
}

function sums(writers: Writer[], heard: string[][], messages: number): Map<string, Tally> {
  const all = new Map<string, Tally>();
  for (const [at, writer] of writers.entries()) {
    const one = tally(heard[at] ?? [], messages);
    const sum = all.get(writer.channel) ?? { written: 0, answered: 0, lost: 0, repeated: 0, disordered: 0 };
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += one[key];
    all.set(writer.channel, sum);
  }
  return all;
}
