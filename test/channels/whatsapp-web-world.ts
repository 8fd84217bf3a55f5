import { execFileSync } from "node:child_process";
import { type AuthenticationCreds, BufferJSON } from "@whiskeysockets/baileys";
import { sealingWith } from "../../src/channels/whatsapp-web/sealing.ts";
import { createWhatsAppWeb, type Limits, type WhatsAppWebOptions } from "../../src/channels/whatsapp-web/whatsapp-web.ts";
import type { Address, Channel, Letter, Occasion, Sent } from "../../src/core/channel.ts";
import type { Reply } from "../../src/core/reply.ts";
import { type Database, sql } from "../../src/db/database.ts";
import { whileHolding } from "../../src/delivery/holder.ts";
import type { Log } from "../../src/log.ts";
import { type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import type { TestDatabase } from "../world.ts";
import { running } from "./contract/running.ts";
import { ContractSink } from "./contract/sink.ts";
import { recordingLog } from "./telegram-world.ts";

// The fake's phones use the same library; what the product's own process prints is tested apart.
muteLibsignal();

export const cell = 1;
export const secret = "a secret of these tests, long enough";

/** No limit that a test would meet. */
export const unlimited: Limits = {
  gapMs: [0, 0],
  chatGapMs: 0,
  perMinute: 1_000_000,
  perDay: 1_000_000,
  newChatsPerDay: 1_000_000,
  warmUpDays: 0,
  noticesPerDay: 1_000_000,
  quiet: null,
};

/** Where a child finds this server. */
export const endpointOf = (whatsapp: FakeWhatsAppWeb, more: { keepAliveMs?: number; queryMs?: number } = {}): NonNullable<WhatsAppWebOptions["testing"]> => ({
  url: whatsapp.url,
  ca: whatsapp.media.certificate.cert,
  mediaOrigin: `https://${whatsapp.media.host}`,
  ...more,
});

export type ChannelOptions = Pick<WhatsAppWebOptions, "db" | "log" | "clock" | "testing"> & Partial<WhatsAppWebOptions> & { account: string };

/** The channel of one number; held as the pipeline holds it, so that it can be started like any other. */
export function webChannel({ account, db, log, clock, ...more }: ChannelOptions): Channel {
  const [channel] = createWhatsAppWeb({
    numbers: [{ phone: account, zone: "Asia/Makassar" }],
    db,
    cell,
    secret,
    limits: unlimited,
    polls: false,
    log,
    clock,
    typingMs: [0, 0],
    lookEveryMs: 50,
    ...more,
  }) as [Channel];
  return channel;
}

/** As the pipeline does it. */
export function held(channel: Channel, { db, log }: { db: Database; log: Log }): Channel {
  const clock = () => Temporal.Now.instant();
  const account = { id: channel.id, account: channel.account };
  return {
    ...channel,
    start: (sink, signal) =>
      whileHolding({ db, cell, account, clock, log, leaseMs: 5_000 }, signal, (heldSignal, hold) => channel.start(sink, heldSignal, hold)),
  };
}

/** Puts the credentials of a device that was linked before into the base. */
export async function keepCreds(db: Database, account: string, creds: AuthenticationCreds, at = Temporal.Now.instant()): Promise<void> {
  const sealed = sealingWith(secret, account).seal("creds", Buffer.from(JSON.stringify(creds, BufferJSON.replacer)));
  await db.run(sql`
    insert into wa_account (cell, account, creds, paired_at) values (${cell}, ${account}, ${Buffer.from(sealed)}, ${at.toString()})
    on conflict (cell, account) do update set creds = excluded.creds, paired_at = excluded.paired_at`);
}

export type WebWorld = Awaited<ReturnType<typeof openWebWorld>>;

/** One number in a base, on the fake server, with a sink that remembers. */
export async function openWebWorld(
  database: TestDatabase,
  { paired = true, ...more }: Partial<ChannelOptions> & { paired?: boolean; keepAliveMs?: number; queryMs?: number } = {},
) {
  const base = await database.open();
  const whatsapp = await fakeWhatsAppWeb();
  const bot = whatsapp.account({ phone: "6281100000001" });
  if (paired) await keepCreds(base.db, bot.phone, bot.linkedDevice());
  const { log, lines } = recordingLog();
  const sink = new ContractSink();
  const shift = { ms: 0 };
  const clock = () => Temporal.Now.instant().add({ milliseconds: shift.ms });
  const { keepAliveMs, queryMs, ...options } = more;
  const testing = endpointOf(whatsapp, { ...(keepAliveMs !== undefined && { keepAliveMs }), ...(queryMs !== undefined && { queryMs }) });
  const channel = webChannel({ account: bot.phone, db: base.db, log, clock, testing, ...options });
  const runs = running(held(channel, { db: base.db, log }), sink);
  let letters = 0;
  return {
    base,
    db: base.db,
    rows: { db: base.db, cell, account: bot.phone },
    whatsapp,
    bot,
    channel,
    sink,
    lines,
    clock,
    start: runs.start,
    stop: runs.stop,
    pass: (duration: Temporal.DurationLike) => {
      shift.ms += Temporal.Duration.from(duration).total("milliseconds");
    },
    addressOf: (person: Pick<Person, "lid">): Address => ({ channel: "wa-web", account: bot.phone, chat: person.lid }),
    /** Renders and sends a letter, part by part. */
    async sends(to: Address, reply: Reply, letter: Partial<Letter> = {}, occasion: Partial<Occasion> = {}): Promise<Sent[]> {
      const sent: Sent[] = [];
      for (const part of channel.render({ key: `re:${++letters}`, to, reply, intent: "reply", ...letter })) {
        sent.push(
          await channel.send(to, part, { heardAt: null, now: clock(), open: async () => new Uint8Array(), signal: new AbortController().signal, ...occasion }),
        );
      }
      return sent;
    },
    async close(): Promise<void> {
      await runs.stop();
      await whatsapp.stop();
      await base.close();
    },
  };
}

/** Processes that speak WhatsApp and that this one has started. */
export function childrenOf(parent: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="]).toString().split("\n");
  return lines.flatMap((it) => {
    const [, pid, ppid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(it) ?? [];
    return Number(ppid) === parent && args?.includes("whatsapp-web/child/main.ts") ? [Number(pid)] : [];
  });
}
