import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Database } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import type { FakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { freshFolder, freshPostgres } from "../world.ts";
import { kawan, type Program, ready, said, startMain, stop } from "./process.ts";

export const databases = [{ name: "embedded" }, { name: "postgres" }] as const;
export type DatabaseName = (typeof databases)[number]["name"];

/** The databases' scenes run beside each other, the steps of each in their order. */
export const inTurn = { concurrent: false } as const;

/** Longest wait for anything a busy machine still does; nothing waits longer than the event needs. */
export const patience = { timeout: 60_000 };
/** The same for what only another program can tell. */
export const slowly = { timeout: 90_000, interval: 500 };

/** Enough for most of what these tests ask, and read much sooner than all that is shipped. */
const fewDocuments = [
  "nasional/pp-2017-11.md",
  "nasional/pp-2020-17.md",
  "nasional/pp-2018-49.md",
  "kota/kendari.md",
  "kota/pontianak.md",
  "kota/tanjungpinang.md",
  "panduan/cara-memakai.md",
];

export interface Running extends Program {
  url: string;
}

/** One base and the real programs over it, with all that they say kept. */
export interface Stage {
  folder: string;
  /** `npm start`, once it is ready. */
  start(settings?: Record<string, string>): Promise<Running>;
  /** The same, without waiting: for what refuses to start. */
  begin(settings?: Record<string, string>): Program;
  kawan(...args: string[]): ReturnType<typeof kawan>;
  /** Rows of `kawan channels --json`, by channel and account. */
  channels(): Promise<Map<string, Overview>>;
  /** The base itself; the embedded one only while no service has it. */
  base<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** What all programs said so far. */
  log(): string;
  close(): Promise<void>;
}

const Overview = z.looseObject({
  channel: z.string(),
  account: z.string(),
  city: z.string(),
  state: z.string().nullable(),
  detail: z.string().nullable(),
  held: z.boolean().nullable(),
  unanswered: z.number(),
  replies: z.number(),
  dead: z.number(),
  failed: z.number(),
  lastError: z.string().nullable(),
});
export type Overview = z.output<typeof Overview>;

/** `all` = with everything that is shipped. */
export async function openStage(database: DatabaseName, settings: Record<string, string>, all: "few" | "all" = "few"): Promise<Stage> {
  const folder = freshFolder();
  const server = database === "postgres" ? await freshPostgres() : undefined;
  const knowledge = all === "few" ? { KNOWLEDGE_DIR: copyKnowledge(folder.path) } : {};
  const own = { BACKUP_KEEP: "0", ...knowledge, ...(server && { DATABASE_URL: server.url }), ...settings };
  const programs: Program[] = [];
  const commands: string[] = [];
  const stage: Stage = {
    folder: folder.path,
    begin(more = {}) {
      const program = startMain({ cwd: folder.path, settings: { LOG_LEVEL: "debug", ...own, ...more } });
      programs.push(program);
      return program;
    },
    async start(more) {
      const program = stage.begin(more);
      return { ...program, url: await ready(program) };
    },
    async kawan(...args) {
      const done = await kawan({ cwd: folder.path, settings: own }, ...args);
      commands.push(done.out, done.err);
      return done;
    },
    async channels() {
      const { code, out, err } = await stage.kawan("channels", "--json");
      if (code !== 0) throw new Error(`channels ended with ${code}: ${err}`);
      const rows = out.split("\n").filter(Boolean);
      return new Map(rows.map((it) => Overview.parse(JSON.parse(it))).map((it) => [`${it.channel} ${it.account}`, it]));
    },
    async base(work) {
      const opened = await openDatabase(server ? { url: server.url } : { folder: join(folder.path, "data") });
      try {
        return await work(opened.db);
      } finally {
        await opened.close();
      }
    },
    log: () => [...programs.flatMap((it) => [it.out(), it.err()]), ...commands].join("\n"),
    async close() {
      for (const it of programs) it.child.kill("SIGKILL");
      await Promise.all(programs.map((it) => it.ended));
      await server?.drop();
      folder.remove();
    },
  };
  return stage;
}

function copyKnowledge(into: string): string {
  const to = join(into, "knowledge");
  for (const name of fewDocuments) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(fileURLToPath(new URL(`../../knowledge/${name}`, import.meta.url)), join(to, name));
  }
  return to;
}

/** Turns a bot of the fake on. */
export const telegramSettings = (telegram: FakeTelegram): Record<string, string> => ({ TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url });

/** Turns the fake's number on; secrets long enough to be told from other words in a log. */
export const graphSettings = (graph: FakeGraph): Record<string, string> => ({
  WHATSAPP_NUMBER_ID: graph.phoneNumberId,
  WHATSAPP_TOKEN: graph.token,
  WHATSAPP_APP_SECRET: graph.appSecret,
  WHATSAPP_VERIFY_TOKEN: graph.verifyToken,
  WHATSAPP_API_URL: `${graph.url}/v23.0`,
});

/** Where Meta's webhooks go. */
export const graphCallback = (service: Running): string => `${service.url}/webhook/whatsapp`;

/** Stops a service as an operator does; fails unless it ended well. */
export async function stopped(service: Program): Promise<void> {
  const code = await stop(service);
  if (code !== 0) throw new Error(`ended with ${code}: ${service.err()}`);
}

/** Which of these words stand in a log; only the words, so that a failing test shows no more than it must. */
export const leaks = (log: string, words: string[]): string[] => words.filter((it) => log.includes(it));

export { said };
