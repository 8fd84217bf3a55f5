import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  raw: Buffer;
  /** Checked over the raw bytes. */
  signed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a webhook of Meta's, read by tests in many shapes.
  body: any;
}

/** The simplest app: keeps what arrives and answers as told. */
export async function webhookReceiver(secret: string, verifyToken: string, port = 0) {
  const received: Received[] = [];
  const answers: (number | "hang up")[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (request.method === "GET") {
      const right = url.searchParams.get("hub.mode") === "subscribe" && url.searchParams.get("hub.verify_token") === verifyToken;
      return void response.writeHead(right ? 200 : 403).end(right ? url.searchParams.get("hub.challenge") : "no");
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const raw = Buffer.concat(parts);
    const signed = request.headers["x-hub-signature-256"] === `sha256=${createHmac("sha256", secret).update(raw).digest("hex")}`;
    received.push({ raw, signed, body: JSON.parse(raw.toString("utf8")) });
    for (const wake of waiting.splice(0)) wake();
    const answer = signed ? (answers.shift() ?? 200) : 401;
    if (answer === "hang up") return void response.destroy();
    response.writeHead(answer).end();
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  const valuesOf = (it: Received) => it.body.entry.flatMap((entry: { changes: { value: object }[] }) => entry.changes.map((change) => change.value));

  const self = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** What to answer to the next webhooks; then 200. */
    answers,
    /** All messages of all bodies, in order. */
    messages: () => received.flatMap((it) => valuesOf(it).flatMap((value: { messages?: object[] }) => value.messages ?? [])),
    statuses: () => received.flatMap((it) => valuesOf(it).flatMap((value: { statuses?: object[] }) => value.statuses ?? [])),
    /** Waits until it holds. */
    async until(holds: () => boolean): Promise<void> {
      while (!holds()) await new Promise<void>((wake) => waiting.push(wake));
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
  return self;
}
