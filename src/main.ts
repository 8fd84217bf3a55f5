import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type App, openApp } from "./app.ts";
import { readable } from "./command/readable.ts";
import type { ChannelId } from "./core/channel.ts";
import { type Demo, demoAtStart } from "./demo-at-start.ts";
import { createLog } from "./log.ts";
import { healthWords } from "./service/messenger-health.ts";
import type { Messenger } from "./service/messengers.ts";
import { type Service, startService } from "./service/service.ts";
import { ConfigError, readConfig, settingLines } from "./settings/config.ts";

const help = `Kawan ASN: the service. Starts the web chat and everything behind it.

  npm start                        start with the settings of the environment and of the file .env
  npm start -- --help              this page
  npm run -s kawan -- --help       the command line (documents, chat, backup)

Settings are environment variables; a file .env in the current folder is read too, the environment beats it.
The value in brackets holds where nothing is set.

${settingLines().join("\n")}

The embedded database serves one process and survives a crash of the program, not a power loss.
SIGTERM or Ctrl-C stops after finishing what is in hand; a second one stops at once.
`;

/** How long the greeting waits for a first word about each bot and number. */
const healthWithinMs = 15_000;

/** Reads the settings, starts the service and waits for a signal. */
async function main(): Promise<void> {
  const given = process.argv.slice(2);
  if (given.some((it) => it === "--help" || it === "-h")) return void process.stdout.write(help);
  if (given.length > 0) throw new Error(`"${given.join(" ")}" is not understood: the service takes no arguments but --help`);
  if (existsSync(".env")) process.loadEnvFile();
  const config = readConfig(process.env);
  const log = createLog(config.LOG_LEVEL);
  const app = await openApp({ config, log, shipped: "sync" });
  const demo = await demoAtStart(app);
  app.showDemo("people" in demo);
  const service = await startService(app);
  stopOnSignal(app, service);
  await Promise.race([Promise.all(service.messengers.map((it) => it.known)), pause(healthWithinMs)]);
  process.stdout.write(`${greeting(app, service, demo).join("\n")}\n`);
}

function greeting(app: App, { url, messengers }: Service, demo: Demo): string[] {
  const { config, kind, knowledge, shipped } = app;
  const refused = shipped.filter((it) => it.result === "refused").length;
  const database =
    kind === "postgres"
      ? "PostgreSQL"
      : `embedded, in ${config.DATA_DIR} (one process; survives a crash of the program, not a power loss; DATABASE_URL = PostgreSQL)`;
  return [
    `Kawan ASN is ready.`,
    `  web chat    ${url}`,
    `  cities      ${app.agencies.map((it) => it.slug).join(", ")}`,
    `  database    ${database}`,
    `  knowledge   ${knowledge.documents} documents, ${knowledge.passages} passages${refused > 0 ? `; ${refused} files refused, see the log` : ""}`,
    `  backup      ${config.BACKUP_KEEP > 0 ? `daily into ${config.DATA_DIR}/backups, ${config.BACKUP_KEEP} kept` : "off (BACKUP_KEEP=0)"}`,
    `  embeddings  ${config.EMBEDDINGS_URL ? config.EMBEDDINGS_MODEL : "off; EMBEDDINGS_URL turns them on"}`,
    ...messengerLines(messengers),
    `  model       ${modelLine(app)}`,
    ...pictureLines(app),
    ...demoLines(demo),
  ];
}

function modelLine({ config, model }: App): string {
  if (!model) return "off; LLM_URL and LLM_MODEL turn it on";
  return `${config.LLM_MODEL} at ${new URL(config.LLM_URL ?? "").host}; each city has its own switch: kawan model show`;
}

/** Whoever turns it on reads here what it means. */
function pictureLines({ config }: App): string[] {
  const { LLM_VISION_MODEL: model, LLM_VISION_URL, LLM_URL } = config;
  if (model === undefined) return [];
  return [
    `  pictures    ${model} at ${new URL(LLM_VISION_URL ?? LLM_URL ?? "").host}; photos of certificates LEAVE to it unmasked, of people who said yes to the model`,
  ];
}

/** Codes are said here and nowhere else. */
function demoLines(demo: Demo): string[] {
  if ("off" in demo) return [];
  return [
    `  demo        a made-up city to try everything with; kawan demo remove takes it away. In the web chat type /tautkan and a code:`,
    ...demo.people.map(({ what, name, code }) => `                ${code}  ${name}, ${what}`),
  ];
}

function messengerLines(messengers: Messenger[]): string[] {
  const words = ({ channel, city, intake, health }: Messenger) => `${channel.account} (${city ?? "all cities"}, ${intake}): ${healthWords(health())}`;
  const lines = (name: string, id: ChannelId, setting: string) => {
    const all = messengers.filter((it) => it.channel.id === id).map(words);
    if (all.length === 0) all.push(`off; ${setting} turns it on`);
    return all.map((it, at) => `  ${(at === 0 ? name : "").padEnd(11)} ${it}`);
  };
  return [
    ...lines("Telegram", "telegram", "TELEGRAM_TOKEN"),
    ...lines("WhatsApp", "wa-cloud", "WHATSAPP_NUMBER_ID"),
    ...lines("linked WA", "wa-web", "WHATSAPP_WEB_NUMBER"),
  ];
}

function stopOnSignal({ log }: App, service: Service): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "stopping");
    service.stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.error({ err: error.stack ?? error.message }, "stop failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.message : `Kawan ASN cannot start: ${readable(error)}`;
  process.stderr.write(`${lines}\n`);
  process.exit(1);
});
