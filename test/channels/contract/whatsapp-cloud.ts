import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createWhatsAppCloud } from "../../../src/channels/whatsapp-cloud/whatsapp-cloud.ts";
import type { Channel } from "../../../src/core/channel.ts";
import { type FakeGraph, type Fault, fakeGraph, fault, type Heard, type Person, type Utterance } from "../../fakes/whatsapp-cloud/fake-graph.ts";
import { sign } from "../../fakes/whatsapp-cloud/webhook-body.ts";
import { recordingLog } from "../telegram-world.ts";
import { keeping } from "./keeping.ts";
import { running } from "./running.ts";
import { ContractSink } from "./sink.ts";
import type { Ability, ContractPerson, ContractWorld, Doing, FaultCase, Shown, WorldKind } from "./world.ts";

const path = "/webhook/whatsapp";
const header = "X-Hub-Signature-256";
const abilities: Ability[] = ["buttons", "files in", "files out", "contact cards", "unsupported kinds", "noise", "repeats", "redelivers", "dates"];
const more: Ability[] = ["door", "secret", "window", "receipts", "keys", "health", "unknown outcome"];

const faults: (FaultCase & { script: Fault })[] = [
  { name: "asked to slow down", gives: "slow-down", script: fault.throughput },
  { name: "too many to one person", gives: "retry", afterMs: 16_000, script: fault.pairLimit },
  { name: "a known failure of the server", gives: "retry", script: fault.down },
  { name: "a page of a proxy", gives: "unknown", script: fault.gateway },
  { name: "the connection breaks before", gives: "unknown", script: fault.droppedBefore },
  { name: "the connection breaks after", gives: "unknown", arrives: true, script: fault.droppedAfter },
  { name: "no answer", gives: "unknown", arrives: true, silent: true, script: fault.silentAfter },
  { name: "the window closed", gives: "window-closed", script: fault.error(131047) },
  { name: "nobody there", gives: "unreachable", script: fault.error(131026) },
  { name: "advertising not wanted", gives: "bad-request", script: fault.error(131050) },
  { name: "suspected of spam", gives: "restricted", script: fault.error(131048) },
  { name: "the account locked", gives: "restricted", script: fault.error(131031) },
  { name: "the token refused", gives: "auth", script: fault.error(190, 401) },
  { name: "our mistake", gives: "bad-request", script: fault.error(131051) },
];

export const cloudKind: WorldKind = {
  name: "WhatsApp Cloud",
  abilities: new Set([...abilities, ...more]),
  faults,
  media: ["document", "image", "voice", "audio", "video"],
  proof: { text: "channel", own: "channel", foreign: "channel" },
  huge: "whole",
  open,
};

async function open(): Promise<ContractWorld> {
  const graph = await fakeGraph();
  const { log, lines } = recordingLog();
  const sink = new ContractSink();
  let now = Temporal.Now.instant();
  graph.freeze();
  const { channels, routes } = createWhatsAppCloud({
    numbers: [{ phoneNumberId: graph.phoneNumberId }],
    token: graph.token,
    appSecret: graph.appSecret,
    verifyToken: graph.verifyToken,
    apiUrl: `${graph.url}/v23.0`,
    log,
    clock: () => now,
    checkEveryMs: 20,
  });
  const [channel] = channels as [Channel];
  const server = createAdaptorServer({ fetch: routes.fetch }) as Server;
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  graph.callback = url + path;
  const runs = running(channel, sink);
  let people = 0;
  const newPerson = () => graph.person({ name: "Warga rahasia", phone: `62812555000${++people}` });
  return {
    channel,
    sink,
    now: () => now,
    pass(duration) {
      now = now.add(duration);
      graph.advance(Temporal.Duration.from(duration).total("hours"));
    },
    ...keeping(),
    logged: lines,
    logs: true,
    secrets: [graph.token, graph.appSecret, graph.verifyToken, "62812"],
    start: runs.start,
    person: async () => personOf(graph, newPerson()),
    violations: () => graph.violations,
    fails(name) {
      const script = faults.find((it) => it.name === name)?.script;
      if (script) graph.faults.next("messages", script);
    },
    repeats: (count) => graph.webhooks.duplicateNext(count),
    makesNoise: () => makeNoise(graph, newPerson()),
    downloads: () => graph.calls("media").length + graph.calls("download").length,
    account: {
      revoke: () => graph.faults.every(1, "number", fault.error(190, 401)),
      restore: () => graph.faults.clear(),
    },
    keys: () => graph.calls("messages").map((it) => (it.body as { biz_opaque_callback_data?: unknown }).biz_opaque_callback_data),
    approves: (name, body) => graph.template({ name, body }),
    door: {
      path,
      routes,
      url,
      admit: (body) => ({ [header]: sign(body, graph.appSecret) }),
      strangers: [{}, { [header]: "" }, { [header]: "sha256=" }, { [header]: `sha1=${"0".repeat(40)}` }, { [header]: `sha256=${"g".repeat(64)}` }],
      forgers: [{ [header]: `sha256=${"0".repeat(64)}` }, { [header]: sign(new Uint8Array(), graph.appSecret) }],
      refusal: 401,
      senseless: 200,
      tooMany: 3 * 1024 * 1024 + 1,
    },
    async close() {
      await runs.stop();
      await graph.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function personOf(graph: FakeGraph, person: Person): ContractPerson {
  const doing = (it: Utterance): Doing => ({ taken: () => it.received });
  return {
    to: { channel: "wa-cloud", account: graph.phoneNumberId, chat: person.phone ?? "" },
    says: (text) => doing(person.says(text)),
    async taps(label) {
      const message = person.received.findLast((it) => it.options.some((option) => option.label === label));
      if (!message) throw new Error(`there is no button ${label}`);
      return doing(person.picks(message, label));
    },
    sends: ({ kind, ...file }) => doing(person.sends(kind, file)),
    sharesContact: (phone, own) =>
      (own
        ? [{}]
        : [
            { phone, name: "Kenalan rahasia" },
            { phone, originIn: "message" as const },
          ]
      ).map((it) => doing(person.sharesContact(it))),
    sendsUnsupported: () =>
      [
        person.sendsUnsupported(),
        person.sharesLocation({ latitude: -4, longitude: 122 }),
        person.sends("sticker", { bytes: new Uint8Array([1]) }),
        person.sendsRaw("order", { text: "rahasia" }),
      ].map(doing),
    screen: async () => person.received.map(shownOf),
  };
}

const shownOf = (it: Heard): Shown => ({
  text: [it.header, it.text, it.footer].filter(Boolean).join("\n"),
  options: it.options.map(({ label, hint = "" }) => ({ label, hint })),
  asksContact: it.kind === "contact request",
  files: it.file?.bytes ? [{ name: it.file.name ?? "", bytes: it.file.bytes }] : [],
});

async function makeNoise(graph: FakeGraph, person: Person): Promise<void> {
  await Promise.all([
    person.reacts("wamid.rahasia", "👍").received,
    person.sendsRaw("text", { body: "rahasia di grup" }, { group_id: "rahasia" }).received,
    person.sendsRaw("revoke", { original_message_id: "wamid.rahasia" }).received,
    person.sendsRaw("request_welcome", {}).received,
  ]);
  await person.changesNumber("628125559999").received;
  await graph.reports(131048);
  await graph.posts({
    entry: [
      {
        changes: [
          { field: "message_template_status_update", value: "rahasia" },
          { field: "messages", value: { messages: ["rahasia"] } },
        ],
      },
      "rahasia",
    ],
  });
  await graph.settled();
}
