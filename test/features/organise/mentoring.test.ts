import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../src/db/database.ts";
import { endLetters } from "../../../src/features/organise/mentoring/ended.ts";
import { beginMentoring, endMentoring, lockMentoring, type Mentoring } from "../../../src/features/organise/mentoring/mentoring-store.ts";
import { mentoringData } from "../../../src/features/organise/personal-data.ts";
import { creditsOf } from "../../../src/features/training/jp-credit.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { rulesOf } from "../../../src/features/training/rule-store.ts";
import { testDatabases } from "../../world.ts";
import { tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("mentoring on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(async () => {
    await world.db.run(sql`delete from mentoring`);
    await world.afresh();
  });
  afterAll(() => world.close());

  async function pair() {
    const [mentor, mentee] = [await world.person("Rahma Contoh"), await world.person("Dewi Contoh")];
    const facts = { mentorId: mentor.personId, menteeId: mentee.personId, goal: "Menyusun analisis kebijakan", since: "2026-09-01" };
    const id = (await beginMentoring(world.db, tenant, facts, { by: null, now: world.clock.now() })) ?? 0;
    expect(await beginMentoring(world.db, tenant, facts, { by: null, now: world.clock.now() })).toBeNull();
    return { id, mentor, mentee, teacher: await world.talk(mentor), learner: await world.talk(mentee) };
  }
  async function logs(talk: Awaited<ReturnType<typeof pair>>["teacher"], day: string): Promise<string> {
    await talk.says("/mentoring");
    await talk.taps("Catat pertemuan");
    await talk.says(day);
    await talk.says("Telaah naskah kebijakan");
    return talk.says("ya");
  }

  it("counts a meeting that one wrote down and the other vouches for, with JP by the conversion table", async () => {
    const { mentee, teacher, learner } = await pair();
    expect(await learner.says("/mentoring")).toBe("Mentor Anda: *Rahma Contoh*\nTujuan: Menyusun analisis kebijakan\nBelum ada pertemuan yang diakui.");
    await learner.taps("Catat pertemuan");
    expect(await learner.says("besok lusa")).toMatch(/^Tanggalnya belum jelas/);
    expect(await learner.says("31/8/2026")).toMatch(/^Tanggalnya belum jelas, atau di luar masa/);
    expect(await learner.says("20/11/2026")).toMatch(/^Apa yang dibahas/);
    expect(await learner.says("Telaah naskah kebijakan")).toBe("Catat pertemuan dengan *Rahma Contoh*?\n20 November 2026: Telaah naskah kebijakan");
    expect(await learner.says("ya")).toMatch(/^Tercatat\. .*setelah \*Rahma Contoh\* membenarkannya/);
    expect(await recordsOf(world.db, mentee)).toEqual([]);
    expect(teacher.last.reply.text).toBe("*Dewi Contoh* mencatat pertemuan mentoring dengan Anda pada 20 November 2026: Telaah naskah kebijakan\nBenarkah?");
    expect(await teacher.says("/mentoring")).toContain("Menunggu jawaban Anda: 20 Nov 2026, Telaah naskah kebijakan");
    expect(await teacher.taps("Benar")).toBe("Terima kasih. Pertemuan itu diakui.");
    expect(learner.last.reply.text).toMatch(/membenarkan pertemuan mentoring 20 November 2026\.\nJP-nya masuk/);
    for (const day of ["3/11/2026", "5/11/2026", "7/10/2026"]) {
      expect(await logs(teacher, day)).toMatch(/^Tercatat/);
      expect(await learner.taps("Benar")).toMatch(/diakui\.\nJP-nya masuk/);
    }
    const records = await recordsOf(world.db, mentee);
    expect(records).toMatchObject([
      { title: "Mentoring: Menyusun analisis kebijakan", form: "mentoring", times: 4, source: "kegiatan", evidence: "pernyataan" },
    ]);
    expect(records[0]?.days).toEqual(["2026-10-07", "2026-11-03", "2026-11-05", "2026-11-20"]);
    // K-04: two JP a meeting, two meetings a month.
    expect(creditsOf(records, await rulesOf(world.db, tenant))).toMatchObject([{ claimed: 8, credited: 6, limit: "month" }]);
  });

  it("counts nothing that the other denies, twice, by oneself, of another pair, or after the end", async () => {
    const { id, mentor, mentee, teacher, learner } = await pair();
    await logs(learner, "20/11/2026");
    const old = teacher.last.reply.buttons?.[0]?.call.input;
    const answer = (who: typeof mentor, input = old) => world.performs(who, { capability: "answer_meeting", input: { ...input, agreed: true } });
    await expect(answer(mentee)).rejects.toThrow(/Anda sendiri yang mencatat/);
    await expect(answer(await world.person("Orang Lain"))).rejects.toThrow(/bukan mentoring Anda/);
    expect(await logs(learner, "20/11/2026")).toMatch(/sudah tercatat/);
    expect(await teacher.taps("Bukan")).toMatch(/Tidak ada yang dihitung/);
    expect(learner.last.reply.text).toMatch(/tidak terjadi/);
    expect((await answer(mentor)).code).toBe("answered");
    expect(await recordsOf(world.db, mentee)).toEqual([]);
    world.clock.pass({ minutes: 1 });
    expect(await logs(learner, "20/11/2026")).toMatch(/^Tercatat/);
    const anew = teacher.last.reply.buttons?.[0]?.call.input;
    expect(anew?.meeting).toBe(old?.meeting);
    // The old button vouches for words that were denied; what was written anew has its own.
    await expect(answer(mentor)).rejects.toThrow(/sudah dicatat ulang/);
    expect(await endMentoring(world.db, tenant, id, "batal", world.clock.now())).toBe(true);
    await expect(answer(mentor, anew)).rejects.toThrow(/sudah berakhir/);
    expect(await learner.says("/mentoring")).toMatch(/^Mentor Anda: \*Rahma Contoh\* \(dihentikan\)/);
    expect(await recordsOf(world.db, mentee)).toEqual([]);
    const { lines } = await mentoringData.collect(world.db, { ...mentee, zone: "Asia/Makassar", talks: [] } as never);
    expect(lines).toEqual([
      "sebagai peserta: Menyusun analisis kebijakan, batal, sejak 1 September 2026",
      "pertemuan 20 November 2026: Telaah naskah kebijakan",
    ]);
  });

  it("asks again where the words are too many or too few, and the question goes on", async () => {
    const { learner } = await pair();
    await learner.says("/mentoring");
    await learner.taps("Catat pertemuan");
    expect(await learner.says(`tanggal ${"1 ".repeat(400)}`)).toMatch(/^Tanggalnya belum jelas/);
    await learner.says("20/11/2026");
    for (const words of ["kata ".repeat(100), "ya?".slice(2)]) expect(await learner.says(words)).toMatch(/3 sampai 300 huruf/);
    expect(await learner.says("Telaah naskah")).toMatch(/^Catat pertemuan dengan/);
  });

  it("lets what was logged before its end be answered after it, and tells both what waits", async () => {
    const { id, mentee, teacher, learner } = await pair();
    await logs(learner, "20/11/2026");
    expect(await endMentoring(world.db, tenant, id, "selesai", world.clock.now())).toBe(true);
    const ended = await world.db.transaction((tx) => lockMentoring(tx, tenant, id));
    const letters = await endLetters(world.db, tenant, ended as Mentoring, "2026-11-22", world.clock.now());
    expect(letters.map((it) => it.reply.text)).toEqual([
      "Mentoring dengan *Dewi Contoh* sudah selesai.\nPertemuan yang sudah dibenarkan tetap dihitung.\nMasih menunggu jawaban Anda: pertemuan 20 Nov 2026.",
      "Mentoring dengan *Rahma Contoh* sudah selesai.\nPertemuan yang sudah dibenarkan tetap dihitung.\nMasih menunggu jawaban pasangan Anda: pertemuan 20 Nov 2026.",
    ]);
    expect(await learner.says("/mentoring")).not.toContain("Benar");
    expect(await teacher.says("/mentoring")).toContain("Menunggu jawaban Anda: 20 Nov 2026, Telaah naskah kebijakan");
    expect(await teacher.taps("Benar")).toBe("Terima kasih. Pertemuan itu diakui.");
    expect(await recordsOf(world.db, mentee)).toMatchObject([{ times: 1, state: "diakui" }]);
  });

  it("says so where there is none", async () => {
    const talk = await world.talk(await world.person("Dewi Contoh"));
    expect(await talk.says("/mentoring")).toMatch(/^Anda belum mempunyai mentoring/);
  });
});
