import ICAL from "ical.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openBlob } from "../../../../src/core/blob.ts";
import type { Letter } from "../../../../src/core/channel.ts";
import { keepNoticeMenus } from "../../../../src/core/notice-menu.ts";
import { type Sql, sql } from "../../../../src/db/database.ts";
import { loadClass } from "../../../../src/features/enrolment/class-of.ts";
import { tellAll } from "../../../../src/features/enrolment/news/tell-all.ts";
import { tellingChanges } from "../../../../src/features/enrolment/news/telling-changes.ts";
import type { Desk } from "../../../../src/features/enrolment/seats/promote.ts";
import { testDatabases } from "../../../world.ts";
import { type ClassFacts, cell, type EnrolmentWorld, kendari, openEnrolmentWorld, type Talk, tenant } from "../enrolment-world.ts";

describe.each(testDatabases())("news of a class on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const agency = { id: kendari, slug: "kendari", name: "Kota Kendari", zone: "Asia/Makassar" };

  /** An officer's change of a class and what comes of it, in one transaction, as a command does it. */
  async function change(classId: number, statement: Sql): Promise<Letter[]> {
    const letters = await world.db.transaction(async (tx) => {
      const desk: Desk = { db: tx, cell, agency, now: world.clock.now() };
      const before = await loadClass(tx, tenant, classId);
      await tx.run(statement);
      const after = await loadClass(tx, tenant, classId);
      if (!before || !after) throw new Error("no such class");
      const all = await tellAll(desk, before, after);
      expect(await tellAll(desk, before, after)).toEqual([]);
      await keepNoticeMenus(tx, cell, all, world.clock.now());
      return all;
    });
    world.deliver(letters);
    return letters;
  }

  async function enters(name: string, words = "spbe"): Promise<Talk> {
    const talk = await world.talk(await world.person(name));
    await talk.says(`/daftar ${words}`);
    await talk.says("ya");
    return talk;
  }

  /** The calendar file of the last letter, read by another library. */
  async function calendarOf(talk: Talk) {
    const file = talk.last.reply.files?.[0];
    if (!file) throw new Error("no file");
    const { bytes } = (await openBlob(world.db, cell, file.blob, `telegram|bot|${talk.last.to.chat}`)) ?? { bytes: new Uint8Array() };
    const calendar = new ICAL.Component(ICAL.parse(new TextDecoder().decode(bytes)));
    const events = calendar.getAllSubcomponents("vevent").map((it) => new ICAL.Event(it));
    return {
      method: calendar.getFirstPropertyValue("method"),
      events: events.map((it) => ({ uid: it.uid, sequence: it.sequence, at: it.startDate.toJSDate().toISOString() })),
    };
  }

  const move = (id: number, days: number) => sql`
    update training_session set starts_at = starts_at + ${`${days} days`}::interval, ends_at = ends_at + ${`${days} days`}::interval where class_id = ${id}`;

  it("tells everybody concerned once that it moves, with the calendar counted up", async () => {
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", seats: 1 });
    const [inside, waiting, stranger] = [await enters("Dewi Contoh"), await enters("Sari Contoh"), await world.talk(await world.person("Orang Lain"))];
    inside.heard.findLast((it) => it.reply.files);
    await inside.says("/kalender");
    const first = await calendarOf(inside);
    expect(first).toMatchObject({ method: "PUBLISH", events: [{ sequence: 0, at: "2026-12-07T00:00:00.000Z" }] });

    expect(await change(id, move(id, 2))).toHaveLength(2);
    expect(inside.last.reply.text).toBe(
      "Ada perubahan untuk *Pelatihan SPBE*:\nWaktu: Rabu, 9 Des 2026, 08.00–16.00 WITA (semula Senin, 7 Des 2026, 08.00–16.00 WITA)\n\nBerkas kalender terlampir: buka, lalu simpan.",
    );
    const second = await calendarOf(inside);
    expect(second).toMatchObject({ method: "PUBLISH", events: [{ at: "2026-12-09T00:00:00.000Z" }] });
    expect(second.events[0]?.uid).toBe(first.events[0]?.uid);
    expect(second.events[0]?.sequence).toBeGreaterThan(Number(first.events[0]?.sequence));
    expect(waiting.last.reply.text).toMatch(/^Ada perubahan/);
    expect(waiting.last.reply.files).toBeUndefined();
    expect(stranger.heard).toEqual([]);

    await change(id, sql`update training_class set place = 'Gedung Serbaguna', link = 'https://contoh.id/z' where id = ${id}`);
    expect(inside.last.reply.text).toContain("Tempat: Gedung Serbaguna (semula Aula BKPSDM)\nTautan baru: https://contoh.id/z");
    expect(waiting.last.reply.text).not.toContain("https://contoh.id/z");
    expect(await inside.taps("Berhalangan")).toMatch(/^Batalkan/);
    await inside.says("ya");
    const third = await calendarOf(inside);
    expect(third).toMatchObject({ method: "CANCEL", events: [{ uid: first.events[0]?.uid }] });
    expect(third.events[0]?.sequence).toBeGreaterThan(Number(second.events[0]?.sequence));
  });

  it("names no session that has been held, and says where the new time clashes with another class", async () => {
    const sessions = ["2026-11-23T08:00/2026-11-23T16:00", "2026-12-07T08:00/2026-12-07T16:00"];
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", sessions });
    const [two, one] = [await enters("Dewi Contoh"), await enters("Sari Contoh")];
    await world.classOf(await world.training("Bimtek Arsip"), { approval: "tanpa", sessions: ["2026-12-09T13:00/2026-12-09T15:00"] });
    await two.says("/daftar arsip");
    await two.says("ya");
    world.clock.pass({ hours: 72 });
    await change(id, sql`${move(id, 2)} and starts_at > '2026-12-01'`);
    const told =
      "Ada perubahan untuk *Pelatihan SPBE*:\nWaktu: Rabu, 9 Des 2026, 08.00–16.00 WITA (semula Senin, 7 Des 2026, 08.00–16.00 WITA)\n\nBerkas kalender terlampir: buka, lalu simpan.";
    expect(one.last.reply.text).toBe(told);
    expect(two.last.reply.text).toBe(
      `${told}\n\n⚠️ Waktu yang baru bertepatan dengan kelas Anda yang lain, *Bimtek Arsip*: Rabu, 9 Des 2026, 13.00–15.00 WITA. Bila tidak dapat mengikuti keduanya, pilih Berhalangan, atau batalkan yang lain lewat /status.`,
    );
  });

  it("says nothing of what participants need not know", async () => {
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa" });
    await enters("Dewi Contoh");
    expect(await change(id, sql`update training_class set seats = 9, status = 'ditutup', budget_source = 'APBD' where id = ${id}`)).toEqual([]);
  });

  it("lets everybody go when it is cancelled, and leads them to another class", async () => {
    const training = await world.training("Pelatihan SPBE");
    const id = await world.classOf(training, { approval: "tanpa", seats: 1, name: "Angkatan 1" });
    const [inside, waiting] = [await enters("Dewi Contoh"), await enters("Sari Contoh")];
    await world.classOf(training, { approval: "tanpa", name: "Angkatan 2", sessions: ["2026-12-14T08:00/2026-12-14T16:00"] });
    await change(id, sql`update training_class set status = 'batal', status_note = 'pengajar sakit' where id = ${id}`);
    expect(inside.last.reply.text).toBe(
      "Mohon maaf, *Pelatihan SPBE*, Angkatan 1 dibatalkan penyelenggara (pengajar sakit). Pendaftaran Anda di kelas ini berakhir.\n\nKelas lain dari pelatihan yang sama, masih dibuka dan ada kursinya:\n- Pelatihan SPBE, Angkatan 2 — Senin, 14 Des 2026",
    );
    expect(await calendarOf(inside)).toMatchObject({ method: "CANCEL" });
    expect(waiting.last.reply.text).toMatch(/^Mohon maaf/);
    expect(await world.seatsOf(id)).toEqual({ taken: 0, held: 0 });
    const states = await world.db.many(z.object({ state: z.string() }), sql`select state from enrolment where class_id = ${id}`);
    expect(states.map((it) => it.state)).toEqual(["dikeluarkan", "dikeluarkan"]);
    expect(await waiting.taps("Daftar 1")).toMatch(/^Daftarkan Anda ke \*Pelatihan SPBE\*, Angkatan 2\?/);
    await waiting.says("ya");
    expect(await waiting.says("/status")).toMatch(/Angkatan 2\nterdaftar/);
  });

  it("offers in its place only what somebody can enter: open, with a seat, without a clash, not done yet", async () => {
    const training = await world.training("Pelatihan SPBE");
    const id = await world.classOf(training, { code: "L-1", approval: "tanpa", name: "Angkatan 1", seats: 9 });
    const [free, busy, moved] = [await enters("Dewi Contoh", "L-1"), await enters("Sari Contoh", "L-1"), await enters("Budi Contoh", "L-1")];
    const run = (number: number, facts: ClassFacts) =>
      world.classOf(training, { code: `L-${number}`, name: `Angkatan ${number}`, approval: "tanpa", ...facts });
    await run(2, { sessions: ["2026-12-14T08:00/2026-12-14T16:00"] });
    const full = await run(3, { sessions: ["2026-12-10T08:00/2026-12-10T16:00"], seats: 1 });
    await world.db.run(sql`update training_class set taken = seats where id = ${full}`);
    await run(4, { sessions: ["2026-12-11T08:00/2026-12-11T16:00"], registerUntil: "2026-11-01T00:00Z" });
    await world.classOf(await world.training("Bimtek Arsip"), { code: "L-9", approval: "tanpa", sessions: ["2026-12-14T15:00/2026-12-14T17:00"] });
    for (const it of [busy, moved]) {
      await it.says("/daftar L-9");
      await it.says("ya");
    }
    // Moved onto what Budi has already: the run that he can still follow is not there, since Angkatan 2 clashes as well.
    await run(5, { sessions: ["2026-12-21T08:00/2026-12-21T16:00"] });
    await change(id, sql`update training_session set starts_at = '2026-12-14T07:00Z', ends_at = '2026-12-14T09:00Z' where class_id = ${id}`);
    expect(moved.last.reply.text).toMatch(
      /Kelas lain dari pelatihan yang sama, masih dibuka dan ada kursinya:\n- Pelatihan SPBE, Angkatan 5 — Senin, 21 Des 2026$/,
    );
    expect(moved.last.reply.buttons?.map((it) => it.label)).toEqual(["Berhalangan", "Pindah 1", "Status saya"]);
    expect(free.last.reply.text).not.toContain("Kelas lain");
    await world.db.run(sql`
      insert into learning_record (cell, agency_id, person_id, key, training_id, title, form, starts_on, ends_on, source, evidence, state, noted_at, changed_at)
      select 1, 2, id, 'x', ${training}, 'SPBE', 'pelatihan_teknis', '2026-03-02', '2026-03-02', 'impor', 'sertifikat', 'diakui', now(), now() from person where name = 'Budi Contoh'`);
    await change(id, sql`update training_class set status = 'batal', status_note = 'anggaran' where id = ${id}`);
    expect(free.last.reply.text).toMatch(
      /ada kursinya:\n- Pelatihan SPBE, Angkatan 2 — Senin, 14 Des 2026\n- Pelatihan SPBE, Angkatan 5 — Senin, 21 Des 2026$/,
    );
    expect(busy.last.reply.text).toMatch(/ada kursinya:\n- Pelatihan SPBE, Angkatan 5 — Senin, 21 Des 2026$/);
    expect(moved.last.reply.text).toMatch(/yang dapat Anda ikuti belum ada; minat Anda dapat saya catat/);
  });

  it("keeps everybody's place while it is postponed, lets them move, and gives all the time back when it is taken up again", async () => {
    const training = await world.training("Pelatihan SPBE");
    const leader = await world.person("Rahma Contoh");
    const id = await world.classOf(training, { seats: 3, name: "Angkatan 1" });
    const stays = await world.talk(await world.person("Dewi Contoh", { leader }));
    await stays.says("/daftar spbe");
    await stays.says("ya");
    await world.db.run(sql`update training_class set approval = 'tanpa' where id = ${id}`);
    const moved = await world.person("Sari Contoh");
    const moves = await world.talk(moved);
    await moves.says("/daftar spbe");
    await moves.says("ya");
    const other = await world.classOf(training, { approval: "tanpa", name: "Angkatan 2", sessions: ["2026-12-14T08:00/2026-12-14T16:00"] });
    await change(id, sql`update training_class set status = 'ditunda', status_note = 'ruang dipakai' where id = ${id}`);
    expect(moves.last.reply.text).toMatch(/^\*Pelatihan SPBE\*, Angkatan 1 ditunda \(ruang dipakai\)\. Pendaftaran Anda tetap tercatat/);
    expect(await calendarOf(moves)).toMatchObject({ method: "CANCEL" });
    // Nor does what they look up tell the old time, or give it to a calendar once more.
    const status = await world.performs(moved, { capability: "my_enrolments", input: {} });
    expect(status.reply.text).toMatch(/Angkatan 1\nterdaftar\nKelasnya ditunda \(ruang dipakai\); waktu yang baru saya sampaikan di sini\.$/);
    expect(status.reply.buttons?.map((it) => it.label)).not.toContain("Kalender");
    expect((await world.performs(moved, { capability: "class_calendar", input: {} })).code).toBe("none");
    expect(await moves.taps("Pindah 1")).toMatch(/^Pindah dari \*Pelatihan SPBE\*, Angkatan 1 ke \*Pelatihan SPBE\*, Angkatan 2\?/);
    expect(await moves.says("ya")).toMatch(/^Anda pindah ke \*Pelatihan SPBE\*, Angkatan 2: terdaftar\./);
    expect([await world.seatsOf(id), await world.seatsOf(other)]).toEqual([
      { taken: 1, held: 1 },
      { taken: 1, held: 1 },
    ]);
    world.clock.pass({ hours: 24 * 10 });
    await change(id, sql`update training_class set status = 'dibuka', status_note = null where id = ${id}`);
    expect(stays.last.reply.text).toMatch(/^\*Pelatihan SPBE\*, Angkatan 1 dijadwalkan lagi\.\nSenin, 7 Des 2026/);
    const { ahead } = await world.db.one(
      z.object({ ahead: z.boolean() }),
      sql`select due_at > ${world.clock.now().toString()}::timestamptz as ahead from enrolment where state = 'menunggu_atasan'`,
    );
    expect(ahead).toBe(true);
  });

  it("tells of nothing at night because a postponement ends then, and reckons in the hours of the unit", async () => {
    const unit = await world.unit("RSUD");
    const all = JSON.stringify({ 1: [[480, 600]], 2: [[480, 600]], 3: [[480, 600]], 4: [[480, 600]], 5: [[480, 600]] });
    await world.db.run(sql`
      insert into work_time (cell, agency_id, kind, since, until, unit_id, hours, about, noted_at)
      values (${cell}, ${kendari}, 'jam', '2026-01-01', '2027-12-31', ${unit}, ${all}, 'jam sendiri', ${world.clock.now().toString()})`);
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { seats: 3 });
    const leader = await world.person("Rahma Contoh");
    world.clock.pass({ hours: 57 }); // Tuesday 19.00
    for (const [name, more] of [["Dewi Contoh", {}] as const, ["Sari Contoh", { unit }] as const]) {
      const talk = await world.talk(await world.person(name, { leader, ...more }));
      await talk.says("/daftar spbe");
      await talk.says("ya");
    }
    await change(id, sql`update training_class set status = 'ditunda', status_note = 'ruang dipakai' where id = ${id}`);
    world.clock.pass({ hours: 24 }); // Wednesday 19.00
    await change(id, sql`update training_class set status = 'dibuka', status_note = null where id = ${id}`);
    const rows = await world.db.many(
      z.object({ due: z.string(), tell: z.string() }),
      sql`select to_char(due_at at time zone 'Asia/Makassar', 'MM-DD HH24:MI') as due, to_char(tell_at at time zone 'Asia/Makassar', 'MM-DD HH24:MI') as tell
            from enrolment order by person_id`,
    );
    // A third of what is left before the class: of 52 hours, and of 14.
    expect(rows).toEqual([
      { due: "11-30 11:20", tell: "11-26 08:00" },
      { due: "11-30 08:40", tell: "11-26 08:00" },
    ]);
  });

  it("offers to note an interest where there is no other class", async () => {
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa" });
    const talk = await enters("Dewi Contoh");
    await change(id, sql`update training_class set status = 'batal', status_note = 'anggaran' where id = ${id}`);
    expect(talk.last.reply.text).toContain("Kelas lain dari pelatihan ini yang dapat Anda ikuti belum ada");
    expect(await talk.taps("Catat minat")).toMatch(/tercatat/);
  });

  it("finds by itself what an import has changed, of classes with somebody in them", async () => {
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa" });
    const empty = await world.classOf(await world.training("Pelatihan Arsip"), { approval: "tanpa" });
    const talk = await enters("Dewi Contoh");
    const { result, letters } = await world.db.transaction((tx) =>
      tellingChanges({ db: tx, cell, agency, now: world.clock.now() }, async () => {
        for (const it of [id, empty]) await tx.run(move(it, 1));
        return "done";
      }),
    );
    world.deliver(letters);
    expect([result, letters.length]).toEqual(["done", 1]);
    expect(talk.last.reply.text).toContain("Selasa, 8 Des 2026");
  });

  it("offers seats that an import has added to those who wait", async () => {
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", seats: 1 });
    const [, waiting] = [await enters("Dewi Contoh"), await enters("Sari Contoh")];
    const { letters } = await world.db.transaction((tx) =>
      tellingChanges({ db: tx, cell, agency, now: world.clock.now() }, () => tx.run(sql`update training_class set seats = 2 where id = ${id}`)),
    );
    world.deliver(letters);
    expect(waiting.last.reply.text).toMatch(/^Ada kursi kosong untuk Anda/);
  });
});
