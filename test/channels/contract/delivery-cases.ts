import { expect } from "vitest";
import type { Cases } from "./cases.ts";
import { aWhile, type ContractWorld, type Doing } from "./world.ts";

/** Every message once, in order, and none acknowledged that is not stored. */
export function deliveryCases({ kind, always, able }: Cases): void {
  always("nothing is acknowledged before it is stored", async (world) => {
    world.start();
    const held = world.sink.hold();
    let acknowledged = false;
    const taken = (await world.person())
      .says("Halo, ini rahasia")
      .taken()
      .then(() => {
        acknowledged = true;
      });
    await held.reached;
    await aWhile();
    expect([acknowledged, world.sink.stored.size]).toEqual([false, 0]);
    held.release();
    await taken;
    expect(world.sink.stored.size).toBe(1);
  });

  able("repeats", "what is brought twice has the same name both times, and is stored once", async (world) => {
    const person = await world.person();
    world.repeats?.(3);
    const said = ["rahasia satu", "rahasia dua", "rahasia tiga"].map((text) => person.says(text));
    world.start();
    for (const it of said) await it.taken();
    await world.sink.until(() => world.sink.offered.length >= 6, "all six deliveries");
    expect(world.sink.texts()).toEqual(["rahasia satu", "rahasia dua", "rahasia tiga"]);
    expect([...Map.groupBy(world.sink.offered, (it) => it.dedupe).values()].map((some) => some.length >= 2)).toEqual([true, true, true]);
  });

  able("redelivers", "what could not be stored comes again until it is, in its order", async (world) => {
    world.start();
    const people = [await world.person(), await world.person()];
    const attempts = new Map<string, number>();
    world.sink.refuse(({ dedupe, body }) => {
      const attempt = (attempts.get(dedupe) ?? 0) + 1;
      attempts.set(dedupe, attempt);
      return body.type === "text" && /[147]$/.test(body.text) && attempt <= 2;
    });
    const said: Doing[] = [];
    const wanted = Array.from({ length: 8 }, (_, at) => `rahasia ${at + 1}`);
    for (const text of wanted) said.push(...people.map((it) => it.says(text)));
    for (const it of said) await it.taken();
    for (const it of people) expect(world.sink.texts(it.to.chat)).toEqual(wanted);
    expect(world.sink.offered.length).toBeGreaterThan(said.length);
  });

  able("redelivers", "what was said while we were away is waiting when we are back", async (world) => {
    const first = world.start();
    const person = await world.person();
    await person.says("rahasia satu").taken();
    first.abort();
    await first.ended;
    const said = ["rahasia dua", "rahasia tiga"].map((text) => person.says(text));
    await aWhile();
    expect(world.sink.offered).toHaveLength(1);
    world.start();
    for (const it of said) await it.taken();
    expect(world.sink.texts()).toEqual(["rahasia satu", "rahasia dua", "rahasia tiga"]);
  });

  if (!kind.abilities.has("redelivers")) {
    always("who has nobody to try again is told that it was not stored, and may try again", async (world) => {
      world.start();
      const person = await world.person();
      world.sink.refuse(() => true);
      await expect(person.says("rahasia satu").taken()).rejects.toThrow("not stored");
      world.sink.refuse(() => false);
      await person.says("rahasia dua").taken();
      expect(world.sink.texts()).toEqual(["rahasia dua"]);
    });
  }

  always("each person's messages keep their order, however long storing takes", async (world) => {
    world.start();
    const people = [await world.person(), await world.person(), await world.person()];
    let delay = 40;
    world.sink.before = () => aWhile(Math.max(0, delay--)); // the earlier one takes longer
    const wanted = Array.from({ length: 10 }, (_, at) => `rahasia ${at + 1}`);
    const said = wanted.flatMap((text) => people.map((it) => it.says(`${text}`)));
    for (const it of said) await it.taken();
    const chats = new Set(people.map((it) => it.to.chat));
    for (const chat of chats) expect([...new Set(world.sink.texts(chat))]).toEqual(wanted);
    expect(world.sink.stored.size).toBe(said.length);
  });

  always("a flood from one person is stored whole and in order", async (world) => {
    world.start();
    const person = await world.person();
    const wanted = Array.from({ length: 300 }, (_, at) => `rahasia ${at + 1}`);
    const said = wanted.map((text) => person.says(text));
    for (const it of said) await it.taken();
    expect(world.sink.texts()).toEqual(wanted);
  });

  always("the stop waits for what is in hand, and nothing is taken after it", async (world) => {
    const run = world.start();
    const person = await world.person();
    const held = world.sink.hold();
    void person
      .says("rahasia satu")
      .taken()
      .catch(() => {}); // the acknowledgement may be cut off, the message may not
    await held.reached;
    let ended = false;
    void run.ended.then(() => {
      ended = true;
    });
    run.abort();
    await aWhile();
    expect(ended).toBe(false);
    held.release();
    await run.ended;
    expect(world.sink.texts()).toEqual(["rahasia satu"]);
    await nothingIsTaken(world, () => person.says("rahasia dua"));
  });

  always("a start that is stopped at once ends, and takes nothing", async (world) => {
    const run = world.start();
    run.abort();
    await run.ended;
    const person = await world.person();
    await nothingIsTaken(world, () => person.says("rahasia satu"));
  });
}

async function nothingIsTaken(world: ContractWorld, say: () => Doing): Promise<void> {
  const before = world.sink.offered.length;
  let taken = false;
  say()
    .taken()
    .then(
      () => {
        taken = true;
      },
      () => {}, // where nobody can try again
    );
  await aWhile(200);
  expect([taken, world.sink.offered.length]).toEqual([false, before]);
}
