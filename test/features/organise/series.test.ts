import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../src/db/database.ts";
import { beginSeries, beginYear, yearsOf } from "../../../src/features/organise/series/series-store.ts";
import { testDatabases } from "../../world.ts";
import { tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("a yearly series on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.afresh();
    await world.db.run(sql`delete from training_series`);
  });

  const series = async (name: string) => {
    const id = await beginSeries(world.db, tenant, { name, about: "Belajar layanan publik bersama tiap tahun" }, world.clock.now());
    if (id === null) throw new Error("there is one of this name");
    return id;
  };
  const ofSeries = async (name: string, called: string) => {
    const training = await world.training(name);
    await world.db.run(sql`update training set series = ${called} where id = ${training}`);
    return training;
  };

  it("carries its audience and what a year taught into the next, by an officer's own yes", async () => {
    const { talk } = await world.officer();
    const id = await series("Pekan Layanan");
    await talk.says("/seri");
    expect(await talk.taps("Siapkan tahun baru")).toBe("Untuk siapa *Pekan Layanan*? Misalnya: lurah dan sekretaris lurah.");
    expect(await talk.says("lurah  dan camat")).toMatch(/^Apa tema \*Pekan Layanan\* tahun 2026\?/);
    expect(await talk.says("Layanan tanpa antre")).toBe("Siapkan *Pekan Layanan* tahun 2026?\nSasaran: lurah dan camat\nTema: Layanan tanpa antre");
    expect(await yearsOf(world.db, tenant, id)).toEqual([]);
    await talk.says("ya");
    expect(await talk.taps("Lihat seri")).toContain("Sasaran 2026: lurah dan camat\nTema 2026: Layanan tanpa antre");
    await talk.taps("Catat pelajaran");
    expect(await talk.says("Mulai lebih pagi")).toBe("Catat untuk *Pekan Layanan* tahun 2026?\n- Mulai lebih pagi");
    expect(await talk.says("ya")).toBe("✅ Dicatat, dan dibawa saat tahun 2027 disiapkan.");
    await talk.taps("Lihat seri");
    await talk.taps("Siapkan tahun baru");
    expect(await talk.says("tanpa tema")).toBe(
      "Siapkan *Pekan Layanan* tahun 2027?\nSasaran: lurah dan camat\nTema: belum ada\nPelajaran yang dibawa dari 2026:\n- Mulai lebih pagi",
    );
    await talk.says("ya");
    expect(await yearsOf(world.db, tenant, id)).toEqual([
      { year: 2027, audience: "lurah dan camat", theme: null, carried: "Mulai lebih pagi", carriedFrom: 2026, lessons: null },
      { year: 2026, audience: "lurah dan camat", theme: "Layanan tanpa antre", carried: null, carriedFrom: null, lessons: "Mulai lebih pagi" },
    ]);
    // What the running year teaches after the next one was prepared still reaches it; what was asked of a year stays with that year.
    await talk.taps("Lihat seri");
    expect(await talk.taps("Catat pelajaran")).toBe(
      "Apa yang perlu diingat dari *Pekan Layanan* tahun 2026 untuk tahun berikutnya? Tanpa nama orang; siapa pun dapat membacanya.",
    );
    expect(await talk.says("hubungi 081234567890")).toMatch(/^Tulisan itu memuat data pribadi/);
    await talk.says("Ruang lebih besar");
    expect(await talk.says("ya")).toBe("✅ Dicatat, dan tampil pada tahun 2027.");
    expect((await yearsOf(world.db, tenant, id))[0]?.carried).toBe("Mulai lebih pagi\nRuang lebih besar");
    expect(await talk.taps("Lihat seri")).toContain("Diperbaiki dari 2026:\n- Mulai lebih pagi\n- Ruang lebih besar");
    for (const year of [2026, 2027]) await world.db.run(sql`update series_year set year = year - 1 where year = ${year}`);
    await talk.taps("Catat pelajaran");
    expect(talk.last.reply.text).toBe("Pelajaran *Pekan Layanan* dari tahun berapa?");
    await talk.taps("2025");
    await talk.says("Undangan sebulan sebelumnya");
    expect(await talk.says("ya")).toBe("✅ Dicatat, dan tampil pada tahun 2026.");
    await talk.taps("Lihat seri");
    await talk.taps("Siapkan tahun baru");
    expect(await talk.says("tanpa tema")).toMatch(/^Siapkan \*Pekan Layanan\* tahun 2027\?/);
    await beginYear(world.db, tenant, id, { year: 2027, audience: "camat", theme: null }, world.clock.now());
    expect(await talk.says("ya")).toBe("*Pekan Layanan* tahun 2027 sudah disiapkan.");
    expect((await yearsOf(world.db, tenant, id)).map((it) => [it.year, it.lessons?.split("\n").length ?? 0])).toEqual([
      [2027, 0],
      [2026, 0],
      [2025, 3],
    ]);
  });

  it("shows this year's classes, whether they are open, and in which years one has completed it", async () => {
    const who = await world.person("Dewi Contoh");
    const me = await world.talk(who);
    const guest = await world.talk(null);
    const id = await series("Pekan Layanan");
    const training = await ofSeries("Kelas Layanan Prima", "pekan layanan");
    const before = await world.classOf(training, { status: "selesai", sessions: ["2025-11-03T08:00/2025-11-03T12:00"] });
    await world.classOf(training, { name: "Angkatan 2" });
    await world.classOf(training, { name: "Angkatan 1", status: "ditutup", sessions: ["2026-12-01T08:00/2026-12-01T12:00"] });
    await world.classOf(training, { name: "Rencana", status: "rencana" });
    await world.db.run(sql`
      insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since)
      select cell, agency_id, ${before}, ${who.personId}, 'selesai', 'sendiri', made_at, made_at from training_series limit 1`);
    expect(await me.says("/seri layanan")).toBe(
      [
        "*Pekan Layanan* (seri tahunan)\nBelajar layanan publik bersama tiap tahun",
        "Tahun pertamanya belum disiapkan.",
        "Kelas 2026:\n1. Kelas Layanan Prima, Angkatan 1 — Selasa, 1 Des 2026 (pendaftarannya sudah ditutup)\n2. Kelas Layanan Prima, Angkatan 2 — Senin, 7 Des 2026",
        "Anda menyelesaikannya pada 2025.",
      ].join("\n\n"),
    );
    expect(me.last.reply.buttons?.map((it) => it.label)).toEqual(["Lihat 1", "Lihat 2", "Daftar seri"]);
    expect(await me.taps("Lihat 2")).toMatch(/^\*Kelas Layanan Prima\*\nAngkatan 2/);
    // The next year is prepared, this one's classes are still to come: they stay in sight, what is cancelled or over does not.
    await beginYear(world.db, tenant, id, { year: 2027, audience: "camat", theme: null }, world.clock.now());
    await world.classOf(training, { name: "Dibatalkan", status: "batal", sessions: ["2026-12-02T08:00/2026-12-02T12:00"] });
    await world.classOf(training, { name: "Sudah", status: "berjalan", sessions: ["2026-11-02T08:00/2026-11-02T12:00"] });
    await world.classOf(training, { name: "Ditunda", status: "ditunda", sessions: ["2026-12-03T08:00/2026-12-03T12:00"] });
    for (const day of [10, 11, 12]) await world.classOf(training, { name: `Hari ${day}`, sessions: [`2026-12-${day}T08:00/2026-12-${day}T12:00`] });
    const text = await me.says("/seri layanan");
    expect(text).toMatch(
      /Kelas 2026:\n1\. .*Angkatan 1.*\n2\. .*Ditunda.*\(kelasnya ditunda\)\n3\. .*Angkatan 2.*\n4\. .*Hari 10.*\ndan 2 lainnya\.\n\nTahun 2027 sudah disiapkan/,
    );
    await world.db.run(sql`update training_class set status = 'selesai' where training_id = ${training}`);
    expect(await me.says("/seri layanan")).toMatch(/Sasaran 2027: camat\n\nBelum ada kelas yang akan datang untuk 2027\./);
    await guest.says("/kota kendari");
    expect(await guest.says("/seri")).not.toContain("Anda menyelesaikannya");
  });

  it("lists several, says where there is none, and lets nobody but officers keep them", async () => {
    const who = await world.person("Dewi Contoh");
    const me = await world.talk(who);
    expect(await me.says("/seri")).toBe("Belum ada seri tahunan di kota ini. Kelas yang terbuka: /jadwal.");
    const [id] = [await series("Pekan Layanan"), await series("Sekolah Data")];
    expect(await beginSeries(world.db, tenant, { name: "sekolah DATA", about: "x" }, world.clock.now())).toBeNull();
    expect(await me.says("/seri")).toMatch(/^Seri tahunan, yang kembali setiap tahun:\n1\. \*Pekan Layanan\*: .*\n2\. \*Sekolah Data\*/);
    expect(await me.says("/seri astronomi")).toMatch(/^Belum ada seri tahunan tentang "astronomi"\. Yang ada:/);
    for (const capability of ["begin_series_year", "note_series_lesson"])
      await expect(world.performs(who, { capability, input: { series: id, audience: "semua", theme: "x", words: "coba saja" } })).rejects.toThrow(/forbidden/);
  });
});
