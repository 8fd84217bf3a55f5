import { describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../world.ts";
import { childrenOf, openWebWorld } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 120_000, interval: 50 };

describe("what answers nothing any more", () => {
  test("a process that stands still is replaced, and nothing is lost", async () => {
    const world = await openWebWorld(embedded, { aliveEveryMs: 5_000 });
    try {
      world.start();
      await world.sink.is("up");
      const person = world.whatsapp.person({});
      await person.says("rahasia 1").delivered(slowly);
      const [pid] = childrenOf(process.pid);
      if (pid === undefined) throw new Error("there is no process");
      process.kill(pid, "SIGSTOP");
      await person.says("rahasia 2").delivered(slowly);
      expect([world.sink.texts(), childrenOf(process.pid).includes(pid)]).toEqual([["rahasia 1", "rahasia 2"], false]);
    } finally {
      await world.close();
    }
  }, 300_000);

  test("an upload that stands still is given up, and tried again", async () => {
    const world = await openWebWorld(embedded, { queryMs: 1_000 });
    try {
      world.start();
      await world.sink.is("up");
      const person = world.whatsapp.person({});
      await person.says("rahasia").delivered(slowly);
      const files = [{ kind: "document" as const, blob: "b", name: "rekap.pdf", mime: "application/pdf", caption: "Rekap" }];
      const sends = () => world.sends(world.addressOf(person), { text: "", files }, { key: "re:f" }, { open: async () => new Uint8Array(1_000) });
      world.whatsapp.media.fault("upload", { kind: "unanswered" });
      expect(await sends()).toMatchObject([{ ok: false, fault: { kind: "retry" } }]);
      expect(await sends()).toMatchObject([{ ok: true }]);
      await person.hears((it) => it.kind === "document", slowly);
    } finally {
      await world.close();
    }
  }, 300_000);
});
