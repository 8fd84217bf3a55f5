import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import { runProgram } from "../../src/command/program.ts";
import type { Address } from "../../src/core/channel.ts";
import { demoAtStart } from "../../src/demo-at-start.ts";
import { freshFolder, silentLog, testClock, testConfig } from "../world.ts";

/** Embedded only: beside a database server there are no made-up people (F4). */
describe("a guest where there is nobody real yet", () => {
  const folder = freshFolder();
  const clock = testClock();
  let app: App;
  let messages = 0;
  beforeAll(async () => {
    app = await openApp({ config: testConfig({ DATA_DIR: folder.path }), log: silentLog, shipped: "none", clock: clock.now });
    app.showDemo("people" in (await demoAtStart(app)));
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  async function says(chat: string, text: string) {
    const to: Address = { channel: "web", account: "web", chat };
    const message = { dedupe: `m${++messages}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body: { type: "text" as const, text } };
    const [letter] = await app.db.transaction((tx) => app.engine.act(tx, [{ message }], clock.now()));
    return letter?.reply ?? { text: "" };
  }
  const kawan = (...argv: string[]) => {
    const io = { cwd: folder.path, isTerminal: false, signal: new AbortController().signal, out() {}, err() {}, drained: async () => {} };
    return runProgram(argv, { io, inService: true, config: app.config, open: async () => app } as unknown as CommandHost);
  };

  it("may choose the made-up city, and gets what was asked for from its catalogue", async () => {
    const asked = await says("tamu", "/rekomendasi spbe");
    expect(asked.buttons?.map((it) => it.label)).toContain("Contoh");
    const { text } = await says("tamu", "Contoh");
    expect(text).toMatch(/Kota \*Contoh\*[\s\S]*spbe/i);
    expect(text).not.toContain("belum diisi");
    expect((await says("tamu", "/rekomendasi pelayanan publik")).text).not.toContain("belum diisi");
  });

  it("is not offered it any more once it is taken away, and talks on", async () => {
    expect(await kawan("demo", "remove")).toBe(0);
    const { text, buttons } = await says("tamu", "/rekomendasi spbe");
    expect(text).toContain("Anda bekerja di kota mana?");
    expect(buttons?.map((it) => it.label)).not.toContain("Contoh");
    expect(await kawan("demo", "load")).toBe(0);
    expect((await says("tamu-2", "/kota")).buttons?.map((it) => it.label)).toContain("Contoh");
  });
});
