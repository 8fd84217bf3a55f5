import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedSetting } from "../../../../src/features/feedback/ask/setting.ts";
import { closedNotes, requestStates, stateOf } from "../../../../src/features/feedback/ask/states.ts";

const readme = readFileSync(new URL("../../../../src/features/feedback/README.md", import.meta.url), "utf8");
const rows = readme
  .slice(readme.indexOf("## States of a request"))
  .split("\n")
  .filter((it) => it.startsWith("| `"))
  .map((it) =>
    it
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe("the states of a request", () => {
  it("are those of the README, with the reasons for closing", () => {
    const states = Object.entries(requestStates).map(([name, it]) => [`\`${name}\``, it.open, it.counts]);
    expect(rows.filter((it) => it.length === 4).map(([name, open, counts]) => [name, open === "yes", counts === "yes"])).toEqual(states);
    expect(rows.filter((it) => it.length === 2)).toEqual(Object.entries(closedNotes).map(([name, meaning]) => [`\`${name}\``, meaning]));
  });

  it("leave nothing without one, and what is handed in stays so", () => {
    const marks = fc.record({
      sent: fc.boolean(),
      begun: fc.boolean(),
      done: fc.boolean(),
      declined: fc.boolean(),
      closedNote: fc.constantFrom(null, "lewat"),
    });
    fc.assert(
      fc.property(marks, (it) => {
        const { open, counts } = requestStates[stateOf(it)];
        expect(counts).toBe(it.done);
        expect(open).toBe(!it.done && !it.declined && it.closedNote === null);
      }),
    );
  });
});

describe("how a city asks", () => {
  const setting = { behaviourDays: [90, 30], colleague: false, openDays: 14 };
  it("is put in order, and refused where it makes no sense", () => {
    expect(checkedSetting(setting).behaviourDays).toEqual([30, 90]);
    expect(checkedSetting({ ...setting, behaviourDays: [] }).behaviourDays).toEqual([]);
    for (const behaviourDays of [[30, 30], [1], [400], [30.5], [Number.NaN], [7, 14, 30, 60, 90]])
      expect(() => checkedSetting({ ...setting, behaviourDays })).toThrow(/Hari penilaian perilaku/);
    for (const openDays of [2, 61, Number.NaN]) expect(() => checkedSetting({ ...setting, openDays })).toThrow(/Lama survei/);
  });
});
