import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Hold } from "../core/channel.ts";
import type { Clock } from "../core/time.ts";
import type { Log } from "../log.ts";
import { fenceOf, leaveAccount, renewAccount, takeAccount } from "./accounts.ts";
import type { Account } from "./outbox.ts";
import type { Place } from "./place.ts";

export interface HolderOptions extends Place {
  account: Account;
  clock: Clock;
  log: Log;
  leaseMs?: number;
}

const usualLeaseMs = 15_000;

/**
 * Does `work` while this process holds the account, which of all replicas only one does; waits for it otherwise, and
 * again when it has been lost. Resolves when `signal` aborts and the work has ended.
 */
export async function whileHolding(options: HolderOptions, signal: AbortSignal, work: (held: AbortSignal, hold: Hold) => Promise<void>): Promise<void> {
  const { leaseMs = usualLeaseMs, log, clock, account } = options;
  const owner = randomUUID();
  while (!signal.aborted) {
    const askedAt = performance.now();
    const epoch = await takeAccount(options, account, owner, clock(), leaseMs).catch((error: Error) => {
      log.warn({ channel: account.id, err: error.message }, "account not taken");
      return undefined;
    });
    if (epoch !== undefined) await hold(options, signal, { epoch, askedAt }, work);
    if (!signal.aborted) await pause((leaseMs / 5) * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {}); // aborted: the loop sees it
  }
}

interface Taken {
  epoch: number;
  /** When it was asked for: the lease counts from there, however late the answer came. */
  askedAt: number;
}

async function hold(
  options: HolderOptions,
  signal: AbortSignal,
  { epoch, askedAt }: Taken,
  work: (held: AbortSignal, hold: Hold) => Promise<void>,
): Promise<void> {
  const { account, clock, log, leaseMs = usualLeaseMs } = options;
  const lost = new AbortController();
  let keptAt = askedAt;
  const renewal = setInterval(async () => {
    const now = performance.now();
    if (now - keptAt > leaseMs * 0.7) return lost.abort(); // before asking: where the database is away, an answer may never come
    const kept = await renewAccount(options, account, epoch, clock(), leaseMs).catch(() => undefined);
    if (kept) keptAt = Math.max(keptAt, now);
    if (kept === false) lost.abort();
  }, leaseMs / 5);
  log.info({ channel: account.id, account: account.account, epoch }, "account held");
  try {
    await work(AbortSignal.any([signal, lost.signal]), { fence: fenceOf(options, account, epoch) });
  } catch (error) {
    log.error({ channel: account.id, err: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "intake ended");
  } finally {
    clearInterval(renewal);
    await leaveAccount(options, account, epoch).catch(() => {}); // then it runs out by itself
  }
}
