import { randomUUID } from "node:crypto";
import type { Inbound, Letter } from "../core/channel.ts";
import type { Clock } from "../core/time.ts";
import type { Database } from "../db/database.ts";
import type { Log } from "../log.ts";
import { type Claim, claimMailboxes, Fenced, finishMessage, type Place, releaseMailbox, startAttempt, type Waiting } from "./inbox.ts";
import { Pulse } from "./pulse.ts";

/** How a message is handled: the slow part first, outside any transaction; then the effect, inside one. */
export interface Turn<Plan> {
  understand(message: Inbound): Promise<Plan>;
  /** Writes the effect through `tx` and returns what to send. */
  act(tx: Database, message: Inbound, plan: Plan, now: Temporal.Instant): Promise<Letter[]>;
  /** What the person is told once when the message could not be handled. */
  apology(message: Inbound): Letter;
}

export interface WorkerOptions<Plan> extends Place {
  turn: Turn<Plan>;
  /** Plans letters in the effect's transaction. */
  put(tx: Place, letter: Letter, now: Temporal.Instant): Promise<void>;
  /** Told after a commit that there is something to send. */
  sent(): void;
  clock: Clock;
  log: Log;
  /** Mailboxes in hand at once. */
  concurrency: number;
}

const leaseMs = 60_000;
const mostAttempts = 3;

/** Handles mailboxes until stopped; `wake` saves it the wait for its next look. */
export function startWorker<Plan>(options: WorkerOptions<Plan>): Pulse {
  const owner = randomUUID();
  const inHand = new Set<Promise<void>>();
  const pulse = new Pulse(
    100,
    async () => {
      const free = options.concurrency - inHand.size;
      if (free <= 0) return;
      const claims = await claimMailboxes(options, owner, free, options.clock(), leaseMs);
      for (const claim of claims) {
        const work = handleOne(options, claim)
          .catch((error: Error) => options.log.error({ err: error.message }, "mailbox failed"))
          .finally(() => {
            inHand.delete(work);
            pulse.wake();
          });
        inHand.add(work);
      }
    },
    options.log,
  );
  pulse.onStop(async () => void (await Promise.all(inHand)));
  return pulse;
}

async function handleOne<Plan>(options: WorkerOptions<Plan>, claim: Claim): Promise<void> {
  const waiting = await startAttempt(options, claim.conversation);
  if (!waiting) return releaseMailbox(options, claim, options.clock(), 1_000);
  try {
    if (waiting.attempts > mostAttempts) return await bury(options, claim, waiting, "killed its worker repeatedly");
    await handle(options, claim, waiting);
  } catch (error) {
    if (error instanceof Fenced) return;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    options.log.error({ inbox: waiting.id, attempt: waiting.attempts, err: reason }, "message failed");
    if (waiting.attempts >= mostAttempts) await bury(options, claim, waiting, reason.slice(0, 2_000));
    else await releaseMailbox(options, claim, options.clock(), 200 * 4 ** waiting.attempts);
  }
}

async function handle<Plan>(options: WorkerOptions<Plan>, claim: Claim, waiting: Waiting): Promise<void> {
  const plan = await options.turn.understand(waiting.message);
  await options.db.transaction(async (tx) => {
    const now = options.clock();
    const place = { db: tx, cell: options.cell };
    await finishMessage(place, claim, { ...waiting, status: "done", error: null }, now);
    for (const letter of await options.turn.act(tx, waiting.message, plan, now)) await options.put(place, letter, now);
  });
  options.sent();
}

/** To the dead-letter list; the person gets an apology once and the talk goes on. */
async function bury<Plan>(options: WorkerOptions<Plan>, claim: Claim, waiting: Waiting, error: string): Promise<void> {
  await options.db.transaction(async (tx) => {
    const now = options.clock();
    const place = { db: tx, cell: options.cell };
    await finishMessage(place, claim, { ...waiting, status: "dead", error }, now);
    await options.put(place, options.turn.apology(waiting.message), now);
  });
  options.sent();
}
