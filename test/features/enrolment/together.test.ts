import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { loadClass } from "../../../src/features/enrolment/class-of.ts";
import { enrolmentIn, enrolmentsIn, lockRoom } from "../../../src/features/enrolment/enrolment-store.ts";
import { type Desk, offerSeats } from "../../../src/features/enrolment/seats/promote.ts";
import { testDatabases } from "../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, type Talk, tenant } from "./enrolment-world.ts";

/** Under load one transaction does what many people want at the same moment. */
describe.each(testDatabases())("many wishes in one transaction on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const crowd = async (count: number, facts: Parameters<EnrolmentWorld["person"]>[1] = {}): Promise<[Subject, Talk][]> => {
    const all: [Subject, Talk][] = [];
    for (let n = 1; n <= count; n++) {
      const who = await world.person(`Peserta ${n}`, facts);
      all.push([who, await world.talk(who)]);
    }
    return all;
  };
  const allSay = (people: [Subject, Talk][], text: string) => world.together(people.map(([, talk]) => talk.writes(text)));

  it("give the seats to those who wrote first and the list in that order to the others", async () => {
    const people = await crowd(7);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 3, approval: "tanpa" });
    await allSay(people, "/daftar spbe");
    for (const [, talk] of people) expect(talk.last.reply.text).toMatch(/^Daftarkan Anda ke \*Pelatihan SPBE Dasar\*\?/);
    await allSay(people, "ya");
    const said = people.map(([, talk]) => talk.last.reply.text.split("\n")[0]);
    expect(said.slice(0, 3).map((it) => it?.startsWith("Anda terdaftar"))).toEqual([true, true, true]);
    expect(said.slice(3)).toEqual([1, 2, 3, 4].map((at) => `Anda masuk daftar tunggu *Pelatihan SPBE Dasar*: urutan ${at} dari 4.`));
    expect(await world.seatsOf(id)).toEqual({ taken: 3, held: 3 });
    for (const [, talk] of people.slice(0, 3)) expect(talk.last.reply.files?.[0]?.mime).toBe("text/calendar");
    const events = await world.db.many(z.object({ to: z.string() }), sql`select to_state as "to" from enrolment_event order by id`);
    expect(events.map((it) => it.to)).toEqual(["terdaftar", "terdaftar", "terdaftar", ...Array(4).fill("daftar_tunggu")]);
  });

  it("tell each what concerns them alone: a refusal, another class, a question in between, a second yes", async () => {
    const [one, other, third, fourth] = (await crowd(4)) as [[Subject, Talk], [Subject, Talk], [Subject, Talk], [Subject, Talk]];
    const away = await world.talk(await world.person("Cuti Contoh", { leave: ["2026-12-01", "2026-12-31"] }));
    await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 1, approval: "tanpa" });
    const archive = await world.classOf(await world.training("Pelatihan Arsip"), { seats: 1, approval: "tanpa" });
    await world.together([one[1].writes("/daftar spbe"), away.writes("/daftar spbe"), other[1].writes("/daftar arsip"), third[1].writes("/daftar entah")]);
    expect(away.last.reply.text).toMatch(/waktunya bertepatan dengan cuti Anda/);
    expect(third[1].last.reply.text).toMatch(/^Belum ada kelas "entah" yang terbuka/);
    await world.together([one[1].writes("ya"), other[1].writes("ya"), third[1].writes("ya"), fourth[1].writes("tidak")]);
    expect(one[1].last.reply.text).toMatch(/^Anda terdaftar di \*Pelatihan SPBE Dasar\*/);
    expect(other[1].last.reply.text).toMatch(/^Anda terdaftar di \*Pelatihan Arsip\*/);
    expect(third[1].last.reply.text).not.toMatch(/terdaftar/);
    await one[1].says("ya");
    expect(one[1].last.reply.text).not.toMatch(/terdaftar/);
    expect(await world.seatsOf(archive)).toEqual({ taken: 1, held: 1 });
  });

  it("enter somebody once who asks from two chats at the same moment", async () => {
    const [[who, first]] = (await crowd(1)) as [[Subject, Talk]];
    const second = await world.talk(who);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 5, approval: "tanpa" });
    await world.together([first.writes("/daftar spbe"), second.writes("/daftar spbe")]);
    await world.together([first.writes("ya"), second.writes("ya")]);
    expect(first.last.reply.text).toMatch(/^Anda terdaftar/);
    expect(second.last.reply.text).toMatch(/^Anda sudah terdaftar atau menunggu di kelas ini/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
    expect((await enrolmentsIn(world.db, tenant, id)).length).toBe(1);
  });

  it("ask each leader once for each, and let who left come again", async () => {
    world.clock.pass({ hours: 24 }); // Monday, working time
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const people = await crowd(3, { leader });
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 5 });
    await allSay(people, "/daftar spbe");
    await allSay(people, "ya");
    expect(boss.heard.map((it) => /^\*(Peserta \d)\* .* ingin mengikuti/.exec(it.reply.text)?.[1])).toEqual(["Peserta 1", "Peserta 2", "Peserta 3"]);
    for (const [, talk] of people) {
      await talk.says("/batal spbe");
      await talk.says("ya");
    }
    expect(await world.seatsOf(id)).toEqual({ taken: 0, held: 0 });
    await allSay(people, "/daftar spbe");
    await allSay(people, "ya");
    expect(await world.seatsOf(id)).toEqual({ taken: 3, held: 3 });
    const again = await enrolmentIn(world.db, tenant, id, people[1]?.[0].personId ?? 0);
    expect([again?.state, again?.attempt]).toEqual(["menunggu_atasan", 2]);
  });

  it("end with seats for all of a thousand who wait when the limit is taken away, each told once", { timeout: 120_000 }, async () => {
    world.clock.pass({ hours: 24 });
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: null, approval: "tanpa" });
    const units = [await world.unit("Dinas A"), await world.unit("Dinas B"), await world.unit("Dinas C")];
    const now = world.clock.now().toString();
    await world.db.run(sql`
      insert into person (cell, agency_id, name, status, duty, added_at, changed_at)
      select ${cell}, ${kendari}, 'Peserta ' || n, 'PNS', 'aktif', ${now}::timestamptz, ${now}::timestamptz from generate_series(1, 1000) n`);
    await world.db.run(sql`
      insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since, queued_at, unit_id)
      select ${cell}, ${kendari}, ${id}, p.id, 'daftar_tunggu', 'sendiri', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, (${units}::bigint[])[1 + p.id % 3]
        from person p`);
    const [who] = await enrolmentsIn(world.db, tenant, id);
    await world.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (${cell}, ${kendari}, ${who?.personId ?? 0}, 'telegram', 's-x', '{"channel": "telegram", "account": "bot", "chat": "s-x"}', 'code', ${now}, ${now}, ${now})`);
    const agency = { id: kendari, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
    let statements = 0;
    const letters = await world.db.transaction(async (tx) => {
      const counting = new Proxy(tx, {
        get(target, name: keyof typeof tx) {
          statements++;
          return target[name];
        },
      });
      const desk: Desk = { db: counting, cell, agency, now: world.clock.now() };
      const [room, of] = [await lockRoom(counting, tenant, id), await loadClass(counting, tenant, id)];
      return room && of ? offerSeats(desk, of, room) : [];
    });
    expect(letters.map((it) => it.to.chat)).toEqual(["s-x"]);
    expect(await world.seatsOf(id)).toEqual({ taken: 1_000, held: 1_000 });
    expect(statements).toBeLessThan(20);
  });
});
