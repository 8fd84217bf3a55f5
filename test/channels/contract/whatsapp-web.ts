import type { Channel, Sent } from "../../../src/core/channel.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import {
  type Account,
  type FakeWhatsAppWeb,
  type Fault,
  fakeWhatsAppWeb,
  type Heard,
  type Person,
  type Said,
} from "../../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { testDatabases } from "../../world.ts";
import { recordingLog } from "../telegram-world.ts";
import { endpointOf, held, keepCreds, secret, webChannel } from "../whatsapp-web-world.ts";
import { keeping } from "./keeping.ts";
import { running } from "./running.ts";
import { ContractSink } from "./sink.ts";
import { type Ability, aWhile, type ContractPerson, type ContractWorld, type Doing, type FaultCase, type Shown, type WorldKind } from "./world.ts";

const abilities: Ability[] = [
  "files in",
  "files out",
  "contact cards",
  "unsupported kinds",
  "noise",
  "repeats",
  "redelivers",
  "dates",
  "receipts",
  "unknown outcome",
];

const faults: (FaultCase & { script: Fault })[] = [
  { name: "the server stumbles", gives: "retry", script: { kind: "refused", code: 500 } },
  { name: "asked to slow down", gives: "hold", afterMs: 300_000, script: { kind: "refused", code: 429 } },
  { name: "a stale device", gives: "retry", script: { kind: "refused", code: 479 } },
  { name: "our mistake", gives: "bad-request", script: { kind: "refused", code: 400 } },
  { name: "nobody there", gives: "unreachable", script: { kind: "refused", code: 404 } },
  { name: "the connection breaks before", gives: "unknown", script: { kind: "droppedBefore" } },
  { name: "the connection breaks after", gives: "unknown", arrives: true, script: { kind: "droppedAfter" } },
  { name: "no answer", gives: "unknown", arrives: true, silent: true, script: { kind: "unanswered" } },
];

let base: Promise<OpenDatabase> | undefined;
let numbers = 0;

export const whatsAppWebKind: WorldKind = {
  name: "WhatsApp Web",
  abilities: new Set(abilities),
  faults,
  media: ["document", "image", "voice", "audio", "video"],
  proof: { text: "channel", own: "channel", foreign: "channel" },
  huge: "cut",
  receipts: ["delivered"],
  open,
  finish: async () => (await base)?.close(),
};

/** A number of its own in a base that all worlds share; its process is a real one. */
async function open(): Promise<ContractWorld> {
  base ??= (testDatabases()[0] as typeof testDatabases extends () => (infer T)[] ? T : never).open();
  const { db } = await base;
  const whatsapp = await fakeWhatsAppWeb();
  const bot = whatsapp.account({ phone: `628110000${String(++numbers).padStart(4, "0")}` });
  await keepCreds(db, bot.phone, bot.linkedDevice());
  const { log, lines } = recordingLog();
  const sink = new ContractSink();
  let now = Temporal.Now.instant();
  const original = webChannel({ account: bot.phone, db, log, clock: () => now, testing: endpointOf(whatsapp), ackWithinMs: 60_000 });
  const channel: Channel = { ...held(original, { db, log }), send: (to, part, occasion) => onceConnected(() => original.send(to, part, occasion)) };
  const runs = running(channel, sink);
  let people = 0;
  let twice = 0;
  const brought = (said: Said): Said => {
    if (twice > 0) {
      twice -= 1;
      void said.delivered().then(() => known.find((it) => it.saidTo(bot, said.id) === said)?.repeats(said, "sealed anew"));
    }
    return said;
  };
  const known: Person[] = [];
  return {
    channel,
    sink,
    now: () => now,
    pass(duration) {
      now = now.add(duration);
      whatsapp.clock.advance(Temporal.Duration.from(duration).total("hours"));
    },
    ...keeping(),
    logged: lines,
    logs: true,
    secrets: ["62812", secret],
    start: runs.start,
    async person() {
      const one = whatsapp.person({ name: "Warga rahasia", phone: `62812555000${++people}` });
      known.push(one);
      return personOf(bot, one, brought);
    },
    violations: () => whatsapp.complaints,
    fails(name) {
      const script = faults.find((it) => it.name === name)?.script;
      if (script) bot.fault("message", script);
    },
    repeats: (count) => {
      twice = count;
    },
    makesNoise: () => makeNoise(whatsapp, bot),
    downloads: () => whatsapp.media.downloads.length,
    async close() {
      await runs.stop();
      await whatsapp.stop();
    },
  };
}

/** The courier waits for the connection; so does a test. */
async function onceConnected(send: () => Promise<Sent>): Promise<Sent> {
  for (;;) {
    const sent = await send();
    if (sent.ok !== false || sent.fault.code !== "not_connected") return sent;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function personOf(bot: Account, person: Person, brought: (said: Said) => Said): ContractPerson {
  const doing = (it: Said): Doing => ({ taken: async () => void (await brought(it).delivered()) });
  return {
    to: { channel: "wa-web", account: bot.phone, chat: person.lid },
    says(text) {
      const said = brought(person.says(text));
      return { taken: async () => void (await said.delivered()) };
    },
    sends: (file) => doing(person.sends(file as Parameters<Person["sends"]>[0])),
    sharesContact: (phone, own) => (own ? [{}] : [{ phone, name: "Kenalan rahasia" }, { phone }]).map((it) => doing(person.sharesContact(it))),
    sendsUnsupported: () =>
      [
        person.sharesLocation({ degreesLatitude: -4, degreesLongitude: 122, name: "rahasia" }),
        person.sends({ kind: "sticker", bytes: new Uint8Array([1]) }),
        person.writes({ eventMessage: { name: "rahasia" } }),
        person.writes({ pollCreationMessageV3: { name: "rahasia", options: [{ optionName: "rahasia" }] } }),
      ].map(doing),
    screen: async () => person.received.filter((it) => it.kind !== "revoke").map(shownOf),
  };
}

const shownOf = (it: Heard): Shown => ({
  text: it.text,
  options: [],
  asksContact: false,
  files: it.file?.bytes ? [{ name: it.file.name ?? "", bytes: it.file.bytes }] : [],
});

async function makeNoise(whatsapp: FakeWhatsAppWeb, bot: Account): Promise<void> {
  const person = whatsapp.person({ name: "Warga rahasia", phone: "628125559999" });
  await bot.online();
  person.saysInGroup("120363000000000001@g.us", "rahasia di grup");
  person.postsStatus("rahasia di status");
  person.types();
  person.calls();
  bot.writesByHand(person, "rahasia dari telepon sendiri");
  const gone = person.writes({ protocolMessage: { type: 0, key: { id: "rahasia" } } });
  await Promise.all([person.letsDisappear(0).delivered(), person.reacts(gone, "👍").delivered(), person.edits(gone, "rahasia").delivered(), gone.delivered()]);
  await bot.drained();
  await aWhile();
}
