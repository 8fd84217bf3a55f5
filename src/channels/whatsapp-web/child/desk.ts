import type { Line } from "../line.ts";
import type { News, Opening, ServiceCalls } from "../protocol.ts";
import type { Sealing } from "../sealing.ts";

export type Baileys = typeof import("@whiskeysockets/baileys");
export type Socket = ReturnType<Baileys["makeWASocket"]>;

/** What the parts of this process share; lives as long as it does. */
export interface Desk {
  baileys: Baileys;
  opening: Opening;
  sealing: Sealing;
  line: Line<ServiceCalls>;
  /** How often a phone asked for a message again, across connections. */
  retries: Map<string, number>;
  /** The base did not take what must not be lost: nothing is done any more, and the process ends. */
  fatal(words: string): void;
}

/** Tells the service something; where that fails, the service knows why, and nothing here depends on it. */
export function report({ line }: Pick<Desk, "line">, news: News): void {
  line.call("news", news).catch(() => {}); // see above
}

export const tell = (desk: Pick<Desk, "line">, level: "debug" | "info" | "warn" | "error", words: string): void => report(desk, { type: "log", level, words });
