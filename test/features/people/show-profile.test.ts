import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../../../src/core/capability.ts";
import { perform } from "../../../src/core/perform.ts";
import type { Person } from "../../../src/core/person.ts";
import { sql } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { personByNip } from "../../../src/features/people/person-store.ts";
import { showProfile } from "../../../src/features/people/show-profile.ts";
import { testDatabases } from "../../world.ts";
import { cell, importRows, kendari, nipOf, now, person, pontianak } from "./staff.ts";

describe.each(testDatabases())("the profile on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
    await importRows(base.db, [
      person(1, {
        Nama: "Drs. Contoh *Tebal*, M.Si.",
        Golongan: "III/d",
        "TMT Jabatan": "01/03/2024",
        "NIP Atasan": "Wali Contoh",
        "Plt/Plh": "Plt. Camat Rekaan",
        "TMT Plt/Plh": "01/10/2026",
        "Unit Plt/Plh": "Kecamatan Contoh",
      }),
      person(2, { "Status Pegawai": "PPPK", Keadaan: "Tugas Belajar" }),
      person(3, { NIP: "", Nama: "Wali Contoh", "Status Pegawai": "Wali Kota", Jabatan: "Wali Kota" }),
    ]);
  });
  afterAll(() => base.close());

  async function says(order: number, more: Partial<Person> = {}) {
    const found = await personByNip(base.db, { cell, agencyId: kendari.id }, nipOf(order), "2026-11-22");
    const who = order === 0 ? null : { id: found?.id ?? 0, agency: kendari, handleId: 1, roles: ["asn" as const], ...more };
    return base.db.transaction((tx) => {
      const context: Context = { db: tx, cell, now, agency: kendari, agencies: [kendari], person: who, conversation: "t", memory: {} };
      return perform([showProfile], context, { capability: "show_profile", input: {} });
    });
  }

  it("tells who one is, with titles, masked NIP, every position, the supervisor and what this talk may", async () => {
    const { reply } = await says(1, { roles: ["asn", "supervisor"] });
    expect(reply.text).toBe(
      [
        "*Drs. Contoh ∗Tebal∗, M.Si.*",
        "NIP: ••••••••2010••••02",
        "Status: PNS",
        "Golongan: III/d",
        "Jabatan: Analis Contoh, Dinas Contoh (sejak 1 Maret 2024)",
        "Plt. Camat Rekaan, Kecamatan Contoh (sejak 1 Oktober 2026)",
        "Atasan: Wali Contoh, sejak 22 November 2026",
        "",
        "Di percakapan ini: layanan pegawai untuk diri sendiri; atasan: melihat dan menilai bawahan.",
        "Bila ada yang keliru, pilih *Minta perbaikan*.",
      ].join("\n"),
    );
    expect(reply.text.length).toBeLessThan(600);
    expect(reply.buttons?.map((it) => it.call.capability)).toEqual(["show_competencies", "show_jp", "request_correction"]);
  });

  it("says what nobody has recorded, and what this talk does not open yet; asked again, the same", async () => {
    const first = await says(2, { waiting: ["supervisor"] });
    expect(first.reply.text).toContain("Golongan: belum tercatat\nKontrak: belum tercatat\n");
    expect(first.reply.text).toContain("Status: PPPK, tugas belajar");
    expect(first.reply.text).toContain("Atasan: belum tercatat");
    expect(first.reply.text).toContain("baru terbuka setelah percakapan ini dipastikan");
    expect(await says(2, { waiting: ["supervisor"] })).toEqual(first);
  });

  it("is for linked people only, and of the own city only", async () => {
    expect(await says(0)).toMatchObject({ code: "unlinked" });
    await expect(says(1, { agency: pontianak })).rejects.toThrow(/tidak ditemukan/);
    await expect(says(9)).rejects.toThrow(/tidak ditemukan/);
  });

  it("of who has no position says so", async () => {
    await base.db.run(sql`delete from person_position where title = 'Wali Kota'`);
    const wali = await base.db.transaction(async (tx) => {
      const { findPeople } = await import("../../../src/features/people/find-people.ts");
      const [found] = await findPeople(tx, { cell, agencyId: kendari.id }, "wali contoh", "2026-11-22");
      const context: Context = {
        db: tx,
        cell,
        now,
        agency: kendari,
        agencies: [kendari],
        person: { id: found?.id ?? 0, agency: kendari, handleId: 1, roles: ["asn"] },
        conversation: "t",
        memory: {},
      };
      return perform([showProfile], context, { capability: "show_profile", input: {} });
    });
    expect(wali.reply.text).toMatch(/NIP: belum tercatat\nStatus: pimpinan di luar ASN\nJabatan: belum tercatat\nAtasan: belum tercatat/);
  });
});
