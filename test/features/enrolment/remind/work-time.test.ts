import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHours, readWorkTime } from "../../../../src/features/enrolment/remind/read-work-time.ts";
import {
  lastWorkingMoment,
  missingYears,
  nextWorkingMoment,
  spansOn,
  type WorkFact,
  type WorkTime,
} from "../../../../src/features/enrolment/remind/work-time.ts";

const zone = "Asia/Makassar";
const at = (local: string): number => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds / 1_000;
const said = (second: number): string =>
  Temporal.Instant.fromEpochMilliseconds(second * 1_000)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });
const fact = (kind: WorkFact["kind"], since: string, until = since, more: Partial<WorkFact> = {}): WorkFact => ({
  kind,
  since,
  until,
  unitId: null,
  hours: null,
  ...more,
});
const plain: WorkTime = { zone, facts: [] };

describe("working time", () => {
  it("moves a moment in a blocked time to the last working hour before it, and lets a good one be", () => {
    const back = (local: string, time = plain, unit: number | null = null) => said(lastWorkingMoment(at(local), time, unit));
    expect(back("2026-12-07T09:00")).toBe("2026-12-07T09:00"); // Monday
    expect(back("2026-12-07T06:00")).toBe("2026-12-04T15:00"); // before office hours → Friday afternoon
    expect(back("2026-12-06T09:00")).toBe("2026-12-04T15:00"); // Sunday
    expect(back("2026-12-04T12:00")).toBe("2026-12-04T10:30"); // Friday prayer
    expect(back("2026-12-01T22:00")).toBe("2026-12-01T15:00"); // night
    const holiday = { zone, facts: [fact("libur", "2026-12-04"), fact("cuti_bersama", "2026-12-03")] };
    expect(back("2026-12-06T09:00", holiday)).toBe("2026-12-02T15:00");
  });

  it("knows six-day units, shifts, Ramadan hours, and days worked in spite of a holiday", () => {
    const facts = [
      fact("jam", "2027-01-01", "2027-12-31", { unitId: 7, hours: readHours("Senin-Sabtu 07.00-13.00") }),
      fact("jam", "2027-02-08", "2027-03-09", { hours: readHours("Senin-Kamis 08.00-15.00; Jumat 08.00-15.30") }),
      fact("libur", "2027-03-10", "2027-03-11"),
      fact("kerja", "2027-03-10", "2027-03-10", { unitId: 7 }),
    ];
    const on = (day: string, unit: number | null) => spansOn(Temporal.PlainDate.from(day), { zone, facts }, unit);
    expect(on("2027-01-09", 7)).toEqual([[420, 780]]); // Saturday
    expect(on("2027-01-09", null)).toEqual([]);
    expect(on("2027-02-09", null)).toEqual([[480, 900]]);
    expect(on("2027-02-12", null)).toEqual([
      [480, 690],
      [810, 930],
    ]); // Friday in Ramadan
    expect(on("2027-03-10", null)).toEqual([]);
    expect(on("2027-03-10", 7)).toEqual([[420, 780]]);
    expect(on("2027-03-11", 7)).toEqual([]);
  });

  it("warns of a year of which no holiday is noted, and invents none", () => {
    const facts = [fact("libur", "2026-12-25"), fact("libur_daerah", "2027-05-09"), fact("jam", "2027-01-01", "2027-12-31", { hours: { 1: [[0, 60]] } })];
    expect(missingYears({ zone, facts }, "2026-12-01", "2027-02-01")).toEqual([2027]);
    expect(missingYears(plain, "2026-12-01", "2026-12-31")).toEqual([2026]);
  });

  const span = fc
    .tuple(fc.integer({ min: 0, max: 1_380 }), fc.integer({ min: 15, max: 600 }))
    .map(([from, long]): [number, number] => [from, Math.min(1_440, from + long)]);
  const hours = fc.dictionary(fc.constantFrom("1", "2", "3", "4", "5", "6", "7"), fc.array(span, { minLength: 1, maxLength: 1 }), { minKeys: 1 });
  const date = fc.integer({ min: 0, max: 60 }).map((days) => Temporal.PlainDate.from("2026-11-15").add({ days }));
  const anyFact = fc
    .record({
      kind: fc.constantFrom("libur", "cuti_bersama", "libur_daerah", "kerja", "jam"),
      date,
      long: fc.integer({ min: 0, max: 9 }),
      unit: fc.constantFrom(null, 7),
      hours,
    })
    .map(
      (it): WorkFact =>
        fact(it.kind as WorkFact["kind"], it.date.toString(), it.date.add({ days: it.long }).toString(), {
          unitId: it.unit,
          hours: it.kind === "jam" ? it.hours : null,
        }),
    );
  const anyTime = fc.array(anyFact, { maxLength: 12 }).map((facts): WorkTime => ({ zone, facts }));
  // A database keeps microseconds: moments are no whole seconds.
  const moment = fc
    .tuple(fc.integer({ min: at("2026-11-20T00:00"), max: at("2027-01-10T00:00") }), fc.constantFrom(0, 0.5, 0.123457))
    .map(([whole, part]) => whole + part);

  /** Written apart from the code: the minute of the local day, looked up. */
  function works(second: number, time: WorkTime, unit: number | null): boolean {
    const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(second * 1_000)).toZonedDateTimeISO(zone);
    const minute = local.hour * 60 + local.minute;
    return spansOn(local.toPlainDate(), time, unit).some(([from, until]) => from <= minute && minute < until);
  }

  it("never moves later, always into working time, by the least that is needed, and a second time not at all", () => {
    fc.assert(
      fc.property(anyTime, moment, fc.constantFrom(null, 7), (time, second, unit) => {
        const moved = lastWorkingMoment(second, time, unit);
        expect(moved).toBeLessThanOrEqual(second);
        expect(works(moved, time, unit)).toBe(true);
        expect(lastWorkingMoment(moved, time, unit)).toBe(moved);
        if (works(second, time, unit)) expect(moved).toBe(second);
        // No working minute lies more than an hour's work later: it is the last working hour.
        else for (let it = moved + 3_600; it < second; it += 300) expect(works(it, time, unit)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("finds the next working moment: never earlier, in working time, none passed over", () => {
    fc.assert(
      fc.property(anyTime, moment, fc.constantFrom(null, 7), (time, second, unit) => {
        const next = nextWorkingMoment(second, time, unit);
        expect(next).toBeGreaterThanOrEqual(second);
        expect(works(next, time, unit)).toBe(true);
        for (let it = second; it < next; it += 300) expect(works(it, time, unit)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a file of working time", () => {
  const read = (text: string) =>
    readWorkTime(new TextEncoder().encode(text), {
      zone,
      now: Temporal.Instant.from("2026-11-22T02:00:00Z"),
      unitId: (name) => (name === "Puskesmas" ? 7 : undefined),
    });

  it("is read with its words", async () => {
    const { facts, faults } = await read(
      "Jenis;Mulai;Selesai;Jam Kerja;Unit Kerja;Keterangan;Sumber\nLibur Nasional;25/12/2026;;;;Natal;SKB\nCuti bersama;24-12-2026;;;;Cuti bersama Natal;SKB\nJam kerja;1/1/2027;31/12/2027;Senin-Sabtu 07.00-13.00;Puskesmas;Enam hari;\n",
    );
    expect(faults).toEqual([]);
    expect(facts.map((it) => [it.kind, it.since, it.until, it.unitId, it.about])).toEqual([
      ["libur", "2026-12-25", "2026-12-25", null, "Natal"],
      ["cuti_bersama", "2026-12-24", "2026-12-24", null, "Cuti bersama Natal"],
      ["jam", "2027-01-01", "2027-12-31", 7, "Enam hari"],
    ]);
  });

  it("says cell by cell what is wrong, and takes nothing of such a row", async () => {
    const { facts, faults } = await read(
      "Jenis;Mulai;Selesai;Jam Kerja;Unit Kerja;Keterangan\nlebaran;1/1/2027;;;;x\nlibur;32/1/2027;;;;x\nlibur;2/1/2027;1/1/2027;;;x\njam kerja;1/1/2027;;pagi;;x\nlibur;1/1/2027;;08.00-09.00;;x\nlibur;1/1/2027;;;Dinas X;x\nlibur;;;;;x\nlibur;1/1/2027;;;;\n",
    );
    expect(facts).toEqual([]);
    expect(faults.map((it) => it.address)).toEqual(["A2", "B3", "C4", "D5", "D6", "E7", "B8", "F9"]);
  });
});
