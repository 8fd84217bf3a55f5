import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../../src/core/channel.ts";
import { perform } from "../../../../src/core/perform.ts";
import { sql } from "../../../../src/db/database.ts";
import { recommend } from "../../../../src/features/advice/recommend/recommend.ts";
import { tellChanges } from "../../../../src/features/feedback/improve/tell-changes.ts";
import { giveConsent } from "../../../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../../../src/features/people/privacy/consent-uses.ts";
import { testDatabases } from "../../../world.ts";
import { cell, kendari, openReportWorld, type ReportWorld, reaction } from "../report/report-world.ts";

describe.each(testDatabases())("what comes of feedback on $name", (database) => {
  let world: ReportWorld;
  beforeAll(async () => {
    world = await openReportWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const past = { sessions: ["2026-10-20T08:00/2026-10-20T16:00"] };

  /** What the regular job does; the letters that it put. */
  async function tick(): Promise<Letter[]> {
    const letters: Letter[] = [];
    await tellChanges({
      db: world.db,
      cell,
      now: world.clock.now(),
      async put(_, own) {
        letters.push(...own);
      },
    });
    return letters;
  }

  it("lists a training that few apply, with its evidence, and none that merely few have answered about", async () => {
    const [good, bad, unknown] = [await world.cityClass("Baik Contoh", past), await world.cityClass("Lemah Contoh", past), await world.cityClass("Sepi", past)];
    const people = await world.people(14);
    for (const [made, mark, count] of [
      [good, 5, 14],
      [bad, 1, 14],
      [unknown, 1, 4],
    ] as const)
      await world.settled(
        made.id,
        "perilaku",
        people.slice(0, count).map((who) => ({ who, answers: { terap: mark } })),
        30,
      );
    const officer = await world.officer();
    await officer.talk.says("/evaluasi");
    const said = await officer.talk.taps("Perlu dirancang ulang");
    expect(said).toMatch(/^\*Perlu dirancang ulang\*/);
    expect(said).toMatch(/1\. Lemah Contoh: 0% menerapkannya 30 hari sesudah kelas \(antara 0% dan \d+%; 14 jawaban\)/);
    expect(said).not.toMatch(/Baik Contoh|Sepi/);
    const [first] = people;
    if (!first) throw new Error("nobody");
    expect(await world.calls(first, "list_redesign", {})).toMatch(/hanya untuk pegawai yang berwenang/);
  });

  it("recommends what is applied before what is not, and says why", async () => {
    const [bad, good] = [await world.cityClass("Arsip Biasa", past), await world.cityClass("Arsip Unggul", past)];
    const people = await world.people(14);
    const [first] = people;
    if (!first) throw new Error("nobody");
    const advised = async () => {
      const agency = { id: kendari, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
      const person = { id: first.personId, handleId: 0, roles: ["asn" as const], agency };
      const context = { db: world.db, cell, now: world.clock.now(), agency, agencies: [agency], person, conversation: null, memory: {} };
      return (await perform([recommend], context, { capability: "recommend", input: { topic: "arsip" } })).reply.text;
    };
    await world.classOf(bad.training, { seats: 30 });
    await world.classOf(good.training, { seats: 30 });
    const before = await advised();
    expect(before).not.toMatch(/dinilai baik|menerapkannya/);
    for (const [made, mark, nps] of [
      [good, 5, 10],
      [bad, 1, 3],
    ] as const) {
      await world.settled(
        made.id,
        "perilaku",
        people.map((who) => ({ who, answers: { terap: mark } })),
        30,
      );
      await world.settled(
        made.id,
        "reaksi",
        people.map((who) => ({ who, answers: reaction(mark, nps) })),
      );
    }
    const said = await advised();
    expect(said.indexOf("Arsip Unggul")).toBeLessThan(said.indexOf("Arsip Biasa"));
    expect(said).toMatch(/dinilai baik oleh 14 peserta; 100% dari 14 peserta yang menjawab menerapkannya di pekerjaan/);
    expect(said).toMatch(/Menurut peserta sebelumnya, baru 0% dari 14 yang menjawab menerapkannya/);
  });

  it("tells who could have asked and who comes next what was changed, once, and shows it on the next class's card", async () => {
    const made = await world.cityClass("Dasar SPBE", past);
    const [ani, budi, cici] = [await world.person("Ani Contoh"), await world.person("Budi Contoh"), await world.person("Cici Contoh")];
    await world.settled(made.id, "reaksi", [{ who: ani, answers: reaction(4, 8) }, { who: budi }]);
    const next = await world.classOf(made.training, { seats: 30 });
    await world.enrolled(next, cici);
    const [first, second, third] = [await world.talk(ani), await world.talk(budi), await world.talk(cici)];
    await giveConsent(world.db, ani, { purpose: "reminders", answer: "yes", version: useVersion("reminders"), channel: "telegram" }, world.clock.now());
    const officer = await world.officer();
    await officer.talk.says("/perubahan SPBE");
    expect(await officer.talk.says("lebih banyak contoh kasus, kata Pak Hartono")).toMatch(/^Diminta: lebih banyak contoh kasus, kata Pak \[nama\]/);
    expect(await officer.talk.says("dua jam latihan dengan data kota")).toMatch(/Catat dan sampaikan/);
    expect(await officer.talk.taps("Ya, lanjutkan")).toMatch(/^Sudah dicatat/);
    expect(await officer.talk.taps("Urungkan")).toMatch(/^Sudah diurungkan/);
    await officer.talk.says("/perubahan SPBE");
    await officer.talk.says("lebih banyak contoh kasus, kata Pak Hartono");
    await officer.talk.says("dua jam latihan dengan data kota");
    expect(await officer.talk.taps("Ya, lanjutkan")).toMatch(/^Sudah dicatat/);
    world.comes("2026-11-24T02:00");
    expect(await tick()).toEqual([]);
    world.comes("2026-11-24T10:00");
    const letters = await tick();
    expect(letters.map((it) => it.to.chat).sort()).toEqual([first, third].map((it) => it.writes("x").to.chat).sort());
    expect(letters.map((it) => it.reply.text).join("\n")).toMatch(/Peserta meminta: lebih banyak contoh kasus/);
    expect(letters.map((it) => it.reply.text).join("\n")).not.toMatch(/Hartono/);
    expect(second.heard).toEqual([]);
    expect(await officer.talk.taps("Urungkan")).toMatch(/^Perubahan itu sudah disampaikan/);
    world.comes("2026-11-25T10:00");
    expect(await tick()).toEqual([]);
    const card = await world.calls(ani, "note_change", {});
    expect(card).toMatch(/hanya untuk pegawai yang berwenang/);
    expect(await third.says(`kelas-kendari-${next}`)).toMatch(/Diperbaiki karena masukan peserta:\n• diminta lebih banyak contoh kasus/);
    const { count } = await world.db.one(z.object({ count: z.number() }), sql`select count(*)::int as count from training_change`);
    expect(count).toBe(1);
  });
});
