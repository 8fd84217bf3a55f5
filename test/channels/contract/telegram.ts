import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { createTelegramChannel } from "../../../src/channels/telegram/telegram.ts";
import type { Media } from "../../../src/core/channel.ts";
import { type FakeTelegram, type Fault, fakeTelegram, type Heard, labels, type Person } from "../../fakes/telegram/fake-telegram.ts";
import { testClock } from "../../world.ts";
import { commands, recordingLog } from "../telegram-world.ts";
import { keeping } from "./keeping.ts";
import { running } from "./running.ts";
import { ContractSink } from "./sink.ts";
import type { Ability, ContractPerson, ContractWorld, Doing, FaultCase, SentFile, Shown, WorldKind } from "./world.ts";

const secret = "webhook-secret_1";
const origin = "https://kawan.example";
const account = "100001";
const path = `/webhook/telegram/${account}`;

const abilities: Ability[] = ["buttons", "start", "files in", "files out", "contact cards", "unsupported kinds", "noise", "repeats"];
const more: Ability[] = ["redelivers", "dates", "health", "unknown outcome"];

const faults: (FaultCase & { script: Fault })[] = [
  { name: "asked to slow down", gives: "slow-down", afterMs: 7_000, script: { kind: "429", retryAfter: 7 } },
  { name: "a failure of the server", gives: "unknown", script: { kind: "500" } },
  { name: "a page of a proxy", gives: "unknown", script: { kind: "garbage" } },
  { name: "the connection breaks before", gives: "unknown", script: { kind: "dropConnection" } },
  { name: "the connection breaks after", gives: "unknown", arrives: true, script: { kind: "dropAfterAccept" } },
  { name: "no answer", gives: "unknown", arrives: true, silent: true, script: { kind: "timeoutAfterAccept" } },
  { name: "blocked", gives: "blocked", script: refusing(403, "Forbidden: bot was blocked by the user") },
  { name: "nobody there", gives: "unreachable", script: refusing(400, "Bad Request: chat not found") },
  { name: "an account deleted", gives: "unreachable", script: refusing(403, "Forbidden: user is deactivated") },
  { name: "the token refused", gives: "auth", script: refusing(401, "Unauthorized") },
  { name: "a conflict", gives: "retry", script: refusing(409, "Conflict: terminated by other getUpdates request") },
  { name: "our mistake", gives: "bad-request", script: refusing(400, "Bad Request: BUTTON_DATA_INVALID") },
];

export const telegramKind = (intake: "polling" | "webhook"): WorldKind => ({
  name: `Telegram by ${intake}`,
  abilities: new Set([...abilities, ...more, ...(intake === "webhook" ? (["door", "secret"] as const) : [])]),
  faults,
  media: ["document", "image", "voice"],
  proof: { text: undefined, own: "shared-contact", foreign: undefined },
  huge: "cut",
  open: () => open(intake),
});

async function open(intake: "polling" | "webhook"): Promise<ContractWorld> {
  const clock = testClock();
  const fake = await fakeTelegram({ clock: () => clock.now().epochMilliseconds });
  const { log, lines } = recordingLog();
  const sink = new ContractSink();
  const { channel, routes } = createTelegramChannel({
    token: fake.token,
    apiRoot: fake.url,
    mode: intake === "polling" ? { kind: "polling" } : { kind: "webhook", url: origin + path, secret },
    commands,
    log,
    clock: clock.now,
    // After a failure it goes on soon; looks that come round by the clock do not come here.
    pause: (ms, signal) => wait(ms <= 60_000 ? 5 : ms, undefined, { signal }).catch(() => {}),
  });
  const server = createServer(getRequestListener(routes.fetch));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.routes(origin, url);
  const runs = running(channel, sink);
  const header = "x-telegram-bot-api-secret-token";
  return {
    channel,
    sink,
    now: clock.now,
    pass: clock.pass,
    ...keeping(),
    logged: lines,
    logs: true,
    secrets: [fake.token, fake.token.split(":")[1] ?? "", secret, "62812"],
    start: runs.start,
    person: async () => personOf(fake, fake.person({ name: "Warga rahasia" })),
    violations: () => fake.violations,
    fails(name) {
      const script = faults.find((it) => it.name === name)?.script;
      if (script) fake.fault("*", { ...script, when: (payload) => "chat_id" in payload });
    },
    repeats: (count) => fake.repeatsUpdates(count),
    makesNoise: () => makeNoise(fake),
    downloads: () => fake.calls("getFile").length + fake.calls("file").length,
    account: {
      revoke: () => fake.fault("getMe", { ...refusing(401, "Unauthorized"), times: Number.POSITIVE_INFINITY }),
      restore: () => fake.clearFaults(),
    },
    ...(intake === "webhook" && {
      door: {
        path,
        routes,
        url,
        admit: () => ({ [header]: secret }),
        strangers: [{}, { [header]: "" }, { [header]: `${secret}x` }],
        forgers: [],
        refusal: 401,
        senseless: 200,
        tooMany: 1_100_000,
      },
    }),
    async close() {
      await runs.stop();
      await fake.stop();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function personOf(fake: FakeTelegram, person: Person): ContractPerson {
  const doing: Doing = { taken: () => fake.drained() };
  const done = (_said: unknown): Doing => doing;
  return {
    to: { channel: "telegram", account, chat: String(person.id) },
    says: (text) => done(person.says(text)),
    taps: async (label) => done(person.taps(label)),
    starts: (payload) => done(person.starts(payload)),
    sends: (file) => done(sendFile(person, file)),
    sharesContact: (phone, own) =>
      (own ? [{}] : foreignCards(phone, person)).map((it) => done("contact" in it ? raw(person, it) : person.sharesContact({ phone }))),
    sendsUnsupported: () => [{ sticker: { emoji: "🙂" } }, { location: { latitude: -4, longitude: 122 } }, {}].map((it) => done(raw(person, it))),
    screen: async () => person.received.map(shownOf),
  };
}

function sendFile(person: Person, { kind, name, mime, bytes, caption }: SentFile): unknown {
  const senders: Partial<Record<Media["kind"], () => unknown>> = {
    document: () => person.sendsDocument({ name, mime, bytes, ...(caption !== undefined && { caption }) }),
    image: () => person.sendsPhoto({ bytes, ...(caption !== undefined && { caption }) }),
    voice: () => person.sendsVoice({ bytes }),
  };
  return senders[kind]?.();
}

/** Of somebody without Telegram, of another user, and one's own as it is passed on from elsewhere. */
function foreignCards(phone_number: string, person: Person): object[] {
  const contact = { phone_number, first_name: "Kenalan rahasia" };
  const passedOn = { contact: { ...contact, user_id: person.id }, forward_origin: { type: "hidden_user", sender_user_name: "rahasia", date: 1 } };
  return [{ contact }, { contact: { ...contact, user_id: person.id + 1 } }, passedOn];
}

const shownOf = (it: Heard): Shown => ({
  text: it.text,
  options: labels(it).map((label) => ({ label, hint: "" })),
  asksContact: it.replyMarkup !== undefined,
  files: it.file ? [{ name: it.file.name, bytes: it.file.bytes }] : [],
});

let raws = 90_000;
const raw = (person: Person, content: object) =>
  person.sendsRaw({ message: { message_id: ++raws, date: 1_795_312_800, chat: person.facts(), from: person.user(), ...content } as never });

async function makeNoise(fake: FakeTelegram): Promise<void> {
  const [person, bot] = [fake.person({ name: "Warga rahasia" }), fake.person({ name: "Bot rahasia" })];
  const group = fake.group("Grup rahasia");
  person.saysIn(group, "rahasia di grup");
  bot.sendsRaw({ message: { message_id: 1, date: 1, chat: bot.facts(), from: { ...bot.user(), is_bot: true }, text: "rahasia bot" } as never });
  raw(person, { pinned_message: {} });
  raw(person, { text: ["rahasia"], chat: "rahasia" });
  person.sendsRaw({ callback_query: "rahasia" as never });
  person.blocks();
  person.unblocks();
  await fake.drained();
}

function refusing(code: number, description: string): Extract<Fault, { kind: "error" }> {
  return { kind: "error", code, description };
}
