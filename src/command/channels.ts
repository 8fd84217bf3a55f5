import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { App } from "../app.ts";
import { type NumberOverview, numberOverview, overviewLines } from "../channels/whatsapp-web/overview.ts";
import { dropDead, listDead, retryDead } from "../delivery/dead.ts";
import { dropDeadJobs, listDeadJobs, retryDeadJobs } from "../delivery/dead-jobs.ts";
import { type AccountOverview, accountOverviews } from "../delivery/overview.ts";
import { linkLimits } from "../service/messengers.ts";
import { isTurnedOn } from "../settings/config.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed } from "./io.ts";
import { addWhatsAppWebCommands } from "./whatsapp-web.ts";

interface Options {
  json?: boolean;
  dataDir?: string;
  all?: boolean;
}

const mostDead = 500;
/** `12` is a message, `j3` a job. */
const listedId = (text: string, earlier: string[] = []): string[] => {
  const id = /^(j?)0*(\d{1,15})$/i.exec(text);
  if (!id) throw new InvalidArgumentError("A number from the list.");
  return [...earlier, `${id[1]?.toLowerCase()}${id[2]}`];
};

/** `channels`: how they are; `dead`: messages whose handling failed for good. */
export function addChannelCommands(program: Command, host: CommandHost): void {
  const folder = "--data-dir <folder>";
  const channels = program
    .command("channels")
    .description("health, queues and last error of every bot and number")
    .option(folder, "a separate embedded base; beats DATABASE_URL")
    .option("--json", "machine output, one JSON object a line")
    .action((options: Options) => withApp(host, options, (app) => showChannels(host, app, options)));
  addWhatsAppWebCommands(channels, host);

  const dead = program.command("dead").description("messages whose handling failed for good (the person has had an apology), and scheduled jobs");
  dead
    .command("list")
    .description("what they are and why they failed; personal data is masked")
    .option(folder, "a separate embedded base; beats DATABASE_URL")
    .option("--json", "machine output, one JSON object a line")
    .action((options: Options) => withApp(host, options, (app) => showDead(host, app, options)));
  for (const [name, about, done] of [
    ["retry", "have them handled again, after whatever waits in their talks", "will be handled again"],
    ["drop", "give them up", "dropped"],
  ] as const) {
    dead
      .command(name)
      .description(about)
      .argument("[id...]", "numbers from the list; a job's begins with j", listedId)
      .option("--all", "all that are listed")
      .option(folder, "a separate embedded base; beats DATABASE_URL")
      .action((ids: string[] | undefined, options: Options) => withApp(host, options, (app) => settle(host, app, name, done, ids ?? [], options)));
  }
}

async function withApp(host: CommandHost, options: Options, work: (app: App) => Promise<void>): Promise<void> {
  await work(await host.open({ dataDir: options.dataDir === undefined ? undefined : resolve(host.io.cwd, options.dataDir), fill: false }));
}

async function showChannels({ io }: CommandHost, app: App, options: Options): Promise<void> {
  const now = app.clock();
  const rows = await accountOverviews(app, now);
  for (const it of rows) {
    const link = it.channel === "wa-web" ? await numberOverview({ db: app.db, cell: app.cell, account: it.account }, linkLimits(app.config), now) : null;
    io.out(options.json ? `${JSON.stringify({ ...it, ...judged(app, it, now), ...(link && { link }) })}\n` : `${readable(app, it, link, now)}\n`);
  }
  if (rows.length === 0 && !options.json) io.out("No bot or number has been used on this base yet.\n");
}

/** Every adapter tells at least every five minutes how it is; after this long nobody seems to be there. */
const staleMinutes = 10;

/** What the row says in the light of the settings and the time. */
function judged(app: App, it: AccountOverview, now: Temporal.Instant) {
  const configured = isTurnedOn(app.config, it);
  const seconds = it.seenAt === null ? 0 : Math.max(0, Math.round(now.since(Temporal.Instant.from(it.seenAt)).total("seconds")));
  return { city: app.cityOf(it) ?? "all cities", configured, stale: it.state !== null && seconds > staleMinutes * 60, seconds };
}

function readable(app: App, it: AccountOverview, link: NumberOverview | null, now: Temporal.Instant): string {
  const { city, configured, stale, seconds } = judged(app, it, now);
  const state = `${stale ? "stale, was " : ""}${it.state} since ${it.since}${it.detail ? ` (${it.detail})` : ""}`;
  const heard = `last heard ${age(seconds)} ago${stale && configured ? ": is the service running?" : ""}`;
  const lines = [
    `${it.channel} ${it.account}, ${city}${configured ? "" : ", not in the settings any more"}`,
    it.state !== null && `  state      ${state}; ${heard}${it.held === false ? "; no process takes its messages" : ""}`,
    ...(link ? overviewLines(link) : []),
    it.pausedUntil && `  sending    pauses until ${it.pausedUntil}`,
    `  waiting    ${it.unanswered} messages, ${it.replies} replies, ${it.notices} notices${it.oldest ? `; oldest of ${it.oldest}` : ""}`,
    `  24 hours   ${it.failed} letters failed${it.failedFor === null ? "" : ` (the last: ${it.failedFor})`}, ${it.unknown} with unknown outcome`,
    it.dead > 0 && `  dead       ${it.dead} messages: kawan dead list`,
    it.lastError && `  last error ${it.lastError} at ${it.lastErrorAt}`,
  ];
  return lines.filter(Boolean).join("\n");
}

function age(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} days`;
}

async function showDead({ io }: CommandHost, app: App, options: Options): Promise<void> {
  const rows = await listDead(app, mostDead);
  for (const it of rows) {
    const words = JSON.stringify(it.words ?? `(${it.kind})`).slice(0, 120);
    const reason = (it.error ?? "").split("\n")[0];
    io.out(options.json ? `${JSON.stringify(it)}\n` : `${String(it.id).padStart(6)}  ${it.at}  ${it.channel}  ${words}\n        ${reason}\n`);
  }
  const jobs = await listDeadJobs(app, mostDead);
  for (const it of jobs) {
    const { id, kind, ...rest } = it;
    const reason = (it.error ?? "").split("\n")[0];
    io.out(
      options.json
        ? `${JSON.stringify({ id: `j${id}`, job: kind, ...rest })}\n`
        : `${`j${id}`.padStart(6)}  ${it.at}  job  ${kind} ${it.key}\n        ${reason}\n`,
    );
  }
  if (options.json) return;
  if (rows.length > 0 || jobs.length === 0) io.out(rows.length === 0 ? "No dead messages.\n" : `${rows.length} dead messages\n`);
  if (jobs.length > 0) io.out(`${jobs.length} dead jobs\n`);
}

async function settle(host: CommandHost, app: App, name: "retry" | "drop", done: string, given: string[], { all }: Options): Promise<void> {
  if (!all && given.length === 0) throw new CommandFailed("Which? Name numbers from `kawan dead list`, or --all.");
  const ids = all ? [...(await listDead(app, mostDead)).map((it) => `${it.id}`), ...(await listDeadJobs(app, mostDead)).map((it) => `j${it.id}`)] : given;
  if (ids.length === 0) return host.io.out("No dead messages.\n");
  const messages = ids.filter((it) => !it.startsWith("j")).map(Number);
  const jobs = ids.filter((it) => it.startsWith("j")).map((it) => Number(it.slice(1)));
  const settled = [
    ...(await (name === "retry" ? retryDead(app, messages, app.clock()) : dropDead(app, messages))).map(String),
    ...(await (name === "retry" ? retryDeadJobs(app, jobs) : dropDeadJobs(app, jobs))).map((it) => `j${it}`),
  ];
  for (const id of settled) host.io.out(`${id} ${done}\n`);
  const missing = ids.filter((it) => !settled.includes(it));
  if (missing.length > 0) throw new CommandFailed(`Not among the dead messages: ${missing.join(", ")}`);
}
