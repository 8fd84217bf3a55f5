import { z } from "zod";
import type { App } from "../app.ts";
import { createWebChannel } from "../channels/web/channel.ts";
import { serviceHost } from "../command/host.ts";
import { staffMapping } from "../command/people/staff-mapping.ts";
import { startControl } from "../command/socket-service.ts";
import { sql } from "../db/database.ts";
import { freeAccounts } from "../delivery/accounts.ts";
import { startJobs } from "../delivery/jobs.ts";
import { freeMailboxes } from "../delivery/mailbox.ts";
import { freeParcels, putLetters } from "../delivery/outbox.ts";
import { checkRoutes } from "../features/completion/certificate/check-page.ts";
import { evaluationFile } from "../features/feedback/report/make-export.ts";
import { organiserFileRoutes } from "../features/organise/files/file-routes.ts";
import { factorRoutes } from "../features/people/factor/factor-page.ts";
import { templateRoutes } from "../features/people/import/template-routes.ts";
import { type RunningServer, startServer } from "../http/server.ts";
import { cookieSecret } from "../settings/secret.ts";
import { dailyJobs } from "./daily.ts";
import { handoffJobs } from "./handoff-jobs.ts";
import { type Messenger, messengersOf, type Testing } from "./messengers.ts";
import { type Pipeline, render, startPipeline } from "./pipeline.ts";
import { regularJobs, together } from "./regular.ts";
import { webPeople } from "./web-people.ts";

export interface Service {
  /** Where the web chat is. */
  url: string;
  /** Bots and numbers that are on. */
  messengers: Messenger[];
  /** Ends intake, finishes what is in hand, closes the database. */
  stop(): Promise<void>;
}

/** Everything that lives as long as the service. When it cannot start, what had begun is stopped and the app is closed. */
export async function startService(app: App, testing: Testing = {}): Promise<Service> {
  const parts: Parts = {};
  const stop = async () => {
    await parts.server?.stop();
    await parts.control?.stop();
    await parts.pipeline?.stop();
    await parts.jobs?.stop();
    await app.close();
  };
  try {
    const { server, messengers } = await start(app, parts, testing);
    return { url: server.url, messengers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Leases are compared with the clock of whoever looks: far apart, two replicas would hold the same thing. */
const skewMostMs = 5_000;

async function warnOfSkew({ kind, db, clock, log }: App): Promise<void> {
  if (kind === "embedded") return;
  const { ms } = await db.one(z.object({ ms: z.coerce.number() }), sql`select extract(epoch from clock_timestamp()) * 1000 as ms`);
  const skewMs = Math.round(clock().epochMilliseconds - ms);
  if (Math.abs(skewMs) > skewMostMs) log.warn({ skewMs }, "this machine's clock differs from the database server's: set both by NTP");
}

interface Parts {
  server?: RunningServer;
  control?: { stop(): Promise<void> };
  pipeline?: Pipeline;
  jobs?: { stop(): Promise<void> };
}

/** The server first: a port in use is known before any work has begun. Until the channel takes messages, it answers "starting". */
async function start(app: App, parts: Parts, testing: Testing): Promise<{ server: RunningServer; messengers: Messenger[] }> {
  const { config, db, cell, log, clock, agencies } = app;
  const publicUrl = config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL };
  const secureCookie = config.PUBLIC_URL?.startsWith("https:") ?? false;
  const secret = await cookieSecret(app);
  const messengers = await messengersOf(app, secret, testing);
  const web = createWebChannel({ db, cell, agencies, secret, secureCookie, ...publicUrl, log, clock, people: webPeople(app) });
  const { HOST: host, PORT: port, TRUST_PROXY: trustProxy } = config;
  const ready = () => db.one(z.object({ one: z.number() }), sql`select 1 as one`).then(() => true);
  const server = await startServer({
    host,
    port,
    routes: [
      ...messengers.routes,
      web.routes,
      templateRoutes(() => staffMapping(config), clock),
      checkRoutes({ db, cell, clock }),
      organiserFileRoutes({ db, cell, clock, evaluation: evaluationFile }),
      factorRoutes({ db, cell, clock, put: (tx, letters, now) => putLetters({ db: tx, cell }, render, letters, now) }),
    ],
    ready,
    log,
    trustProxy,
    ...publicUrl,
  });
  parts.server = server;

  await warnOfSkew(app);
  if (app.kind === "embedded") {
    // After kill -9 nobody waits for a lease to run out.
    await freeMailboxes({ db, cell });
    await freeParcels({ db, cell });
    await freeAccounts({ db, cell });
  }
  const pipeline = startPipeline(app);
  parts.pipeline = pipeline;
  for (const channel of [web.channel, ...messengers.on.map((it) => it.channel)]) pipeline.open(channel);
  if (app.kind === "embedded") parts.control = await startControl(config.DATA_DIR, (io) => serviceHost(app, pipeline, io));
  void app.learnAhead();
  parts.jobs = startJobs({ db, cell, ...together(dailyJobs(app), regularJobs(app), handoffJobs(app)), clock, log });
  return { server, messengers: messengers.on };
}
