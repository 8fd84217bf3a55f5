/** What a call to the API is for; a fault is scripted for one of these. */
export type Operation = "messages" | "read" | "upload" | "media" | "download" | "number";

/** What can go wrong with one call. */
export type Fault =
  /** Refused with a code; nothing was accepted. */
  | { kind: "error"; code: number; status?: number }
  /** A page of a proxy instead of JSON. */
  | { kind: "html"; status: number }
  /** The socket closes before anything was accepted. */
  | { kind: "dropped before" }
  /** Accepted and delivered, but the socket closes without an answer. */
  | { kind: "dropped after" }
  /** Accepted and delivered, but the answer never comes. */
  | { kind: "silent after" }
  /** Accepted with 200; later the status says failed. */
  | { kind: "fails later"; code: number }
  /** Answered after a while. */
  | { kind: "slow"; ms: number };

export const fault = {
  throughput: { kind: "error", code: 130429 },
  pairLimit: { kind: "error", code: 131056 },
  down: { kind: "error", code: 131000 },
  gateway: { kind: "html", status: 502 },
  droppedBefore: { kind: "dropped before" },
  droppedAfter: { kind: "dropped after" },
  silentAfter: { kind: "silent after" },
  failsLater: (code: number): Fault => ({ kind: "fails later", code }),
  error: (code: number, status?: number): Fault => ({ kind: "error", code, ...(status ? { status } : {}) }),
  slow: (ms: number): Fault => ({ kind: "slow", ms }),
} as const satisfies Record<string, Fault | ((...given: number[]) => Fault)>;

export interface Faults {
  /** The next calls of this kind go wrong, in the order given. */
  next(operation: Operation, ...faults: Fault[]): void;
  /** Every nth call of this kind goes wrong, until cleared. */
  every(nth: number, operation: Operation, fault: Fault): void;
  clear(): void;
  take(operation: Operation): Fault | undefined;
}

export function scriptedFaults(): Faults {
  const queued = new Map<Operation, Fault[]>();
  const regular = new Map<Operation, { nth: number; fault: Fault; count: number }[]>();
  return {
    next(operation, ...faults) {
      queued.set(operation, [...(queued.get(operation) ?? []), ...faults]);
    },
    every(nth, operation, it) {
      regular.set(operation, [...(regular.get(operation) ?? []), { nth, fault: it, count: 0 }]);
    },
    clear() {
      queued.clear();
      regular.clear();
    },
    take(operation) {
      const due = regular.get(operation)?.filter((it) => ++it.count % it.nth === 0);
      return queued.get(operation)?.shift() ?? due?.[0]?.fault;
    },
  };
}
