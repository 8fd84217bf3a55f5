import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import { runProgram } from "../../src/command/program.ts";
import { freshFolder, freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];

describe.each(bases)("the survey commands on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  const folder = freshFolder();
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    app = await openApp({ config: testConfig(), log: silentLog, where: made.where, shipped: "none", clock: testClock().now });
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
    return { code: await runProgram(["survey", ...argv], host), ...said };
  }

  it("write a survey out, check it, and ask the changed one from then on, of this city alone", async () => {
    expect((await kawan("template", "reaksi.yaml")).code).toBe(0);
    expect((await kawan("template", "reaksi.yaml")).err).toContain("sudah ada");
    const path = join(folder.path, "reaksi.yaml");
    expect((await kawan("import", "reaksi.yaml", "--city", "kendari")).out).toContain("Sama dengan edisi 1; tidak ada yang perlu ditulis.");
    writeFileSync(path, readFileSync(path, "utf8").replace("Seberapa mudah materinya dipahami?", "Seberapa jelas materinya?"));
    expect((await kawan("import", "reaksi.yaml", "--city", "kendari")).out).toContain("Pratinjau untuk Kota Kendari: belum ada yang ditulis.");
    expect((await kawan("show", "reaksi", "--city", "kendari")).out).toContain("Seberapa mudah materinya dipahami?");
    expect((await kawan("import", "reaksi.yaml", "--city", "kendari", "--apply")).out).toContain("DITERAPKAN untuk Kota Kendari: edisi 2.");
    expect((await kawan("import", "reaksi.yaml", "--city", "kendari", "--apply")).out).toContain("Sama dengan edisi 2");
    expect((await kawan("show", "reaksi", "--city", "kendari")).out).toContain("Seberapa jelas materinya?");
    expect((await kawan("show", "reaksi", "--city", "kendari", "--edition", "1")).out).toContain("Seberapa mudah materinya dipahami?");
    expect((await kawan("show", "reaksi", "--city", "pontianak")).out).toContain("Seberapa mudah materinya dipahami?");
    expect((await kawan("list", "--city", "kendari")).out).toMatch(/reaksi +edisi 1 +bawaan .*\nreaksi +edisi 2 +buatan kota .*, 7 butir, ditanyakan kepada 0/);
  });

  it("refuse an edition in which an id stands for other answers than before", async () => {
    const text = (await kawan("show", "reaksi", "--city", "kendari")).out;
    const file = (changed: string) => {
      expect(changed).not.toBe(text);
      writeFileSync(join(folder.path, "lain.yaml"), changed);
    };
    const version = /edisi (\d+)\D+\d+\D+buatan kota/;
    const before = version.exec((await kawan("list", "--city", "kendari")).out)?.[1];
    file(text.replace("- Sangat sulit\n      - Sulit\n", "- Sulit\n"));
    expect((await kawan("import", "lain.yaml", "--city", "kendari")).err).toContain(
      "Butir 2 (materi): dalam edisi atau survei lain pilihannya 5. Pakai id baru, supaya hasil yang lama tetap terbaca.",
    );
    file(text.replace("- Sangat sulit\n      - Sulit\n", "- Sulit\n      - Sangat sulit\n"));
    expect((await kawan("import", "lain.yaml", "--city", "kendari", "--apply")).err).toContain('Butir 2 (materi): pilihan "Sulit" dulu bernilai 2.');
    file(text.replace("jenis: teks\n    id: saran", "jenis: nps\n    id: saran").replace(/\n *paling_panjang: 500/, ""));
    expect((await kawan("import", "lain.yaml", "--city", "kendari", "--apply")).err).toContain("(saran): dalam edisi atau survei lain jenisnya berbeda.");
    expect(version.exec((await kawan("list", "--city", "kendari")).out)?.[1]).toBe(before);
  });

  it("refuse a faulty file with each fault in a line, and write nothing", async () => {
    writeFileSync(
      join(folder.path, "rusak.yaml"),
      "nama: reaksi\njudul: Contoh\ntingkat: 1\npengantar: Contoh survei.\nbutir:\n  - id: a\n    jenis: bintang\n",
    );
    const { code, err } = await kawan("import", "rusak.yaml", "--city", "kendari", "--apply");
    expect(code).not.toBe(0);
    expect(err).toMatch(/tidak dipakai, 1 kesalahan:\n {2}Butir 1 \(a\): jenis: jenisnya harus skala/);
    expect((await kawan("import", "tiada.yaml", "--city", "kendari")).err).toContain("tidak ditemukan");
    expect((await kawan("show", "lain", "--city", "kendari")).err).toContain('Survei "lain" tidak ada; yang ada: belajar, perilaku, reaksi');
    expect((await kawan("list", "--city", "kendari")).out).not.toContain("Contoh");
  });
});
