import { strFromU8, strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { unpackZip } from "../../../../src/features/knowledge/parse/unpack.ts";

const archive = (files: Record<string, string>) => zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

test("gives the files with their folders; other kinds by name only, clutter not at all", () => {
  const files = unpackZip(archive({ "a/b.md": "isi", "gambar.png": "data", "kosong/": "", "__MACOSX/a.md": "x", ".rahasia.md": "x", "~$surat.docx": "x" }));
  expect(files.map((it) => [it.name, strFromU8(it.bytes)])).toEqual([
    ["a/b.md", "isi"],
    ["gambar.png", ""],
  ]);
});

test("a path never leads out of the archive", () => {
  const names = unpackZip(archive({ "../../etc/a.md": "x", "/tmp/b.md": "x", "C:\\windows\\..\\c.md": "x" })).map((it) => it.name);
  expect(names).toEqual(["etc/a.md", "tmp/b.md", "windows/c.md"]);
});

test("refuses a bomb by what really comes out, whatever its headers claim", () => {
  const bomb = zipSync({ "a.txt": new Uint8Array(101 * 1024 * 1024) });
  expect(() => unpackZip(bomb)).toThrow(/terlalu besar bila dibuka/);
  const lying = bomb.slice();
  const central = lying.length - 22 - (46 + "a.txt".length);
  for (const at of [22, 23, 24, 25]) lying[at] = 0;
  for (const at of [24, 25, 26, 27]) lying[central + at] = 0;
  expect(() => unpackZip(lying)).toThrow(/terlalu besar bila dibuka/);
});

test("refuses too many files, locked, cut off, empty and false archives", () => {
  const many = archive(Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`${at}.md`, "x"])));
  expect(() => unpackZip(many)).toThrow(/lebih dari 500 berkas/);
  const good = archive({ "a.md": "satu", "b.md": "dua" });
  const locked = good.slice();
  locked[6] = 1;
  expect(() => unpackZip(locked)).toThrow(/dikunci dengan kata sandi/);
  expect(() => unpackZip(good.subarray(0, good.length / 2))).toThrow(/rusak/);
  expect(() => unpackZip(strToU8("bukan arsip"))).toThrow(/rusak/);
  expect(() => unpackZip(archive({}))).toThrow(/tidak memuat berkas|rusak/);
});
