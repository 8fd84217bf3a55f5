import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../../src/db/database.ts";
import { evidenceOf } from "../../../../src/features/competency/gap/evidence-store.ts";
import { gapItem } from "../../../../src/features/competency/gap/gap.ts";
import { competencyData } from "../../../../src/features/competency/personal-data.ts";
import { noteBehaviour } from "../../../../src/features/feedback/behaviour/note-evidence.ts";
import { cutRequestsBefore } from "../../../../src/features/feedback/person-store.ts";
import { feedbackData } from "../../../../src/features/feedback/personal-data.ts";
import { testDatabases } from "../../../world.ts";
import { type AskWorld, cell, openAskWorld, type Somebody, tenant } from "../ask/ask-world.ts";

const competency = "pelayanan-publik";

describe.each(testDatabases())("behaviour after a training on $name", (database) => {
  let world: AskWorld;
  beforeAll(async () => {
    world = await openAskWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  /** A participant and a leader, thirty days after a class. */
  async function afterThirtyDays({ colleague = false } = {}) {
    const unit = await world.unit("Dinas Contoh");
    const chief = await world.staff("Kepala Seksi", { unit });
    const staff = await world.staff("Pegawai Satu", { leader: chief.who, unit });
    const peer = await world.staff("Rekan Satu", { leader: chief.who, unit });
    if (colleague) {
      await world.db.run(sql`
        insert into survey_setting (cell, agency_id, behaviour_days, colleague, open_days, changed_at) values (1, 2, '{30}', true, 14, now())`);
    }
    const { id } = await world.cityClass("Pelatihan Layanan");
    await world.enrolled(id, staff.who);
    world.comes("2026-12-07T16:10");
    await world.tick();
    world.comes("2027-01-06T09:45");
    await world.tick();
    const asked = (await world.requests()).filter((it) => it.step === "perilaku");
    const of = (capacity: string) => asked.find((it) => it.capacity === capacity)?.id ?? 0;
    return { chief, staff, peer, of };
  }
  const heldOf = async ({ who }: Somebody) => {
    const rows = await evidenceOf(world.db, tenant, [who.personId]);
    return gapItem({ id: competency, name: "", kind: "teknis" }, 4, 1, rows, "2027-01-07").held;
  };

  it("moves a gap, once, and not by one leader's answer alone", async () => {
    const { chief, staff, of } = await afterThirtyDays();
    expect(await heldOf(staff)).toBe(null);
    await world.answers(of("atasan"), { [`perilaku.${competency}`]: 3, tampak: 3 });
    // Alone it would be the answer that nobody is to see.
    expect(await heldOf(staff)).toBe(null);
    await world.answers(of("peserta"), { [`perilaku.${competency}`]: 4, terap: 4 });
    expect(await heldOf(staff)).toBe(3);
    const rows = await evidenceOf(world.db, tenant, [staff.who.personId]);
    expect(rows.map((it) => [it.kind, it.level, it.raterId, it.source, it.confidential]).sort()).toEqual([
      ["self", 4, staff.who.personId, "penilaian perilaku 30 hari setelah Pelatihan Layanan", true],
      ["supervisor", 3, chief.who.personId, "penilaian perilaku 30 hari setelah Pelatihan Layanan", true],
    ]);
    expect(await noteBehaviour(world.db, tenant, of("atasan"), world.clock.now().add({ hours: 1 }))).toBe(0);
    expect((await evidenceOf(world.db, tenant, [staff.who.personId])).length).toBe(2);
  });

  it("is seen in what somebody is shown of their own gaps", async () => {
    const { staff, of } = await afterThirtyDays();
    const shown = () => staff.talk.says("/kompetensi");
    expect(await shown()).not.toMatch(/Pelayanan Publik\*: kini level/);
    await world.answers(of("peserta"), { [`perilaku.${competency}`]: 2 });
    await world.answers(of("atasan"), { [`perilaku.${competency}`]: 1 });
    expect(await shown()).toMatch(/Pelayanan Publik\*: kini level 1, diminta 3/);
    world.comes("2027-03-08T09:45");
    await world.tick();
    const later = (await world.requests()).find((it) => it.days === 90 && it.capacity === "atasan")?.id ?? 0;
    await world.answers(later, { [`perilaku.${competency}`]: 3 });
    expect(await shown()).not.toMatch(/Pelayanan Publik\*: kini level/);
  });

  it("makes no evidence of what is not handed in, of a skipped item, of nonsense or of a colleague", async () => {
    const { staff, peer, of } = await afterThirtyDays({ colleague: true });
    expect((await world.requests()).find((it) => it.capacity === "rekan")?.respondent).toBe(peer.who.personId);
    expect(peer.talk.last.reply.text).toMatch(/rekan satu unit/i);
    expect(await noteBehaviour(world.db, tenant, of("peserta"), world.clock.now())).toBe(0);
    await world.answers(of("rekan"), { [`perilaku.${competency}`]: 5 });
    await world.answers(of("peserta"), { [`perilaku.${competency}`]: null });
    await world.answers(of("atasan"), { [`perilaku.${competency}`]: 9 });
    expect(await evidenceOf(world.db, tenant, [staff.who.personId])).toEqual([]);
  });

  it("shows everybody their own answers only, and takes the link back", async () => {
    const { chief, staff, of } = await afterThirtyDays();
    await world.answers(of("atasan"), { [`perilaku.${competency}`]: 2, tampak: 3 });
    await world.answers(of("peserta"), { [`perilaku.${competency}`]: 4, terap: 4 });
    const shown = async (it: Somebody) => {
      const all = [feedbackData(730), ...competencyData];
      const held = [];
      for (const one of all) held.push(await one.collect(world.db, { ...it.who, zone: "Asia/Makassar" }));
      return held;
    };
    const own = await shown(staff);
    const text = own.flatMap((it) => it.lines).join("\n");
    expect(text).toMatch(
      /Penerapan Pelatihan Layanan sesudah 30 hari, dikirim 6 Januari 2027\. Tingkat perilaku Pelayanan Publik: tingkat 4; Seberapa sering dipakai: Sering/,
    );
    expect(text).toMatch(/Atasan atau rekan diminta menilai perilaku Anda sesudah Pelatihan Layanan/);
    expect(text).toMatch(/1 penilaian perilaku oleh atasan setelah pelatihan: rahasia/);
    // Nothing of the leader's answer, neither in words nor as data.
    expect(text).not.toMatch(/(?:level|tingkat) 2|pelayanan-publik/);
    expect(JSON.stringify(own)).not.toMatch(/"level":2|tingkat 2/);
    const leaders = (await shown(chief)).flatMap((it) => it.lines).join("\n");
    expect(leaders).toMatch(/Penilaian perilaku staf, dikirim 6 Januari 2027, 2 jawaban/);
    expect(leaders).not.toMatch(/Pegawai Satu/);
    await feedbackData(730).erase(world.db, staff.who, world.clock.now());
    expect((await shown(staff))[0]?.lines).toEqual([]);
    const left = (await world.requests()).filter((it) => it.step === "perilaku");
    expect(left.map((it) => [it.respondent, it.about, it.done])).toEqual([
      [null, null, true],
      [chief.who.personId, null, true],
    ]);
    // What was still open is asked of nobody any more.
    expect((await world.requests()).filter((it) => it.step === "reaksi").map((it) => [it.respondent, it.note])).toEqual([[null, "lewat"]]);
    const kept = await world.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from survey_request where answers <> '{}'`);
    expect(kept.n).toBe(2);
    world.comes("2027-02-10T10:00");
    await world.tick();
    await cutRequestsBefore(world.db, cell, world.clock.now());
    expect((await world.requests()).every((it) => it.respondent === null && it.about === null)).toBe(true);
    expect((await world.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from survey_request where answers <> '{}'`)).n).toBe(0);
  });
});
