import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { evidenceOf } from "../../../src/features/competency/gap/evidence-store.ts";
import { saveQuestions } from "../../../src/features/completion/check/test-store.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, cell, kendari, openCompletionWorld, type Somebody, tenant } from "./completion-world.ts";

describe.each(testDatabases())("what is learnt alone on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  /** From December to the end of January, without sessions. */
  async function open() {
    const it = await world.cityClass("Etika Digital", { selfPaced: true, sessions: [], status: "berjalan" });
    await world.db.run(sql`update training_class set starts_on = '2026-12-01', ends_on = '2027-01-31' where id = ${it.id}`);
    const desk = await world.officer();
    return { ...it, desk, ani: await world.participant(it.id, "Ani Contoh"), budi: await world.participant(it.id, "Budi Contoh") };
  }

  /** Has a test of these points finished now, or finished anew. */
  const passes = (classId: number, { who }: Somebody, score = 90) => {
    const now = world.clock.now().toString();
    return world.db.run(sql`
      insert into learning_test (cell, agency_id, class_id, person_id, test, questions, score, started_at, finished_at)
      values (${cell}, ${kendari}, ${classId}, ${who.personId}, 'akhir', '[]', ${score}, ${now}, ${now})
      on conflict (cell, agency_id, class_id, person_id, test) do update set finished_at = excluded.finished_at`);
  };
  const declares = (desk: Somebody, id: number) => world.performs(desk.who, { capability: "class_results", input: { class: id, declare: true } }, ["officer"]);

  it("is credited on the day of the test, however often and late it is declared", async () => {
    const { id, desk, ani, budi } = await open();
    world.comes("2026-12-10T21:00");
    await passes(id, ani);
    world.comes("2026-12-20T09:00");
    await declares(desk, id);
    const day = { from: "2026-12-10", until: "2026-12-10" };
    expect(await recordsOf(world.db, ani.who)).toMatchObject([{ ...day, days: null, state: "diakui" }]);
    world.comes("2027-01-05T09:00");
    await passes(id, ani);
    await passes(id, budi);
    await declares(desk, id);
    expect(await recordsOf(world.db, ani.who)).toMatchObject([day]);
    expect(await evidenceOf(world.db, tenant, [ani.who.personId])).toMatchObject([{ observedOn: "2026-12-10" }]);
    expect(await recordsOf(world.db, budi.who)).toMatchObject([{ from: "2027-01-05", until: "2027-01-05" }]);
  });

  it("shows how far somebody is, and the way to the test", async () => {
    const { id, training, ani } = await open();
    const far = async () => (await ani.talk.says("/status")).split("\n").find((it) => it.startsWith("Kemajuan"));
    expect(await far()).toBe("Kemajuan: tes akhirnya belum disiapkan petugas; materi: /materi");
    await saveQuestions(world.db, tenant, training, "akhir", [{ question: "Apa itu etika digital?", options: ["Sopan", "Acuh"], correct: 0 }]);
    expect(await far()).toBe("Kemajuan: tes akhir belum dikerjakan");
    expect(await ani.talk.taps("Kerjakan tes")).toMatch(/Etika Digital/);
    await passes(id, ani, 80);
    expect(await far()).toBe("Kemajuan: tes akhir selesai, nilai terbaik 80");
  });

  it("leaves those who are still learning enrolled until its last day has passed", async () => {
    const { id, training, desk, ani, budi } = await open();
    world.comes("2026-12-10T09:00");
    const learning = "Belum ada yang menyelesaikan *Etika Digital*; 2 orang masih belajar.";
    expect(await desk.talk.says("/hasil")).toMatch(new RegExp(`^${learning.replaceAll("*", "\\*")}\n\n⚠️ Pelatihan ini belum mempunyai tes akhir`));
    await saveQuestions(world.db, tenant, training, "akhir", [{ question: "Apa itu etika digital?", options: ["Sopan", "Acuh"], correct: 0 }]);
    expect(await desk.talk.says("/hasil")).toBe(learning);
    expect((await declares(desk, id)).code).toBe("learning");
    await passes(id, ani);
    expect(await desk.talk.says("/hasil")).toContain("Selesai 1, belum memenuhi syarat 0, tidak hadir 0, masih belajar 1.");
    await declares(desk, id);
    expect([await world.stateOf(id, ani.who), await world.stateOf(id, budi.who)]).toEqual(["selesai", "terdaftar"]);
    world.comes("2027-01-31T23:00");
    await declares(desk, id);
    expect(await world.stateOf(id, budi.who)).toBe("terdaftar");
    world.comes("2027-02-01T08:00");
    await declares(desk, id);
    expect(await world.stateOf(id, budi.who)).toBe("tidak_selesai");
    const told = await world.db.many(z.object({ to: z.string() }), sql`select to_state as to from enrolment_event where move = 'nyatakan' order by id`);
    expect(told.map((it) => it.to)).toEqual(["selesai", "tidak_selesai"]);
  });
});
