import { expect } from "vitest";
import type { Cases } from "./cases.ts";
import { letterTo, sends, talk } from "./world.ts";

/** How it starts, is, and what it tells the operator. */
export function lifeCases({ kind, always, able }: Cases): void {
  able("health", "says how the account is: connecting, up, down when it is refused, up again", async (world) => {
    world.account?.revoke();
    world.start();
    const down = await world.sink.is("down");
    expect(down.detail).toMatch(/refused/);
    world.account?.restore();
    await world.sink.is("up");
    expect(world.sink.told.map((it) => it.state).filter((it, at, all) => it !== all[at - 1])).toEqual(["connecting", "down", "up"]);
    const told = JSON.stringify(world.sink.told);
    for (const secret of world.secrets) expect(told).not.toContain(secret);
  });

  always("its health has only the states of the port, and says nothing of people", async (world) => {
    const person = await talk(world);
    await sends(world, letterTo(person, { text: "Jawaban rahasia" }));
    const told = JSON.stringify(world.sink.told);
    for (const it of world.sink.told) expect(["up", "connecting", "needs-pairing", "restricted", "down"]).toContain(it.state);
    for (const secret of ["rahasia", ...world.secrets]) expect(told).not.toContain(secret);
  });

  always("a stopped intake can be started again, as often as needed", async (world) => {
    const person = await world.person();
    for (const text of ["rahasia satu", "rahasia dua", "rahasia tiga"]) {
      const run = world.start();
      await person.says(text).taken();
      run.abort();
      await run.ended;
    }
    expect(world.sink.texts()).toEqual(["rahasia satu", "rahasia dua", "rahasia tiga"]);
  });

  always("no token, phone or word of a talk is in the log, whatever went wrong", async (world) => {
    const person = await talk(world);
    let refusals = 2;
    world.sink.refuse(() => refusals-- > 0);
    await person
      .says("rahasia yang tidak tersimpan")
      .taken()
      .catch(() => {}); // where nobody tries again
    world.sink.refuse(() => false);
    for (const it of kind.faults) {
      if (it.silent) continue; // met in its own case
      world.fails(it.name);
      await sends(
        world,
        letterTo(person, { text: `Jawaban rahasia: ${it.name}`, buttons: [{ label: "Ya rahasia", call: { capability: "help", input: {} } }] }),
      );
    }
    await world.makesNoise?.();
    const gone = { kind: "document" as const, blob: "rahasia", name: "rahasia.pdf", mime: "application/pdf" };
    await sends(world, letterTo(person, { text: "Berkas rahasia:", files: [gone] }));
    expect(world.logged.length > 0).toBe(world.logs);
  });
}
