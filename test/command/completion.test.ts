import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { plainAddPlaceholder } from "@signpdf/placeholder-plain";
import { Signer, SignPdf } from "@signpdf/signpdf";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import { runProgram } from "../../src/command/program.ts";
import { sql } from "../../src/db/database.ts";
import { freshFolder, freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];
const Id = z.object({ id: z.coerce.number() });

class NobodysKey extends Signer {
  override async sign(): Promise<Buffer> {
    return Buffer.from("30820100", "hex");
  }
}

const signed = (bytes: Uint8Array): Promise<Buffer> =>
  new SignPdf().sign(plainAddPlaceholder({ pdfBuffer: Buffer.from(bytes), reason: "uji", contactInfo: "-", name: "Uji", location: "-" }), new NobodysKey());

describe.each(bases)("the commands of completion and certificates on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  const folder = freshFolder();
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    const config = testConfig({ PUBLIC_URL: "https://kawan.contoh.invalid" });
    app = await openApp({ config, log: silentLog, where: made.where, shipped: "none", clock: testClock().now });
    const now = app.clock().toString();
    const { id: person } = await app.db.one(
      Id,
      sql`insert into person (cell, agency_id, name, title_after, status, added_at, changed_at) values (1, 2, 'Rina Contoh', 'S.STP.', 'PNS', ${now}, ${now}) returning id`,
    );
    const { id: training } = await app.db.one(
      Id,
      sql`
      insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
      values (1, 2, 'T-1', 'Dasar SPBE', 'klasikal', 'bimtek', 'tatap_muka', 8, 'BKPSDM Kota Kendari', ${now}, ${now}) returning id`,
    );
    const { id: kelas } = await app.db.one(
      Id,
      sql`
      insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, entry, status, plan_line, schedule, added_at, changed_at)
      values (1, 2, ${training}, 'K-1', '2026-11-09', '2026-11-09', 'Asia/Makassar', 'terbuka', 'selesai', 'R', '', ${now}, ${now}) returning id`,
    );
    await app.db.run(sql`
      insert into learning_record (cell, agency_id, person_id, key, training_id, class_id, title, form, jp, starts_on, ends_on, source, evidence, state, noted_at, changed_at)
      values (1, 2, ${person}, 'k', ${training}, ${kelas}, 'Dasar SPBE', 'bimtek', 8, '2026-11-09', '2026-11-09', 'kelas', 'rekap_hadir', 'diakui', ${now}, ${now})`);
  });
  afterAll(async () => {
    await app.close();
    await drop();
    folder.remove();
  });

  async function kawan(...argv: string[]) {
    const said = { out: "", err: "" };
    const io = {
      cwd: folder.path,
      stdin: Readable.from([]),
      isTerminal: false,
      signal: new AbortController().signal,
      out(text: string) {
        said.out += text;
      },
      err(text: string) {
        said.err += text;
      },
      drained: async () => {},
    };
    const host = { io, inService: false, config: app.config, open: async () => app } as unknown as CommandHost;
    return { code: await runProgram([...argv, "--city", "kendari"], host), ...said };
  }

  it("set the numbering once it makes sense, and show it", async () => {
    expect(await kawan("certificate", "setting")).toMatchObject({ code: 1, err: "Pola nomor sertifikat belum diatur.\n" });
    expect((await kawan("certificate", "issue", "K-1")).err).toMatch(/Pola nomor dan penanda tangan sertifikat belum diatur/);
    expect((await kawan("certificate", "setting", "--pattern", "SERT/{tahun}", "--signatory", "Kepala")).err).toMatch(/tepat satu kali/);
    expect((await kawan("certificate", "setting", "--pattern", "{nomor:3}/S/{tahun}", "--signatory", "Kepala BKPSDM")).code).toBe(0);
    expect((await kawan("certificate", "setting")).out).toContain("{nomor:3}/S/{tahun}");
    expect((await kawan("certificate", "setting")).out).toContain("Pemerintah Kota Kendari");
  });

  it("issue, let out, take back, and revoke", async () => {
    expect((await kawan("certificate", "issue", "K-1")).out).toBe("1 sertifikat diterbitkan: 001/S/2026 sampai 001/S/2026.\n");
    expect((await kawan("certificate", "issue", "K-1")).out).toBe("0 sertifikat diterbitkan.\n");
    expect((await kawan("certificate", "issue", "K-9")).err).toMatch(/K-9/);
    expect((await kawan("certificate", "list", "K-1")).out).toBe("001/S/2026  Rina Contoh, S.STP.  belum ditandatangani\n");
    expect((await kawan("certificate", "batch", "keluar.zip")).out).toMatch(/^1 berkas yang belum ditandatangani/);
    expect((await kawan("certificate", "batch", "keluar.zip")).err).toMatch(/sudah ada/);
    const [bytes = new Uint8Array()] = Object.values(unzipSync(readFileSync(join(folder.path, "keluar.zip"))));
    writeFileSync(join(folder.path, "polos.pdf"), bytes);
    expect(await kawan("certificate", "signed", "polos.pdf")).toMatchObject({ code: 1, out: expect.stringMatching(/belum memuat tanda tangan/) });
    writeFileSync(join(folder.path, "kembali.pdf"), await signed(bytes));
    expect((await kawan("certificate", "signed", "kembali.pdf")).out).toMatch(/001\/S\/2026\n1 berkas dapat dicocokkan/);
    expect((await kawan("certificate", "list", "K-1")).out).toMatch(/belum ditandatangani/);
    expect((await kawan("certificate", "signed", "kembali.pdf", "--apply")).out).toMatch(/1 berkas bertanda tangan disimpan/);
    expect(await kawan("certificate", "signed", "kembali.pdf", "--apply")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/2026, sudah tersimpan\n0 berkas/),
    });
    expect((await kawan("certificate", "list", "K-1")).out).toMatch(/berlaku\n$/);
    expect((await kawan("certificate", "batch", "lagi.zip")).err).toMatch(/Tidak ada sertifikat yang menunggu/);
    expect((await kawan("certificate", "revoke", "001/S/2026", "--reason", "salah cetak")).out).toBe("Sertifikat 001/S/2026 dicabut.\n");
    expect((await kawan("certificate", "revoke", "001/S/2026", "--reason", "salah cetak")).err).toMatch(/sudah dicabut/);
    expect((await kawan("certificate", "signed", "kembali.pdf", "--apply")).out).toMatch(/sertifikatnya sudah dicabut/);
  });

  it("set when a training is completed, and its questions", async () => {
    expect((await kawan("completion", "rule", "t-1")).out).toBe("Dasar SPBE: kehadiran paling sedikit 80%; soal tes awal 0, tes akhir 0\n");
    expect((await kawan("completion", "rule", "T-1", "--score", "70")).err).toMatch(/memerlukan soal tes akhir lebih dulu/);
    writeFileSync(join(folder.path, "soal.yaml"), "- soal: Satu?\n  pilihan: [Ya, Bukan]\n  benar: A\n");
    expect((await kawan("completion", "questions", "T-1", "soal.yaml")).out).toMatch(/^1 soal terbaca baik/);
    expect((await kawan("completion", "questions", "T-1", "soal.yaml", "--apply")).out).toMatch(/^1 soal tes akhir berlaku/);
    expect((await kawan("completion", "rule", "T-1", "--score", "70", "--attendance", "90%")).out).toBe(
      "Dasar SPBE: kehadiran paling sedikit 90%, tes akhir paling sedikit 70; soal tes awal 0, tes akhir 1\n",
    );
    expect((await kawan("completion", "rule", "T-1", "--score", "0")).out).toMatch(/paling sedikit 90%; soal/);
    expect((await kawan("completion", "rule", "X")).err).toMatch(/"X" tidak ada/);
    writeFileSync(join(folder.path, "rusak.yaml"), "- soal: Satu?\n  pilihan: [Ya]\n  benar: A\n");
    expect((await kawan("completion", "questions", "T-1", "rusak.yaml", "--apply")).err).toMatch(/pilihannya harus 2 sampai 6/);
  });
});
