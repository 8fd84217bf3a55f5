import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { buildCity, tenant } from "../simulation/build-city.ts";
import { planCity } from "../simulation/city-plan.ts";
import { fastYear } from "../simulation/fast-year.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("how a city asks, from the command line on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  afterAll(() => desk.close());

  const kawan = (...words: string[]) => desk.kawan("feedback", ...words, "--city", "kendari");

  it("is the usual until it is set, for this city alone", async () => {
    expect((await kawan("show")).out).toMatch(/perilaku ditanyakan 30 dan 90 hari sesudah kelas; rekan tidak ditanya; dibuka 14 hari/);
    expect((await kawan("set", "--days", "60,30", "--colleague", "ya")).out).toMatch(/Berlaku untuk .*ditanyakan 30 dan 60 hari.*rekan ikut ditanya/);
    expect((await kawan("set", "--days", "tidak", "--open", "10")).out).toMatch(/perilaku tidak ditanyakan; rekan ikut ditanya; dibuka 10 hari/);
    expect((await kawan("show", "--json")).out).toBe('{"behaviourDays":[],"colleague":true,"openDays":10}\n');
    expect((await desk.kawan("feedback", "show", "--city", "pontianak")).out).toMatch(/30 dan 90/);
  });

  it("refuses what makes no sense and changes nothing", async () => {
    const before = (await kawan("show")).out;
    for (const words of [["--days", "30,30"], ["--days", "besok"], ["--open", "100"], []]) expect((await kawan("set", ...words)).code).toBe(1);
    expect((await kawan("show")).out).toBe(before);
  });

  it("has no rates before anybody was asked", async () => {
    expect(await kawan("rates")).toMatchObject({ code: 0, out: "Belum ada cukup survei yang terkirim dan berakhir (paling sedikit lima).\n" });
  });

  it("writes results as files, of five answers and more, and never over a file", async () => {
    await syncDictionary(desk.app.db, tenant.cell, dictionaryFiles(), desk.clock.now());
    const plan = planCity(3, { people: 60, units: 4, trainings: 1, runs: [1, 1], seats: [20, 20], days: 5, bias: 1, unseenBias: 0 });
    await fastYear(desk.app.db, plan, await buildCity(desk.app.db, plan));
    desk.clock.pass({ hours: 24 * 365 });
    const to = (file: string, ...words: string[]) => kawan("export", file, ...words);
    expect((await to("a.csv", "--whole")).out).toMatch(/^Ditulis: .*a\.csv\n$/);
    expect(readFileSync(join(desk.folder, "a.csv"), "utf8")).toMatch(/"Tanggapan sesudah kelas";"20"/);
    expect((await to("a.xlsx", "--whole", "--content", "baris")).code).toBe(0);
    expect(await to("a.pdf", "--training", "Pelatihan Contoh", "--content", "laporan")).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(join(desk.folder, "a.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    expect((await to("a.png", "--whole", "--content", "grafik")).out).toMatch(/a-1\.png, .*a-2\.png/);
    expect((await to("a.csv", "--whole")).err).toMatch(/sudah ada; beri nama lain/);
    expect((await to("b.pdf", "--whole")).err).toMatch(/harus berakhir \.xlsx atau \.csv/);
    expect((await to("b.csv")).err).toMatch(/Sebutkan satu/);
    expect(await desk.count(sql`audit where capability = 'export_evaluation' and outcome = 'laporan'`)).toBe(1);
  });
});
