import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Actor, allows, type Move, type MoveName, moves, type State, stateNames, states } from "../../../src/features/handoff/states.ts";

const readme = readFileSync(new URL("../../../src/features/handoff/README.md", import.meta.url), "utf8");
const tableAfter = (heading: string): string[][] => {
  const [, section = ""] = readme.split(heading);
  const lines = (section.split("\n## ")[0] ?? "").split("\n").filter((it) => it.startsWith("|"));
  return lines.slice(2).map((it) =>
    it
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

describe("the states of a ticket", () => {
  it("are those of the README", () => {
    expect(tableAfter("## States").map(([name, turn]) => [name, turn])).toEqual(stateNames.map((it) => [`\`${it}\``, states[it].turn ?? "—"]));
  });

  it("change as the README says", () => {
    const code = (it: string | null) => `\`${it ?? "—"}\``;
    const written = Object.entries(moves as Record<string, Move>).map(([name, it]) => [
      code(name),
      it.from.map(code).join(" "),
      it.to.map(code).join(" "),
      it.by.join(", "),
    ]);
    expect(tableAfter("## Moves")).toEqual(written);
  });

  it("reach the end from everywhere, and nobody does another's part", () => {
    const every = Object.values(moves as Record<string, Move>);
    for (const from of stateNames) {
      const reached = new Set<State>([from]);
      for (const it of reached) for (const move of every) if (move.from.includes(it)) for (const to of move.to) reached.add(to);
      expect([from, reached.has("selesai")]).toEqual([from, true]);
    }
    const by = (name: MoveName, from: State | null, to: State, actor: Actor) => allows(name, from, to, actor);
    expect([
      by("ambil", "menunggu", "dikerjakan", "penanya"),
      by("balas", "dikerjakan", "menunggu_penanya", "penanya"),
      by("buka_lagi", "selesai", "menunggu", "petugas"),
      by("balas", "menunggu", "menunggu_penanya", "petugas"),
    ]).toEqual([false, false, false, false]);
  });
});
