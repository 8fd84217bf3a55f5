import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRelative, readDate, readSessions } from "../../../src/features/training/schedule.ts";
import { momentLine, sessionLine, whenLine } from "../../../src/features/training/when.ts";

const today = "2026-11-20"; // a Friday
const base = { today, zone: "Asia/Makassar" };
const read = (text: string) => {
  const sessions = readSessions(text, base);
  return typeof sessions === "string" ? sessions : sessions.map((it) => sessionLine(it, "Asia/Makassar", "Asia/Makassar"));
};

describe("a written date", () => {
  it.each([
    ["7/12/2026", "2026-12-07"],
    ["2026-12-07", "2026-12-07"],
    ["Senin, 7 Desember 2026", "2026-12-07"],
    ["H+0", "2026-11-20"],
    ["H+30", "2026-12-20"],
    ["+30h", "2026-12-20"],
    ["H-10", "2026-11-10"],
    ["HK+1", "2026-11-23"],
    ["+6hk", "2026-11-30"],
    ["31/2/2026", null],
    ["besok", null],
    ["", null],
  ])("%s is %s", (text, iso) => {
    expect(readDate(text, today)).toBe(iso);
  });

  it("counted in working days is never on a weekend and never twice the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 6 }), (days, weekday) => {
        const from = Temporal.PlainDate.from("2026-11-16").add({ days: weekday }).toString();
        const at = (it: number) => readDate(`HK+${it}`, from) as string;
        expect(Temporal.PlainDate.from(at(days)).dayOfWeek).toBeLessThanOrEqual(5);
        expect(at(days) < at(days + 1)).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("is known to be counted from the import", () => {
    expect(["HK+3 08.00-10.00", "H+30", "+30h", "+4hk s.d. +6hk 8-9"].map(isRelative)).toEqual([true, true, true, true]);
    expect(["7/12/2026 08.00-10.00", "7 Desember 2026", ""].map(isRelative)).toEqual([false, false, false]);
  });
});

describe("a written schedule", () => {
  it.each([
    ["7/12/2026 08.00-16.00", ["Senin, 7 Des 2026, 08.00–16.00 WITA"]],
    ["Senin, 7 Desember 2026 pukul 9-12", ["Senin, 7 Des 2026, 09.00–12.00 WITA"]],
    ["8/12/2026 08:00–12:00; 7/12/2026 13.30 s.d. 15.00", ["Senin, 7 Des 2026, 13.30–15.00 WITA", "Selasa, 8 Des 2026, 08.00–12.00 WITA"]],
    ["7–8 Desember 2026 08.00-10.00", ["Senin, 7 Des 2026, 08.00–10.00 WITA", "Selasa, 8 Des 2026, 08.00–10.00 WITA"]],
    ["7/12/2026 s.d. 8/12/2026 08.00-10.00 WIB", ["Senin, 7 Des 2026, 09.00–11.00 WITA", "Selasa, 8 Des 2026, 09.00–11.00 WITA"]],
    ["HK+5 s/d HK+6 08.00-10.00", ["Jumat, 27 Nov 2026, 08.00–10.00 WITA", "Senin, 30 Nov 2026, 08.00–10.00 WITA"]],
    ["H+1 s.d. H+2 8-9", ["Sabtu, 21 Nov 2026, 08.00–09.00 WITA", "Minggu, 22 Nov 2026, 08.00–09.00 WITA"]],
    ["", []],
  ])("%s", (text, lines) => {
    expect(read(text)).toEqual(lines);
  });

  it.each([
    ["7/12/2026", /bukan tanggal dengan jam/],
    ["kapan-kapan 08.00-10.00", /bukan tanggal/],
    ["7/12/2026 16.00-08.00", /jam/],
    ["7/12/2026 25.00-26.00", /jam/],
    ["9/12/2026 s.d. 7/12/2026 8-9", /rentang/],
    ["7/12/2026 8-10; 7/12/2026 9-11", /waktu yang sama/],
  ])("refuses %s and says why", (text, why) => {
    expect(read(text)).toMatch(why);
  });
});

describe("times as people read them", () => {
  const [session] = readSessions("7/12/2026 09.00-16.00", base) as [number, number][];
  const it7 = session as [number, number];
  const run = {
    id: 1,
    trainingId: 1,
    code: "K",
    startsOn: null,
    endsOn: null,
    zone: "Asia/Makassar",
    city: null,
    seats: null,
    taken: 0,
    entry: "terbuka" as const,
    registerUntil: null,
    sessions: [it7],
  };

  it("name the reader's zone first and the organiser's where it differs", () => {
    expect(sessionLine(it7, "Asia/Makassar", "Asia/Jakarta")).toBe("Senin, 7 Des 2026, 09.00–16.00 WITA (08.00–15.00 WIB)");
    expect(sessionLine(it7, "Asia/Pontianak", "Asia/Jakarta")).toBe("Senin, 7 Des 2026, 08.00–15.00 WIB");
    expect(momentLine(it7[0], "Asia/Jakarta", "Asia/Jayapura")).toBe("Senin, 7 Des 2026 pukul 08.00 WIB (10.00 WIT)");
  });

  it("say how much more there is, and when a self-paced class ends", () => {
    expect(whenLine({ ...run, sessions: [it7, it7, it7] }, "Asia/Makassar", false)).toBe("Senin, 7 Des 2026, 09.00–16.00 WITA, dan 2 sesi lagi");
    expect(whenLine({ ...run, sessions: [], endsOn: "2026-12-31" }, "Asia/Makassar", true)).toBe("belajar mandiri, paling lambat Kamis, 31 Des 2026");
    expect(whenLine({ ...run, sessions: [] }, "Asia/Makassar", true)).toBe("belajar mandiri, kapan saja");
    expect(whenLine({ ...run, sessions: [], startsOn: "2027-02-01", endsOn: "2027-07-31" }, "Asia/Makassar", false)).toBe("1 Feb 2027–31 Jul 2027");
    expect(whenLine({ ...run, sessions: [] }, "Asia/Makassar", false)).toBe("tanggal belum ditetapkan");
  });
});
