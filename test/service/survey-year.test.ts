import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { Letter } from "../../src/core/channel.ts";
import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { issueCode } from "../../src/features/people/link/code.ts";
import { giveConsent } from "../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { regularJobs } from "../../src/service/regular.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { ChatPage } from "../browser/chat-page.ts";
import { openChromium } from "../browser/chromium.ts";
import type { WebWorld } from "../channels/web-world.ts";
import { type FakeTelegram, fakeTelegram, labels } from "../fakes/telegram/fake-telegram.ts";
import { type FakeGraph, fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { buildCity, type CityIds, tenant, zone } from "../simulation/build-city.ts";
import { answerFaults, mostReminded } from "../simulation/check-year.ts";
import { planCity } from "../simulation/city-plan.ts";
import { begin, fillIn, type Talk } from "../simulation/full-year.ts";
import { allHanded, type Handed } from "../simulation/handed.ts";
import { requestRows } from "../simulation/rows.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";
import { graphSettings } from "./messengers-world.ts";

const patience = { timeout: 60_000 };
/** One class of eight under one leader, of whom six or seven answer each time. */
const plan = planCity(12, { people: 14, units: 1, trainings: 1, runs: [1, 1], seats: [8, 8], days: 2, bias: 1, unseenBias: 0 });
const leader = 0;
/** By person: the leader and a third of the staff on Telegram, a third on WhatsApp, a third in the browser. */
const channelOf = (n: number) => (["telegram", "whatsapp", "web"] as const)[n % 3] ?? "web";

/** What came to somebody, and how they do what they do; a service that has something left to do is waited for. */
interface Pocket {
  heard(): { text: string; buttons: string[] }[];
  /** Where what came has to be read anew. */
  look?(): Promise<void>;
  write(text: string): Promise<unknown>;
  tap(at: number): Promise<unknown>;
}

/** From the class's end to the report after ninety days, by a clock that is put forward: real adapters, pipeline, gate and jobs. */
describe.each(testDatabases())("surveys of a class on Telegram, WhatsApp and in the browser, the whole service on $name", { timeout: 600_000 }, ({ name }) => {
  let telegram: FakeTelegram;
  let graph: FakeGraph;
  let app: App;
  let service: Service;
  let browser: Browser;
  let ids: CityIds;
  let clean = async () => {};
  let ahead = 0;
  const clock = () => Temporal.Now.instant().add({ milliseconds: ahead });
  const pockets = new Map<number, Pocket>();
  const known = new Set<number>();
  const came: { person: number; at: string; text: string }[] = [];

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550061:AAuji-telegram-tahun", clock: () => Date.now() + ahead });
    graph = await fakeGraph({ token: "EAAuji-graph-tahun", appSecret: "rahasia-aplikasi-tahun", verifyToken: "kata-verifikasi-tahun" });
    graph.template({ name: "kawan_kabar", body: "Kabar dari Kawan ASN: {{1}} Balas pesan ini untuk menjawab." });
    comes("2027-01-06T15:00");
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const settings = {
      PORT: "0",
      DATA_DIR: folder.path,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.url,
      WHATSAPP_NOTICE_TEMPLATE: "kawan_kabar",
      ...graphSettings(graph),
    };
    app = await openApp({ config: testConfig({ ...settings, ...(server && { DATABASE_URL: server.url }) }), log: silentLog, shipped: "none", clock });
    await syncDictionary(app.db, app.cell, dictionaryFiles(), clock());
    ids = await buildCity(app.db, plan);
    service = await startService(app);
    graph.callback = `${service.url}/webhook/whatsapp`;
    browser = await openChromium();
    clean = async () => {
      await server?.drop();
      folder.remove();
    };
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await telegram.stop();
    await graph.close();
    await clean();
  });

  /** The clock goes on to a local moment, for us and for the networks. */
  function comes(local: string): void {
    const ms = clock().until(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant()).total("milliseconds");
    const whole = Math.round(ms);
    ahead += whole;
    graph.advance(whole / 3_600_000);
  }

  /** Until nothing that was said waits for an answer, and no letter waits for its way. */
  async function quiet(): Promise<void> {
    const left = sql`select (select count(*) from inbox where status = 'waiting') + (select count(*) from outbox where status in ('waiting', 'sending')) as count`;
    await expect.poll(async () => (await app.db.one(z.object({ count: z.coerce.number() }), left)).count, { timeout: 60_000, interval: 50 }).toBe(0);
  }

  /** What the job does every few minutes; the letters that came to telephones by it. */
  async function tick(local: string): Promise<number[]> {
    comes(local);
    const before = new Map([...pockets].map(([n, it]) => [n, it.heard().length]));
    await regularJobs(app).handlers.regular?.({}, clock());
    await quiet();
    const some = [...pockets].flatMap(([person, it]) =>
      it
        .heard()
        .slice(before.get(person))
        .map(({ text }) => ({ person, at: local, text })),
    );
    came.push(...some);
    return [...new Set(some.map((it) => it.person))];
  }

  /** A talk as the simulated people of the year have it. */
  function talkOf(pocket: Pocket): Talk {
    const letters = (): Letter[] =>
      pocket.heard().map(({ text, buttons }) => ({ reply: { text, buttons: buttons.map((label) => ({ label, full: label })) } }) as unknown as Letter);
    const doing = async (work: () => Promise<unknown>) => {
      const before = pocket.heard().length;
      await work();
      const came = async () => {
        await pocket.look?.();
        return pocket.heard().length;
      };
      await expect.poll(came, { timeout: 60_000, interval: 25 }).toBeGreaterThan(before);
      await quiet();
      await came();
      return pocket.heard().at(-1)?.text ?? "";
    };
    return {
      says: (text) => doing(() => pocket.write(text)),
      taps: (label) =>
        doing(() => {
          const at =
            pocket
              .heard()
              .at(-1)
              ?.buttons.findIndex((it) => (typeof label === "string" ? it.startsWith(label) : label.test(it))) ?? -1;
          if (at < 0) throw new Error(`no button ${label} among ${JSON.stringify(pocket.heard().at(-1))}`);
          return pocket.tap(at);
        }),
      get heard() {
        return letters();
      },
      get last() {
        return letters().at(-1) as Letter;
      },
    };
  }

  async function linked(n: number, channel: string, account: string, sender: string, chat = sender): Promise<void> {
    const at = clock().toString();
    const address = JSON.stringify({ channel, account, chat });
    await app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, 2, ${ids.people[n] ?? 0}, ${channel}, ${sender}, ${address}, 'code', ${at}, ${at}, ${at})`);
  }

  async function onTelegram(n: number): Promise<void> {
    const chat = telegram.person({ id: 700_000_400 + n, name: `Orang ${n}` });
    await linked(n, "telegram", telegram.token.split(":")[0] ?? "", String(700_000_400 + n));
    chat.starts("kendari");
    await chat.hears("Selamat datang", patience);
    pockets.set(n, {
      heard: () => chat.received.map((it) => ({ text: it.text, buttons: labels(it) })),
      write: async (text) => chat.says(text),
      tap: async (at) => {
        const last = chat.received.at(-1);
        if (last) await chat.taps(last, labels(last)[at] ?? "").whenAnswered(patience);
      },
    });
  }

  async function onWhatsApp(n: number): Promise<void> {
    const phone = `62812000004${String(n).padStart(2, "0")}`;
    const who = graph.person({ name: `Orang ${n}`, phone });
    await linked(n, "wa-cloud", graph.phoneNumberId, who.userId, phone);
    who.says("halo");
    await who.hears("", patience);
    pockets.set(n, {
      heard: () => who.received.map((it) => ({ text: it.text, buttons: it.options.map((one) => one.label) })),
      write: (text) => who.says(text).received,
      tap: async (at) => {
        const last = who.received.at(-1);
        if (last) await who.picks(last, last.options[at]?.label ?? "").received;
      },
    });
  }

  /** Opens the page and proves who it is by a code; the page's own letters are its bubbles. */
  async function inBrowser(personId: number, called: string): Promise<{ chat: ChatPage; talk: Talk }> {
    const { code } = await app.db.transaction((tx) => issueCode(tx, { ...tenant, personId }, { purpose: "link", issuedBy: null, now: clock() }));
    const chat = await ChatPage.open({ world: { url: service.url } as WebWorld, browser, close: async () => {} });
    await chat.sees("Selamat datang");
    await chat.asks(`kode ${code}`);
    // The notice is agreed to once.
    if (!known.has(personId)) await chat.page.getByRole("button", { name: "Ya, lanjutkan" }).click();
    known.add(personId);
    await chat.sees(`tertaut dengan ${called}`);
    let seen: { text: string; buttons: string[] }[] = [];
    const bubbles = chat.page.locator(".bubble.theirs:not(.draft)");
    const look = async () => {
      seen = await bubbles.evaluateAll((all) =>
        all.map((it) => ({
          text: (it.textContent ?? "").replace(/^Kawan ASN: /, ""),
          buttons: [...it.querySelectorAll("button.choice")].map((one) => one.textContent ?? ""),
        })),
      );
    };
    await look();
    const tap = (at: number) => bubbles.last().locator("button.choice").nth(at).click();
    return { chat, talk: talkOf({ heard: () => seen, look, write: (text) => chat.asks(text), tap }) };
  }

  /** Hands in what this person means to answer of one step, in their pocket. */
  async function sitDown(talk: Talk, person: number, forms: Handed[]): Promise<void> {
    for (const form of forms) {
      if (form.step !== "belajar") await begin(talk, form);
      await fillIn(talk, form, person);
    }
  }

  async function officer(): Promise<number> {
    const at = clock().toString();
    const { id } = await app.db.one(
      z.object({ id: z.number() }),
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, 'Petugas Contoh', 'PNS', ${at}, ${at}) returning id::int as id`,
    );
    await app.db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at) values (1, 2, ${id}, 'officer', ${at}, '2100-01-01')`);
    return id;
  }

  const meant = (person: number, days: number): Handed[] => allHanded(plan).filter((it) => it.respondent === person && it.days === days);
  const asked = plan.classes[0]?.seats.map((it) => it.citizen.n) ?? [];

  it("go from the class's end to the report after ninety days", async () => {
    for (const n of new Set([leader, ...asked])) {
      if (channelOf(n) === "telegram") await onTelegram(n);
      if (channelOf(n) === "whatsapp") await onWhatsApp(n);
      const who = { ...tenant, personId: ids.people[n] ?? 0 };
      await giveConsent(app.db, who, { purpose: "reminders", answer: "yes", version: useVersion("reminders"), channel: "telegram" }, clock());
    }
    const reachable = asked.filter((n) => channelOf(n) !== "web");
    const end = plan.classes[0]?.ends ?? "";
    const later = (days: number) => Temporal.PlainDate.from(end).add({ days });
    for (const [days, time] of [
      [0, "16:05"],
      [30, "09:45"],
      [90, "09:45"],
    ] as const) {
      const day = later(days);
      expect(await tick(`${day}T02:00`), `night of ${day}`).toEqual([]);
      const invited = await tick(`${day}T${time}`);
      expect(
        invited.sort((a, b) => a - b),
        `${day}`,
      ).toEqual((days === 0 ? reachable : [leader, ...reachable]).sort((a, b) => a - b));
      for (const n of invited) {
        const pocket = pockets.get(n);
        if (pocket) await sitDown(talkOf(pocket), n, meant(n, days));
      }
      for (const n of asked.filter((it) => channelOf(it) === "web" && meant(it, days).length > 0)) {
        const { chat, talk } = await inBrowser(ids.people[n] ?? 0, "Contoh Rekaan");
        await sitDown(talk, n, meant(n, days));
        expect(chat.complaints).toEqual([]);
        await chat.page.context().close();
      }
      // Reminders, and the deadline.
      for (const more of [1, 6, 10, 15]) for (const at of ["09:45", "21:00"]) await tick(`${day.add({ days: more })}T${at}`);
    }
    expect(answerFaults(await requestRows(app.db, ids), plan)).toEqual([]);
    expect(came.filter(({ at }) => /T(?:02|21):00/.test(at))).toEqual([]);
    const said = Map.groupBy(came, ({ person, text }) => `${person} ${text}`);
    expect([...said.values()].filter((it) => it.length > 1)).toEqual([]);
    // One letter for all eight, after thirty days and after ninety.
    expect(came.filter(({ person, text }) => person === leader && text.includes("8 staf Anda")).length).toBe(2);
    expect(await mostReminded(app.db)).toBe(2);

    const { chat, talk } = await inBrowser(await officer(), "Petugas Contoh");
    await app.db.run(sql`update handle set confirmed_at = since where channel = 'web'`);
    await app.db.run(sql`
      insert into factor_pass (cell, agency_id, handle_id, used_at) select cell, agency_id, id, '2100-01-01' from handle where channel = 'web' and until is null on conflict do nothing`);
    const told = await talk.says("/evaluasi pelatihan Pelatihan Contoh 0");
    expect(told).toContain("Pelatihan Contoh 0");
    expect(told).toMatch(/90 hari.*6 dari 8 menjawab/s);
    expect(chat.complaints).toEqual([]);
    expect([telegram.violations, graph.violations]).toEqual([[], []]);
  });
});
