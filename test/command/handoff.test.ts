import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import type { CommandIo } from "../../src/command/io.ts";
import { runProgram } from "../../src/command/program.ts";
import { sql } from "../../src/db/database.ts";
import { readQuestions } from "../../src/features/knowledge/trial/question-set.ts";
import { freshFolder, freshPostgres, silentLog, testConfig } from "../world.ts";

const cell = 1;
const kendari = 2;
const nips = { author: "198001012005011007", second: "198101012006011008" };
const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];

const rule = `---
title: PP 11/2017 tentang Manajemen Pegawai Negeri Sipil
kind: PP
number: "11"
year: 2017
---
## Jumlah minimal JP setahun bagi PNS
- pasal: Pasal 203 ayat (4)

Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran (JP) dalam satu tahun.
`;

describe.each(bases)("the gate before anything is published, at the console on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  const folder = freshFolder();
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    mkdirSync(join(folder.path, "base", "uji"), { recursive: true });
    writeFileSync(join(folder.path, "base", "pp-2017-11.md"), rule);
    const expected = { id: "u1", question: "berapa JP minimal setahun bagi PNS?", class: "rule", must: [["20 jam"]] };
    writeFileSync(join(folder.path, "base", "uji", "aturan.jsonl"), `${JSON.stringify(expected)}\n`);
    writeFileSync(join(folder.path, "salah.md"), rule.replace("20 jam pelajaran", "30 jam pelajaran"));
    writeFileSync(
      join(folder.path, "lain.md"),
      "# Panduan Loket\n\n## Jam buka loket Diklat\n\nLoket Diklat buka setiap hari kerja pukul 08.00 sampai 14.00.\n",
    );
    app = await openApp({ config: testConfig({ KNOWLEDGE_DIR: join(folder.path, "base") }), log: silentLog, where: made.where, shipped: "sync" });
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
      isTerminal: false,
      signal: new AbortController().signal,
      out(text: string) {
        said.out += text;
      },
      err(text: string) {
        said.err += text;
      },
      drained: async () => {},
    } as unknown as CommandIo;
    const host = { io, inService: false, config: app.config, open: async () => app } as unknown as CommandHost;
    return { code: await runProgram(argv, host), ...said };
  }

  it("takes in what makes nothing worse", async () => {
    const { code, out } = await kawan("knowledge", "add", "lain.md");
    expect([code, out]).toEqual([0, expect.stringContaining("1 added")]);
  });

  it("shows question by question what gets worse, adds nothing, and keeps the reason of who does it all the same", async () => {
    const refused = await kawan("knowledge", "add", "salah.md");
    expect(refused.code).not.toBe(0);
    expect(refused.err).toMatch(/worse {2}u1 berapa JP minimal[\s\S]*before: .*20 jam[\s\S]*after: {2}.*30 jam/);
    expect((await kawan("knowledge", "list")).out).not.toMatch(/^salah /m);
    const added = await kawan("knowledge", "add", "salah.md", "--override", "Aturan baru sejak tahun ini");
    expect([added.code, added.out]).toEqual([0, expect.stringContaining("1 added")]);
    const kept = await app.db.many(
      z.object({ reason: z.string(), worse: z.array(z.object({ id: z.string() })) }),
      sql`select reason, worse from knowledge_override`,
    );
    expect(kept.map((it) => [it.reason, it.worse.map((one) => one.id)])).toEqual([["Aturan baru sejak tahun ini", ["u1"]]]);
    await kawan("knowledge", "remove", "salah");
  });

  it("publishes an officer's answer by somebody else's hand alone, and takes it back", async () => {
    const now = app.clock().toString();
    for (const [name, nip] of Object.entries(nips)) {
      await app.db.run(sql`
        with p as (
          insert into person (cell, agency_id, nip, name, status, added_at, changed_at) values (${cell}, ${kendari}, ${nip}, ${`Petugas ${name}`}, 'PNS', ${now}, ${now}) returning id)
        insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at) select ${cell}, ${kendari}, id, 'officer', ${now}, '2100-01-01' from p`);
    }
    const { id } = await app.db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into knowledge_entry (cell, agency_id, state, question, answer, source, review_on, author_id, written_at, submitted_at)
      select ${cell}, ${kendari}, 'diajukan', 'Kapan lomba inovasi pelayanan publik dibuka?', 'Lomba inovasi pelayanan publik dibuka setiap bulan Maret.',
             'Kebijakan kota: SE Wali Kota Nomor 7 Tahun 2026', '2099-01-01', id, ${now}, ${now} from person where nip = ${nips.author}
      returning id`,
    );
    const approve = (by: string) => kawan("handoff", "approve", String(id), "--city", "kendari", "--by", by);
    expect((await approve(nips.author)).err).toContain("disetujui petugas lain");
    expect((await approve(nips.second)).out).toContain(`Jawaban ${id} terbit`);
    expect((await kawan("knowledge", "ask", "kapan lomba inovasi pelayanan publik dibuka", "--agency", "kendari")).out).toMatch(
      /bulan Maret[\s\S]*Sumber: Jawaban BKPSDM Kota Kendari \(jawaban BKPSDM\)/,
    );
    expect((await kawan("handoff", "entries", "--city", "kendari")).out).toContain("terbit");
    expect((await kawan("handoff", "withdraw", String(id), "--city", "kendari", "--by", nips.second)).out).toContain("ditarik");
    expect((await kawan("knowledge", "ask", "kapan lomba inovasi pelayanan publik dibuka", "--agency", "kendari")).out).not.toContain("Maret");
    expect((await kawan("handoff", "list", "--city", "kendari")).out).toContain("Tidak ada tiket");
  });
});

describe("the questions that come with the program", () => {
  it("are at least forty, each once", () => {
    const questions = readQuestions("knowledge/uji/aturan.jsonl");
    expect(questions.length).toBeGreaterThanOrEqual(40);
    expect(new Set(questions.map((it) => it.id)).size).toBe(questions.length);
    expect(new Set(questions.map((it) => it.question)).size).toBe(questions.length);
  });
});
