import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { renderWhatsAppWeb } from "../../src/channels/whatsapp-web/render.ts";
import { sql } from "../../src/db/database.ts";
import { putLetters } from "../../src/delivery/outbox.ts";
import { startService } from "../../src/service/service.ts";
import { endpointOf, keepCreds, secret } from "../channels/whatsapp-web-world.ts";
import { type FakeWhatsAppWeb, fakeWhatsAppWeb, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { freshFolder, silentLog, testConfig } from "../world.ts";

const phone = "6281100000001";
const slowly = { timeout: 60_000, interval: 30 };
const usual = {
  WHATSAPP_WEB_NUMBER: `kendari=${phone}`,
  WHATSAPP_WEB_KEY: secret,
  WHATSAPP_WEB_GAP_SECONDS: "0-0",
  WHATSAPP_WEB_CHAT_GAP_SECONDS: "0",
  WHATSAPP_WEB_TYPING_SECONDS: "0-0",
  PORT: "0",
  BACKUP_KEEP: "0",
};

interface Scene {
  app: App;
  whatsapp: FakeWhatsAppWeb;
  people: Person[];
  pass(duration: Temporal.DurationLike): void;
  /** Outbox rows by status. */
  waiting(): Promise<{ waiting: number; attempts: number; errors: string[] }>;
  answered(): number;
}

/** The whole service, with a clock that can be put forward, and people who have all written once. */
async function scene(settings: Record<string, string>, count: number, run: (it: Scene) => Promise<void>, begin?: Temporal.Instant): Promise<void> {
  const folder = freshFolder();
  const whatsapp = await fakeWhatsAppWeb();
  const bot = whatsapp.account({ phone });
  let shift = begin ? begin.epochMilliseconds - Date.now() : 0;
  const clock = () => Temporal.Now.instant().add({ milliseconds: Math.round(shift) });
  const config = testConfig({ ...usual, ...settings, DATA_DIR: folder.path });
  const app = await openApp({ config, log: silentLog, shipped: "none", clock });
  await keepCreds(app.db, phone, bot.linkedDevice(), clock());
  const service = await startService(app, { whatsAppWeb: endpointOf(whatsapp) });
  try {
    await bot.online(slowly);
    const people = whatsapp.people(count);
    for (const it of people) it.says("/bantuan");
    const row = z.object({ waiting: z.coerce.number(), attempts: z.coerce.number(), errors: z.array(z.string().nullable()).nullable() });
    const waiting = async () => {
      const it = await app.db.one(
        row,
        sql`select count(*) as waiting, coalesce(sum(attempts), 0) as attempts, array_agg(distinct error) as errors from outbox where status = 'waiting'`,
      );
      return { ...it, errors: (it.errors ?? []).filter((one) => one !== null) };
    };
    await run({
      app,
      whatsapp,
      people,
      pass: (by) => (shift += Temporal.Duration.from(by).total("milliseconds")),
      waiting,
      answered: () => people.filter((it) => it.received.length > 0).length,
    });
    expect([whatsapp.complaints, [...bot.approached]]).toEqual([[], []]);
  } finally {
    await service.stop();
    await whatsapp.stop();
    folder.remove();
  }
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 1_500));

describe("what is over a limit", { timeout: 150_000 }, () => {
  test("waits untouched in the outbox, is reported, and goes when there is room again", () =>
    scene({ WHATSAPP_WEB_PER_MINUTE: "3" }, 5, async ({ app, pass, waiting, answered }) => {
      await expect.poll(answered, slowly).toBe(3);
      await aMoment();
      expect([answered(), await waiting()]).toEqual([3, { waiting: 2, attempts: 0, errors: [] }]);
      pass({ seconds: 61 });
      await expect.poll(answered, slowly).toBe(5);
      expect(await app.db.one(z.object({ sent: z.coerce.number() }), sql`select count(*) as sent from wa_sent where fresh`)).toEqual({ sent: 5 });
    }));

  test("of new chats waits until tomorrow, without an attempt being counted", () =>
    scene({ WHATSAPP_WEB_NEW_CHATS: "2" }, 4, async ({ people, pass, waiting, answered }) => {
      await expect.poll(answered, slowly).toBe(2);
      await expect.poll(waiting, slowly).toEqual({ waiting: 2, attempts: 0, errors: ["new_chats"] });
      // Whoever was answered before goes on meanwhile.
      const first = people.find((it) => it.received.length > 0);
      first?.says("/kota Kendari");
      await expect.poll(() => first?.received.length, slowly).toBe(2);
      pass({ hours: 24, minutes: 1 });
      await expect.poll(answered, slowly).toBe(4);
    }));

  test("notices wait for the morning, answers do not", () =>
    scene(
      {},
      1,
      async ({ app, people, pass, waiting }) => {
        const [person] = people as [Person];
        await expect.poll(() => person.received.length, slowly).toBe(1);
        const to = { channel: "wa-web" as const, account: phone, chat: person.lid };
        await putLetters(app, renderWhatsAppWeb, [{ key: "notice:1", to, reply: { text: "Pelatihan dimulai besok." }, intent: "notice" }], app.clock());
        person.says("/kota Kendari");
        await expect.poll(() => person.received.length, slowly).toBe(2);
        await aMoment();
        expect([person.received.some((it) => it.text.includes("dimulai besok")), (await waiting()).waiting]).toEqual([false, 1]);
        pass({ hours: 7, minutes: 30 }); // 06.30 in Kendari
        await person.hears("dimulai besok", slowly);
      },
      Temporal.PlainDateTime.from("2026-11-22T23:00").toZonedDateTime("Asia/Makassar").toInstant(),
    ));
});
