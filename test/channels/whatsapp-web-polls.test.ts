import { describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../world.ts";
import { openWebWorld, type WebWorld } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000, interval: 20 };
const call = { capability: "help", input: {} };

function scene(name: string, run: (world: WebWorld) => Promise<void>, more: Parameters<typeof openWebWorld>[1] = {}): void {
  test(name, async () => {
    const world = await openWebWorld(embedded, more);
    try {
      world.start();
      await world.sink.is("up");
      await run(world);
    } finally {
      await world.close();
    }
    expect([world.whatsapp.complaints, [...world.bot.approached]]).toEqual([[], []]);
  });
}

/** Somebody who has written. */
async function writer(world: WebWorld, facts: Parameters<WebWorld["whatsapp"]["person"]>[0] = {}) {
  const person = world.whatsapp.person(facts);
  await person.says("rahasia").delivered(slowly);
  const message = [...world.sink.stored.values()].at(-1);
  if (!message) throw new Error("nothing was stored");
  return { person, to: message.to };
}

describe("polls, where they are turned on", () => {
  const buttons = [
    { label: "Ya", call },
    { label: "Tidak", full: "Tidak sekarang", call },
  ];
  scene(
    "a vote is the choice at its place in its letter, by whichever names it was sealed",
    async (world) => {
      const { person, to } = await writer(world);
      for (const [place, creator, voter] of [
        [0, "lid", "lid"],
        [1, "lid", "pn"],
        [1, "pn", "lid"],
        [0, "pn", "pn"],
      ] as const) {
        const key = `re:poll:${creator}:${voter}`;
        await world.sends(to, { text: "Daftar sekarang?", buttons }, { key });
        const poll = await person.hears((it) => it.kind === "poll");
        expect([poll.text, poll.options]).toEqual(["Daftar sekarang?", ["Ya", "Tidak sekarang"]]);
        const label = poll.options[place] ?? "";
        await person.votes(poll, label, { creator, voter }).delivered(slowly);
        await expect.poll(() => [...world.sink.stored.values()].at(-1)?.body, slowly).toEqual({ type: "choice", menu: key, choice: place, label });
      }
    },
    { polls: true },
  );

  scene(
    "what does not fit into a poll goes out as numbered lines; a vote taken back or for another's poll says nothing",
    async (world) => {
      const { person, to } = await writer(world);
      await world.sends(to, { text: "x".repeat(300), buttons });
      expect((await person.hears()).kind).toBe("text");
      await world.sends(to, { text: "Daftar?", buttons }, { key: "re:p" });
      const poll = await person.hears((it) => it.kind === "poll");
      const before = world.sink.stored.size;
      await person.votes(poll, []).delivered(slowly);
      await person.says("rahasia").delivered(slowly);
      expect(world.sink.stored.size).toBe(before + 1);
    },
    { polls: true },
  );
});
