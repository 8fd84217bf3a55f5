import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Inbound, Letter } from "../core/channel.ts";
import { gather } from "../core/gather.ts";
import { maskPersonalData } from "../core/mask.ts";
import { storableText } from "../core/storable.ts";
import type { Clock } from "../core/time.ts";
import type { Database } from "../db/database.ts";
import { isOutage } from "../db/outage.ts";
import type { Log } from "../log.ts";
import { type Claim, claimMailboxes, Fenced, finishMessages, releaseMailbox, renewMailboxes, skipFlood, type Waiting } from "./mailbox.ts";
import type { Place } from "./place.ts";
import { Pulse } from "./pulse.ts";

/** How a message is handled: the slow part first, outside any transaction; then the effect, inside one. */
export interface Turn<Plan> {
  understand(message: Inbound): Promise<Plan>;
  /** Writes the effects of messages of different talks through `tx` and returns what to send. One that fails is then tried alone. */
  act(tx: Database, turns: { message: Inbound; plan: Plan }[], now: Temporal.Instant): Promise<Letter[]>;
  /** What the person is told once when the message could not be handled. */
  apology(message: Inbound): Letter;
  /** What somebody is told who sends faster than anybody could answer. */
  calm(message: Inbound, now: Temporal.Instant): Letter;
}

export interface WorkerOptions<Plan> extends Place {
  turn: Turn<Plan>;
  /** Plans letters in the effect's transaction. */
  put(tx: Place, letters: Letter[], now: Temporal.Instant): Promise<void>;
  /** Told after a commit what there is to send. */
  sent(letters: Letter[]): void;
  clock: Clock;
  log: Log;
  /** Mailboxes in hand at once. */
  concurrency: number;
  /** Transactions of theirs at once. */
  transactions?: number;
}

const leaseMs = 20_000;
const renewEveryMs = 5_000;
/** Failures of a message; and deaths of its worker, which may have had another cause. */
const mostFailures = 3;
const mostDeaths = 6;
/** Unanswered messages of one talk that nobody writes by hand: the newest are still answered. With this many answers on their way, none is. */
const flood = { from: 30, keep: 5, unsent: 20 } as const;

/** From here on a message that is still being understood waits for somebody outside (a language model), and takes no place in hand. */
const outsideAfterMs = 50;
/** But not without end. */
const mostOutside = 1_000;
/** Effects of such messages in one transaction. */
const mostLate = 20;
/** Left between two of these: whoever needs nobody outside goes first, and more of the others go together. Nobody's answer waits for it twice. */
const lateGapMs = 30;

/** A message that is understood and waits for its effect. */
interface Ready<Plan> {
  waiting: Waiting;
  plan: Plan;
}

interface Desk<Plan> extends WorkerOptions<Plan> {
  /** Joins the effects of messages that are ready at about the same time: under load one commit serves many. */
  act(ready: Ready<Plan>): Promise<void>;
  /** The same for those that have waited for somebody outside: a few in one go, so that two hundred answers that come at once are not before everybody else. */
  actLate(ready: Ready<Plan>): Promise<void>;
  /** Messages that wait for somebody outside. */
  outside: Set<Waiting>;
  /** There is room for others. */
  wake(): void;
}

/** Handles mailboxes until stopped; `wake` saves it the wait for its next look. */
export function startWorker<Plan>(given: WorkerOptions<Plan>): Pulse {
  const together = (ready: Ready<Plan>[]) => actTogether(given, ready);
  const options: Desk<Plan> = {
    ...given,
    act: gather(together, { atOnce: given.transactions ?? 1 }),
    actLate: gather(
      async (ready) => {
        const done = await together(ready);
        await pause(lateGapMs);
        return done;
      },
      { most: mostLate },
    ),
    outside: new Set(),
    wake: () => pulse.wake(),
  };
  const owner = randomUUID();
  /** Each with its talk. */
  const inHand = new Map<Promise<void>, string>();
  const take = (work: Promise<void>, { conversation }: Claim) => {
    const taken = work
      .catch((error: Error) => options.log.error({ err: error.message }, "mailbox failed"))
      .finally(() => {
        inHand.delete(taken);
        pulse.wake();
      });
    inHand.set(taken, conversation);
    return taken;
  };
  const pulse = new Pulse(
    { pauseMs: 100, mostMs: 400, gapMs: 3 },
    async () => {
      const free = options.concurrency - inHand.size + Math.min(options.outside.size, mostOutside);
      if (free <= 0) return 0;
      const claims = await claimMailboxes(options, owner, free, options.clock(), leaseMs);
      const suspect = suspectOf(claims);
      if (suspect) await take(handleAlone(options, suspect, claims, [...inHand.keys()]), suspect);
      else for (const claim of claims) take(handleOne(options, claim), claim);
      return claims.length;
    },
    options.log,
  );
  const renewal = setInterval(() => {
    if (inHand.size === 0) return;
    renewMailboxes(options, owner, [...inHand.values()], options.clock(), leaseMs).catch((error: Error) =>
      options.log.warn({ err: error.message }, "leases not renewed"),
    );
  }, renewEveryMs);
  pulse.onStop(async () => {
    await Promise.all(inHand.keys());
    clearInterval(renewal);
  });
  return pulse;
}

async function handleOne<Plan>(options: Desk<Plan>, claim: Claim): Promise<void> {
  if (!isWaiting(claim)) return releaseMailbox(options, claim, options.clock(), 20);
  try {
    if (claim.backlog > flood.from || claim.unsent > flood.unsent) await calm(options, claim);
    else if (claim.attempts > mostDeaths) await bury(options, claim, "killed its worker repeatedly");
    else await handle(options, claim);
  } catch (error) {
    if (error instanceof Fenced) return;
    await afterFailure(options, claim, error);
  }
}

/** Of those that may have killed their worker before, the one that did so least often. */
function suspectOf(claims: Claim[]): Claim | undefined {
  const suspects = claims.filter(({ attempts }) => attempts !== null && attempts > mostFailures && attempts <= mostDeaths);
  return suspects.sort((a, b) => Number(a.attempts) - Number(b.attempts))[0];
}

/** Whatever is in hand when a worker dies is blamed for it: alone, the message that does it stands out and its neighbours are answered. */
async function handleAlone<Plan>(options: Desk<Plan>, suspect: Claim, claims: Claim[], inHand: Promise<void>[]): Promise<void> {
  for (const claim of claims) if (claim !== suspect) await releaseMailbox(options, claim, options.clock(), 0, true);
  await Promise.all(inHand);
  await handleOne(options, suspect);
}

const isWaiting = (claim: Claim): claim is Waiting => claim.id !== null;

async function handle<Plan>(options: Desk<Plan>, waiting: Waiting): Promise<void> {
  const { plan, late } = await understood(options, waiting);
  await (late ? options.actLate : options.act)({ waiting, plan });
}

async function understood<Plan>({ turn, outside, wake }: Desk<Plan>, waiting: Waiting): Promise<{ plan: Plan; late: boolean }> {
  const timer = setTimeout(() => {
    outside.add(waiting);
    wake();
  }, outsideAfterMs);
  try {
    const plan = await turn.understand(waiting.message);
    // On a busy machine what needs nobody outside takes long, too: then there is no plan.
    return { plan, late: plan !== null && outside.has(waiting) };
  } finally {
    clearTimeout(timer);
    outside.delete(waiting);
  }
}

/** Who wrote first comes first. */
async function actTogether<Plan>(options: WorkerOptions<Plan>, given: Ready<Plan>[]): Promise<undefined[]> {
  const ready = given.toSorted((one, other) => one.waiting.id - other.waiting.id);
  const sent = await options.db.transaction(async (tx) => {
    const now = options.clock();
    const place = { db: tx, cell: options.cell };
    const letters = await options.turn.act(
      tx,
      ready.map(({ waiting, plan }) => ({ message: waiting.message, plan })),
      now,
    );
    await options.put(place, letters, now);
    await finishMessages(
      place,
      ready.map(({ waiting }) => ({ ...waiting, status: "done", error: null })),
      now,
    );
    return letters;
  });
  options.sent(sent);
  return ready.map(() => undefined);
}

/** A database that went away is not the message's fault. Where even the release fails, the lease runs out. */
async function afterFailure<Plan>(options: WorkerOptions<Plan>, waiting: Waiting, error: unknown): Promise<void> {
  const outage = isOutage(error);
  const reason = maskPersonalData(error instanceof Error ? (error.stack ?? error.message) : String(error));
  options.log.error({ inbox: waiting.id, attempt: waiting.attempts, outage, err: reason }, "message failed");
  if (!outage && waiting.attempts >= mostFailures) return bury(options, waiting, storableText(reason).slice(0, 2_000));
  await releaseMailbox(options, waiting, options.clock(), outage ? 500 : 200 * 4 ** waiting.attempts, outage);
}

/** To the dead-letter list; the person gets an apology once and the talk goes on. */
async function bury<Plan>(options: WorkerOptions<Plan>, waiting: Waiting, error: string): Promise<void> {
  const apology = options.turn.apology(waiting.message);
  await options.db.transaction(async (tx) => {
    const now = options.clock();
    const place = { db: tx, cell: options.cell };
    await options.put(place, [apology], now);
    await finishMessages(place, [{ ...waiting, status: "dead", error }], now);
  });
  options.sent([apology]);
}

/** One polite word instead of dozens of answers; its key is that of the quarter of an hour. */
async function calm<Plan>(options: WorkerOptions<Plan>, waiting: Waiting): Promise<void> {
  const now = options.clock();
  const letter = options.turn.calm(waiting.message, now);
  await options.db.transaction(async (tx) => {
    const place = { db: tx, cell: options.cell };
    const skipped = await skipFlood(place, waiting, waiting.unsent > flood.unsent ? 0 : flood.keep, now);
    await options.put(place, [letter], now);
    options.log.warn({ skipped }, "flood from one talk");
  });
  options.sent([letter]);
}
