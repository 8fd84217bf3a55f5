import type { AuthenticationCreds, SignalDataSet, SignalDataTypeMap, SignalKeyStore } from "@whiskeysockets/baileys";
import type { KeyChange } from "../protocol.ts";
import type { Desk } from "./desk.ts";

/** The session's keys as the base has them. No cache stands before it, so that this process never knows more than the base. */
export interface Keys {
  store: SignalKeyStore;
  /** Written with the next keys, at the latest at once. */
  saveCreds(creds: AuthenticationCreds): void;
  /** Resolves when all that was written is durable. */
  settled(): Promise<void>;
}

/** The sealed credentials of a paired number; null = it is not paired. Throws `Unsealable`. */
export async function loadCreds({ baileys, line, sealing }: Desk): Promise<AuthenticationCreds | null> {
  const sealed = await line.call("load", null);
  if (!sealed) return null;
  return JSON.parse(Buffer.from(sealing.open("creds", sealed)).toString(), baileys.BufferJSON.reviver) as AuthenticationCreds;
}

/** Of a number that is not ours: forgotten with the connection that unlinks it. */
export function passingKeys(): Keys {
  const all = new Map<string, unknown>();
  return {
    store: {
      async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
        const found = ids.flatMap((id) => (all.has(`${type}|${id}`) ? [[id, all.get(`${type}|${id}`)]] : []));
        return Object.fromEntries(found) as Record<string, SignalDataTypeMap[T]>;
      },
      async set(data: SignalDataSet) {
        for (const [type, entries] of Object.entries(data)) for (const [id, value] of Object.entries(entries ?? {})) all.set(`${type}|${id}`, value);
      },
    },
    saveCreds: () => {},
    settled: async () => {},
  };
}

/** `over`: the connection has ended, and what the library still wants to write is of a session that may be gone. */
export function keysOf(desk: Desk, over: () => boolean): Keys {
  const { baileys, sealing, line } = desk;
  const write = writerOf(desk);
  const rowOf = (type: string, id: string) => sealing.nameOf(`${type}|${id}`);
  const textOf = (value: unknown) => Buffer.from(JSON.stringify(value, baileys.BufferJSON.replacer));
  return {
    store: {
      async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
        const names = ids.map((id) => rowOf(type, id));
        try {
          const values = await line.call("read", names);
          const found: Record<string, SignalDataTypeMap[T]> = {};
          for (const [at, sealed] of values.entries()) {
            const [id, name] = [ids[at], names[at]];
            if (!sealed || id === undefined || name === undefined) continue;
            const value = JSON.parse(Buffer.from(sealing.open(name, sealed)).toString(), baileys.BufferJSON.reviver);
            found[id] = type === "app-state-sync-key" ? baileys.proto.Message.AppStateSyncKeyData.fromObject(value) : value;
          }
          return found;
        } catch (error) {
          // The library takes a failed read for "no such session", and would begin a new one.
          desk.fatal(`keys not read: ${nameOf(error)}`);
          throw error;
        }
      },
      async set(data: SignalDataSet) {
        if (over()) throw new Error("this connection is over");
        await write((change) => {
          for (const [type, entries] of Object.entries(data)) {
            for (const [id, value] of Object.entries(entries ?? {})) {
              const name = rowOf(type, id);
              if (value === null || value === undefined) change.gone(name);
              else change.put({ id: name, type, value: sealing.seal(name, textOf(value)) });
            }
          }
        });
      },
    },
    saveCreds(creds) {
      if (over()) return;
      write((change) => change.creds(sealing.seal("creds", textOf(creds)))).catch(() => {}); // fatal has been called
    },
    settled: () => write(() => {}),
  };
}

interface Change {
  put(row: KeyChange["put"][number]): void;
  gone(id: string): void;
  creds(sealed: Uint8Array): void;
}

/**
 * One write at a time, in the order in which they were asked for; what comes meanwhile goes into the next one, all or none.
 * Where one fails this process ends: it must never be ahead of the base.
 */
function writerOf(desk: Desk): (fill: (change: Change) => void) => Promise<void> {
  let next: { rows: Map<string, KeyChange["put"][number] | null>; creds?: Uint8Array; done: PromiseWithResolvers<void> } | null = null;
  let busy = false;
  const run = async () => {
    busy = true;
    while (next) {
      const { rows, creds, done } = next;
      next = null;
      try {
        const put = [...rows.values()].filter((it) => it !== null);
        const gone = [...rows].flatMap(([id, row]) => (row === null ? [id] : []));
        if (rows.size > 0 || creds) await desk.line.call("write", { put, gone, ...(creds && { creds }) });
        done.resolve();
      } catch (error) {
        desk.fatal(`keys not written: ${nameOf(error)}`);
        done.reject(error);
      }
    }
    busy = false;
  };
  return (fill) => {
    next ??= { rows: new Map(), done: Promise.withResolvers<void>() };
    const batch = next;
    fill({
      put: (row) => void batch.rows.set(row.id, row),
      gone: (id) => void batch.rows.set(id, null),
      creds: (sealed) => {
        batch.creds = sealed;
      },
    });
    if (!busy) void run();
    return batch.done.promise;
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
