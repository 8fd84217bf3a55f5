import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { nipOf } from "../features/people/staff.ts";
import { csv } from "../features/training/catalogue-files.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

const headers = ["NIP", "Nama Kegiatan", "Bentuk", "JP", "Mulai", "Selesai", "Penyelenggara", "Nomor Sertifikat", "Bukti"];
const record = (nip: string, title: string, more: Record<string, string> = {}): Record<string, string> => ({
  NIP: nip,
  "Nama Kegiatan": title,
  Bentuk: "bimtek",
  JP: "8",
  Mulai: "12/3/2026",
  Selesai: "13/3/2026",
  Penyelenggara: "LAN",
  "Nomor Sertifikat": `${title}/2026`,
  Bukti: "sertifikat",
  ...more,
});

describe.each(staffBases)("records for the national system on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  beforeEach(async () => {
    await desk.app.db.run(sql`delete from learning_record`);
    await desk.empty();
    await desk.load();
  });
  afterAll(() => desk.close());

  const kawan = (...argv: string[]) => desk.kawan("national", ...argv, "--city", "kendari");
  let files = 0;
  const put = (bytes: Uint8Array): string => {
    const name = `berkas-${++files}.csv`;
    writeFileSync(join(desk.folder, name), bytes);
    return name;
  };
  const history = (...rows: Record<string, string>[]) => desk.kawan("training", "history", put(csv(headers, ...rows)), "--city", "kendari", "--apply");
  const Sent = z.object({ title: z.string(), state: z.string().nullable(), national: z.string().nullable(), reason: z.string().nullable() });
  const sent = () =>
    desk.app.db.many(
      Sent,
      sql`
      select r.title, l.state, l.national_id as national, l.reason from learning_record r
        left join ledger_report l on l.cell = r.cell and l.agency_id = r.agency_id and l.record_id = r.id order by r.title`,
    );

  it("list what would be refused and why, and name nobody", async () => {
    await history(
      record(nipOf(2), "Baik"),
      record(nipOf(2), "Tanpa nomor", { "Nomor Sertifikat": "" }),
      record(nipOf(2), "Pernyataan saja", { Bukti: "pernyataan" }),
      record(nipOf(3), "Sama", { "Nomor Sertifikat": "X-1" }),
      record(nipOf(3), "sama", { "Nomor Sertifikat": "X 2", Mulai: "13/3/2026", Selesai: "14/3/2026" }),
    );
    const { out } = await kawan("check");
    expect(out).toContain("BELUM DIVERIFIKASI");
    expect(out).toContain("5 riwayat diakui: 5 belum dikirim, 0 terkirim, 0 diterima, 0 ditolak.\n4 akan ditolak menurut aturan yang tercatat:");
    expect(out).toContain("selesai 2026-03-13: nomor sertifikat kosong");
    expect(out).toContain("buktinya hanya pernyataan");
    expect(out.match(/kegiatan yang sama dengan tanggal yang bertumpuk/g)).toHaveLength(2);
    expect(out).not.toContain(nipOf(2));
  });

  it("write the rest once, and note them as sent when told to", async () => {
    await history(
      record(nipOf(2), "Baik"),
      record(nipOf(2), "Tanpa nomor", { "Nomor Sertifikat": "" }),
      record(nipOf(3), "PKA", { Bentuk: "PKA", "Nomor Sertifikat": "=1+1" }),
    );
    expect((await kawan("export", "kirim.csv", "--sent")).out).toContain("2 riwayat ditulis");
    const text = readFileSync(join(desk.folder, "kirim.csv"), "utf8");
    expect(text.split("\r\n")[0]).toContain('"NIP";"Nama";"ID PNS";"Jenis Riwayat"');
    expect(text).toContain(`"kursus";"Baik";"12-03-2026";"13-03-2026";"8";"LAN";"Baik/2026";"2026";"sertifikat"`);
    expect(text).toContain(`"struktural";"PKA"`);
    expect(text).toContain(`"'=1+1"`);
    expect((await sent()).map((it) => [it.title, it.state])).toEqual([
      ["Baik", "terkirim"],
      ["PKA", "terkirim"],
      ["Tanpa nomor", null],
    ]);
    expect((await kawan("export", "kirim.csv")).err).toContain("sudah ada");
    const again = await kawan("export", "lagi.csv");
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("Tidak ada riwayat yang dapat ditulis")]);
    expect(await desk.count(sql`ledger where action = 'export_national' and kind = 'look'`)).toBe(2);
  });

  it("compare with what is there: accepted, refused, missing, unknown here, and doubled", async () => {
    await history(record(nipOf(2), "Baik"), record(nipOf(2), "Kurang"), record(nipOf(3), "Hilang"));
    await kawan("export", "semua.csv", "--sent");
    const there = [
      "NIP Baru",
      "Nama Diklat",
      "Tgl Mulai",
      "Tgl Selesai",
      "Institusi Penyelenggara",
      "No Sertifikat",
      "ID Riwayat",
      "Status",
      "Alasan Tolak",
      "JP",
    ];
    const row = (nip: string, title: string, more: Record<string, string> = {}) => ({
      "NIP Baru": nip,
      "Nama Diklat": title,
      "Tgl Mulai": "12-03-2026",
      "Tgl Selesai": "13-03-2026",
      "Institusi Penyelenggara": "LAN",
      "No Sertifikat": "",
      Status: "Disetujui",
      ...more,
    });
    const file = put(
      csv(
        there,
        row(nipOf(2), "BAIK", { "No Sertifikat": "baik / 2026", "ID Riwayat": "N-1", JP: "6 JP", "Tgl Selesai": "14-03-2026" }),
        row(nipOf(2), "BAIK", { "No Sertifikat": "Baik/2026", "ID Riwayat": "N-2" }),
        row(nipOf(2), "Kurang", { Status: "BTS", "Alasan Tolak": "berkas tidak terbaca" }),
        row(nipOf(4), "Dari instansi lama"),
        row("19900101", "NIP rusak"),
      ),
    );
    const { code, out } = await kawan("reconcile", file);
    expect(code).toBe(0);
    for (const line of [
      "2 riwayat cocok: 1 diterima, 1 ditolak, 0 masih diproses.",
      "1 di antaranya berbeda isinya:\n  baris 2, riwayat ",
      "): JP dan tanggal\n1 baris hanya ada di sistem nasional.\n  baris 5",
      "1 riwayat sudah dikirim tetapi belum tampak di sana.",
      "1 kegiatan tercatat ganda di sistem nasional.\n  baris 2, 3",
      "1 baris tanpa NIP atau nama kegiatan yang dapat dibaca: 6.",
    ])
      expect(out).toContain(line);
    expect((await sent()).every((it) => it.state === "terkirim")).toBe(true);
    for (let times = 0; times < 2; times += 1) await kawan("reconcile", file, "--apply");
    expect(await sent()).toEqual([
      { title: "Baik", state: "diterima", national: "N-1", reason: null },
      { title: "Hilang", state: "terkirim", national: null, reason: null },
      { title: "Kurang", state: "ditolak", national: null, reason: "berkas tidak terbaca" },
    ]);
    // What came back refused can be sent again.
    expect((await kawan("check")).out).toContain("0 belum dikirim, 1 terkirim, 1 diterima, 1 ditolak.");
    expect((await kawan("export", "ulang.csv")).out).toContain("1 riwayat ditulis");
  });
});
