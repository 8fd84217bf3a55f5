/*
 * The service as `npm start` runs it, but for two things that no setting can bring about: WhatsApp Web's address is that of a
 * fake server, and the process kills itself, or the process that speaks WhatsApp, at the statement it was told to.
 */
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { openApp } from "../../src/app.ts";
import type { TestEndpoint } from "../../src/channels/whatsapp-web/whatsapp-web.ts";
import { createLog } from "../../src/log.ts";
import { startService } from "../../src/service/service.ts";
import { readConfig } from "../../src/settings/config.ts";
import { type Death, Reaper } from "./moments.ts";

export type ToProgram = { death: Death | null } | { kill: "child" } | { measure: number };
export type FromProgram = { url: string } | { struck: Death } | { measured: number; heapMb: number; child: number | null };

const tell = (message: FromProgram) => void process.send?.(message);
let child: ChildProcess | undefined;
subscribe("child_process", (message) => {
  child = (message as { process: ChildProcess }).process;
});
const reaper = new Reaper((victim, death) => {
  if (victim === "service") process.kill(process.pid, "SIGKILL");
  child?.kill("SIGKILL");
  tell({ struck: death });
});

const config = readConfig(process.env);
const app = await openApp({ config, log: createLog(config.LOG_LEVEL), shipped: "sync" });
const endpoint = JSON.parse(process.env.TEST_WHATSAPP_WEB ?? "") as TestEndpoint;
const service = await startService({ ...app, db: reaper.over(app.db) }, { whatsAppWeb: endpoint });

process.on("message", (message: ToProgram) => {
  if ("death" in message) reaper.order(message.death);
  else if ("kill" in message) child?.kill("SIGKILL");
  else tell({ measured: message.measure, heapMb: process.memoryUsage().heapUsed / 2 ** 20, child: child?.exitCode === null ? (child.pid ?? null) : null });
});
process.on("disconnect", () => process.exit(1)); // the test is gone
process.on("SIGTERM", () => void service.stop().then(() => process.exit(0)));
tell({ url: service.url });
