import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../../src/db/database.ts";
import type { OpenDatabase } from "../../../../src/db/open.ts";
import { commentsIn, deleteCommentsBefore } from "../../../../src/features/feedback/measure/comment-store.ts";
import type { Group } from "../../../../src/features/feedback/measure/fact-store.ts";
import { factsOf } from "../../../../src/features/feedback/measure/facts.ts";
import { qualityOf } from "../../../../src/features/feedback/measure/quality.ts";
import { trainingsToRedesign } from "../../../../src/features/feedback/measure/redesign.ts";
import { testDatabases } from "../../../world.ts";
import { now, openCity, type Reply, tenant, type World } from "./feedback-world.ts";

const reaction = (materi: number, nps: number, saran?: string) => ({ materi, sarana: 4, nps, ...(saran === undefined ? {} : { saran }) });

describe.each(testDatabases())("answers become blocks, $name", (database) => {
  let opened: OpenDatabase;
  let city: World;
  const facts = (group: Group, year: number | null = null) => factsOf(opened.db, tenant, group, year, now);
  const some = (from: number, count: number, answers: (at: number) => Reply["answers"]): Reply[] =>
    city.people.slice(from, from + count).map((respondent, at) => {
      const given = answers(at);
      return { respondent, ...(given && { answers: given }) };
    });
  const settled = async (classId: number, step: "reaksi" | "belajar" | "perilaku", replies: Reply[], day?: string) => {
    const round = await city.round(classId, step, replies, day);
    await city.settle(round);
    return round;
  };

  beforeAll(async () => {
    opened = await database.open();
    city = await openCity(opened.db, { people: 90 });
  }, 240_000);
  afterAll(() => opened?.close());

  it("tells of a class with six answers what they say, with an interval and who did not answer", async () => {
    const id = await city.class(await city.training());
    await settled(id, "reaksi", [...some(0, 6, (at) => reaction(at < 3 ? 4 : 5, at < 4 ? 10 : 5)), ...some(6, 3, () => undefined)]);
    const { parts } = await facts({ kind: "kelas", id });
    expect(parts).toHaveLength(1);
    const [part] = parts;
    expect(part).toMatchObject({ step: "reaksi", capacity: "peserta", asked: 9, answered: 6, shown: 6, runs: 1 });
    const materi = part?.measures.find((one) => one.measure === "materi");
    expect(materi?.choices.map((one) => [one.label, one.count])).toEqual([
      ["Sangat kurang", 0],
      ["Kurang", 0],
      ["Cukup", 0],
      ["Baik", 3],
      ["Sangat baik", 3],
    ]);
    expect(materi?.estimate?.value).toBeCloseTo(4.5);
    expect(materi?.estimate?.low).toBeGreaterThan(3.5);
    expect(materi?.estimate?.high).toBeLessThanOrEqual(5);
    const nps = part?.measures.find((one) => one.measure === "=nps");
    expect(nps?.estimate?.value).toBeCloseTo((100 * (4 - 2)) / 6);
  });

  it("tells nothing of four, keeps them, and tells of them together with the next run", async () => {
    const training = await city.training("Mitra");
    const [first, second] = [await city.class(training), await city.class(training, null, "2026-04-06")];
    await settled(
      first,
      "reaksi",
      some(0, 4, () => reaction(3, 7)),
    );
    expect((await facts({ kind: "kelas", id: first })).parts[0]).toMatchObject({ answered: 4, shown: 0, measures: [], hidden: "kurang_dari_lima" });
    expect((await facts({ kind: "pelatihan", id: training })).parts[0]?.measures).toEqual([]);
    await settled(
      second,
      "reaksi",
      some(10, 3, () => reaction(5, 9)),
      "2026-04-06",
    );
    expect((await facts({ kind: "kelas", id: first })).parts[0]).toMatchObject({ measures: [], hidden: "digabung" });
    const [part] = (await facts({ kind: "pelatihan", id: training })).parts;
    expect(part).toMatchObject({ asked: 7, answered: 7, shown: 7, runs: 1 });
    expect((await facts({ kind: "penyelenggara", name: "Mitra" })).parts[0]?.shown).toBe(7);
  });

  it("counts the same person in two small runs once", async () => {
    const training = await city.training();
    await settled(
      await city.class(training),
      "reaksi",
      some(0, 4, () => reaction(3, 7)),
    );
    await settled(
      await city.class(training, null, "2026-04-06"),
      "reaksi",
      some(0, 4, () => reaction(3, 7)),
      "2026-04-06",
    );
    expect((await facts({ kind: "pelatihan", id: training })).parts[0]).toMatchObject({ answered: 8, shown: 0, hidden: "menunggu" });
  });

  it("changes nothing when it is settled again, and leaves out who took the link back before", async () => {
    const training = await city.training();
    const id = await city.class(training);
    const round = await city.round(
      id,
      "reaksi",
      some(20, 6, () => reaction(3, 7)),
    );
    const gone = city.people[25] ?? 0;
    await city.erase(gone);
    await city.settle(round);
    await city.settle(round);
    const blocks = await opened.db.many(
      z.object({ answered: z.number(), asked: z.number() }),
      sql`select answered, asked from survey_block where training_id = ${training}`,
    );
    expect(blocks).toEqual([{ answered: 5, asked: 5 }]);
  });

  it("keeps totals when somebody takes the link back after", async () => {
    const id = await city.class(await city.training());
    await settled(
      id,
      "reaksi",
      some(30, 6, () => reaction(2, 3)),
    );
    const before = await facts({ kind: "kelas", id });
    await city.erase(city.people[30] ?? 0);
    expect((await facts({ kind: "kelas", id })).parts[0]?.measures).toEqual(before.parts[0]?.measures);
  });

  it("tells of an item that four answered nothing, and of then and now only where both are known", async () => {
    const training = await city.training();
    const id = await city.class(training);
    await settled(
      id,
      "reaksi",
      some(0, 6, (at) => (at < 4 ? reaction(4, 8) : { materi: 4, nps: 8 })),
    );
    expect((await facts({ kind: "kelas", id })).parts[0]?.measures.map((one) => [one.measure, one.answered])).toEqual([
      ["materi", 6],
      ["nps", 6],
      ["=nps", 6],
    ]);
    await settled(
      id,
      "belajar",
      some(0, 7, (at) => (at === 0 ? { kini: 4 } : at === 1 ? { dulu: 1, kini: null } : { dulu: 2, kini: 2 + (at % 2) })),
    );
    const part = (await facts({ kind: "kelas", id })).parts.find((one) => one.step === "belajar");
    expect(part?.measures.map((one) => [one.measure, one.answered])).toEqual([
      ["dulu", 5],
      ["kini", 5],
      ["=belajar", 5],
    ]);
    expect(part?.measures[2]?.estimate?.value).toBeCloseTo(0.4);
  });

  it("says how far five participants and five leaders agree, and nothing of one who has no pair", async () => {
    const id = await city.class(await city.training());
    const levels = [3, 3, 4, 2, 5, 1];
    const own = some(0, 6, (at) => ({ "perilaku.integritas": levels[at] ?? 0, terap: 4, hambatan: ["waktu"] }));
    const leaders = city.people.slice(0, 5).map(
      (about, at): Reply => ({
        respondent: city.people[40 + at] ?? 0,
        about,
        capacity: "atasan",
        answers: { "perilaku.integritas": (levels[at] ?? 0) - (at === 0 ? 1 : 0), tampak: 3 },
      }),
    );
    await settled(id, "perilaku", [...own, ...leaders]);
    const { parts } = await facts({ kind: "kelas", id });
    const [self, leader] = parts;
    expect(leader?.agreement).toMatchObject({ pairs: 5, within: 1 });
    expect(leader?.agreement?.gap.value).toBeCloseTo(0.2);
    expect(leader?.agreement?.kappa).toBeGreaterThan(0.85);
    // Six have a level of their own and five of them a pair: the sixth would stand alone beside the pairs.
    expect(self?.measures.map((one) => one.measure)).toEqual(["terap", "=terap", "hambatan"]);
    expect(leader?.measures.map((one) => one.measure)).toEqual(["=tingkat", "tampak", "=tampak"]);
  });

  it("says nothing of pairs that four leaders answered for", async () => {
    const id = await city.class(await city.training());
    const own = some(0, 8, () => ({ "perilaku.integritas": 3, terap: 4 }));
    const leaders = city.people.slice(0, 8).map(
      (about, at): Reply => ({
        respondent: city.people[40 + (at % 4)] ?? 0,
        about,
        capacity: "atasan",
        answers: { "perilaku.integritas": 3, tampak: 1 },
      }),
    );
    await settled(id, "perilaku", [...own, ...leaders]);
    const { parts } = await facts({ kind: "kelas", id });
    expect(parts.find((one) => one.capacity === "atasan")).toMatchObject({ measures: [], hidden: "menunggu" });
    expect(parts.find((one) => one.capacity === "atasan")?.agreement).toBeUndefined();
  });

  it("keeps comments without names and numbers, and finds what three people say", async () => {
    const id = await city.class(await city.training(), "Ratnadewi Contohwati");
    const said = [
      "Bu Ratnadewi menjelaskan dengan sabar, tetapi ruangan terlalu panas.",
      "Ruangan panas sekali, AC mati.",
      "Panas, ruangan perlu kipas. Hubungi saya 0812-3456-7890.",
      "Wiratmaka sering terlambat.",
      "AC perlu diganti.",
      "tidak ada",
      "-",
    ];
    await settled(
      id,
      "reaksi",
      some(0, 7, (at) => reaction(4, 8, said[at])),
    );
    const kept = await opened.db.many(
      z.object({ words: z.string() }),
      sql`
      select s.words from survey_comment s join survey_block_class c on c.block_id = s.block_id where c.class_id = ${id} order by s.words`,
    );
    expect(kept.map((one) => one.words)).toEqual(
      [
        "Bu [pemateri] menjelaskan dengan sabar, tetapi ruangan terlalu panas.",
        "Panas, ruangan perlu kipas. Hubungi saya [nomor telepon].",
        "Ruangan panas sekali, AC mati.",
        "[nama] sering terlambat.",
        "AC perlu diganti.",
      ].sort(),
    );
    const [part] = (await facts({ kind: "kelas", id })).parts;
    expect(part?.themes.map((one) => [one.term, one.people])).toContainEqual(["panas", 3]);
  });

  it("tells no comment of a class in which four wrote one, but with those of the next class; both go together when the first are too old", async () => {
    const training = await city.training();
    const [first, second] = [await city.class(training), await city.class(training, null, "2026-04-06")];
    const words = async (group: Group) => (await commentsIn(opened.db, tenant, group, null)).map((one) => one.words).sort();
    const wrote = ["Ruangan panas.", "Panas sekali.", "Ruangan terlalu panas.", "Modul terlambat."];
    await settled(
      first,
      "reaksi",
      some(60, 6, (at) => reaction(4, 8, wrote[at])),
    );
    for (const group of [{ kind: "kelas", id: first } as const, { kind: "pelatihan", id: training } as const]) expect(await words(group)).toEqual([]);
    expect((await facts({ kind: "kelas", id: first })).parts[0]).toMatchObject({ shown: 6, themes: [] });
    const round = await city.round(
      second,
      "reaksi",
      some(70, 6, (at) => reaction(4, 8, at === 0 ? "Kipas perlu ditambah." : undefined)),
      "2026-04-06",
    );
    await city.settle(round, now.add({ hours: 24 * 30 }));
    expect(await words({ kind: "pelatihan", id: training })).toEqual([...wrote, "Kipas perlu ditambah."].sort());
    for (const id of [first, second]) expect(await words({ kind: "kelas", id })).toEqual([]);
    await deleteCommentsBefore(opened.db, tenant.cell, now.add({ hours: 24 }));
    expect(await words({ kind: "pelatihan", id: training })).toEqual([]);
    expect(
      await opened.db.many(
        z.object({ id: z.string() }),
        sql`
      select s.id::text as id from survey_comment s join survey_block k on k.id = s.block_id where k.training_id = ${training}`,
      ),
    ).toEqual([]);
  });

  it("tells no five comments of two classes that one person wrote two of", async () => {
    const training = await city.training();
    const written = (from: number, count: number) => some(from, 6, (at) => reaction(4, 8, at < count ? `Usul ${"abcd"[at]} panjang` : undefined));
    await settled(await city.class(training), "reaksi", written(76, 4));
    await settled(await city.class(training, null, "2026-04-06"), "reaksi", written(76, 1), "2026-04-06");
    expect(await commentsIn(opened.db, tenant, { kind: "pelatihan", id: training }, null)).toEqual([]);
    await settled(await city.class(training, null, "2026-05-04"), "reaksi", written(82, 1), "2026-05-04");
    expect(await commentsIn(opened.db, tenant, { kind: "pelatihan", id: training }, null)).toHaveLength(6);
  });

  it("takes five comments of one leader for one person's, and of five participants of a class for five people's, however often they wrote before", async () => {
    const training = await city.training();
    const id = await city.class(training);
    const five = (tag: string) => (at: number) => reaction(4, 8, at < 5 ? `${tag} ${"abcde"[at]} panjang` : undefined);
    await settled(id, "reaksi", some(0, 5, five("Usul")));
    // One of the five has not written before: the others' comments are of another turn.
    const again = await city.class(training, null, "2026-04-06");
    await settled(again, "reaksi", some(4, 5, five("Saran")), "2026-04-06");
    expect(await commentsIn(opened.db, tenant, { kind: "kelas", id: again }, null)).toHaveLength(5);
    const led = await city.class(training, null, "2026-05-04");
    const leaders = some(20, 8, (at) => reaction(4, 8, at < 5 ? `Pegawai ${"abcde"[at]} berkembang` : undefined)).map((it, at) => ({
      ...it,
      about: it.respondent,
      respondent: city.people[at < 4 ? 40 : 40 + at] ?? 0,
      capacity: "atasan" as const,
    }));
    await settled(led, "reaksi", leaders, "2026-05-04");
    expect((await facts({ kind: "kelas", id: led })).parts[0]?.shown).toBe(8);
    expect(await commentsIn(opened.db, tenant, { kind: "kelas", id: led }, null)).toEqual([]);
  });

  it("lets a training sink that nobody applies, and lists it for redesign", async () => {
    const [good, bad] = [await city.training(), await city.training()];
    for (let run = 0; run < 2; run++) {
      await settled(
        await city.class(good),
        "perilaku",
        some(run * 12, 12, (at) => ({ terap: at < 10 ? 5 : 2 })),
      );
      await settled(
        await city.class(bad),
        "perilaku",
        some(run * 12, 12, (at) => ({ terap: at < 1 ? 3 : 1 })),
      );
    }
    const marks = await qualityOf(opened.db, tenant);
    expect(marks.get(good)?.mark ?? 0).toBeGreaterThan(marks.get(bad)?.mark ?? 1);
    expect((await trainingsToRedesign(opened.db, tenant)).map((one) => one.trainingId)).toEqual([bad]);
  });

  it("tells another city nothing", async () => {
    const elsewhere = await factsOf(opened.db, { cell: 1, agencyId: 1 }, { kind: "kota" }, null, now);
    expect(elsewhere.parts).toEqual([]);
    expect(await qualityOf(opened.db, { cell: 1, agencyId: 1 })).toEqual(new Map());
  });
});
