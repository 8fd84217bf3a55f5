/*
 * The pipeline as `npm start` runs it, with one trivial capability instead of the knowledge: what the bench measures is
 * the way in and out. With `app` as second argument the product itself, without its documents. Settings are the service's own; prints the address it listens on.
 */
import { z } from "zod";
import { openApp } from "../../src/app.ts";
import { createEngine } from "../../src/bot/engine.ts";
import { capability } from "../../src/core/capability.ts";
import { startServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { messengersOf } from "../../src/service/messengers.ts";
import { startPipeline } from "../../src/service/pipeline.ts";
import { readConfig } from "../../src/settings/config.ts";

const config = readConfig(process.env);
const log = createLog(config.LOG_LEVEL);
const app = await openApp({ config, log, shipped: "none" });
const echo = capability({
  id: "echo",
  about: "Mengulang pesan.",
  phrases: [],
  roles: ["guest"],
  input: z.object({ text: z.string() }),
  handle: async (_context, { text }) => ({ reply: { text: `Anda menulis: ${text}` } }),
});
const engine = createEngine({ catalog: [echo], agencies: app.agencies.slice(0, 1), cell: app.cell, identify: async () => [], fallback: "echo" });
const { on, routes } = await messengersOf(app, "s".repeat(40));
const server = await startServer({ host: "127.0.0.1", port: config.PORT, routes, ready: async () => true, log, trustProxy: false });
const pipeline = startPipeline(process.argv[3] === "app" ? app : { ...app, engine });
for (const { channel } of on) {
  const { pace: _, ...caps } = channel.caps; // the network's limits are not what is measured
  pipeline.open(process.argv[2] === "unpaced" ? { ...channel, caps } : channel);
}
process.stdout.write(`${server.url}\n`);

process.on("SIGTERM", async () => {
  await server.stop();
  await pipeline.stop();
  await app.close();
  process.exit(0);
});
