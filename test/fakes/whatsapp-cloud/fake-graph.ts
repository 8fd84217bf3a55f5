import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Operation } from "./faults.ts";
import { titleOf } from "./graph-error.ts";
import { newPerson, type Person, type PersonOptions } from "./person.ts";
import { handle } from "./routes.ts";
import type { Accepted, State } from "./statuses.ts";
import type { ApprovedTemplate } from "./templates.ts";
import { type Line, metaBytes, sign } from "./webhook-body.ts";
import { type Call, newWorld } from "./world.ts";

export { type Fault, fault, type Operation } from "./faults.ts";
export type { Heard } from "./heard.ts";
export type { Utterance } from "./incoming.ts";
export type { Person, PersonOptions } from "./person.ts";
export type { Accepted } from "./statuses.ts";
export type { Call, Violation } from "./world.ts";

export interface GraphOptions {
  phoneNumberId?: string;
  displayNumber?: string;
  token?: string;
  appSecret?: string;
  verifyToken?: string;
  /** Where the app listens; may be set later with `graph.callback`. */
  callback?: string;
  port?: number;
}

export type FakeGraph = Awaited<ReturnType<typeof fakeGraph>>;

/** Meta's Graph API for WhatsApp over loopback, with people on the other side. */
export async function fakeGraph(options: GraphOptions = {}) {
  const config = {
    token: options.token ?? "graph-token",
    appSecret: options.appSecret ?? "app-secret",
    verifyToken: options.verifyToken ?? "verify-token",
    callback: options.callback ?? "http://127.0.0.1:9/",
    account: "102290129340398",
  };
  const world = newWorld(config, { id: options.phoneNumberId ?? "106540352242922", display: options.displayNumber ?? "+62 800 0000 0001" });
  const server = createServer((request, response) => {
    handle(world, request, response, graph.url).catch((error: unknown) => {
      world.violations.push({ method: request.method ?? "", path: request.url ?? "", problem: `the fake broke: ${String(error)}`, body: undefined });
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((ready) => server.listen(options.port ?? 0, "127.0.0.1", ready));
  let people = 0;

  const graph = {
    /** Base for requests, without the version. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    phoneNumberId: world.line().id,
    appSecret: config.appSecret,
    verifyToken: config.verifyToken,
    get token() {
      return config.token;
    },
    get callback() {
      return config.callback;
    },
    set callback(url: string) {
      config.callback = url;
    },

    person: (who: PersonOptions): Person => newPerson(world, `person ${people++}`, who),
    /** Another number of the same business and app. */
    addNumber: (line: Line) => void world.lines.set(line.id, line),
    template: (it: ApprovedTemplate) => world.templates.add(it),
    /** Time passes: windows close, links expire. */
    advance: (hours: number) => world.clock.advance(hours),
    /** Time stands still but for `advance`. */
    freeze: () => world.clock.freeze(),
    /** The token in use is refused from now on; the given one, if any, is the new one. */
    revokeToken(next = randomBytes(8).toString("hex")) {
      config.token = next;
    },

    faults: world.faults,
    webhooks: world.webhooks,
    statuses: world.statuses.habits,
    limits: world.limits,
    set quality(is: "GREEN" | "YELLOW" | "RED") {
      world.quality = is;
    },

    /** Requests so far, of one kind or all. */
    calls: (operation?: Operation): Call[] => (operation ? world.calls.filter((it) => it.operation === operation) : world.calls),
    /** Requests that do not follow the documentation; a good app leaves this empty. */
    violations: world.violations,
    /** Messages answered with 200, and their fates. */
    accepted: (fate?: Accepted["fate"]): Accepted[] => [...world.accepted.values()].filter((it) => !fate || it.fate === fate),

    /** A status by hand, in any order and number. */
    status(messageId: string, state: State, code?: number): Promise<void> {
      const accepted = world.accepted.get(messageId);
      if (!accepted) throw new Error(`no message ${messageId} was accepted`);
      return world.statuses.report(accepted, state, code);
    },
    /** An error that belongs to no message, in `value.errors`. */
    reports(code: number): Promise<void> {
      const item = { code, title: titleOf(code), message: titleOf(code), error_data: { details: titleOf(code) } };
      return world.webhooks.send({ person: "system", line: world.line(), list: "errors", id: `error ${code}`, item, at: world.clock.now() });
    },
    /** Anything at all to the callback, once; signed unless told otherwise. */
    posts(body: object | Uint8Array, signature: "right" | "wrong" | "none" = "right") {
      const bytes = body instanceof Uint8Array ? body : metaBytes(body);
      const secret = signature === "right" ? config.appSecret : "somebody else's secret";
      return world.webhooks.post(bytes, signature === "none" ? {} : { "X-Hub-Signature-256": sign(bytes, secret) });
    },
    /** The handshake Meta does when a callback is set. */
    async verifies({ token = config.verifyToken, mode = "subscribe" } = {}): Promise<{ ok: boolean; status: number; body: string }> {
      const challenge = String(randomBytes(4).readUInt32BE());
      const url = new URL(config.callback);
      for (const [name, value] of Object.entries({ mode, challenge, verify_token: token })) url.searchParams.set(`hub.${name}`, value);
      const response = await fetch(url);
      const body = await response.text();
      return { ok: response.status === 200 && body === challenge, status: response.status, body };
    },
    /** When every webhook has been received. */
    settled: () => world.webhooks.settled(),
    /** Drops what was recorded, for long runs. */
    forget() {
      world.calls.length = 0;
      world.webhooks.deliveries.length = 0;
    },
    async close(): Promise<void> {
      world.webhooks.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return graph;
}
