import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { unsignedBatch } from "../../../src/features/completion/certificate/batch.ts";
import { testDatabases } from "../../world.ts";
import { base, type CompletionWorld, cell, openCompletionWorld, type Somebody, tenant } from "./completion-world.ts";

const days = ["2026-12-07", "2026-12-08"] as const;
const people = 40;

/** Forty people from the announcement to the certificate, on a clock that goes as fast as they do: all by what they type and tap. */
describe.each(testDatabases())("a class of forty on $name", { timeout: 300_000 }, (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterAll(() => world.close());

  it("is entered, attended, confirmed, declared, credited and certified", async () => {
    const { id } = await world.cityClass("Dasar SPBE", {
      name: "Angkatan I",
      seats: people,
      approval: "tanpa",
      sessions: days.map((it) => `${it}T08:00/${it}T16:00`),
    });
    await world.setting();
    const desk = await world.officer();
    const all: Somebody[] = [];
    for (let at = 0; at < people; at++) {
      const who = await world.person(`Peserta Contoh ${String(at + 1).padStart(2, "0")}`);
      const it = { who, talk: await world.talk(who) };
      await it.talk.says("/daftar spbe");
      expect(await it.talk.says("ya")).toContain("Anda terdaftar di *Dasar SPBE*, Angkatan I.");
      all.push(it);
    }
    expect(await world.seatsOf(id)).toEqual({ taken: people, held: people });

    // Three never come, two miss the second day, one has no signal on the first.
    const [silent, rest] = [all[3] as Somebody, all.slice(3)];
    await world.attends(
      desk,
      rest.filter((it) => it !== silent),
      days[0],
    );
    await desk.talk.says("/rekap");
    await desk.talk.taps("Hitung kepala");
    expect(await desk.talk.says("37")).toContain("1 orang di ruangan belum tercatat");
    expect(await desk.talk.taps("Catat dari daftar")).toContain("4. Peserta Contoh 04");
    expect(await desk.talk.says("4")).toContain("tercatat masuk 37 (36 lewat kode, 1 dari daftar)");
    await desk.talk.taps("Kukuhkan");
    expect(await desk.talk.says("ya")).toContain("✅ Sudah dikukuhkan");
    await world.attends(desk, rest.slice(0, -2), days[1]);
    await desk.talk.says("/rekap");
    await desk.talk.taps("Hitung kepala");
    await desk.talk.says("35");
    await desk.talk.taps("Kukuhkan");
    await desk.talk.says("ya");

    world.comes("2026-12-09T09:00");
    expect(await desk.talk.says("/hasil")).toContain("Selesai 35, belum memenuhi syarat 2, tidak hadir 3.");
    await desk.talk.taps("Nyatakan hasil");
    expect(await desk.talk.says("ya")).toContain("40 orang diberi tahu");
    await desk.talk.taps("Terbitkan sertifikat");
    expect(await desk.talk.says("ya")).toMatch(
      /^35 sertifikat \*Dasar SPBE\*, Angkatan I dibuat: 800\.2\/0001\/SERT\/XII\/2026 sampai 800\.2\/0035\/SERT\/XII\/2026/,
    );

    const count = z.object({ n: z.number() });
    const counted = async (what: ReturnType<typeof sql>) => (await world.db.one(count, what)).n;
    expect(await counted(sql`select count(*)::int as n from learning_record where class_id = ${id} and state = 'diakui'`)).toBe(35);
    expect(await counted(sql`select count(*)::int as n from competency_evidence where kind = 'training'`)).toBe(35);
    expect(await counted(sql`select count(distinct public_id)::int as n from certificate where class_id = ${id}`)).toBe(35);
    expect(await counted(sql`select count(*)::int as n from enrolment_event where move = 'nyatakan'`)).toBe(people);
    expect(await all[10]?.talk.says("/sertifikat")).toMatch(/^Sertifikat \*Dasar SPBE\*: belum ditandatangani/);
    const agency = { id: tenant.agencyId, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
    const { numbers } = await unsignedBatch({ db: world.db, cell, agency, now: world.clock.now() }, { classId: id, base });
    expect(numbers.length).toBe(35);
  });
});
