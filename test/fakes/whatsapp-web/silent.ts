import type { SocketConfig } from "@whiskeysockets/baileys";

const nothing = (): void => {};

/** Baileys wants a logger; the fake has nothing to say through it. */
export const silent: SocketConfig["logger"] = {
  level: "silent",
  child: () => silent,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
