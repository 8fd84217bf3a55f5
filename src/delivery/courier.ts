import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { openBlob } from "../core/blob.ts";
import type { Channel, Occasion, Pacing, Sent } from "../core/channel.ts";
import { gather } from "../core/gather.ts";
import type { Clock } from "../core/time.ts";
import { isOutage } from "../db/outage.ts";
import type { Log } from "../log.ts";
import { pauseAccount } from "./accounts.ts";
import { claimParcels, keyOf, type Lane, markFault, markSent, markUnknown, type Parcel, recoverParcels, renewParcels } from "./outbox.ts";
import { Pacer } from "./pacer.ts";
import type { Place } from "./place.ts";
import { Pulse } from "./pulse.ts";

export interface CourierOptions extends Place {
  channel: Channel;
  clock: Clock;
  log: Log;
  /** Parcels of one lane in hand at once. */
  concurrency: number;
}

/** Renewed while a send takes its time, so that nobody else sends the same parcel meanwhile. */
const leaseMs = 30_000;
const renewEveryMs = 5_000;
const recoverEvery = { seconds: 10 };
const lastRounds = 10;
/** How long a stop waits for a network that does not answer; what was being sent has an unknown outcome then. */
const graceMs = 8_000;
/** When a network that asks to slow down means the whole account. */
const widespread = { talks: 3, withinMs: 5_000 } as const;
/** How long an account stops where the network does not say. */
const pauseMs = { "slow-down": 5_000, auth: 60_000, restricted: 600_000 } as const;

export interface Courier {
  /** There is something to send, in this lane or in both. */
  wake(lane?: Lane): void;
  /** Sends what is planned, waits for what is on its way. */
  stop(): Promise<void>;
}

/** Sends one account's parcels until stopped, answers and notices side by side. */
export function startCourier(options: CourierOptions): Courier {
  const desk = openCounter(options);
  const lanes = { reply: startLane(desk, "reply"), notice: startLane(desk, "notice") };
  const renewal = setInterval(() => {
    if (desk.inHand.size === 0) return;
    renewParcels(desk, desk.owner, [...desk.inHand], desk.clock(), leaseMs).catch((error: Error) =>
      desk.log.warn({ err: error.message }, "leases not renewed"),
    );
  }, renewEveryMs);
  const recovery = new Pulse({ pauseMs: 2_000 }, () => recover(desk), options.log);
  return {
    wake(lane) {
      for (const it of lane ? [lanes[lane]] : Object.values(lanes)) it.wake();
    },
    async stop() {
      clearInterval(renewal);
      const late = setTimeout(() => desk.stopping.abort(), graceMs);
      await recovery.stop();
      await Promise.all([lanes.reply.stop(), lanes.notice.stop()]);
      clearTimeout(late);
    },
  };
}

interface Counter extends CourierOptions {
  owner: string;
  pacer: Pacing;
  /** Aborts sends that are still on their way when all else is done. */
  stopping: AbortController;
  sent(it: { id: number; native: string }): Promise<void>;
  recoverAt: Temporal.Instant;
  /** Parcels of both lanes. */
  inHand: Set<number>;
  /** Talks for which the network asked to slow down, and when. */
  slowed: Map<string, number>;
}

function openCounter(options: CourierOptions): Counter {
  return {
    ...options,
    owner: randomUUID(),
    pacer: options.channel.pacing ?? new Pacer(options.channel.caps.pace),
    stopping: new AbortController(),
    recoverAt: options.clock(),
    inHand: new Set(),
    slowed: new Map(),
    sent: gather(async (items: { id: number; native: string }[]) => {
      await markSent(options, items, options.clock());
      return items.map(() => undefined);
    }),
  };
}

async function recover(desk: Counter): Promise<number> {
  const now = desk.clock();
  if (Temporal.Instant.compare(now, desk.recoverAt) < 0) return 0;
  try {
    return await recoverParcels(desk, accountOf(desk), desk.channel.caps.idempotent, now);
  } finally {
    // After an outage too: first whoever lives writes down what became of their sends.
    desk.recoverAt = desk.clock().add(recoverEvery);
  }
}

function startLane(desk: Counter, lane: Lane): Pulse {
  const inHand = new Set<Promise<void>>();
  const sendSome = async (): Promise<number> => {
    const count = desk.pacer.room(lane, desk.concurrency - inHand.size);
    if (count <= 0) return 0;
    const terms = { owner: desk.owner, count, leaseMs, resting: desk.pacer.resting() };
    const parcels = await claimParcels(desk, accountOf(desk), lane, terms, desk.clock());
    for (const parcel of parcels) {
      desk.pacer.spend(parcel.conversation, lane);
      desk.inHand.add(parcel.id);
      const work = sendOne(desk, parcel)
        .catch((error: Error) => desk.log.error({ outbox: parcel.id, err: error.message }, "parcel failed"))
        .finally(() => {
          inHand.delete(work);
          desk.inHand.delete(parcel.id);
          pulse.wake(); // its talk may have another part
        });
      inHand.add(work);
    }
    return parcels.length;
  };
  const pulse = new Pulse({ pauseMs: 150, mostMs: lane === "reply" ? 500 : 1_000, gapMs: 8 }, sendSome, desk.log);
  pulse.onStop(async () => {
    // What the last turns have planned still goes out; bounded, since other replicas go on planning.
    const sendLast = () =>
      sendSome().catch((error: Error) => {
        desk.log.warn({ channel: desk.channel.id, err: error.message }, "the rest is sent after the next start");
        return 0;
      });
    for (let round = 0; round < lastRounds && (await sendLast()) > 0; round++) await Promise.all(inHand);
    await Promise.all(inHand);
  });
  return pulse;
}

const accountOf = ({ channel }: Counter) => ({ id: channel.id, account: channel.account });

async function sendOne(desk: Counter, parcel: Parcel): Promise<void> {
  const sent = await handOver(desk, parcel);
  for (let waitMs = 100; ; waitMs = Math.min(1_000, waitMs * 2)) {
    try {
      return await writeDown(desk, parcel, sent);
    } catch (error) {
      // Forgotten, it would be sent again: what is known is written down however long the database is away.
      if (!isOutage(error) || desk.stopping.signal.aborted) throw error;
      await pause(waitMs);
    }
  }
}

async function writeDown(desk: Counter, parcel: Parcel, sent: Sent): Promise<void> {
  const now = desk.clock();
  if (sent.ok === true) return desk.sent({ id: parcel.id, native: sent.native });
  if (sent.ok === "unknown") {
    desk.log.warn({ outbox: parcel.id, channel: desk.channel.id }, "nobody knows whether it was sent");
    return markUnknown(desk, parcel, desk.channel.caps.idempotent, now);
  }
  const { fault } = sent;
  desk.log.warn({ outbox: parcel.id, channel: desk.channel.id, fault: fault.kind, code: fault.code }, "not sent");
  const usual = pauseMs[fault.kind as keyof typeof pauseMs];
  if (usual === undefined) return markFault(desk, parcel, fault, now);
  const afterMs = fault.afterMs ?? usual;
  if (fault.kind !== "slow-down" || isWidespread(desk, parcel)) {
    await pauseAccount(desk, accountOf(desk), fault, now.add({ milliseconds: afterMs }), now);
  }
  return markFault(desk, parcel, { ...fault, afterMs }, now);
}

/** "Slow down" is meant for one talk, unless several hear it at about the same time: one person must not stop the others' answers. */
function isWidespread({ slowed }: Counter, { conversation }: Parcel): boolean {
  const now = performance.now();
  slowed.set(conversation, now);
  for (const [talk, at] of slowed) if (now - at > widespread.withinMs) slowed.delete(talk);
  return slowed.size >= widespread.talks;
}

/** An adapter that throws has a mistake of its own; what it did meanwhile is not known. */
async function handOver(desk: Counter, parcel: Parcel): Promise<Sent> {
  const occasion: Occasion = { heardAt: parcel.heardAt, now: desk.clock(), open: (blob) => bytesOf(desk, blob), signal: desk.stopping.signal };
  try {
    return await desk.channel.send(parcel.address, { key: keyOf(parcel), native: parcel.native }, occasion);
  } catch (error) {
    desk.log.error({ outbox: parcel.id, channel: desk.channel.id, err: error instanceof Error ? error.message : String(error) }, "adapter threw");
    return { ok: "unknown" };
  }
}

async function bytesOf({ db, cell }: Counter, blob: string): Promise<Uint8Array> {
  const file = await openBlob(db, cell, blob);
  if (!file) throw new Error("the file is gone");
  return file.bytes;
}
