import { existsSync, realpathSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type App, openApp } from "../app.ts";
import { FolderHeld } from "../db/folder-lock.ts";
import { type DatabasePlace, type OpenDatabase, openDatabase } from "../db/open.ts";
import { createLog } from "../log.ts";
import { type Testing, whatsAppWebChannels } from "../service/messengers.ts";
import { type Pipeline, startPipeline } from "../service/pipeline.ts";
import type { Config } from "../settings/config.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed, type CommandIo } from "./io.ts";
import { carriedOutByService } from "./socket-client.ts";

/** For how long a command waits for another command, or for a service that is just starting or stopping. */
const patienceMs = 15_000;

/**
 * Commands of a process of their own. Where a service holds the folder, it carries them out: `open` then ends the
 * command here with the service's exit code.
 */
export function localHost(settings: () => Config, argv: string[], io: CommandIo, testing: Testing = {}): CommandHost & { close(): Promise<void> } {
  const closing: (() => Promise<void>)[] = [];
  const placeOf = ({ DATABASE_URL, DATA_DIR }: Config, dataDir: string | undefined): DatabasePlace =>
    dataDir === undefined && DATABASE_URL !== undefined ? { url: DATABASE_URL } : { folder: dataDir ?? DATA_DIR };

  async function held<T extends { close(): Promise<void> }>(place: DatabasePlace, take: () => Promise<T>): Promise<T> {
    const taken = "url" in place || place.folder === null ? await take() : await takeFolder(place.folder, argv, io, take);
    closing.push(() => taken.close());
    return taken;
  }

  return {
    io,
    inService: false,
    get config() {
      return settings();
    },
    open({ dataDir, fill }) {
      const config = settings();
      const where = placeOf(config, dataDir);
      const log = createLog(config.LOG_LEVEL);
      return held(where, () => openApp({ config, log, where, shipped: fill ? "if-empty" : "none" }));
    },
    base({ dataDir }): Promise<OpenDatabase> {
      const where = placeOf(settings(), dataDir);
      return held(where, () => openDatabase(where));
    },
    async standIn(app) {
      const pipeline = await this.pipeline(app);
      for (const channel of await whatsAppWebChannels(app, testing)) pipeline.open(channel);
    },
    async pipeline(app) {
      const pipeline = startPipeline(app);
      closing.push(() => pipeline.stop());
      return pipeline;
    },
    async close() {
      for (const close of closing.splice(0).reverse()) await close();
    },
  };
}

async function takeFolder<T>(folder: string, argv: string[], io: CommandIo, take: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const exitCode = existsSync(folder) ? await carriedOutByService(folder, argv, io) : null;
    if (exitCode !== null) throw new CommandFailed("", exitCode); // the service has printed all there was to say
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof FolderHeld) || performance.now() > until || io.signal.aborted) throw error;
    }
    await pause(100);
  }
}

/** Commands that a running service carries out for others, on its own base. */
export function serviceHost(app: App, pipeline: Pipeline, io: CommandIo): CommandHost {
  const own = (dataDir: string | undefined) => {
    if (dataDir === undefined || realpathSync(dataDir) === realpathSync(app.config.DATA_DIR)) return app;
    throw new CommandFailed(`The service holds ${app.config.DATA_DIR}, not ${dataDir}.`);
  };
  return {
    io,
    inService: true,
    config: app.config,
    open: async ({ dataDir }) => own(dataDir),
    base: async ({ dataDir }) => ({ db: own(dataDir).db, kind: app.kind, close: async () => {} }),
    standIn: async () => {},
    pipeline: async () => pipeline,
  };
}
