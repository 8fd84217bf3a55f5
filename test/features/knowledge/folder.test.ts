import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fault } from "../../../src/core/fault.ts";
import { filesAt } from "../../../src/features/knowledge/folder.ts";
import { freshFolder } from "../../world.ts";

describe("files of a path", () => {
  let folder: ReturnType<typeof freshFolder>;
  beforeEach(() => {
    folder = freshFolder();
  });
  afterEach(() => folder.remove());

  it("are the readable ones of the whole folder, without README, hidden files and links that lead out of it", () => {
    mkdirSync(join(folder.path, "kota"));
    for (const name of ["b.md", "a.txt", "README.md", ".rahasia.md", "foto.jpg", "kota/c.html"]) writeFileSync(join(folder.path, name), "isi");
    symlinkSync("/etc/hostname", join(folder.path, "tautan.txt"));
    expect(filesAt(folder.path).map((it) => it.name)).toEqual(["a.txt", "b.md", "kota/c.html"]);
  });

  it("are refused one by one where too large, and with a sentence where missing or of another kind", () => {
    writeFileSync(join(folder.path, "besar.txt"), Buffer.alloc(51 * 1024 * 1024, "a"));
    writeFileSync(join(folder.path, "kecil.txt"), "isi");
    expect(filesAt(folder.path).map((it) => [it.name, it.refusal === undefined])).toEqual([
      ["besar.txt", false],
      ["kecil.txt", true],
    ]);
    writeFileSync(join(folder.path, "foto.jpg"), "isi");
    expect(() => filesAt(join(folder.path, "foto.jpg"))).toThrow(Fault);
    expect(() => filesAt(join(folder.path, "tidak-ada"))).toThrow(Fault);
  });
});
