import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { responseRates } from "../../../../src/features/feedback/ask/rates-store.ts";
import { testDatabases } from "../../../world.ts";
import { type AskWorld, openAskWorld, type Somebody, tenant } from "./ask-world.ts";

describe.each(testDatabases())("who answers surveys on $name", (database) => {
  let world: AskWorld;
  beforeAll(async () => {
    world = await openAskWorld(database);
  });
  afterAll(() => world.close());

  it("is told to officers by survey, channel, hour and wording, of five letters and more", async () => {
    const officer = await world.officer();
    expect(await officer.talk.says("/tanggapan")).toMatch(/^Belum ada cukup survei/);
    const { id } = await world.cityClass("Pelatihan Layanan");
    const people: Somebody[] = [];
    for (const name of ["Satu", "Dua", "Tiga", "Empat", "Lima", "Enam"]) people.push(await world.staff(name));
    for (const it of people) await world.enrolled(id, it.who);
    world.comes("2026-12-07T16:10");
    await world.tick();
    const asked = await world.requests();
    for (const it of asked.filter((one) => one.step === "reaksi").slice(0, 3)) await world.answers(it.id);
    for (const it of asked.filter((one) => one.step === "belajar").slice(0, 2)) await world.answers(it.id);
    world.comes("2026-12-22T10:00");
    await world.tick();
    const said = await officer.talk.says("/tanggapan");
    expect(said).toMatch(
      /^\*Tanggapan survei setahun terakhir\*: 5 dari 12 \(42%\) menjawab\.\nMenurut survei: belajar 2 dari 6 \(33%\); reaksi 3 dari 6 \(50%\)\./,
    );
    expect(said).toMatch(/Menurut kanal: Telegram 5 dari 12 \(42%\)\.\nMenurut jam surat: pukul 16 5 dari 12/);
    expect(said).toMatch(/kurang dari lima surat tidak ditampilkan\.$/);
    // By wording only where five had it; the lot decides how many that are.
    const rates = await responseRates(world.db, tenant, world.clock.now().subtract({ hours: 24 * 60 }), world.clock.now());
    expect(rates.every((it) => it.asked >= 5)).toBe(true);
    expect(await responseRates(world.db, { ...tenant, agencyId: 4 }, world.clock.now().subtract({ hours: 24 * 60 }), world.clock.now())).toEqual([]);
    expect(await (people[0] as Somebody).talk.says("/tanggapan")).not.toMatch(/dari 12/);
  });
});
