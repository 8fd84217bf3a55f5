import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../../../../src/core/fault.ts";
import { parseDocument } from "../../../../src/features/knowledge/parse/parse-document.ts";
import { readSource } from "../../../../src/features/knowledge/parse/read-file.ts";
import type { ParsedDocument } from "../../../../src/features/knowledge/passage.ts";
import { law } from "./parsing.ts";

/** `kataaab`: a word that occurs once, and that no rule of cleaning takes for something else. */
const word = (at: number) => `kata${[at / 676, at / 26, at].map((it) => String.fromCharCode(97 + (Math.floor(it) % 26))).join("")}`;

const pieces = fc.constantFrom(
  ..."Pasal 1|Pasal 2|Pasal 2A|pasal 3|Pasa] 4|Pasal I|Pasal II|BAB I UMUM|Bagian Kesatu|(1)|(2t|a.|1.|;|:|. . .|...|\n|\n\n|# |## |- jenis: fakta|---|title: x".split(
    "|",
  ),
  ..."MEMUTUSKAN:|PENJELASAN ATAS|I. UMUM|II. PASAL DEMI PASAL|Cukup jelas.|LAMPIRAN I|Agar setiap orang|Diundangkan di Jakarta pada tanggal 3 Mei 2031".split(
    "|",
  ),
  ..."PERUBAHAN ATAS|diubah sebagai berikut:|yang dimaksud dengan:|X yang selanjutnya disingkat Y adalah Z.|dicabut|Undang-Undang Nomor 5 Tahun 2014|l< [..1o i(rz,|^j abatan|é|𝒳".split(
    "|",
  ),
);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.array(pieces, { maxLength: 60 }).map((it) => it.join(" ").replaceAll("\n ", "\n")),
);

function parsedOrRefused(text: string): ParsedDocument | null {
  try {
    return parseDocument("uji coba.md", text);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

test("any text is parsed or refused; anchors are unique and no passage is blank", () => {
  let parsed = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      const document = parsedOrRefused(text);
      if (document === null) return;
      parsed += 1;
      const anchors = document.passages.map((it) => it.anchor);
      expect(new Set(anchors).size).toBe(anchors.length);
      expect(anchors.every((it) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(it))).toBe(true);
      expect(document.passages.every((it) => it.text.trim() !== "")).toBe(true);
      expect(document.meta.title).not.toBe("");
    }),
    { numRuns: 600 },
  );
  expect(parsed).toBeGreaterThan(100);
});

test("any bytes under any name are read or refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("a.txt", "a.md", "a.html", "a.pdf", "a.docx"), fc.uint8Array({ maxLength: 300 }), async (name, bytes) => {
      const result: unknown = await readSource(name, bytes).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(Fault);
    }),
    { numRuns: 150 },
  );
});

/** How scans print a heading: on its own line or in mid-line, plain or misread. */
const headings: ((at: number) => string)[] = [
  (at) => `\nPasal ${at}\n`,
  (at) => ` Pasal ${at} (1) `,
  (at) => `\nPasal ${String(at).replaceAll("0", "O")}\n`,
  (at) => `\nPasa] ${at}\n`,
  (at) => `\nPasal ${at} . . .\nPasal ${at}\n`,
  (at) => `\n- 17 -\nPasal ${String(at).split("").join(" ")}\n`,
];
const sentences: ((word: string) => string)[] = [
  (it) => `Setiap ${it} berlaku.`,
  (it) => `Pegawai sebagaimana dimaksud dalam Pasal 3 ayat (1) dan Pasal 40 wajib ${it}.`,
  (it) => `Kebun meliputi:\na. ${it}; dan\nb. taman.`,
  (it) => `Ketentuan mengenai ${it} diatur dengan Peraturan Menteri.`,
];

test("every article of a scanned regulation is found, and every word of it stays in its own article", () => {
  const article = fc.record({ heading: fc.nat(headings.length - 1), sentences: fc.array(fc.nat(sentences.length - 1), { minLength: 1, maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(article, { minLength: 3, maxLength: 45 }), (articles) => {
      const expected = articles.map((it, at) => it.sentences.map((_, place) => word(at * 5 + place)));
      const text = articles.map((it, at) => {
        const heading = headings[it.heading] ?? String;
        return heading(at + 1) + it.sentences.map((shape, place) => sentences[shape]?.(word(at * 5 + place))).join(" ");
      });
      const { passages } = parseDocument("a.md", law(text.join("")));
      expect(passages.map((it) => it.article)).toEqual(articles.map((_, at) => `Pasal ${at + 1}`));
      expect(passages.map((it) => it.text.match(/kata[a-z]{3}/g))).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test("every word under headings stays, in its order", () => {
  const line = fc.tuple(fc.constantFrom("# ", "## ", "- ", "1. ", "", ""), fc.integer({ min: 1, max: 40 }));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
      let next = 0;
      const text = lines.map(([mark, count]) => mark + Array.from({ length: mark.startsWith("#") ? 1 : count }, () => word(next++)).join(" "));
      const document = parsedOrRefused(`${text.join("\n")}\nakhir`);
      const found = document?.passages.flatMap((it) => `${it.text}`.match(/kata[a-z]{3}/g) ?? []) ?? [];
      const headed = new Set(lines.flatMap(([mark], at) => (mark.startsWith("#") ? [(text[at] ?? "").replace(/^#+ /, "")] : [])));
      expect(found).toEqual(Array.from({ length: next }, (_, at) => word(at)).filter((it) => !headed.has(it)));
    }),
  );
});
