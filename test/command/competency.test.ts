import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import { runProgram } from "../../src/command/program.ts";
import { sql } from "../../src/db/database.ts";
import { evidenceOf } from "../../src/features/competency/gap/evidence-store.ts";
import { gapsOf } from "../../src/features/competency/gap/gap.ts";
import { needsOf, proposeNeed } from "../../src/features/competency/need-store.ts";
import { freshFolder, freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];
const kendari = { cell: 1, agencyId: 2 };
const nip = "199001012015031001";

describe.each(bases)("the competency commands on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  let rina = 0;
  const folder = freshFolder();
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    app = await openApp({ config: testConfig(), log: silentLog, where: made.where, shipped: "none", clock: testClock("2026-11-20T02:00:00Z").now });
    const { id } = await app.db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into person (cell, agency_id, nip, name, status, added_at, changed_at)
      values (1, 2, ${nip}, 'Rina Contoh', 'PNS', '2026-01-01', '2026-01-01') returning id`,
    );
    rina = id;
    await app.db.run(sql`
      insert into person_position (cell, agency_id, person_id, title, family, since) values (1, 2, ${id}, 'Lurah Contoh', 'pengawas', '2024-01-01')`);
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
    return { code: await runProgram(argv, host), ...said };
  }
  const write = (name: string, text: string) => {
    writeFileSync(join(folder.path, name), text);
    return name;
  };
  const lurah = async () => (await gapsOf(app.db, { ...kendari, personId: rina }, { day: "2026-11-20" }))?.standard;

  it("gives out the dictionary as YAML and as a workbook, and takes both back unchanged", async () => {
    for (const file of ["kamus.yaml", "kamus.xlsx"]) {
      expect(await kawan("competency", "export", file, "--city", "kendari")).toMatchObject({
        code: 0,
        out: expect.stringMatching(/29 kompetensi dan \d+ standar/),
      });
      expect(existsSync(join(folder.path, file))).toBe(true);
      const back = await kawan("competency", "import", file, "--city", "kendari");
      expect(back.out).toMatch(/^Pratinjau untuk Kota Kendari: belum ada yang ditulis\.\n {2}tetap {4}\d+\nTidak ada yang perlu diubah\.\n$/);
      expect((await kawan("competency", "export", file, "--city", "kendari")).err).toContain("sudah ada");
    }
    expect((await kawan("competency", "export", "kamus.pdf", "--city", "kendari")).code).toBe(1);
    expect((await kawan("competency", "list", "--city", "kendari")).out).toMatch(/lurah.*setelan kota/);
  });

  it("changes a standard only with --apply, and marks what the city has set officially", async () => {
    const file = write(
      "lurah.yaml",
      'standar:\n  - { id: lurah, jabatan: Lurah, rumpun: pengawas, cocok: [lurah], resmi: true, sumber: "Perwali contoh", syarat: { komunikasi: 4 } }\n',
    );
    expect((await kawan("competency", "import", file, "--city", "kendari")).out).toMatch(/berubah {2}1: lurah\n[\s\S]*ulangi dengan --apply/);
    expect(await lurah()).toMatchObject({ official: false });
    expect((await kawan("competency", "import", file, "--city", "kendari", "--apply")).out).toContain("DITERAPKAN untuk Kota Kendari.");
    expect(await lurah()).toEqual({ id: "lurah", title: "Lurah", official: true, source: "Perwali contoh" });
    expect((await kawan("competency", "import", file, "--city", "kendari", "--apply")).out).toContain("Tidak ada yang perlu diubah.");
  });

  it("says what is wrong with a file", async () => {
    expect((await kawan("competency", "import", "tidak-ada.yaml", "--city", "kendari")).err).toContain("tidak ditemukan");
    expect(await kawan("competency", "import", write("rusak.yaml", "standar: ["), "--city", "kendari")).toMatchObject({
      code: 1,
      err: expect.stringContaining("tidak terbaca"),
    });
    expect(
      (
        await kawan(
          "competency",
          "import",
          write("asing.yaml", "standar:\n  - { id: a, jabatan: Satu, rumpun: jpt, syarat: { sihir: 2 } }\n"),
          "--city",
          "kendari",
        )
      ).err,
    ).toContain('kompetensi "sihir" yang tidak ada');
  });

  it("takes a standard out of use", async () => {
    expect((await kawan("competency", "retire", "camat", "tidak-ada", "--city", "kendari")).err).toContain("tidak-ada");
    expect((await kawan("competency", "list", "--city", "kendari")).out).toMatch(/^camat /m);
    expect((await kawan("competency", "retire", "camat", "--city", "kendari")).out).toContain("1 tidak dipakai lagi");
    expect((await kawan("competency", "list", "--city", "kendari")).out).not.toMatch(/^camat /m);
  });

  it("notes assessment results as evidence, once, and tells which cells could not be used", async () => {
    const file = write("hasil.csv", `NIP;Nama;Komunikasi;Integritas\n${nip};Rina Contoh;2;3\n199001012015031002;Siapa Contoh;2;2\n${nip};Rina Contoh;9;\n`);
    const options = ["--city", "kendari", "--date", "12/05/2026", "--kind", "assessment_center", "--source", "UPT Contoh", "--official"];
    const dry = await kawan("competency", "results", file, ...options);
    expect(dry.out).toContain("2 hasil dari 1 pegawai siap dicatat.");
    expect(dry.out).toMatch(/2 sel bermasalah.*\n {2}CSV!C4: Level harus.*\n {2}CSV!A3: NIP ini tidak ada/);
    expect(dry).toMatchObject({ code: 1 });
    const evidence = () => evidenceOf(app.db, kendari, [rina]);
    expect(await evidence()).toEqual([]);
    expect((await kawan("competency", "results", file, ...options, "--apply")).out).toContain("2 hasil dibaca; 2 baru atau berubah.");
    expect((await kawan("competency", "results", file, ...options, "--apply")).out).toContain("2 hasil dibaca; 0 baru atau berubah.");
    expect(await evidence()).toMatchObject([
      { level: 2, official: true, observedOn: "2026-05-12", source: "UPT Contoh", kind: "assessment_center", raterId: null },
      { level: 3 },
    ]);
    expect(dry.out + dry.err).not.toContain(nip);
    expect((await kawan("competency", "results", file, "--city", "kendari", "--kind", "self")).code).toBe(1);
    expect((await kawan("competency", "results", file, "--city", "pontianak", "--date", "2026-05-12", "--kind", "test", "--apply")).out).toContain(
      "0 hasil dibaca",
    );
  });

  it("gives out a template that it takes back", async () => {
    expect((await kawan("competency", "template", "hasil.xlsx", "--city", "kendari")).code).toBe(0);
    expect(readFileSync(join(folder.path, "hasil.xlsx")).subarray(0, 2).toString()).toBe("PK");
    expect((await kawan("competency", "results", "hasil.xlsx", "--city", "kendari")).out).toContain("0 hasil dari 0 pegawai");
  });

  it("lists training needs and decides on them, with a reason where one is due", async () => {
    const need = { personId: rina, competency: "komunikasi", required: 4, held: 2, official: true, proposedAs: "unit" as const, proposerId: null };
    const id = await proposeNeed(app.db, kendari, need, app.clock());
    const listed = await kawan("needs", "list", "--city", "kendari");
    expect(listed.out).toContain(
      `${id}  diusulkan — Rina Contoh, unit belum tercatat: Komunikasi 2 dari 4 (uji resmi); diusulkan unit 2026-11-20\n1 kebutuhan`,
    );
    expect((await kawan("needs", "list", "--city", "pontianak")).out).toBe("0 kebutuhan\n");
    expect((await kawan("needs", "decide", String(id), "deferred", "--city", "kendari")).err).toContain("Alasan wajib");
    expect((await kawan("needs", "decide", String(id), "deferred", "--city", "kendari", "--reason", "anggaran bergeser")).out).toContain("sekarang ditunda");
    expect((await kawan("needs", "list", "--city", "kendari", "--state", "deferred")).out).toContain("ditunda: anggaran bergeser");
    expect((await kawan("needs", "decide", String(id), "planned", "--city", "pontianak")).err).toContain("tidak ada, atau keadaannya");
    expect((await kawan("needs", "decide", "999", "planned", "--city", "kendari")).code).toBe(1);
    expect(await needsOf(app.db, kendari, { id })).toMatchObject([{ state: "deferred", reason: "anggaran bergeser", decidedBy: "konsol" }]);
    const looks = await app.db.many(z.object({ action: z.string() }), sql`select action from ledger where subject_id = ${rina}`);
    expect(looks.map((it) => it.action)).toContain("list_needs");
  });
});
