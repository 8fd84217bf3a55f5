import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import type { CommandIo } from "../../src/command/io.ts";
import { runProgram } from "../../src/command/program.ts";
import { rawSql } from "../../src/db/database.ts";
import { noteHealth, pauseAccount } from "../../src/delivery/accounts.ts";
import { freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];
const config = testConfig({
  TELEGRAM_TOKEN: "kendari=11:AAuji",
  WHATSAPP_NUMBER_ID: "106",
  WHATSAPP_TOKEN: "t",
  WHATSAPP_APP_SECRET: "s",
  WHATSAPP_VERIFY_TOKEN: "kata-rahasia",
});
const bot = { id: "telegram", account: "11" } as const;

describe.each(bases)("kawan channels on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  let clock = testClock();
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    app = await openApp({ config, log: silentLog, where: made.where, shipped: "none", clock: () => clock.now() });
  }, 120_000);
  beforeEach(async () => {
    clock = testClock();
    await app.db.run(rawSql("truncate channel_account, inbox, outbox, job restart identity"));
  });
  afterAll(async () => {
    await app.close();
    await drop();
  });

  const channels = (...argv: string[]) => command(0, "channels", ...argv);

  async function command(code: number, ...argv: string[]): Promise<string> {
    let said = "";
    const out = (text: string) => {
      said += text;
    };
    const io = { cwd: "/", signal: new AbortController().signal, out, err: out, drained: async () => {} };
    const host = { io: io as unknown as CommandIo, inService: false, config, open: async () => app } as unknown as CommandHost;
    expect(await runProgram(argv, host)).toBe(code);
    return said;
  }
  const stateLine = async () => (await channels()).split("\n").find((it) => it.startsWith("  state"));

  it("says how each is and when it was last heard", async () => {
    await noteHealth(app, bot, { state: "up" }, clock.now());
    clock.pass({ seconds: 12 });
    expect(await channels()).toMatch(/^telegram 11, kendari\n {2}state {6}up since 2026-11-22T02:00:00.*; last heard 12 s ago\n/);
    clock.pass({ minutes: 9 });
    expect(await stateLine()).toMatch(/^ {2}state {6}up since .*; last heard 9 min ago$/);
  });

  it("believes no state that nobody has repeated for ten minutes", async () => {
    await noteHealth(app, bot, { state: "down", detail: "token refused (401)" }, clock.now());
    clock.pass({ minutes: 14 });
    expect(await stateLine()).toMatch(/^ {2}state {6}stale, was down since .* \(token refused \(401\)\); last heard 14 min ago: is the service running\?$/);
    expect(JSON.parse(await channels("--json"))).toMatchObject({ stale: true, configured: true, seconds: 840, city: "kendari", state: "down" });
    for (const [more, age] of [[{ hours: 3 }, "3 h"] as const, [{ hours: 72 }, "3 days"] as const]) {
      clock.pass(more);
      expect(await stateLine()).toContain(`last heard ${age} ago`);
    }
    await noteHealth(app, bot, { state: "up" }, clock.now());
    expect(await stateLine()).toMatch(/^ {2}state {6}up since .*; last heard 0 s ago$/);
  });

  it("is up again as soon as that is told, after a refused send", async () => {
    await noteHealth(app, bot, { state: "up" }, clock.now());
    await pauseAccount(app, bot, { kind: "auth", code: "401" }, clock.now().add({ minutes: 1 }), clock.now());
    expect(await stateLine()).toMatch(/ down since .*\(the network refuses to send: auth 401\)/);
    await noteHealth(app, bot, { state: "up" }, clock.now());
    const said = await channels();
    expect([said.includes("  state      up since "), said.includes("pauses until")]).toEqual([true, false]);
  });

  it("marks a bot and a number that are no longer in the settings, and not the web", async () => {
    for (const [id, account] of [["telegram", "12"] as const, ["wa-cloud", "107"] as const, ["wa-cloud", "106"] as const, ["web", "web"] as const]) {
      await noteHealth(app, { id, account }, { state: "up" }, clock.now());
    }
    clock.pass({ hours: 1 });
    const said = await channels();
    expect(said.split("\n").filter((it) => /^\S/.test(it))).toEqual([
      "telegram 12, all cities, not in the settings any more",
      "wa-cloud 106, all cities",
      "wa-cloud 107, all cities, not in the settings any more",
      "web web, all cities",
    ]);
    expect(said.match(/is the service running/g)).toHaveLength(2);
    expect(said).not.toMatch(/AAuji|kata-rahasia/);
  });

  it("lists scheduled jobs that died beside messages, has them done again, and drops them", async () => {
    expect(await command(0, "dead", "list")).toBe("No dead messages.\n");
    await app.db.run(
      rawSql(`insert into job (cell, kind, key, payload, run_at, status, attempts, error, finished_at)
      select 1, 'backup', '2026-11-2' || n, '{"rahasia": 1}', '2026-11-22T02:00Z', 'dead', 5, E'disk full\\nat x', '2026-11-22T02:00Z' from generate_series(1, 3) n`),
    );
    const listed = await command(0, "dead", "list");
    expect(listed).toMatch(/^ {4}j1 {2}2026-11-22T02:00:00\S* {2}job {2}backup 2026-11-21\n {8}disk full\n/);
    expect([listed.endsWith("\n3 dead jobs\n"), listed.includes("rahasia")]).toEqual([true, false]);
    const lines = (await command(0, "dead", "list", "--json")).trim().split("\n");
    expect(lines.map((it) => JSON.parse(it))[1]).toMatchObject({ id: "j2", job: "backup", key: "2026-11-22", attempts: 5 });
    expect(await command(0, "dead", "retry", "J1")).toBe("j1 will be handled again\n");
    expect(await command(1, "dead", "drop", "1", "j1", "j2")).toBe("j2 dropped\nNot among the dead messages: 1, j1\n");
    expect(await command(1, "dead", "drop", "j", "x3")).toContain("A number from the list.");
    expect(await command(0, "dead", "drop", "--all")).toBe("j3 dropped\n");
    expect(await command(0, "dead", "drop", "--all")).toBe("No dead messages.\n");
  });

  it("counts messages that wait and those that are dead", async () => {
    const row = (id: number, status: string) =>
      `(1, ${id}, 'telegram', 'd${id}', 'telegram|11|${id}', '{"to":{"channel":"telegram","account":"11","chat":"${id}"}}', now(), '${status}')`;
    await app.db.run(
      rawSql(`insert into inbox (cell, id, channel, external_id, conversation, message, received_at, status)
      overriding system value values ${["waiting", "waiting", "dead", "done"].map((it, at) => row(at + 1, it)).join(",")}`),
    );
    expect(JSON.parse(await channels("--json"))).toMatchObject({ channel: "telegram", account: "11", unanswered: 2, dead: 1 });
  });
});
