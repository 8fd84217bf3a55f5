import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { askDegree } from "../../src/features/organise/degree/degree-store.ts";
import { requirementNames } from "../../src/features/organise/degree/requirements.ts";
import { nipOf } from "../features/people/staff.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("the degree commands on $name", ({ make }) => {
  let desk: StaffDesk;
  let id = "";
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  beforeEach(async () => {
    await desk.empty();
    await desk.load();
    const { personId } = await desk.app.db.one(z.object({ personId: z.coerce.number() }), sql`select id as "personId" from person where nip = ${nipOf(2)}`);
    const wish = { level: "S2" as const, program: "Ilmu Komputer", institution: "Universitas Contoh", starts: "Agustus 2027" };
    await askDegree(desk.app.db, { cell: 1, agencyId: 2, personId }, wish, desk.app.clock());
    id = /^ *(\d+) {2}diajukan/.exec((await kawan("list")).out)?.[1] ?? "";
  });
  afterAll(() => desk.close());
  const kawan = (...argv: string[]) => desk.kawan("degree", ...argv, "--city", "kendari");

  it("approve only once every requirement was found to be met", async () => {
    const early = await kawan("decide", id, "disetujui");
    expect([early.code, early.err]).toEqual([1, expect.stringContaining("belum dinyatakan terpenuhi: kesenjangan, masa_kerja")]);
    for (const it of requirementNames) await kawan("check", id, it, it === "sehat" ? "tidak" : "ya");
    expect((await kawan("list")).out).toMatch(/diperiksa: .*belum terpenuhi: sehat\n1 pengajuan\n$/);
    expect((await kawan("decide", id, "disetujui")).err).toContain("terpenuhi: sehat");
    await kawan("check", id, "sehat", "ya");
    expect((await kawan("decide", id, "disetujui")).out).toContain(`Pengajuan ${id} disetujui: S2 Ilmu Komputer`);
    expect((await kawan("check", id, "sehat", "tidak")).err).toContain("sudah disetujui");
    expect((await kawan("decide", id, "disetujui")).err).toContain("sudah disetujui");
  });

  it("defer or refuse with a reason, and are over then", async () => {
    expect((await kawan("decide", id, "ditolak")).err).toContain("--reason");
    expect((await kawan("decide", id, "ditunda", "--reason", "menunggu anggaran")).code).toBe(0);
    expect((await kawan("decide", id, "ditolak", "--reason", "program tidak sesuai kebutuhan")).code).toBe(0);
    expect((await kawan("check", id, "sehat", "ya")).err).toContain("sudah selesai");
    expect((await kawan("list")).out).toBe("0 pengajuan\n");
    expect((await kawan("list", "--all")).out).toContain("ditolak");
  });

  it("let nobody decide about themselves, and keep the look", async () => {
    await desk.app.db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
      select cell, agency_id, id, 'officer', '2026-01-01', '2027-01-01' from person where nip = any(${[nipOf(1), nipOf(2)]}::text[])`);
    expect((await kawan("check", id, "sehat", "ya", "--by", nipOf(2))).err).toContain("tentang dirinya sendiri");
    expect((await kawan("check", id, "sehat", "ya", "--by", nipOf(1))).code).toBe(0);
    expect(await desk.count(sql`ledger where action = 'check_degree'`)).toBe(1);
    await desk.app.db.run(sql`delete from person_role`);
  });
});
