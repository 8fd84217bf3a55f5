import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readPdfs } from "../../../src/features/completion/certificate/read-pdf.ts";
import { readGiven } from "../../../src/features/completion/handed/read-given.ts";
import { readWords } from "../../../src/features/completion/handed/read-words.ts";
import { pdfOf } from "./pdf.ts";
import { jpeg } from "./pictures.ts";

const values = (text: string) => Object.fromEntries(Object.entries(readWords(text)).map(([part, it]) => [part, `${it?.value}${it?.sure ? "" : " ?"}`]));

describe("the words of a certificate", () => {
  it("are told apart where each part stands behind its label", () => {
    const text = `LEMBAGA CONTOH NEGARA
SERTIFIKAT
Nomor : 00012345/PFUNG/LCN/2026
Lembaga Contoh Negara menurut Peraturan Pemerintah Nomor 11 Tahun 2017 menyatakan bahwa:
Nama : Rina Contoh, S.Sos.
NIP : 198501012010012001
Tempat/Tanggal Lahir : Kendari, 1 Januari 1985
telah mengikuti Pelatihan Fungsional Analis Kebijakan Angkatan III
yang diselenggarakan oleh Pusat Pelatihan Contoh dari tanggal 7 sampai dengan 9 Oktober 2026
di Makassar, yang meliputi 30 (tiga puluh) jam pelajaran.
Jakarta, 12 Oktober 2026`;
    expect(values(text)).toEqual({
      title: "Pelatihan Fungsional Analis Kebijakan Angkatan III",
      provider: "Pusat Pelatihan Contoh",
      number: "00012345/PFUNG/LCN/2026",
      dates: "7 Oktober 2026 s.d. 9 Oktober 2026",
      jp: "30",
    });
  });

  it("are not sure where there is no label, or more than one of them", () => {
    const text = `BADAN KEPEGAWAIAN KOTA CONTOH
Bimbingan Teknis Pengadaan Barang dan Jasa
Dilaksanakan pada tanggal 3 Maret 2026
Materi: Etika 2 JP, Praktik 6 JP. Jumlah 8 JP`;
    expect(values(text)).toEqual({
      title: "Bimbingan Teknis Pengadaan Barang dan Jasa ?",
      provider: "BADAN KEPEGAWAIAN KOTA CONTOH ?",
      dates: "3 Maret 2026 ?",
      jp: "8 ?",
    });
  });

  it.each([
    [
      "a title in quotation marks",
      'sebagai peserta Webinar "Etika Digital"\n28 September s.d. 2 Oktober 2026',
      { title: "Webinar Etika Digital", dates: "28 September 2026 s.d. 2 Oktober 2026" },
    ],
    ["no number from a NIP, nor a date from where it was signed", "No. : 198501012010012001\nKendari, 10 Oktober 2026", {}],
    ["nothing", "Piagam penghargaan lomba cerdas cermat", {}],
  ])("hold %s", (_, text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it("are read in time, however a page was written to be slow", () => {
    for (const piece of ["mengikuti pelatihan ", "Nomor: ", "7 s.d. ", "diselenggarakan oleh ", 'Webinar "', "1 JP ", " ", "\n", "\f", "\n "])
      expect(readWords(`${"lulus seminar ".repeat(20)}${piece.repeat(20_000)}`)).toBeTypeOf("object");
  });

  it("are read of a PDF with words; of a photo, a scan or a broken file there are none", async () => {
    const words = await readGiven({
      bytes: await pdfOf(["SERTIFIKAT", "Nomor: 12/LCN/2026", "telah mengikuti Pelatihan Arsip Digital", "pada tanggal 7 s.d. 9 Oktober 2026"]),
    });
    expect(words).toMatchObject({
      number: { value: "12/LCN/2026" },
      title: { value: "Pelatihan Arsip Digital" },
      dates: { value: "7 Oktober 2026 s.d. 9 Oktober 2026" },
    });
    expect(await readGiven({ bytes: jpeg(1, "x") })).toBeNull();
    expect(await readGiven({ bytes: await pdfOf([]) })).toBeNull();
    expect(await readGiven({ bytes: Buffer.from("%PDF-1.7 rusak") })).toBeNull();
  });

  it("are left unread where a small file unfolds to more than a service has, and the next file is read", async () => {
    const bomb = { name: "bom.pdf", bytes: unfolding("BT /F1 12 Tf 10 10 Td (Nomor: 12/LCN/2026) Tj ET", 400 * 1024 * 1024) };
    const good = { name: "baik.pdf", bytes: await pdfOf(["Nomor: 13/LCN/2026"]) };
    expect(await readPdfs([bomb, good])).toEqual([
      { name: "bom.pdf", fault: "bukan berkas PDF yang dapat dibaca" },
      expect.objectContaining({ name: "baik.pdf", numbers: ["13/LCN/2026"] }),
    ]);
  });
});

/** A page with these operators and as many bytes of nothing behind them, packed twice: some two thousand bytes. */
function unfolding(operators: string, bytes: number): Uint8Array {
  const page = Buffer.alloc(bytes, " ");
  page.write(operators);
  const packed = deflateSync(deflateSync(page)).toString("latin1");
  const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 ${font} >> >> >>`,
    `<< /Length ${packed.length} /Filter [/FlateDecode /FlateDecode] >>\nstream\n${packed}\nendstream`,
  ];
  const body = objects.map((it, at) => `${at + 1} 0 obj\n${it}\nendobj\n`).join("");
  return Buffer.from(`%PDF-1.4\n${body}trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n`, "latin1");
}
