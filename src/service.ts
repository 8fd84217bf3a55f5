import { z } from "zod";
import type { App } from "./app.ts";
import { createWebChannel } from "./channels/web.ts";
import { serviceHost } from "./command/host.ts";
import { startControl } from "./command/socket-service.ts";
import { dailyJobs } from "./daily.ts";
import { sql } from "./db/database.ts";
import { freeMailboxes } from "./delivery/inbox.ts";
import { startJobs } from "./delivery/jobs.ts";
import { freeParcels } from "./delivery/outbox.ts";
import { type RunningServer, startServer } from "./http/server.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";
import { cookieSecret } from "./secret.ts";

export interface Service {
  /** Where the web chat is. */
  url: string;
  /** Ends intake, finishes what is in hand, closes the database. */
  stop(): Promise<void>;
}

/** Everything that lives as long as the service. When it cannot start, what had begun is stopped and the app is closed. */
export async function startService(app: App): Promise<Service> {
  const parts: Parts = {};
  const stop = async () => {
    await parts.server?.stop();
    await parts.control?.stop();
    await parts.pipeline?.stop();
    await parts.jobs?.stop();
    await app.close();
  };
  try {
    const { url } = await start(app, parts);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  server?: RunningServer;
  control?: { stop(): Promise<void> };
  pipeline?: Pipeline;
  jobs?: { stop(): Promise<void> };
}

/** The server first: a port in use is known before any work has begun. Until the channel takes messages, it answers "starting". */
async function start(app: App, parts: Parts): Promise<RunningServer> {
  const { config, db, cell, log, clock, agencies } = app;
  const publicUrl = config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL };
  const secureCookie = config.PUBLIC_URL?.startsWith("https:") ?? false;
  const web = createWebChannel({ db, cell, agencies, secret: await cookieSecret(app), secureCookie, ...publicUrl, log, clock });
  const { HOST: host, PORT: port, TRUST_PROXY: trustProxy } = config;
  const ready = () => db.one(z.object({ one: z.number() }), sql`select 1 as one`).then(() => true);
  const server = await startServer({ host, port, routes: [web.routes], ready, log, trustProxy, ...publicUrl });
  parts.server = server;

  if (app.kind === "embedded") {
    // After kill -9 nobody waits for a lease to run out.
    await freeMailboxes({ db, cell });
    await freeParcels({ db, cell });
  }
  const pipeline = startPipeline(app);
  parts.pipeline = pipeline;
  pipeline.open(web.channel);
  if (app.kind === "embedded") parts.control = await startControl(config.DATA_DIR, (io) => serviceHost(app, pipeline, io));
  parts.jobs = startJobs({ db, cell, ...dailyJobs(app), clock, log });
  return server;
}
