import { expect, it } from "vitest";
import { remembering } from "../../src/language/remembering.ts";

it("does the same work once, and keeps none of the words it was done for", () => {
  const done: string[] = [];
  const held = new Set<unknown>();
  const { set } = Map.prototype;
  Map.prototype.set = function (key, value) {
    held.add(key);
    return set.call(this, key, value);
  };
  try {
    const length = remembering(2, (text) => {
      done.push(text);
      return text.length;
    });
    expect(["gaji saya", "gaji saya", "cuti", "izin", "gaji saya"].map(length)).toEqual([9, 9, 4, 4, 9]);
  } finally {
    Map.prototype.set = set;
  }
  expect(done).toEqual(["gaji saya", "cuti", "izin", "gaji saya"]);
  expect(held.size).toBeGreaterThanOrEqual(3);
  expect([...held].filter((it) => /gaji|cuti|izin/.test(String(it)))).toEqual([]);
});
