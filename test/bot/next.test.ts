import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Capability, capability } from "../../src/core/capability.ts";
import { sql } from "../../src/db/database.ts";
import { type LinkWorld, openLinkWorld } from "../features/people/link-world.ts";
import { testDatabases } from "../world.ts";

/** Needs a city, as everything does that depends on its catalogue. */
const local = capability({
  id: "local",
  about: "Menampilkan sesuatu dari kota.",
  command: "lokal",
  phrases: [],
  roles: ["guest"],
  input: z.object({ what: z.string().default("apa saja") }),
  handle: async ({ agency }, { what }) => (agency ? { reply: { text: `Di ${agency.name}: ${what}.` } } : { reply: { text: "Kota mana?" }, code: "no_city" }),
});
/** Leads on to itself for ever. */
const circle: Capability = capability({
  id: "circle",
  about: "Berputar.",
  command: "putar",
  phrases: [],
  roles: ["guest"],
  input: z.object({}),
  handle: async () => ({ reply: { text: "Putar." }, next: { capability: "circle", input: {} } }),
});
const beyond = capability({
  id: "beyond",
  about: "Menuju yang terlarang.",
  command: "terlarang",
  phrases: [],
  roles: ["guest"],
  input: z.object({}),
  handle: async () => ({ reply: { text: "Sudah." }, next: { capability: "answer_requests", input: {} } }),
});

describe.each(testDatabases())("what had to wait goes on, on $name", (database) => {
  let world: LinkWorld;
  beforeAll(async () => {
    world = await openLinkWorld(database, [local, circle, beyond]);
  });
  afterAll(() => world.close());

  it("after the city was chosen, by its name or its button", async () => {
    const chat = world.chat("web", "kota-1");
    expect(await chat.says("/lokal SPBE")).toContain("Kota mana?");
    expect(await chat.says("Kendari")).toMatch(/Kota \*Kendari\*[\s\S]*Di Kendari: SPBE\.$/);
    const other = world.chat("web", "kota-2");
    await other.says("/lokal arsip");
    await other.says("/kota");
    expect(await other.taps("Pontianak")).toMatch(/Kota \*Pontianak\*/);
  });

  it("once, and not when something else was said since, or long after", async () => {
    const chat = world.chat("web", "kota-3");
    await chat.says("/lokal SPBE");
    await chat.says("halo selamat apa saja");
    expect(await chat.says("/kota kendari")).not.toContain("Di Kendari");
    const late = world.chat("web", "kota-4");
    await late.says("/lokal SPBE");
    world.clock.pass({ minutes: 11 });
    expect(await late.says("/kota kendari")).not.toContain("Di Kendari");
    const once = world.chat("web", "kota-5");
    await once.says("/lokal SPBE");
    expect(await once.says("/kota kendari")).toContain("Di Kendari: SPBE.");
    expect(await once.says("/kota pontianak")).not.toContain("Di Pontianak");
  });

  it("never for ever", async () => {
    expect(await world.chat("web", "putar").says("/putar")).toMatch(/^Putar\.\n\nPutar\.\n\nPutar\.(?!\n\nPutar)/);
  });

  it("only by the same gate: what came first stands, the rest is refused", async () => {
    expect(await world.chat("web", "terlarang").says("/terlarang")).toMatch(/^Sudah\.\n\nMaaf, bagian ini hanya untuk pegawai yang berwenang\./);
  });

  it("addresses people as they have asked to be", async () => {
    const subject = await world.person({ name: "Siti Contoh" });
    const chat = await world.linked(subject, "telegram", "sapa");
    expect(await chat.says("assalamualaikum, kapan buka?")).toMatch(/^Waalaikumsalam, Bapak\/Ibu\./);
    await chat.says("/sapaan Ibu");
    expect(await chat.says("assalamualaikum, kapan buka?")).toMatch(/^Waalaikumsalam, Ibu\./);
    expect(await chat.says("siap")).toBe("Baik, Ibu.");
    await chat.says("/sapaan nama");
    expect(await chat.says("selamat pagi, kapan buka?")).toMatch(/^Selamat pagi, Siti Contoh\./);
    await world.db.run(sql`update person set address_as = null where id = ${subject.personId}`);
    expect(await chat.says("siap")).toBe("Baik, Bapak/Ibu.");
  });
});
