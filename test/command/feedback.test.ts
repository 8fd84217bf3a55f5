import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
});
