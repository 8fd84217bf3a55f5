import { Document, Packer, Paragraph } from "docx";
import { convertToHtml, extractRawText } from "mammoth";
import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, it } from "vitest";
import { buildLetter, checkTemplate } from "../../../src/features/organise/letters/build-letter.ts";
import type { LetterFacts } from "../../../src/features/organise/letters/letter-facts.ts";
import { letterPdf } from "../../../src/features/organise/letters/letter-pdf.ts";
import { firstPage, hasInk } from "../completion/raster.ts";

const facts: LetterFacts = {
  kind: "panggilan",
  city: "Kota Kendari",
  training: "Pelayanan Prima",
  className: "Angkatan 2",
  code: "PP-2",
  when: ["Senin, 7 Des 2026, 08.00–16.00 WITA", "Selasa, 8 Des 2026, 08.00–12.00 WITA"],
  place: "Aula BKPSDM",
  mode: "tatap muka",
  provider: "BKPSDM",
  jp: "12,5",
  year: "2026",
  people: [
    { id: 1, name: "dr. Ani <Wijaya> & Rekan, Sp.A", nip: "199001012015031001", grade: "III/c", title: "Dokter", unit: "RSUD" },
    { id: 2, name: "Budi", nip: null, grade: null, title: null, unit: null },
  ],
};

const template = async (...lines: string[]): Promise<Uint8Array> => {
  const document = new Document({ sections: [{ children: lines.map((it) => new Paragraph(it)) }] });
  return new Uint8Array(await Packer.toBuffer(document));
};
const textOf = async (bytes: Uint8Array) => (await extractRawText({ buffer: Buffer.from(bytes) })).value;

async function pagesOf(bytes: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: false });
  return text;
}

describe("a letter", () => {
  it("says when, where and who, in a table that Word reads", async () => {
    const bytes = await buildLetter(facts);
    const text = await textOf(bytes);
    for (const part of ["Hal: Pemanggilan peserta Pelayanan Prima, Angkatan 2", ...facts.when, "12,5", "dr. Ani <Wijaya> & Rekan, Sp.A", "[NIP]"])
      expect(text).toContain(part);
    const { value: page } = await convertToHtml({ buffer: Buffer.from(bytes) });
    expect(page.match(/<tr>/g)?.length).toBe(6 + 1 + 2);
    expect(page).toContain("dr. Ani &lt;Wijaya&gt; &amp; Rekan, Sp.A");
  });

  it("says that nobody is in it yet", async () => {
    expect(await textOf(await buildLetter({ ...facts, people: [] }))).toContain("(belum ada peserta)");
  });

  it("takes the city's own form, and leaves what is not marked as it is", async () => {
    const own = await template(
      "PEMERINTAH KOTA CONTOH",
      "Nomor 800/…",
      "Kegiatan {{pelatihan}} pada {{waktu}} di {{tempat}}",
      "{{daftar_peserta}}",
      "Jumlah: {{jumlah_peserta}}",
    );
    await checkTemplate(own);
    const text = await textOf(await buildLetter(facts, own));
    for (const part of [
      "PEMERINTAH KOTA CONTOH",
      "Nomor 800/…",
      "Kegiatan Pelayanan Prima pada Senin, 7 Des 2026",
      "di Aula BKPSDM",
      "199001012015031001",
      "Jumlah: 2",
    ])
      expect(text).toContain(part);
    expect(text).not.toContain("{{");
  });

  it("refuses a form that is none, has no marks, or marks that nobody knows", async () => {
    await expect(checkTemplate(new TextEncoder().encode("bukan Word"))).rejects.toThrow("bukan dokumen Word");
    await expect(checkTemplate(await template("Surat tanpa tanda"))).rejects.toThrow("belum memuat tanda isian");
    await expect(checkTemplate(await template("{{pelatihan}} {{nama_walikota}}"))).rejects.toThrow("{{nama_walikota}}");
  });

  it.each(["panggilan", "surat_tugas"] as const)("comes as a PDF that says the same (%s), with fields for what is left open", async (kind) => {
    const people = Array.from({ length: 60 }, (_, at) => ({ ...(facts.people[0] as (typeof facts.people)[number]), id: at, name: `Peserta ${at + 1}, S.Kom` }));
    const bytes = await letterPdf({ ...facts, kind, people });
    const text = (await pagesOf(bytes)).map((it) => it.replace(/\s+/g, " "));
    expect(text.length).toBeGreaterThan(2);
    for (const part of ["Pelayanan Prima, Angkatan 2", ...facts.when, "Aula BKPSDM", "12,5", "BKPSDM"]) expect(text[0]).toContain(part);
    expect(text[0]).toContain(kind === "panggilan" ? "Hal: Pemanggilan peserta" : "SURAT TUGAS");
    for (const it of text.slice(1)) expect(it).toContain("Unit kerja");
    for (let at = 1; at <= 60; at++) expect(text.slice(1).join(" ")).toContain(`Peserta ${at}, S.Kom`);
    const form = Buffer.from(bytes).toString("latin1");
    for (const name of ["Nomor surat", "Nama penanda tangan"]) expect(form).toContain(name);
    const picture = await firstPage(bytes);
    expect(hasInk(picture, [0.1, 0.05, 0.9, 0.5])).toBe(true);
    expect(hasInk(picture, [0, 0, 0.08, 1]) || hasInk(picture, [0.92, 0, 1, 1])).toBe(false);
  });
});
