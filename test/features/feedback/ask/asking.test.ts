import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../../src/db/database.ts";
import { testDatabases } from "../../../world.ts";
import { type AskWorld, allTimes, kendari, openAskWorld, type Somebody } from "./ask-world.ts";

describe.each(testDatabases())("surveys after a class on $name", (database) => {
  let world: AskWorld;
  beforeAll(async () => {
    world = await openAskWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const inClass = async (classId: number, people: Somebody[]) => {
    for (const it of people) await world.enrolled(classId, it.who);
  };
  const several = async (count: number, name: string, options: Parameters<AskWorld["staff"]>[1] = {}): Promise<Somebody[]> => {
    const all: Somebody[] = [];
    for (let at = 1; at <= count; at++) all.push(await world.staff(`${name} ${String.fromCharCode(64 + at)}`, options));
    return all;
  };
  /** The morning and the afternoon of these days alone. */
  const onDays = async (...days: string[]) => {
    const all: Awaited<ReturnType<AskWorld["runTo"]>> = [];
    for (const day of days) {
      world.comes(`${day}T09:40`);
      all.push(...(await world.runTo(`${day}T18:00`, ["09:45", "14:00"])));
    }
    return all;
  };
  const surveyLetters = (it: Somebody) => it.talk.heard.filter((letter) => letter.key.startsWith("survei:"));
  const texts = (it: Somebody) => surveyLetters(it).map((letter) => letter.reply.text);

  it("ask twelve participants on the day, remind who agreed twice with other words, and close", async () => {
    const { id } = await world.cityClass("Pelatihan Layanan");
    const people = await several(12, "Peserta");
    await inClass(id, people);
    const [first, second, third] = people as [Somebody, Somebody, Somebody];
    for (const it of people.slice(0, 6)) await world.agrees(it);
    world.comes("2026-12-07T15:00");
    const day = await world.runTo("2026-12-07T23:30", allTimes);
    expect(day.length).toBe(12);
    expect(new Set(day.map((it) => it.at))).toEqual(new Set(["2026-12-07T16:00"]));
    expect(new Set(texts(first).concat(texts(second), texts(third), ...people.map(texts))).size).toBe(2);
    for (const it of people) {
      expect(texts(it)[0]).toMatch(/\*Pelatihan Layanan\*/);
      expect(texts(it)[0]).toMatch(/Rahasia: petugas BKPSDM hanya melihat gabungan lima jawaban atau lebih/);
      expect(texts(it)[0]).not.toMatch(/anonim/i);
    }
    // Reaction and what was learnt go together: one button.
    expect(surveyLetters(first)[0]?.reply.buttons?.length).toBe(1);
    const asked = (await world.requests()).filter((it) => it.respondent === first.who.personId);
    expect(asked.map((it) => [it.step, it.sentAt !== null])).toEqual([
      ["reaksi", true],
      ["belajar", true],
    ]);
    for (const it of asked) await world.answers(it.id);
    const later = [
      ...(await world.runTo("2026-12-08T18:00", ["09:45", "14:00"])),
      ...(await onDays("2026-12-10", "2026-12-11", "2026-12-14", "2026-12-15", "2026-12-16", "2026-12-18", "2026-12-21", "2026-12-22")),
    ];
    // The first has answered; five others agreed to reminders, of two each.
    expect(later.length).toBe(10);
    expect(texts(first).length).toBe(1);
    expect(texts(second).length).toBe(3);
    expect(new Set(texts(second)).size).toBe(3);
    expect(texts(second)[1]).toMatch(/^Mengingatkan: survei tentang \*Pelatihan Layanan\*.*sampai Senin, 21 Des 2026/);
    expect(texts(second)[2]).toMatch(/^Pengingat terakhir/);
    expect(texts(people[8] as Somebody).length).toBe(1);
    const ended = await world.requests();
    expect(ended.filter((it) => it.done).length).toBe(2);
    expect(ended.filter((it) => it.note === "lewat").length).toBe(22);
    const settled = await world.db.many(z.object({ step: z.string() }), sql`select step from survey_round where settled_at is not null order by step`);
    expect(settled.map((it) => it.step)).toEqual(["belajar", "reaksi"]);
  });

  it("ask about behaviour after 30 days whoever led most of the time, in one batch, and skip where nobody did", async () => {
    const { id } = await world.cityClass("Pelatihan Layanan");
    const [chief, gone, former, acting] = [
      await world.staff("Kepala Seksi"),
      await world.staff("Kepala Pergi"),
      await world.staff("Kepala Lama"),
      await world.staff("Plt Kepala"),
    ];
    const eight = await several(8, "Staf", { leader: chief.who });
    const two = await several(2, "Anak Buah", { leader: gone.who });
    const [moved, alone] = [await world.staff("Pegawai Pindah", { leader: former.who }), await world.staff("Pegawai Sendiri")];
    const people = [...eight, ...two, moved, alone];
    await inClass(id, people);
    world.comes("2026-12-07T17:00");
    await onDays("2026-12-08");
    await world.endsLine(former.who, moved.who, "2026-12-15");
    await world.leads(acting.who, moved.who, "2026-12-15");
    await world.db.run(sql`update person set duty = 'pensiun' where id = ${gone.who.personId}`);
    await onDays("2026-12-22", "2027-01-05", "2027-01-06", "2027-01-07");
    const behaviour = (await world.requests()).filter((it) => it.step === "perilaku");
    expect(new Set(behaviour.map((it) => it.days))).toEqual(new Set([30]));
    expect(behaviour.filter((it) => it.capacity === "peserta").length).toBe(12);
    expect(behaviour.every((it) => it.competencies[0] === "pelayanan-publik")).toBe(true);
    const leaders = behaviour.filter((it) => it.capacity === "atasan");
    expect(leaders.filter((it) => it.respondent === chief.who.personId).map((it) => it.about)).toEqual(eight.map((it) => it.who.personId));
    expect(leaders.find((it) => it.about === moved.who.personId)?.respondent).toBe(acting.who.personId);
    expect(leaders.filter((it) => it.note === "tanpa_atasan").map((it) => it.about)).toEqual([...two, alone].map((it) => it.who.personId));
    // One letter for eight, each with a button; nothing to those who do not rate.
    expect(surveyLetters(chief).length).toBe(1);
    expect(texts(chief)[0]).toMatch(/8 staf Anda/);
    expect(texts(chief)[0]).toMatch(/\n8\. Staf H\n\nRahasia: /);
    expect(surveyLetters(chief)[0]?.reply.buttons?.map((it) => it.full)).toEqual(eight.map((_, at) => `Nilai Staf ${String.fromCharCode(65 + at)}`));
    expect([gone, former].flatMap(surveyLetters)).toEqual([]);
    expect(texts(acting).length).toBe(1);
    // On the 30th day, a Wednesday, in good hours.
    const sent = behaviour.filter((it) => it.sentAt !== null).map((it) => it.sentAt?.slice(0, 10));
    expect(new Set(sent)).toEqual(new Set(["2027-01-06"]));
    await onDays("2027-03-05", "2027-03-08");
    const ninety = (await world.requests()).filter((it) => it.days === 90 && it.capacity === "atasan");
    expect(ninety.length).toBe(12);
  });

  it("remind earlier where the day of the reminder is no working day", async () => {
    const { id } = await world.cityClass("Pelatihan Layanan");
    const [one] = (await several(1, "Peserta")) as [Somebody];
    await inClass(id, [one]);
    await world.agrees(one);
    world.comes("2026-12-07T15:00");
    await world.runTo("2026-12-07T18:00", ["16:00"]);
    // Due on the 11th, early in the morning.
    await world.db.run(sql`
      insert into work_time (cell, agency_id, kind, since, until, about, noted_at) values (1, ${kendari}, 'libur', '2026-12-10', '2026-12-11', 'uji', now())`);
    expect(await onDays("2026-12-08")).toEqual([]);
    expect((await onDays("2026-12-09")).map((it) => it.at)).toEqual(["2026-12-09T09:45"]);
    expect(texts(one)[1]).toMatch(/^Mengingatkan/);
    expect(await onDays("2026-12-10", "2026-12-11", "2026-12-12")).toEqual([]);
  });

  it("write nothing at night or in blocked times, one letter a day, and nothing while another form is open", async () => {
    const chief = await world.staff("Kepala Seksi");
    const people = await several(3, "Staf", { leader: chief.who });
    for (const it of [chief, ...people]) await world.agrees(it);
    // Friday to Saturday, and a day class on Monday: the leader was in it, too.
    const one = await world.cityClass("Pelatihan Jumat", { sessions: ["2026-12-04T13:30/2026-12-04T21:00"] });
    const other = await world.cityClass("Pelatihan Senin", { sessions: ["2026-12-07T08:00/2026-12-07T12:00"] });
    await inClass(one.id, people);
    await inClass(other.id, [chief, ...people]);
    await world.db.run(sql`
      insert into work_time (cell, agency_id, kind, since, until, about, noted_at) values (1, ${kendari}, 'libur', '2027-01-06', '2027-01-06', 'uji', now())`);
    world.comes("2026-12-04T20:00");
    const letters = [
      ...(await world.runTo("2026-12-05T12:00", allTimes)),
      ...(await world.runTo("2026-12-07T23:59", allTimes)),
      ...(await onDays("2026-12-08", "2026-12-09", "2026-12-11", "2026-12-14", "2027-01-04", "2027-01-05")),
      ...(await world.runTo("2027-01-07T18:00", allTimes)),
    ];
    expect(letters.length).toBeGreaterThan(12);
    const seen = new Set<string>();
    for (const { at, letter } of letters) {
      const local = Temporal.PlainDateTime.from(at);
      const minute = local.hour * 60 + local.minute;
      const good = (minute >= 570 && minute < 660) || (minute >= 810 && minute < 900) || (at >= "2026-12-07T12:00" && at < "2026-12-07T13:30");
      expect([at, good, local.dayOfWeek <= 5, at.startsWith("2027-01-06")]).toEqual([at, true, true, false]);
      const person = `${letter.to.chat} ${at.slice(0, 10)}`;
      expect(seen.has(person)).toBe(false);
      seen.add(person);
    }
    // A form that is under way: nothing that day, the next day it is asked.
    await world.afresh();
    const busy = await world.staff("Pegawai Sibuk");
    const third = await world.cityClass("Pelatihan Selasa", { sessions: ["2026-12-08T08:00/2026-12-08T12:00"] });
    await inClass(third.id, [busy]);
    world.comes("2026-12-08T11:30");
    await world.db.run(sql`
      insert into assessment (cell, agency_id, person_id, rater_id, plan, started_at, touched_at)
      values (1, ${kendari}, ${busy.who.personId}, ${busy.who.personId}, '[]', ${world.clock.now().toString()}, ${world.clock.now().toString()})`);
    expect(await world.runTo("2026-12-09T11:00", allTimes)).toEqual([]);
    expect((await world.runTo("2026-12-09T18:00", allTimes)).map((it) => it.at)).toEqual(["2026-12-09T13:45"]);
  });

  it("are doubled by no second replica", async () => {
    const chief = await world.staff("Kepala Seksi");
    const people = await several(8, "Staf", { leader: chief.who });
    const { id } = await world.cityClass("Pelatihan Layanan");
    await inClass(id, people);
    world.comes("2026-12-07T16:05");
    const both = async () => (await Promise.all([world.tick(), world.tick(), world.tick()])).flat();
    expect((await both()).length).toBe(8);
    world.comes("2027-01-06T09:40");
    expect((await both()).length).toBe(9);
    expect((await world.requests()).length).toBe(8 * 2 + 8 * 2);
    expect(await both()).toEqual([]);
    world.comes("2027-02-01T09:40");
    await both();
    const rounds = await world.db.many(
      z.object({ step: z.string(), settled: z.boolean() }),
      sql`select step, settled_at is not null as settled from survey_round order by id`,
    );
    expect(rounds.filter((it) => it.settled).length).toBe(3);
  });

  it("follow the class: moved, cancelled, absent, and never for what is only planned", async () => {
    const { id } = await world.cityClass("Pelatihan Layanan");
    const people = await several(3, "Peserta");
    await inClass(id, people);
    const draft = await world.cityClass("Pelatihan Rencana", { status: "rencana" });
    await inClass(draft.id, people);
    world.comes("2026-12-07T17:00");
    await onDays("2026-12-08");
    const opens = async () =>
      (
        await world.db.many(
          z.object({ at: z.string() }),
          sql`select to_json(opens_at)#>>'{}' as at from survey_round where opened_at is null order by opens_at`,
        )
      ).map((it) => Temporal.Instant.from(it.at).toZonedDateTimeISO("Asia/Makassar").toPlainDateTime().toString({ smallestUnit: "minute" }));
    expect(await opens()).toEqual(["2027-01-06T00:00", "2027-03-07T00:00"]);
    // A further day was held: behaviour is asked so much later.
    await world.db.run(sql`
      insert into training_session (cell, agency_id, class_id, starts_at, ends_at) values (1, ${kendari}, ${id}, '2026-12-10T00:00:00Z', '2026-12-10T08:00:00Z')`);
    await world.db.run(sql`update training_class set ends_on = '2026-12-10' where id = ${id}`);
    await world.tick();
    expect(await opens()).toEqual(["2027-01-09T00:00", "2027-03-10T00:00"]);
    // Absent after all: neither reminded nor counted.
    await world.db.run(sql`update enrolment set state = 'tidak_hadir' where class_id = ${id} and person_id = ${people[0]?.who.personId}`);
    await world.tick();
    expect((await world.requests()).filter((it) => it.note === "tidak_ikut").length).toBe(2);
    await world.db.run(sql`update training_class set status = 'batal' where id = ${id}`);
    await world.tick();
    expect(await opens()).toEqual([]);
    expect((await world.requests()).filter((it) => it.note === "kelas_batal").length).toBe(4);
  });

  it("ask who learns alone when they have finished, by month", async () => {
    const { id } = await world.cityClass("Kursus Mandiri", { selfPaced: true, sessions: [] });
    const [early, late] = (await several(2, "Pelajar")) as [Somebody, Somebody];
    await inClass(id, [early, late]);
    const finishes = ({ who }: Somebody) =>
      world.db.run(sql`update enrolment set state = 'selesai', since = ${world.clock.now().toString()} where class_id = ${id} and person_id = ${who.personId}`);
    world.comes("2026-12-28T10:15");
    await finishes(early);
    expect((await world.runTo("2026-12-28T18:00", allTimes)).map((it) => it.at)).toEqual(["2026-12-28T10:30"]);
    world.comes("2027-01-04T10:00");
    await finishes(late);
    await onDays("2027-01-05");
    const rounds = await world.db.many(
      z.object({ step: z.string(), month: z.number(), asked: z.number() }),
      sql`
      select step, month, (select count(*)::int from survey_request q where q.round_id = r.id) as asked from survey_round r where step = 'reaksi' order by month`,
    );
    expect(rounds).toEqual([
      { step: "reaksi", month: 202612, asked: 1 },
      { step: "reaksi", month: 202701, asked: 1 },
    ]);
    expect([surveyLetters(early).length, surveyLetters(late).length]).toEqual([1, 1]);
    await onDays("2027-01-26", "2027-01-27", "2027-01-28");
    expect((await world.requests()).filter((it) => it.step === "perilaku" && it.capacity === "peserta").map((it) => it.respondent)).toEqual([
      early.who.personId,
    ]);
  });
});
