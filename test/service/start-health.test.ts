import { describe, expect, it } from "vitest";
import { fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { graphSettings, openStage, stopped, telegramSettings } from "./messengers-world.ts";

describe("the start", { timeout: 120_000 }, () => {
  it("says of each bot and number whether it works", async ({ onTestFinished }) => {
    const telegram = await fakeTelegram({ token: "5550060:AAuji-start" });
    const graph = await fakeGraph();
    const settings = { ...telegramSettings(telegram), ...graphSettings(graph), TELEGRAM_TOKEN: `kendari=${telegram.token},pontianak=5550061:AAuji-refused` };
    const stage = await openStage("embedded", settings);
    onTestFinished(async () => {
      await stage.close();
      await graph.close();
      await telegram.stop();
    });
    // A folder that is prepared: on a busy machine a first start's own work would take the time in which it listens to the networks.
    expect(await stage.kawan("knowledge", "list")).toMatchObject({ code: 0 });
    const service = await stage.start();
    expect(service.out()).toMatch(
      /^ {2}Telegram {4}5550060 \(kendari, polling\): up\n {14}5550061 \(pontianak, polling\): down: token refused \(40[14]\)\n {2}WhatsApp {4}\d+ \(all cities, webhook\): up\n/m,
    );
    expect(service.err()).toMatch(/"level":40,.*"account":"5550061","msg":"messenger down: token refused \(40[14]\)"/);
    expect(service.out() + service.err()).not.toContain("AAuji");
    await stopped(service);
  });

  it("does not wait for what says nothing", async ({ onTestFinished }) => {
    const telegram = await fakeTelegram({ token: "5550062:AAuji-silent" });
    telegram.fault("getMe", { kind: "timeoutAfterAccept" });
    const stage = await openStage("embedded", telegramSettings(telegram));
    onTestFinished(async () => {
      await stage.close();
      await telegram.stop();
    });
    const service = await stage.start();
    expect(service.out()).toMatch(/^ {2}Telegram {4}5550062 \(all cities, polling\): not known yet, see kawan channels$/m);
    await stopped(service);
  });
});
