import { openLine } from "../line.ts";
import type { ServiceCalls } from "../protocol.ts";
import { account, type Baileys } from "./account.ts";

/** Serves the process that started this one, over IPC; ends with it. */
export function serve(): void {
  // The service is gone: whoever follows it must find nobody on the line, and nothing more may be said in its name.
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C in the terminal reaches everybody there; the service ends this process when it has no more use for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const send = (message: unknown) => void process.send?.(message, undefined, undefined, (error) => error && process.exit(0));
  const wire = { send, hear: (listener: (message: unknown) => void) => void process.on("message", listener) };
  const own = account(() => line, load);
  const line = openLine<ServiceCalls>(wire, own.calls);
  const broken = (error: unknown) => own.broken(error);
  process.on("uncaughtException", broken);
  process.on("unhandledRejection", broken);
}

const load = (): Promise<Baileys> => import("@whiskeysockets/baileys");
