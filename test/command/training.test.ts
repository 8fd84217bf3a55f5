import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import { runProgram } from "../../src/command/program.ts";
import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { shippedRules } from "../../src/features/training/jp-rules.ts";
import { rulesOf } from "../../src/features/training/rule-store.ts";
import { catalogueOf, csv, row } from "../features/training/catalogue-files.ts";
import { freshFolder, freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];
const nip = "199001012015031001";
const katalog = new URL("../../knowledge/katalog/kendari.csv", import.meta.url).pathname;

describe.each(bases)("the training commands on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  const folder = freshFolder();
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    app = await openApp({ config: testConfig(), log: silentLog, where: made.where, shipped: "none", clock: testClock().now });
    await syncDictionary(app.db, 1, dictionaryFiles(), app.clock());
    await app.db.run(sql`
      insert into person (cell, agency_id, nip, name, status, added_at, changed_at) values (1, 2, ${nip}, 'Rina Contoh', 'PNS', '2026-01-01', '2026-01-01')`);
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
    return { code: await runProgram(["training", ...argv], host), ...said };
  }
  const file = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder.path, name), bytes);
    return name;
  };
  const count = async (table: ReturnType<typeof sql>) => (await app.db.one(z.object({ n: z.number() }), table)).n;

  it("say what an import would change, change it on --apply, and nothing a second time", async () => {
    const preview = await kawan("import", katalog, "--city", "kendari");
    expect([preview.code, preview.out]).toEqual([0, expect.stringContaining("Pratinjau impor katalog pelatihan Kota Kendari: belum ada yang ditulis")]);
    expect(preview.out).toMatch(/pelatihan +26 baru, +0 berubah, +0 tetap\n +kelas +33 baru/);
    expect(await count(sql`select count(*)::int as n from training`)).toBe(0);
    const applied = await kawan("import", katalog, "--city", "kendari", "--apply");
    expect([applied.code, applied.out]).toEqual([0, expect.stringContaining("DITERAPKAN")]);
    expect(await count(sql`select count(*)::int as n from training_class`)).toBe(33);
    expect((await kawan("import", katalog, "--city", "kendari")).out).toContain("Tidak ada yang perlu diubah.");
    expect(await count(sql`select count(*)::int as n from audit where capability = 'import_trainings'`)).toBe(1);
  });

  it("list what there is, for people and for programs", async () => {
    const { out } = await kawan("list", "--city", "kendari");
    expect(out).toContain("KDI-YAN-1        Pelayanan Prima di Loket dan Daring (contoh) — 10 JP, tatap muka\n  KDI-YAN-1-1      dibuka");
    expect(out).toMatch(/26 pelatihan, 33 kelas\n$/);
    const lines = (await kawan("list", "--city", "kendari", "--json")).out.trim().split("\n");
    expect(lines).toHaveLength(26);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ code: expect.any(String), classes: expect.any(Array) });
    expect((await kawan("list", "--city", "pontianak")).out).toBe("0 pelatihan, 0 kelas\n");
  });

  it("name each faulty cell, take the good rows, and end with a code", async () => {
    const name = file("salah.csv", catalogueOf(row("A", { JP: "banyak" }), row("B")));
    const { code, out } = await kawan("import", name, "--city", "pontianak", "--apply");
    expect(code).toBe(1);
    expect(out).toContain('Baris bermasalah: tidak diimpor\n  Kolom JP: "banyak" bukan angka mulai 0.5\n    baris 2 sel E2');
    expect((await kawan("list", "--city", "pontianak")).out).toContain("1 pelatihan, 1 kelas");
    const json = await kawan("import", name, "--city", "pontianak", "--json");
    expect(JSON.parse(json.out)).toMatchObject({ applied: false, faults: [{ address: "E2", line: 2 }], classes: { unchanged: 1 } });
  });

  it("take learning records by NIP, and say no name and no NIP", async () => {
    const headers = ["NIP", "Nama Kegiatan", "Bentuk", "JP", "Mulai", "Selesai"];
    const good = { NIP: nip, "Nama Kegiatan": "Bimtek", Bentuk: "bimtek", JP: "8", Mulai: "12/3/2026", Selesai: "12/3/2026" };
    const name = file("riwayat.csv", csv(headers, good, { ...good, NIP: "199001012015031009" }));
    const { code, out } = await kawan("history", name, "--city", "kendari", "--apply");
    expect(code).toBe(1);
    expect(out).toContain("1 baru, 0 berubah, 0 tetap");
    expect(out).toContain("Kolom NIP: NIP ini tidak ada dalam data pegawai kota ini\n    baris 3 sel A3");
    expect(out).not.toMatch(/Rina|1990/);
    expect(await count(sql`select count(*)::int as n from learning_record`)).toBe(1);
  });

  it("replace a city's conversion table whole, or not at all", async () => {
    await kawan("template", "konversi.csv", "--kind", "konversi");
    const text = readFileSync(join(folder.path, "konversi.csv"), "utf8");
    writeFileSync(join(folder.path, "konversi-kota.csv"), text.replace('"K-03";"workshop";"hari";"5";"5"', '"K-03";"workshop";"hari";"6";"6"'));
    expect((await kawan("conversion", "konversi-kota.csv", "--city", "kendari")).out).toContain("9 baris terbaca baik");
    expect(await rulesOf(app.db, { cell: 1, agencyId: 2 })).toEqual(shippedRules);
    expect((await kawan("conversion", "konversi-kota.csv", "--city", "kendari", "--apply")).code).toBe(0);
    expect((await rulesOf(app.db, { cell: 1, agencyId: 2 })).find((it) => it.code === "K-03")?.home).toEqual({ rate: 6, dayCap: 6, monthTimes: null });
    writeFileSync(join(folder.path, "konversi-salah.csv"), text.replace('"workshop"', '"arisan"'));
    const { code, out } = await kawan("conversion", "konversi-salah.csv", "--city", "kendari", "--apply");
    expect([code, out]).toEqual([1, expect.stringContaining('"arisan" tidak dikenal')]);
    await kawan("template", "konversi-kendari.csv", "--kind", "konversi", "--city", "kendari");
    expect(readFileSync(join(folder.path, "konversi-kendari.csv"), "utf8")).toContain('"workshop";"hari";"6"');
  });

  it.each(["katalog.xlsx", "katalog.csv"])("write a template (%s) that the import takes back", async (name) => {
    expect((await kawan("template", name)).out).toBe(`Templat ditulis: ${join(folder.path, name)}\n`);
    expect(existsSync(join(folder.path, name))).toBe(true);
    expect((await kawan("template", name)).err).toContain("sudah ada");
    expect((await kawan("import", name, "--city", "kendari")).err).toContain("tidak memuat baris data");
    expect((await kawan("template", "katalog.doc")).err).toContain(".xlsx atau .csv");
  });

  it("say what is wrong with a file or a city", async () => {
    expect((await kawan("import", "tidak-ada.csv", "--city", "kendari")).err).toContain("tidak ditemukan");
    expect((await kawan("import", file("kosong.csv", new Uint8Array()), "--city", "kendari")).err).toContain("kosong");
    expect((await kawan("list", "--city", "atlantis")).err).toContain("tidak dikenal");
  });

  it("ask who it was once the city has officers", async () => {
    await app.db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
      select cell, agency_id, id, 'officer', '2026-01-01', '2027-01-01' from person where nip = ${nip}`);
    expect((await kawan("import", katalog, "--city", "kendari", "--apply")).err).toContain("--by NIP");
    expect((await kawan("import", katalog, "--city", "kendari", "--apply", "--by", nip)).code).toBe(0);
  });
});
