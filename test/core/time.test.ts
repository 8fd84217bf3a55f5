import { describe, expect, it } from "vitest";
import { clockTime, localDate, longDate, parseDate } from "../../src/core/time.ts";

describe("time", () => {
  it("shows an instant in the city's own zone", () => {
    const instant = Temporal.Instant.from("2026-11-22T16:30:00Z");
    expect(clockTime(instant, "Asia/Makassar")).toBe("00.30 WITA");
    expect(clockTime(instant, "Asia/Pontianak")).toBe("23.30 WIB");
    expect([localDate(instant, "Asia/Makassar"), localDate(instant, "Asia/Jakarta")]).toEqual(["2026-11-23", "2026-11-22"]);
  });

  it("writes dates as Indonesians do", () => {
    expect(longDate("2026-12-01")).toBe("1 Desember 2026");
  });

  it.each([
    ["17 Oktober 2024", "2024-10-17"],
    ["17-10-2024", "2024-10-17"],
    ["17/10/2024", "2024-10-17"],
    ["2024-10-17", "2024-10-17"],
    ["Agustus 2021", "2021-08-01"],
    ["1 agt 2021", null],
    ["2019", "2019-01-01"],
    ["31 Februari 2024", null],
    ["99/99/2024", null],
    ["besok", null],
  ])("reads %s as %s", (text, expected) => {
    expect(parseDate(text)).toBe(expected);
  });
});
