import { describe, expect, it } from "vitest";
import type { Channel, Health, Hold, Sink } from "../src/core/channel.ts";
import { sql } from "../src/db/database.ts";
import { healthWords, listenTo } from "../src/service/messenger-health.ts";
import { recordingLog } from "./channels/telegram-world.ts";

function listening() {
  const { log, lines } = recordingLog();
  let tell: Sink["health"] = () => {};
  const kept: Health[] = [];
  const start: Channel["start"] = async (sink) => {
    tell = (health) => sink.health(health);
  };
  const channel = { id: "telegram", account: "11", start } as Channel;
  const heard = listenTo(channel, log);
  void heard.channel.start({ inbound: async () => {}, receipt: async () => {}, health: (it) => void kept.push(it) }, new AbortController().signal);
  const logged = () => lines.map((it) => JSON.parse(it)).map((it) => `${it.level === 40 ? "warn" : "info"} ${it.channel} ${it.account} ${it.msg}`);
  return { heard, kept, logged, tell: (health: Health) => tell(health) };
}

describe("the health of a messenger", () => {
  it("is known as soon as the channel says more than that it begins, and goes on to the base", async () => {
    const { heard, kept, tell } = listening();
    tell({ state: "connecting" });
    expect([heard.health(), healthWords(heard.health())]).toEqual([null, "not known yet, see kawan channels"]);
    tell({ state: "up", detail: "quality GREEN" });
    await heard.known;
    expect([heard.health(), kept.length]).toEqual([{ state: "up", detail: "quality GREEN" }, 2]);
  });

  it("is logged once when somebody has to act, and when it is well again", () => {
    const { logged, tell } = listening();
    tell({ state: "up" });
    for (const _ of [1, 2]) tell({ state: "down", detail: "token refused (401)" });
    tell({ state: "restricted" });
    for (const _ of [1, 2]) tell({ state: "up" });
    expect(logged()).toEqual([
      "warn telegram 11 messenger down: token refused (401)",
      "warn telegram 11 messenger restricted",
      "info telegram 11 messenger up again",
    ]);
  });

  it("takes nothing of what the channel is started with: whoever holds the account still knows it", async () => {
    const given: unknown[] = [];
    const start: Channel["start"] = async (_sink, signal, hold) => void given.push(signal, hold);
    const { channel } = listenTo({ id: "wa-web", account: "62811", start } as Channel, recordingLog().log);
    const hold: Hold = { fence: sql`select 1` };
    const { signal } = new AbortController();
    await channel.start({ inbound: async () => {}, receipt: async () => {}, health: () => {} }, signal, hold);
    expect(given).toEqual([signal, hold]);
  });

  it("is said in plain words", () => {
    const said = [{ state: "up", detail: "x" }, { state: "connecting", detail: "ECONNREFUSED" }, { state: "down" }] as const;
    expect(said.map(healthWords)).toEqual(["up", "not connected yet: ECONNREFUSED", "down"]);
  });
});
