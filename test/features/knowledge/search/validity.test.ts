import { expect, test } from "vitest";
import { article, find, hits, indexOf, passage, rule } from "./base.ts";

const text = "Hukuman disiplin ringan berupa teguran lisan dan tertulis.";
const old = rule("pp-2010-53", "Disiplin Pegawai Negeri Sipil", [article("7", text)]);
const repealing = (since: string | null, kind: "repeals" | "repeals_partly" = "repeals") =>
  rule("pp-2021-94", "Disiplin Pegawai Negeri Sipil", [article("8", "Hukuman disiplin ringan terdiri atas teguran.")], {
    relations: [{ kind, rule: "pp-2010-53", since, source: "Pasal 45" }],
  });

test("a rule that another document repeals does not answer, though its own description says nothing", () => {
  expect(find(indexOf(old, repealing("2021-08-31")), "hukuman disiplin ringan teguran lisan")).toEqual(["pp-2021-94#pasal-8"]);
});

test("it still answers for a day before the repeal, when asked for, and when cited", () => {
  const index = indexOf(old, repealing("2021-08-31"));
  expect(find(index, "teguran lisan", { asOf: "2020-05-01" })).toContain("pp-2010-53#pasal-7");
  expect(find(index, "teguran lisan", { includeRepealed: true })).toContain("pp-2010-53#pasal-7");
  expect(hits(index, "PP 53/2010 pasal 7")[0]).toMatchObject({ passage: { anchor: "pasal-7" }, standing: "repealed" });
});

test("a repeal without a date holds from the repealing rule's own start", () => {
  const later = repealing(null);
  const dated = { ...later, meta: { ...later.meta, inForceFrom: "2021-08-31" } };
  expect(find(indexOf(old, dated), "teguran lisan", { asOf: "2020-05-01" })).toEqual(["pp-2010-53#pasal-7"]);
  expect(find(indexOf(old, later), "teguran lisan")).toEqual(["pp-2021-94#pasal-8"]);
});

test("the repeal ends with the document that says it", () => {
  const index = indexOf(old, repealing(null));
  index.remove("kota/pp-2021-94");
  expect(find(index, "teguran lisan")).toEqual(["pp-2010-53#pasal-7"]);
});

test("a partly repealed rule still answers, and says so", () => {
  const found = hits(indexOf(old, repealing(null, "repeals_partly")), "teguran lisan dan tertulis");
  expect(found[0]).toMatchObject({ document: { meta: { id: "pp-2010-53" } }, standing: "partly_repealed" });
});

test("an amendment goes with the rule it amends", () => {
  const amending = rule("pp-2012-3", "Perubahan atas Disiplin", [article("7", "Teguran lisan dicatat.")], {
    relations: [{ kind: "amends", rule: "pp-2010-53", since: null, source: "" }],
  });
  expect(find(indexOf(old, amending), "teguran lisan dicatat")[0]).toBe("pp-2012-3#pasal-7");
  expect(find(indexOf(old, amending, repealing(null)), "teguran lisan dicatat")).toEqual(["pp-2021-94#pasal-8"]);
});

test("an article in its amended words comes before the first version", () => {
  const first = rule("pp-1983-10", "Izin Perkawinan", [article("4", "Pegawai wanita tidak diizinkan menjadi istri kedua.")]);
  const amending = rule(
    "pp-1990-45",
    "Perubahan Izin Perkawinan",
    [passage("pasal-i-angka-2", "Pegawai wanita tidak diizinkan menjadi istri kedua.", { article: "Pasal I angka 2 (Pasal 4)" })],
    {
      relations: [{ kind: "amends", rule: "pp-1983-10", since: null, source: "" }],
    },
  );
  expect(find(indexOf(first, amending), "pegawai perempuan menjadi istri kedua")).toEqual(["pp-1990-45#pasal-i-angka-2", "pp-1983-10#pasal-4"]);
});

test.each([
  [{ inForceFrom: "2027-01-01" }, "2026-12-31", 0],
  [{ inForceFrom: "2027-01-01" }, "2027-01-01", 1],
  [{ inForceTo: "2025-12-31" }, "2025-12-31", 1],
  [{ inForceTo: "2025-12-31" }, "2026-01-01", 0],
  [{ status: "dicabut" as const }, "2026-01-01", 0],
  [{ status: "dicabut_sebagian" as const }, "2026-01-01", 1],
  [{ status: "diubah" as const }, "2026-01-01", 1],
])("with %j on %s gives %i hit", (meta, asOf, count) => {
  expect(find(indexOf(rule("pp-2020-1", "Contoh", [article("1", text)], meta)), "teguran lisan", { asOf })).toHaveLength(count);
});

test("what says that a rule is gone answers although the rule does not", () => {
  const card = rule(
    "pp-2000-101",
    "Diklat",
    [
      passage("diklatpim", "PP 101/2000 sudah dicabut.", { role: "repealed", title: "Diklatpim Tingkat IV" }),
      article("9", "Diklatpim Tingkat IV bagi eselon IV."),
    ],
    {
      status: "dicabut",
      terms: ["Diklatpim"],
    },
  );
  expect(find(indexOf(card), "diklatpim tingkat IV masih berlaku?")).toEqual(["pp-2000-101#diklatpim"]);
});

test("knowledge of another city never answers", () => {
  const city = rule("perda-2020-2", "Tambahan", [article("1", text)], { scope: "kendari" });
  const index = indexOf(city);
  expect(find(index, "teguran lisan")).toEqual([]);
  expect(find(index, "Perda 2/2020 pasal 1", { scopes: ["nasional", "pontianak"], includeRepealed: true })).toEqual([]);
  expect(find(index, "teguran lisan", { scopes: ["nasional", "kendari"] })).toEqual(["perda-2020-2#pasal-1"]);
});

test("the original article comes before the shipped summary of the same article", () => {
  const summary = rule(
    "pp-2021-94",
    "Disiplin",
    [
      passage("teguran", "Teguran lisan dan teguran tertulis adalah hukuman disiplin ringan.", {
        role: "fact",
        article: "Pasal 8 ayat (2)",
        title: "Teguran lisan",
      }),
    ],
    {},
    "shipped",
  );
  const original = repealing(null);
  expect(hits(indexOf(summary, original), "apa itu teguran lisan").map((it) => it.document.origin)).toEqual(["kota", "shipped"]);
});
