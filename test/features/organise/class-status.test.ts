import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { statusMoves } from "../../../src/features/organise/classes/class-status.ts";

describe("what may be done to a class", () => {
  it("is what the README says", () => {
    const readme = readFileSync(new URL("../../../src/features/organise/README.md", import.meta.url), "utf8");
    const rows = readme.split("\n").filter((it) => it.startsWith("| `"));
    const written = Object.entries(statusMoves).map(
      ([name, it]) => `| \`${name}\` | ${it.from.map((one) => `\`${one}\``).join(" ")} | \`${it.to}\` | ${it.needsReason ? "yes" : "no"} |`,
    );
    expect(rows).toEqual(written);
  });
});
