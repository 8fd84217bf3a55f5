import { describe, expect, it } from "vitest";
import { linesOf } from "../../src/core/talk-data.ts";

const rows = ["2026-10-31T15:00:00Z", "2026-11-22T02:00:00Z"].map((at) => ({ at }));

describe("what is kept of talks, counted by day", () => {
  it.each([
    ["Asia/Jakarta", "31 Oktober 2026"],
    ["Asia/Makassar", "31 Oktober 2026"],
    ["Asia/Jayapura", "1 November 2026"],
    [undefined, "31 Oktober 2026"],
  ])("is told by the days of %s", (zone, first) => {
    expect(linesOf(rows, "pesan", zone)).toEqual([`2 pesan, ${first} sampai 22 November 2026`]);
  });

  it("names one day once, the first and last whatever the order, and nothing where there is nothing", () => {
    expect(linesOf(rows.slice(1), "pesan", "Asia/Jakarta")).toEqual(["1 pesan, 22 November 2026"]);
    expect(linesOf(rows.toReversed(), "pesan", "Asia/Jakarta")).toEqual(linesOf(rows, "pesan", "Asia/Jakarta"));
    expect(linesOf([], "pesan", "Asia/Jakarta")).toEqual([]);
  });
});
