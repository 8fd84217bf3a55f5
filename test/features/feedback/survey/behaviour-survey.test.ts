import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../../src/db/database.ts";
import { testDatabases } from "../../../world.ts";
import { openSurveyWorld, type SurveyWorld } from "./survey-world.ts";

const round = { step: "perilaku", afterDays: 30, opens: "2026-12-20T08:00", closes: "2027-01-03T17:00" } as const;
const asked = { competencies: ["pelayanan-publik", "tik-dasar"], due: "2026-12-20T09:00" };

describe.each(testDatabases())("what is used at work, asked on $name", (database) => {
  let world: SurveyWorld;
  beforeAll(async () => {
    world = await openSurveyWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  /** A class a month ago, with one who was there, their leader and a colleague, all asked. */
  async function month() {
    const it = await world.cityClass("Dasar SPBE", { sessions: ["2026-11-20T08:00/2026-11-20T16:00"] });
    const siti = await world.person("Siti Contoh");
    const lead = { who: siti, talk: await world.talk(siti) };
    const ani = await world.participant(it.id, "Ani Contoh");
    await world.leads(siti, ani.who);
    const budi = await world.person("Budi Contoh");
    const roundId = await world.round(it.id, round);
    const own = await world.request(roundId, ani.who, asked);
    const leader = await world.request(roundId, siti, { ...asked, capacity: "atasan", about: ani.who });
    const peer = await world.request(roundId, budi, { ...asked, capacity: "rekan", about: ani.who });
    world.comes("2026-12-21T10:00");
    return { ...it, ani, lead, budi: { who: budi, talk: await world.talk(budi) }, own, leader, peer };
  }

  it("asks the participant for habits in the dictionary's words, how often, and what hinders", async () => {
    const { ani, own } = await month();
    const first = await ani.talk.says("/survei");
    expect(first).toContain("atasan tidak melihatnya");
    expect(first).toContain("*Dasar SPBE*, 30 hari kemudian (1 dari 5)");
    expect(ani.talk.last.reply.buttons).toHaveLength(8);
    await ani.talk.says("3");
    // A technical thing somebody may never have done.
    expect(ani.talk.last.reply.buttons?.map((it) => it.full)).toContain("Belum pernah mengerjakannya");
    await ani.talk.says("0");
    await ani.talk.says("kadang-kadang");
    expect(await ani.talk.taps("Waktu")).toMatch(/Sudah dipilih: Waktu\. Pilih lagi, atau \*Selesai\*\.$/);
    expect(await ani.talk.taps(/Alat atau sarana/)).toMatch(/Sudah dipilih: Waktu, Alat atau sarana\./);
    expect(await ani.talk.taps(/Waktu/)).toMatch(/Sudah dipilih: Alat atau sarana\./);
    await ani.talk.taps("Selesai");
    await ani.talk.taps("Lewati");
    expect(await ani.talk.taps("Kirim")).toMatch(/^Terima kasih/);
    expect((await world.kept(own)).answers).toEqual({ "perilaku.pelayanan-publik": 3, "perilaku.tik-dasar": 0, terap: 3, hambatan: ["alat"], bantuan: null });
  });

  it("takes several obstacles in one message", async () => {
    const { ani, own } = await month();
    for (const it of ["/survei", "lewati", "lewati", "jarang sekali", "2", "waktu dan anggaran"]) await ani.talk.says(it);
    expect((await world.kept(own)).answers).toMatchObject({ terap: 2, hambatan: ["waktu", "anggaran"] });
    await ani.talk.says("kembali");
    expect(await ani.talk.says("1 dan 6")).toMatch(/^Pilihan itu tidak dapat digabung/);
  });

  it("asks the leader by the person's name, the same items, and shows neither side the other's answers", async () => {
    const { ani, lead, leader } = await month();
    for (const it of ["/survei", "5", "5", "sering", "waktu", "selesai", "RAHASIA SAYA"]) await ani.talk.says(it);
    await ani.talk.taps("Kirim");
    const first = await lead.talk.says("/survei");
    expect(first).toContain("yang dinilai tidak melihatnya");
    expect(first).toContain("Perilaku kerja *Ani Contoh* setelah *Dasar SPBE* (1 dari 3)");
    expect(lead.talk.last.reply.buttons?.map((it) => it.full)).toContain("Tidak tahu, belum melihatnya");
    await lead.talk.says("2");
    await lead.talk.says("tidak tahu");
    expect(lead.talk.last.reply.text).toContain("apakah tampak perubahan pada pekerjaan Ani Contoh?");
    await lead.talk.says("cukup tampak");
    await lead.talk.taps("Kirim");
    expect((await world.kept(leader)).answers).toEqual({ "perilaku.pelayanan-publik": 2, "perilaku.tik-dasar": null, tampak: 3 });
    const said = (letters: { reply: { text: string } }[]) => letters.map((it) => it.reply.text).join("\n");
    expect(said(lead.talk.heard)).not.toMatch(/RAHASIA SAYA|Sering/);
    expect(said(ani.talk.heard)).not.toMatch(/Siti|tampak/);
  });

  it("of a leader with several asks whom first, and goes on to the next", async () => {
    const { id, lead } = await month();
    const citra = await world.person("Citra Contoh", { leader: lead.who });
    await world.enrolled(id, citra);
    await world.db.run(sql`
      insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, competencies, due_at)
      select cell, agency_id, round_id, 'lain', capacity, respondent_id, ${citra.personId}, competencies, due_at from survey_request where capacity = 'atasan'`);
    expect(await lead.talk.says("/survei")).toBe("Survei mana yang diisi lebih dulu?");
    expect(lead.talk.last.reply.buttons?.map((it) => it.full)).toEqual(["Perilaku Ani Contoh setelah Dasar SPBE", "Perilaku Citra Contoh setelah Dasar SPBE"]);
    await lead.talk.taps(/Citra/);
    for (const it of ["2", "2", "sedikit", "kirim"]) await lead.talk.says(it);
    expect(lead.talk.last.reply.text).toMatch(/Masih ada 1 survei yang menunggu Anda\.$/);
    expect(await lead.talk.taps("Berikutnya")).toContain("Perilaku kerja *Ani Contoh*");
  });

  it("judges at the tap whose it is: who led for too short a time, whose chat nobody confirmed, whom it is not about any more", async () => {
    const { ani, lead, leader } = await month();
    await lead.talk.says("/survei");
    await world.db.run(sql`update handle set confirmed_at = null where person_id = ${lead.who.personId}`);
    expect(await lead.talk.taps(/Pilihan 1|1\./)).toMatch(/^Penilaian tentang orang lain baru terbuka setelah petugas/);
    const listed = await lead.talk.says("/survei");
    expect(listed).toMatch(/^1 penilaian tentang orang lain terbuka setelah petugas BKPSDM memastikan/);
    expect(listed).not.toMatch(/Ani/);
    expect(lead.talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Minta dipastikan"]);
    await world.db.run(sql`update handle set confirmed_at = since where person_id = ${lead.who.personId}`);
    const dewi = await world.person("Dewi Contoh");
    await world.db.run(sql`update reporting_line set until = '2026-11-28' where person_id = ${ani.who.personId}`);
    await world.leads(dewi, ani.who, "2026-11-28");
    // Not in the list; at its own button it ends and goes to who led.
    expect(await lead.talk.says("/survei")).toBe("Saat ini tidak ada survei yang perlu Anda isi.");
    const opens = { capability: "answer_survey", input: { request: leader } };
    expect((await world.performs(lead.who, opens)).reply.text).toMatch(/^Menurut data kepegawaian, penilaian ini sekarang bukan pada Anda/);
    const passed = sql`select respondent_id::int as id from survey_request where capacity = 'atasan' and closed_note is null`;
    expect(await world.db.many(z.object({ id: z.number() }), passed)).toEqual([{ id: dewi.personId }]);
    expect((await world.performs(lead.who, opens)).code).toBe("over");
    expect(await world.db.many(z.object({ id: z.number() }), passed)).toHaveLength(1);
    await world.db.run(sql`update survey_request set closed_note = null where id = ${leader}`);
    // Most of the month under the first leader: theirs, though another leads today.
    await world.db.run(sql`update reporting_line set until = '2026-12-10' where supervisor_id = ${lead.who.personId}`);
    await world.db.run(sql`update reporting_line set since = '2026-12-10' where supervisor_id = ${dewi.personId}`);
    expect(await lead.talk.says("/survei")).toContain("(1 dari 3)");
    await world.db.run(sql`update person set duty = 'meninggal' where id = ${ani.who.personId}`);
    expect((await world.performs(lead.who, opens)).reply.text).toBe("Pegawai yang dinilai sudah tidak bertugas, jadi penilaian ini tidak perlu diisi.");
    expect((await world.kept(leader)).answers).toEqual({});
  });

  it("lets a colleague say that they hardly know the person", async () => {
    const { budi, peer } = await month();
    expect(await budi.talk.says("/survei")).toContain("yang dinilai dan atasannya tidak melihatnya");
    expect(await budi.talk.taps("Kurang mengenalnya")).toMatch(/^Baik, tidak apa-apa/);
    expect((await world.kept(peer)).declined).toBe(true);
  });
});
