import { AsyncLocalStorage } from "node:async_hooks";
import type { CacheStore } from "@whiskeysockets/baileys";
import { personName } from "../jid.ts";

/** As long as the library itself would keep it. */
const keptMs = 5 * 60_000;
const mostUsers = 5_000;

type Kind = "lid" | "pn";
const writing = new AsyncLocalStorage<Kind | undefined>();

/** Does what the library does for one message, so that it finds the devices of whom it goes to. */
export const writingTo = <T>(jid: string, work: () => Promise<T>): Promise<T> => writing.run(personName(jid)?.kind, work);

/**
 * The devices of people whom we write to. The library knows them by digits alone, and somebody's hidden id may be another's telephone number:
 * who wrote first would get what is meant for the second, or nobody anything. Here each kind of name has its own; a message asks for one
 * kind only. What is asked for outside a message (news about somebody's devices) is read anew.
 */
export function devicesCache(now: () => number = () => performance.now()): CacheStore {
  const held = new Map<string, { devices: unknown; until: number }>();
  const drop = (user: string) => {
    for (const kind of ["lid", "pn"]) held.delete(`${kind} ${user}`);
  };
  return {
    get<T>(user: string): T | undefined {
      const kind = writing.getStore();
      if (kind === undefined) drop(user);
      const found = held.get(`${kind} ${user}`);
      return found && found.until > now() ? (found.devices as T) : undefined;
    },
    set(user, devices) {
      const kinds = new Set((devices as { server: string }[]).map((it): Kind => (it.server.endsWith("lid") ? "lid" : "pn")));
      const [kind, ...others] = kinds;
      if (kind === undefined || others.length > 0) drop(user);
      else held.set(`${kind} ${user}`, { devices, until: now() + keptMs });
      if (held.size > mostUsers) held.delete(held.keys().next().value ?? "");
    },
    del: drop,
    flushAll: () => held.clear(),
  };
}
