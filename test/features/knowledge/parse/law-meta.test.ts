import { describe, expect, test } from "vitest";
import { parseDocument } from "../../../../src/features/knowledge/parse/parse-document.ts";
import { byArticle, law } from "./parsing.ts";

const articles = "Pasal 1\nAda.\nPasal 2\nBaik.\nPasal 3\nPeraturan Pemerintah ini mulai berlaku pada tanggal diundangkan.";

test("kind, number, year, subject and date in force come from the text", () => {
  const { meta } = parseDocument("Unggahan baru.pdf", law(articles));
  expect(meta).toMatchObject({
    id: "unggahan-baru",
    rule: "pp-2031-7",
    title: "PP 7/2031 tentang Kebun Dinas",
    shortName: "PP 7/2031",
    kind: "PP",
    number: "7",
    year: 2031,
    inForceFrom: "2031-03-04",
    status: "belum_dicek",
  });
});

test("the file name goes before a title page that cannot be read", () => {
  const { meta } = parseDocument("perlan-2031-4.md", law(articles, { title: "PERATTJRAN" }));
  expect(meta).toMatchObject({ rule: "perlan-2031-4", title: "PerLAN 4/2031 tentang Kebun Dinas" });
});

describe("the date in force is left open where it is not certain", () => {
  test.each([
    ["Peraturan ini mulai berlaku pada tanggal diundangkan dan berlaku surut sejak tanggal 1 Januari 2030.", undefined, null],
    [
      "Peraturan ini mulai berlaku pada tanggal diundangkan.",
      "Ditetapkan di Jakarta pada tanggal 1 Maret 2031 Diundangkan di Jakarta pada tanggal 4 Mrt 2031",
      null,
    ],
    ["Peraturan ini mulai berlaku pada tanggal diundangkan.", "Ditetapkan di Jakarta Diundangkan di Jakarta pada tanggal 4 Maret 1931", null],
    ["Peraturan ini dirawat.", undefined, null],
    ["Peraturan Pemerintah ini mulai berlaku pada tanggal 1 Juli 2031.", undefined, "2031-07-01"],
    ["Peraturan ini mulai berlaku pada tanggal ditetapkan.", undefined, "2031-03-01"],
  ])("%s", (last, closing, date) => {
    const text = law(`Pasal 1\nAda.\nPasal 2\nBaik.\nPasal 3\n${last}`, closing === undefined ? {} : { closing });
    expect(parseDocument("a.md", text).meta.inForceFrom).toBe(date);
  });
});

test("rules of a city hold in that city", () => {
  const title = "PERATURAN DAERAH KOTA TANJUNG PINANG\nNOMOR 5 TAHUN 2031\nTENTANG\nKEBUN DINAS\n";
  expect(parseDocument("a.txt", law(articles, { title })).meta).toMatchObject({ rule: "perda-kota-tanjung-pinang-2031-5", scope: "tanjungpinang" });
  const mayor = "PERATURAN WALI KOTA PONTIANAK\nNOMOR 5 TAHUN 2031\nTENTANG\nKEBUN DINAS\n";
  expect(parseDocument("a.txt", law(articles, { title: mayor })).meta).toMatchObject({ shortName: "Perwali Pontianak 5/2031", scope: "pontianak" });
});

test("a repealed rule is a relation with its source; what stays in force is not", () => {
  const { meta } = parseDocument(
    "pp-2031-7.md",
    law(
      "Pasal 1\nAda.\nPasal 2\nPada saat Peraturan Pemerintah ini mulai berlaku:\n1. Peraturan Pemerintah Nomor 3 Tahun 1999 tentang Kebun sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 4 Tahun 2001; dan\n2. Keputusan Presiden Nomor 5 Tahun 1998 sepanjang mengatur pagar,\ndicabut dan dinyatakan tidak berlaku.\nPasal 3\nPeraturan Pemerintah Nomor 6 Tahun 2002 dinyatakan masih tetap berlaku sepanjang belum dicabut.",
    ),
  );
  expect(meta.relations).toEqual([
    { kind: "repeals", rule: "pp-1999-3", since: null, source: "Pasal 2 angka 1" },
    { kind: "repeals_partly", rule: "keppres-1998-5", since: null, source: "Pasal 2 angka 2" },
  ]);
});

const repealed = (articles: string, title?: string) =>
  parseDocument("a.md", law(`Pasal 1\nAda.\nPasal 2\n${articles}\nPasal 3\nBaik.`, title === undefined ? {} : { title }))
    .meta.relations.filter(({ kind }) => kind !== "amends")
    .map(({ kind, rule, source }) => `${kind} ${rule} ${source}`);

describe("what an article repeals", () => {
  test.each<[string, string, string[]]>([
    [
      "numbers and words that recognition broke",
      "Pada saat Peraturan Pemerintah ini mulai berlaku, Peraturan Pemerintah Nom or I 00 TaHun 2OO 1 tentang Kebun, dicabut dan dinyatakan tidak berlaku.",
      ["repeals pp-2001-100 Pasal 2"],
    ],
    [
      "list items that slid into one line keep no number of their own",
      "Pada saat ini:\n1. Peraturan Pemerintah Nomor 3 Tahun 1999 tentang Kebun; Peraturan Pemerintah Nomor 4 Tahun 1999 tentang Pagar sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 5 Tahun 2000 tentang Perubahan Atas Peraturan Pemerintah Nomor 4 Tahun 1999; I 2. Peraturan Pemerintah Nomor 6 Tahun 1999 tentang Pintu, dicabut dan dinyatakan tidak berlaku.",
      ["repeals pp-1999-3 Pasal 2 angka 1", "repeals pp-1999-4 Pasal 2", "repeals pp-1999-6 Pasal 2"],
    ],
    [
      "two rules in one sentence, but not the one in a title",
      "Peraturan Pemerintah Nomor 3 Tahun 1999 tentang Kebun, dan Peraturan Pemerintah Nomor 4 Tahun 1999 tentang Pelaksanaan Undang-Undang Nomor 8 Tahun 1998 dinyatakan tidak berlaku.",
      ["repeals pp-1999-3 Pasal 2", "repeals pp-1999-4 Pasal 2"],
    ],
    [
      "an exception leaves the rule repealed, a limit repeals only a part",
      "Pada saat ini:\na. Peraturan Pemerintah Nomor 3 Tahun 1999 tentang Kebun, sepanjang tidak mengatur pagar, dicabut; dan\nb. Peraturan Pemerintah Nomor 4 Tahun 1999 tentang Pintu, sepanjang mengatur kunci, dicabut; dan\nc. Peraturan Pemerintah Nomor 5 Tahun 1999 dicabut, kecuali Pasal 7 yang tetap berlaku.",
      ["repeals pp-1999-3 Pasal 2 huruf a", "repeals_partly pp-1999-4 Pasal 2 huruf b", "repeals pp-1999-5 Pasal 2 huruf c"],
    ],
    ["an article that reaches no further", "Pasal 4 Undang-Undang Nomor 3 Tahun 1999 tidak berlaku bagi pohon yang ditanam sebelumnya.", []],
    ["rules that implement it", "Peraturan pelaksanaan dari Peraturan Pemerintah Nomor 3 Tahun 1999 dicabut.", []],
    ["a right that is taken away", "Pegawai dicabut haknya atas kebun sesuai dengan Peraturan Pemerintah Nomor 3 Tahun 1999.", []],
    [
      "a rule without a number falls, its amendment is not named",
      "Ordonansi Kebun sebagaimana telah diubah, terakhir dengan Undang-Undang Nomor 3 Tahun 1999, dinyatakan tidak berlaku.",
      [],
    ],
    [
      "a sentence before it says nothing of its own",
      "Pegawai menurut Peraturan Pemerintah Nomor 3 Tahun 1999 menyesuaikan diri. Peraturan Pemerintah Nomor 4 Tahun 1999 dicabut.",
      ["repeals pp-1999-4 Pasal 2"],
    ],
  ])("%s", (_, articles, expected) => expect(repealed(articles)).toEqual(expected));

  test("a list longer than one passage is read as a whole", () => {
    const items = Array.from(
      { length: 30 },
      (_, at) => `${at + 1}. Peraturan Pemerintah Nomor ${at + 1} Tahun 1999 tentang ${"Kebun dan Pagar ".repeat(12).trim()};`,
    );
    const found = repealed(`Pada saat Peraturan Pemerintah ini mulai berlaku:\n${items.join("\n")}\n31. Peraturan Pemerintah Nomor 31 Tahun 1999, dicabut.`);
    expect(found).toHaveLength(31);
    expect(found[0]).toBe("repeals pp-1999-1 Pasal 2 angka 1");
  });

  test("an older act revokes before its first article", () => {
    const text = law(articles).replace("MEMUTUSKAN:\n", "MEMUTUSKAN:\nDengan mencabut Undang-undang No. 20 tahun 1952;\n");
    expect(parseDocument("a.md", text).meta.relations).toEqual([{ kind: "repeals", rule: "uu-1952-20", since: null, source: "" }]);
  });
});

test("amended articles stay addressable; a change whose number is lost is cited without it", () => {
  const title = "PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 8 TAHUN 2032 TENTANG PERUBAHAN ATAS PERATURAN PEMERINTAH NOMOR 7 TAHUN 2031 TENTANG KEBUN DINAS";
  const text = law(
    "Pasal I\nPasal I\nBeberapa ketentuan dalam Peraturan Pemerintah Nomor 7 Tahun 2031 diubah sebagai berikut:\n" +
      "1. Ketentuan Pasal 3 diubah sehingga berbunyi sebagai berikut:\nPasal 3\n(1) Pagar dibuat.\n2. Ketentuan Pasal 5 dihapus.\n" +
      "3. Di antara Pasal 8 dan Pasal 9 disisipkan 1 (satu) pasal, yakni Pasal 8A yang berbunyi sebagai berikut:\nPasal 8A\nPintu dibuat.\n" +
      "Ketentuan Pasal 12 diubah sehingga berbunyi sebagai berikut:\nPasal 12\nAtap dibuat.\nPasal II\nPeraturan Pemerintah ini mulai berlaku pada tanggal diundangkan.",
    { title },
  );
  const found = byArticle(text);
  expect([...found.keys()]).toEqual([
    "Pasal I",
    "Pasal I angka 1 (Pasal 3)",
    "Pasal I angka 2 (Pasal 5)",
    "Pasal I angka 3 (Pasal 8A)",
    "Pasal I (Pasal 12)",
    "Pasal II",
  ]);
  expect(found.get("Pasal I angka 1 (Pasal 3)")).toMatchObject({
    anchor: "pasal-i-angka-1-pasal-3",
    text: "Ketentuan Pasal 3 diubah sehingga berbunyi sebagai berikut:\n(1) Pagar dibuat.",
  });
  const { meta } = parseDocument("a.md", text);
  expect(meta).toMatchObject({ rule: "pp-2032-8", relations: [{ kind: "amends", rule: "pp-2031-7", source: "Pasal I" }] });
});

test("a description at the head goes before what the text says of itself", () => {
  const { meta, passages } = parseDocument("pp-2031-7.md", `---\ntitle: PP 7/2031 tentang Kebun\nkind: PP\nstatus: dicabut\n---\n${law(articles)}`);
  expect(meta).toMatchObject({ title: "PP 7/2031 tentang Kebun", status: "dicabut", inForceFrom: "2031-03-04" });
  expect(passages.map((it) => it.article)).toEqual(["Pasal 1", "Pasal 2", "Pasal 3"]);
});
