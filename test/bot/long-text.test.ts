import { describe, expect, test } from "vitest";
import { withoutManners } from "../../src/bot/understand/manners.ts";

/** Tried at each place again, these would take the test for hours. */
const long = 1_000_000;

describe("a message of nothing but signs", () => {
  for (const sign of ["/", ",", ".", "!", "?", " \n"]) {
    test(`${JSON.stringify(sign)} is read in one go`, () => {
      expect(withoutManners(sign.repeat(long))).toBe("");
      expect(withoutManners(`JP saya ${sign.repeat(long)}x`)).toMatch(/^JP saya/);
      expect(withoutManners(`JP saya ${sign.repeat(9)}pak`)).toMatch(/^JP saya$/);
    });
  }
});
