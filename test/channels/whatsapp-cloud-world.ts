import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { pino } from "pino";
import { createWhatsAppCloud, type WhatsAppCloudOptions } from "../../src/channels/whatsapp-cloud/whatsapp-cloud.ts";
import type { Address, Channel, Health, Inbound, Letter, Occasion, Receipt, Sent, Sink } from "../../src/core/channel.ts";
import type { Reply } from "../../src/core/reply.ts";
import { fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";

export const secondNumber = { id: "106540352242933", display: "+62 800 0000 0002" };

export type CloudWorld = Awaited<ReturnType<typeof openCloudWorld>>;

type Opened = Partial<Pick<WhatsAppCloudOptions, "timeoutMs" | "sendWithinMs" | "checkEveryMs" | "noticeTemplate">>;

/** The channel of two numbers over loopback: a Graph API on one side, a sink that remembers on the other. */
export async function openCloudWorld({ timeoutMs = 10_000, sendWithinMs = 25_000, checkEveryMs = 60_000, noticeTemplate }: Opened = {}) {
  const graph = await fakeGraph();
  graph.addNumber(secondNumber);
  const logged: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  let ahead = 0;
  const clock = () => Temporal.Now.instant().add({ hours: ahead });
  const { channels, routes } = createWhatsAppCloud({
    numbers: [{ phoneNumberId: graph.phoneNumberId }, { phoneNumberId: secondNumber.id }],
    token: graph.token,
    appSecret: graph.appSecret,
    verifyToken: graph.verifyToken,
    apiUrl: `${graph.url}/v23.0`,
    log,
    clock,
    timeoutMs,
    sendWithinMs,
    checkEveryMs,
    noticeTemplate,
  });
  const [channel, second] = channels as [Channel, Channel];
  const server = createAdaptorServer({ fetch: routes.fetch }) as Server;
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  graph.callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/whatsapp`;

  const inbound: Inbound[] = [];
  const receipts: Receipt[] = [];
  const health: Health[] = [];
  const told: (() => void)[] = [];
  const state = { refuse: (_it: Inbound | Receipt): boolean => false, before: async (_it: Inbound): Promise<void> => {} };
  const sink: Sink = {
    async inbound(it) {
      await state.before(it);
      if (state.refuse(it)) throw new Error(`not stored: ${JSON.stringify(it)}`);
      inbound.push(it);
    },
    async receipt(it) {
      if (state.refuse(it)) throw new Error(`not stored: ${JSON.stringify(it)}`);
      receipts.push(it);
    },
    health(it) {
      health.push(it);
      for (const wake of told.splice(0)) wake();
    },
  };
  const stopping = new AbortController();
  const runs = [channel.start(sink, stopping.signal), second.start(sink, stopping.signal)];
  const blobs = new Map<string, Uint8Array>();
  let letters = 0;

  return {
    graph,
    channel,
    second,
    server,
    logged,
    clock,
    inbound,
    receipts,
    health,
    state,
    blobs,
    sink,
    addressOf: (chat: string): Address => ({ channel: "wa-cloud", account: graph.phoneNumberId, chat }),
    advance(hours: number): void {
      ahead += hours;
      graph.advance(hours);
    },
    /** When the next word about health has come. */
    nextHealth: (): Promise<void> => new Promise((resolve) => told.push(resolve)),
    occasion: (heardAt: Temporal.Instant | null = clock()): Occasion => ({
      heardAt: heardAt?.toString() ?? null,
      now: clock(),
      open: async (blob) => {
        const bytes = blobs.get(blob);
        if (!bytes) throw new Error(`no blob ${blob}`);
        return bytes;
      },
      signal: stopping.signal,
    }),
    /** Renders and sends a letter, part by part. */
    async sends(chat: string, reply: Reply, more: Partial<Letter> & { heardAt?: Temporal.Instant | null } = {}): Promise<Sent[]> {
      const { heardAt, ...letter } = more;
      const to = this.addressOf(chat);
      const parts = channel.render({ key: `re:${++letters}`, to, reply, intent: "reply", ...letter });
      const sent: Sent[] = [];
      for (const part of parts) sent.push(await channel.send(to, part, this.occasion(heardAt)));
      return sent;
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(runs);
    },
    async close(): Promise<void> {
      stopping.abort();
      await Promise.all(runs);
      await graph.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
