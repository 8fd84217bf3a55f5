import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type Clock, hours } from "./clock.ts";
import { bodyOf, metaBytes, type Occurrence, sign } from "./webhook-body.ts";

/** One attempt to hand a body to the app. */
export interface Delivery {
  ids: string[];
  attempt: number;
  /** Meta counts only 200 as received. */
  status: number | "no connection" | "no answer";
  spoiled: boolean;
}

export interface WebhookHabits {
  /** Up to how many people's messages and statuses go into one body; 1 by default. */
  together: number;
  /** Off: each is sent at once and may overtake an earlier one of the same person. */
  ordered: boolean;
  /** Every nth body is sent a second time; 0 is never. */
  duplicateEvery: number;
  /** When duplicates go out: after the first was received, or beside it. */
  duplicates: "after" | "together";
  firstRepeatMs: number;
  longestRepeatMs: number;
  answerWithinMs: number;
}

interface Pending extends Occurrence {
  received: () => void;
}

const repeatForHours = 7 * 24;

export interface Webhooks extends WebhookHabits {
  readonly deliveries: Delivery[];
  readonly waiting: number;
  /** Resolves once the app has received it. */
  send(occurrence: Occurrence): Promise<void>;
  /** Collects what happens meanwhile and sends it as one body. */
  batch(work: () => void | Promise<void>): Promise<void>;
  /** The next bodies carry a wrong signature the first time, and the right one when repeated. */
  spoilSignatures(count: number): void;
  duplicateNext(count: number): void;
  /** When nothing is on its way any more. */
  settled(): Promise<void>;
  post(bytes: Uint8Array, headers: Record<string, string>): Promise<Delivery["status"]>;
  close(): void;
}

export function webhooks(app: { callback: string; appSecret: string; account: string }, clock: Clock, connections = 50): Webhooks {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const closed = new AbortController();
  const lanes = new Map<string, Pending[]>();
  const idlers: (() => void)[] = [];
  let held: Pending[] | undefined;
  let [open, sent, spoiling, duplicating, others] = [0, 0, 0, 0, 0];

  const self: Webhooks = {
    together: 1,
    ordered: true,
    duplicateEvery: 0,
    duplicates: "after",
    firstRepeatMs: 50,
    longestRepeatMs: 2_000,
    answerWithinMs: 10_000,
    deliveries: [],
    get waiting() {
      return open;
    },
    send(occurrence) {
      open += 1;
      return new Promise((received) => {
        const pending = { ...occurrence, received };
        if (held) held.push(pending);
        else if (self.together > 1) enqueue("all", pending);
        else enqueue(self.ordered ? occurrence.person : `alone ${others++}`, pending);
      });
    },
    async batch(work) {
      held = [];
      try {
        await work();
      } finally {
        const together = held;
        held = undefined;
        if (together.length > 0) await drain(`batch ${others++}`, together, together.length);
      }
    },
    spoilSignatures(count) {
      spoiling += count;
    },
    duplicateNext(count) {
      duplicating += count;
    },
    settled: () => (open === 0 ? Promise.resolve() : new Promise((idle) => idlers.push(idle))),
    post,
    close() {
      closed.abort();
      agent.destroy();
    },
  };
  return self;

  function enqueue(key: string, pending: Pending): void {
    const lane = lanes.get(key);
    if (lane) lane.push(pending);
    else {
      const fresh = [pending];
      lanes.set(key, fresh);
      void drain(key, fresh, self.together);
    }
  }

  async function drain(key: string, lane: Pending[], size: number): Promise<void> {
    // One turn of the loop lets others of the same moment join the body.
    if (size > 1) await new Promise(setImmediate);
    while (lane.length > 0) {
      const some = lane.slice(0, size);
      await deliver(some);
      if (closed.signal.aborted) return;
      lane.splice(0, some.length);
      open -= some.length;
    }
    lanes.delete(key);
    if (open === 0) for (const idle of idlers.splice(0)) idle();
  }

  async function deliver(some: Pending[]): Promise<void> {
    const bytes = metaBytes(bodyOf(some, app.account));
    const signature = sign(bytes, app.appSecret);
    const ids = some.map((it) => it.id);
    sent += 1;
    const twice = duplicating > 0 || (self.duplicateEvery > 0 && sent % self.duplicateEvery === 0);
    if (duplicating > 0) duplicating -= 1;
    const once = async (): Promise<void> => {
      let wait = self.firstRepeatMs;
      for (let attempt = 1; !closed.signal.aborted; attempt++) {
        const spoiled = spoiling > 0 && attempt === 1;
        if (spoiled) spoiling -= 1;
        const status = await post(bytes, { "X-Hub-Signature-256": spoiled ? sign(bytes, "somebody else's secret") : signature });
        self.deliveries.push({ ids, attempt, status, spoiled });
        if (status === 200) return;
        if (clock.now() - (some[0]?.at ?? 0) > hours(repeatForHours)) return;
        await pause(wait, undefined, { signal: closed.signal }).catch(() => {});
        wait = Math.min(wait * 2, self.longestRepeatMs);
      }
    };
    if (twice && self.duplicates === "together") await Promise.all([once(), once()]);
    else await once();
    if (closed.signal.aborted) return;
    for (const it of some) it.received();
    if (twice && self.duplicates === "after") await once();
  }

  function post(bytes: Uint8Array, headers: Record<string, string>): Promise<Delivery["status"]> {
    return new Promise((done) => {
      const sending = request(app.callback, {
        agent,
        method: "POST",
        timeout: self.answerWithinMs,
        headers: { "Content-Type": "application/json", "Content-Length": bytes.length, "User-Agent": "facebookexternalua", ...headers },
      });
      sending.on("response", (response) => {
        response.resume();
        response.on("end", () => done(response.statusCode ?? 0));
        response.on("error", () => done("no connection"));
      });
      sending.on("timeout", () => {
        done("no answer");
        sending.destroy();
      });
      sending.on("error", () => done("no connection"));
      sending.end(bytes);
    });
  }
}
