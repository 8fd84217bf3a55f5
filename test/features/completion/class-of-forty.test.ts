import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { keepNoticeMenus } from "../../../src/core/notice-menu.ts";
import { sql } from "../../../src/db/database.ts";
import { planReminders } from "../../../src/features/enrolment/remind/plan-reminders.ts";
import { sendReminders } from "../../../src/features/enrolment/remind/send-reminders.ts";
import { lapseDue, type Round } from "../../../src/features/enrolment/seats/lapse.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, cell, openCompletionWorld, type Somebody, tenant } from "./completion-world.ts";

const day = "2026-12-07";

/** Two weeks in a few seconds: the clock is put forward, everything else is as it is in service. */
describe.each(testDatabases())("a class of forty, from the announcement to the certificate, on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterAll(() => world.close());

  /** What the job does every few minutes. */
  async function round(): Promise<void> {
    const { db, clock } = world;
    const put: Round["put"] = async (tx, letters) => {
      await keepNoticeMenus(tx, cell, letters, clock.now());
      world.deliver(letters);
    };
    await lapseDue({ db, cell, now: clock.now(), put });
    await planReminders(db, cell, clock.now());
    await sendReminders({ db, cell, now: clock.now(), put });
  }

  const counted = () =>
    world.db.many(
      z.object({ state: z.string(), people: z.coerce.number() }),
      sql`select state, count(*) as people from enrolment group by state order by state`,
    );
  const states = async () => Object.fromEntries((await counted()).map((it) => [it.state, it.people]));

  it("loses nobody and nothing", { timeout: 600_000 }, async () => {
    await world.setting();
    const desk = await world.officer();
    const { id } = await world.cityClass("Pelayanan Prima", { name: "Angkatan I", seats: 40, sessions: [`${day}T08:00/${day}T16:00`] });
    const leaders: Somebody[] = [];
    const people: Somebody[] = [];
    for (let unit = 0; unit < 3; unit++) {
      const unitId = await world.unit(`Dinas ${"ABC"[unit]}`);
      const who = await world.person(`Atasan ${unit} Contoh`, { unit: unitId });
      const leader = { who, talk: await world.talk(who) };
      await world.proves(who);
      leaders.push(leader);
      for (let n = 0; n < 15; n++) {
        const one = await world.person(`Peserta ${unit}-${n} Contoh`, { leader: who, unit: unitId });
        people.push({ who: one, talk: await world.talk(one) });
      }
    }

    // Forty-five want in: forty seats wait for their leaders, five people wait for a seat.
    for (const { talk } of people) {
      await talk.says("/daftar pelayanan prima");
      await talk.says("ya");
    }
    expect(await states()).toEqual({ menunggu_atasan: 40, daftar_tunggu: 5 });
    for (const { talk } of leaders) {
      expect(await talk.says("/persetujuan")).toMatch(/permintaan menunggu persetujuan Anda/);
      await talk.taps(/Setujui semua/);
      expect(await talk.says("ya")).toMatch(/permintaan disetujui/);
    }
    expect(await states()).toEqual({ terdaftar: 40, daftar_tunggu: 5 });

    // Three leave; of those who are offered a seat one takes it, one passes it on, two do not answer in time.
    for (const { talk } of people.slice(0, 3)) {
      await talk.says("/batal");
      expect(await talk.says("ya")).toMatch(/dibatalkan/);
    }
    expect(await states()).toEqual({ terdaftar: 37, ditawari: 3, batal: 3, daftar_tunggu: 2 });
    const offered = people.filter((it) => /^Ada kursi kosong/.test(it.talk.last.reply.text));
    expect(await offered[0]?.talk.taps("Terima")).toMatch(/disimpan untuk Anda: menunggu persetujuan atasan/);
    expect(await offered[1]?.talk.taps("Lewati")).toMatch(/berikutnya/);
    world.clock.pass({ hours: 25 });
    await round();
    const second = people.filter((it) => /^Ada kursi kosong/.test(it.talk.last.reply.text) && !offered.includes(it));
    expect(second).toHaveLength(1);
    for (const it of second) await it.talk.taps("Terima").catch(() => {});
    world.clock.pass({ hours: 1 });
    await round();
    for (const { talk } of leaders) if (/\d permintaan menunggu|ingin mengikuti/.test(await talk.says("/persetujuan"))) await approveOne(talk);
    const before = await states();
    expect(before.terdaftar).toBeGreaterThanOrEqual(38);
    expect(await world.seatsOf(id)).toEqual({ taken: before.terdaftar, held: before.terdaftar });

    // The week before: each is reminded, nobody twice of the same.
    const enrolled: Somebody[] = [];
    for (const it of people) if ((await world.stateOf(id, it.who)) === "terdaftar") enrolled.push(it);
    for (const at of ["2026-11-30T09:00", "2026-12-04T10:00", "2026-12-04T16:00", "2026-12-07T06:30"]) {
      world.comes(at);
      await round();
      await round();
    }
    for (const { talk } of enrolled) {
      const keys = talk.heard.map((it) => it.key);
      expect(new Set(keys).size).toBe(keys.length);
    }

    // The day: all but two come; the officer confirms, declares and issues.
    const absent = enrolled.slice(0, 2);
    await world.attends(desk, enrolled.slice(2), day);
    await world.performs(desk.who, { capability: "confirm_attendance", input: { class: id, day } }, ["officer"]);
    world.comes("2026-12-07T17:00");
    await desk.talk.says("/hasil");
    await desk.talk.taps("Nyatakan hasil");
    expect(await desk.talk.says("ya")).toContain(`Selesai ${enrolled.length - 2}, belum memenuhi syarat 0, tidak hadir 2.`);
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const numbers = await world.db.many(z.object({ number: z.string() }), sql`select number from certificate order by id`);
    expect(numbers).toHaveLength(enrolled.length - 2);
    expect(new Set(numbers.map((it) => it.number)).size).toBe(numbers.length);
    expect(numbers[0]?.number).toBe("800.2/0001/SERT/XII/2026");
    expect(numbers.at(-1)?.number).toBe(`800.2/${String(numbers.length).padStart(4, "0")}/SERT/XII/2026`);
    for (const it of enrolled.slice(2)) expect((await recordsOf(world.db, { ...tenant, personId: it.who.personId })).map((one) => one.jp)).toEqual([16]);
    for (const it of absent) expect(await recordsOf(world.db, { ...tenant, personId: it.who.personId })).toEqual([]);
    expect(await enrolled[5]?.talk.says("/status")).toContain("selesai");
  });

  async function approveOne(talk: Somebody["talk"]): Promise<void> {
    const labels = talk.last.reply.buttons?.map((it) => it.label) ?? [];
    if (labels.includes("Setujui")) return void (await talk.taps("Setujui"));
    await talk.taps(/Setujui semua/);
    await talk.says("ya");
  }
});
