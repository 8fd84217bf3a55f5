import { randomUUID } from "node:crypto";
import type { Channel } from "../core/channel.ts";
import type { Clock } from "../core/time.ts";
import type { Log } from "../log.ts";
import type { Place } from "./inbox.ts";
import { claimParcels, markFault, markSent, markUnknown, type Parcel, partOf, recoverParcels } from "./outbox.ts";
import { Pulse } from "./pulse.ts";

export interface CourierOptions extends Place {
  channel: Channel;
  clock: Clock;
  log: Log;
  batch: number;
}

const leaseMs = 30_000;
const lastRounds = 10;

/** Sends one channel's parcels until stopped. */
export function startCourier(options: CourierOptions): Pulse {
  const owner = randomUUID();
  const stopping = new AbortController();
  let recoverAt = options.clock();
  const sendSome = async (now: Temporal.Instant): Promise<number> => {
    const parcels = await claimParcels(options, options.channel, owner, options.batch, now, leaseMs);
    await Promise.all(parcels.map((parcel) => sendOne(options, parcel, stopping.signal)));
    return parcels.length;
  };
  const pulse = new Pulse(
    150,
    async () => {
      const now = options.clock();
      if (Temporal.Instant.compare(now, recoverAt) >= 0) {
        await recoverParcels(options, now);
        recoverAt = now.add({ seconds: 10 });
      }
      if ((await sendSome(now)) > 0) pulse.wake();
    },
    options.log,
  );
  pulse.onStop(async () => {
    // What the last turns have planned still goes out; bounded, since other replicas go on planning.
    for (let round = 0; round < lastRounds && (await sendSome(options.clock())) > 0; round++);
    stopping.abort();
  });
  return pulse;
}

async function sendOne(options: CourierOptions, parcel: Parcel, signal: AbortSignal): Promise<void> {
  const sent = await options.channel.send(parcel.address, partOf(parcel), signal);
  const now = options.clock();
  if (sent.ok === true) return markSent(options, parcel, sent.native, now);
  if (sent.ok === "unknown") return markUnknown(options, parcel, now);
  options.log.warn({ outbox: parcel.id, channel: options.channel.id, fault: sent.fault.kind, code: sent.fault.code }, "not sent");
  return markFault(options, parcel, sent.fault, now);
}
