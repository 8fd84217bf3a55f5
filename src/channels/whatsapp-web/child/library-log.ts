import type { SocketConfig } from "@whiskeysockets/baileys";

/** The library logs whole stanzas, sessions and errors that quote them. Only its own sentences go further, without numbers, names and what it adds. */
export function libraryLog(tell: (words: string) => void): SocketConfig["logger"] {
  const silent = () => {};
  const say = (first: unknown, words?: string) => {
    const said = words ?? (typeof first === "string" ? first : "");
    const harmless = said.replace(/\S*(?:\d{4,}|@|[{}"[\]])\S*/g, "…").slice(0, 120);
    if (harmless) tell(harmless);
  };
  const log: SocketConfig["logger"] = { level: "warn", child: () => log, trace: silent, debug: silent, info: silent, warn: say, error: say };
  return log;
}
