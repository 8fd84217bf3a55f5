import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestEndpoint } from "../../src/channels/whatsapp-web/whatsapp-web.ts";
import type { FromProgram, ToProgram } from "./linked-program.ts";
import type { Death } from "./moments.ts";

const program = fileURLToPath(new URL("linked-program.ts", import.meta.url));

/** MB. The child is the process that speaks WhatsApp; null = there is none just now. */
export interface Memory {
  service: number;
  heap: number;
  child: number | null;
}

/** The service in a process of its own, on a fake WhatsApp Web. */
export interface LinkedProcess {
  /** Whoever it is to be dies at the next such moment; null = nobody. */
  order(death: Death | null): void;
  /** The process that speaks WhatsApp, now. */
  killChild(): void;
  /** SIGKILL, now. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Stands still until thawed; its child does not. */
  freeze(): void;
  thaw(): void;
  /** The last death it was ordered and told of. */
  struck: Death | null;
  readonly alive: boolean;
  memory(): Promise<Memory>;
  /** SIGTERM. */
  stop(): Promise<void>;
}

export async function startLinked(settings: Record<string, string>, endpoint: TestEndpoint): Promise<LinkedProcess> {
  const usual = { PATH: process.env.PATH ?? "", LOG_LEVEL: "silent", PORT: "0", BACKUP_KEEP: "0" };
  const log = process.env.CHAOS_LOG === undefined ? "ignore" : openSync(process.env.CHAOS_LOG, "a");
  const child = spawn(process.execPath, [program], {
    env: { ...usual, ...settings, TEST_WHATSAPP_WEB: JSON.stringify(endpoint) },
    stdio: ["ignore", log, log === "ignore" ? "inherit" : log, "ipc"],
  });
  const gone = once(child, "exit");
  await Promise.race([once(child, "message"), gone.then(([code]) => Promise.reject(new Error(`the service ended with ${code} before it was ready`)))]);
  const say = (message: ToProgram) => void (child.connected && child.send(message, () => {})); // whoever is dead hears nothing
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  const service: LinkedProcess = {
    struck: null,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    order: (death) => say({ death }),
    killChild: () => say({ kill: "child" }),
    kill: () => end("SIGKILL"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async memory() {
      const { heapMb, child: speaker } = await measured(child, say);
      return { service: residentMb(child.pid) ?? 0, heap: heapMb, child: speaker === null ? null : residentMb(speaker) };
    },
    stop: () => end("SIGTERM"),
  };
  child.on("message", (message: FromProgram) => {
    if ("struck" in message) service.struck = message.struck;
  });
  return service;
}

let asked = 0;

function measured(child: ChildProcess, say: (message: ToProgram) => void): Promise<{ heapMb: number; child: number | null }> {
  const mine = asked++;
  const { promise, resolve } = Promise.withResolvers<{ heapMb: number; child: number | null }>();
  const hear = (message: FromProgram) => {
    if (!("measured" in message) || message.measured !== mine) return;
    child.off("message", hear);
    resolve(message);
  };
  child.on("message", hear);
  say({ measure: mine });
  return promise;
}

function residentMb(pid: number | undefined): number | null {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return null; // it has just ended
  }
}
