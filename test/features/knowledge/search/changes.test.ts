import fc from "fast-check";
import { expect, test } from "vitest";
import { createIndex } from "../../../../src/features/knowledge/search/knowledge-index.ts";
import { article, find, hits, indexOf, rule, vocabulary } from "./base.ts";

const documents = [
  rule("pp-2017-11", "Manajemen PNS", [article("1", "Pelatihan pegawai diselenggarakan setiap tahun."), article("2", "Cuti tahunan dua belas hari.")]),
  rule("pp-2018-49", "Manajemen PPPK", [article("7", "Pelatihan bagi pegawai kontrak."), article("8", "Kontrak paling singkat satu tahun.")]),
  rule("uu-2014-5", "Aparatur Sipil Negara", [article("3", "Pegawai melatih diri; pegawai dinilai.")]),
];

test("put replaces, remove forgets, size counts passages", () => {
  const index = indexOf(...documents);
  expect(index.size).toBe(5);
  index.put(rule("pp-2018-49", "Manajemen PPPK", [article("9", "Pelatihan daring.")]));
  expect(index.size).toBe(4);
  expect(find(index, "kontrak")).toEqual([]);
  index.remove("kota/pp-2018-49");
  index.remove("kota/tidak-ada");
  expect(index.size).toBe(3);
  expect(find(index, "pelatihan daring")).not.toContain("pp-2018-49#pasal-9");
});

test("the same documents give the same hits and scores whatever happened before", () => {
  const fresh = hits(indexOf(...documents), "pelatihan pegawai tahunan");
  const step = fc.record({ at: fc.nat(documents.length - 1), put: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const index = createIndex({ vocabulary });
      for (const { at, put } of steps) {
        const document = documents[at];
        if (!document) continue;
        if (put) index.put(document);
        else index.remove(document.key);
        find(index, "pelatihan");
      }
      for (const it of documents.toReversed()) index.put(it);
      expect(hits(index, "pelatihan pegawai tahunan")).toEqual(fresh);
    }),
    { numRuns: 25 },
  );
});
