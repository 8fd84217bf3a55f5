import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../../src/db/database.ts";
import { testDatabases } from "../../../world.ts";
import { type AskWorld, openAskWorld, type Somebody } from "./ask-world.ts";

describe.each(testDatabases())("letters that would go astray on $name", (database) => {
  let world: AskWorld;
  beforeAll(async () => {
    world = await openAskWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const letters = ({ talk }: Somebody) => talk.heard.filter((it) => it.key.startsWith("survei:"));

  it("ask the first leader again where the second turns out to be the wrong one", async () => {
    const [first, second] = [await world.staff("Kepala Satu"), await world.staff("Kepala Dua")];
    const staff = await world.staff("Pegawai Contoh", { leader: first.who });
    const { id } = await world.cityClass("Pelatihan Layanan");
    await world.enrolled(id, staff.who);
    world.comes("2026-12-07T17:00");
    await world.tick();
    world.comes("2027-01-06T09:45");
    await world.tick();
    const asked = async () => (await world.requests()).filter((it) => it.capacity === "atasan" && it.note === null).map((it) => it.respondent);
    expect(await asked()).toEqual([first.who.personId]);
    const led = (leader: Somebody) =>
      world.db.run(sql`update reporting_line set supervisor_id = ${leader.who.personId} where person_id = ${staff.who.personId}`);
    for (const leader of [second, first, second, first]) {
      await led(leader);
      await world.tick();
      expect(await asked()).toEqual([leader.who.personId]);
    }
    // Nobody has had the same letter twice.
    expect(letters(first).length).toBe(1);
  });

  it("reach who has written nothing since the class with what is asked ninety days after it, and no web page or longer silence", async () => {
    const people: Somebody[] = [];
    for (const name of ["Pegawai Diam", "Pegawai Lama Diam"]) people.push(await world.staff(name));
    const [silent, gone] = people as [Somebody, Somebody];
    const { id } = await world.cityClass("Pelatihan Layanan");
    for (const it of people) await world.enrolled(id, it.who);
    const seen = (it: Somebody, at: string) => world.db.run(sql`update handle set seen_at = ${at} where person_id = ${it.who.personId}`);
    await seen(silent, "2026-12-07T08:00:00Z");
    await seen(gone, "2026-11-20T08:00:00Z");
    world.comes("2026-12-07T17:00");
    await world.tick();
    world.comes("2027-03-08T09:45"); // a Monday, 91 days after the class
    await world.tick();
    const ninety = (it: Somebody) => letters(it).filter((letter) => letter.key.endsWith("2027-03-08"));
    expect([silent, gone].map((it) => ninety(it).length)).toEqual([1, 0]);
  });

  it("are written anew when they expired before they could leave, and do not count as asked until then", async () => {
    const staff = await world.staff("Pegawai Contoh");
    const { id } = await world.cityClass("Pelatihan Layanan");
    await world.enrolled(id, staff.who);
    world.comes("2026-12-07T16:05");
    const [letter] = await world.tick();
    if (!letter) throw new Error("no letter");
    const at = world.clock.now().toString();
    await world.db.run(sql`
      insert into outbox (cell, key, part, conversation, channel, address, native, intent, status, created_at, expires_at, finished_at)
      values (1, ${letter.key}, 0, 'x', 'telegram', '{}', '{}', 'notice', 'expired', ${at}, ${at}, ${at})`);
    const sent = async () => (await world.requests()).map((it) => it.sentAt !== null);
    expect(await sent()).toEqual([true, true]);
    world.comes("2026-12-08T02:00");
    await world.tick();
    expect(await sent()).toEqual([true, true]); // nothing is looked at by night
    world.comes("2026-12-08T12:00");
    await world.tick();
    expect(await sent()).toEqual([false, false]);
    world.comes("2026-12-08T13:45");
    expect((await world.tick()).map((it) => it.key)).toEqual([letter.key.replace("2026-12-07", "2026-12-08")]);
    expect(await sent()).toEqual([true, true]);
  });
});
