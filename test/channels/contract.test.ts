import { afterAll, describe, expect, test } from "vitest";
import { testDatabases } from "../world.ts";
import { badInputCases } from "./contract/bad-input-cases.ts";
import { casesOf, covered } from "./contract/cases.ts";
import { deliveryCases } from "./contract/delivery-cases.ts";
import { intakeCases } from "./contract/intake-cases.ts";
import { lifeCases } from "./contract/life-cases.ts";
import { renderCases } from "./contract/render-cases.ts";
import { sendCases } from "./contract/send-cases.ts";
import { telegramKind } from "./contract/telegram.ts";
import { terminalKind } from "./contract/terminal.ts";
import { webKind } from "./contract/web.ts";
import { cloudKind } from "./contract/whatsapp-cloud.ts";
import { whatsAppWebKind } from "./contract/whatsapp-web.ts";

const kinds = [telegramKind("polling"), telegramKind("webhook"), cloudKind, whatsAppWebKind, ...testDatabases().map(webKind), terminalKind];

afterAll(() => Promise.all(kinds.map((it) => it.finish?.())));

describe.each(kinds)("$name", (kind) => {
  const cases = casesOf(kind);
  describe("intake", () => intakeCases(cases));
  describe("delivery", () => deliveryCases(cases));
  describe("bad input", () => badInputCases(cases));
  describe("render", () => renderCases(cases));
  describe("send", () => sendCases(cases));
  describe("life", () => lifeCases(cases));
});

describe("what a network cannot do is said, not skipped", () => {
  const telegram = "buttons, contact cards, dates, files in, files out, health, noise, redelivers, repeats, start, unknown outcome, unsupported kinds";
  const web = "buttons, door, files out, redelivers, repeats, secret, start";
  const table = {
    "Telegram by polling": telegram,
    "Telegram by webhook": `${telegram}, door, secret`,
    "WhatsApp Cloud":
      "buttons, contact cards, dates, door, files in, files out, health, keys, noise, receipts, redelivers, repeats, secret, unknown outcome, unsupported kinds, window",
    "WhatsApp Web": "contact cards, dates, files in, files out, noise, receipts, redelivers, repeats, unknown outcome, unsupported kinds",
    "web on embedded": web,
    "web on postgres": web,
    terminal: "start",
  };

  test("each has the abilities it had", () => {
    const sorted = (names: Iterable<string>) => [...names].sort();
    expect(Object.fromEntries(kinds.map((it) => [it.name, sorted(it.abilities)]))).toEqual(
      Object.fromEntries(Object.entries(table).map(([name, all]) => [name, sorted(all.split(", "))])),
    );
  });

  test("each ability has a case", () => {
    expect([...new Set(kinds.flatMap((it) => [...it.abilities]))].filter((it) => !covered.has(it))).toEqual([]);
  });

  test.each(kinds)("what $name lacks, its channel and its people lack too", async (kind) => {
    const world = await kind.open();
    const person = await world.person();
    const { caps } = world.channel;
    const has = (it: Parameters<typeof kind.abilities.has>[0]) => kind.abilities.has(it);
    expect({
      taps: person.taps !== undefined && caps.buttonsMax > 0,
      starts: person.starts !== undefined,
      sends: person.sends !== undefined && world.channel.fetch !== undefined,
      cards: person.sharesContact !== undefined,
      window: caps.windowHours !== undefined,
      door: world.door !== undefined,
    }).toEqual({ taps: has("buttons"), starts: has("start"), sends: has("files in"), cards: has("contact cards"), window: has("window"), door: has("door") });
    await world.close();
  });
});
