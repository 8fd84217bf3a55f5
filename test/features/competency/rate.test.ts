import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { ratingRight } from "../../../src/features/competency/assess/rating-right.ts";
import { evidenceOf } from "../../../src/features/competency/gap/evidence-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, labels, openStaffWorld, type StaffWorld, type Talk } from "./staff-world.ts";

const day = "2026-11-20";

describe.each(testDatabases())("the supervisor's rating on $name", (database) => {
  let world: StaffWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openStaffWorld(database);
  });
  afterAll(() => world.close());

  const boss = () => world.person({ name: `Kepala Contoh ${++count}`, title: "Kepala Bidang Data", family: "administrator" });
  const clerk = (name = `Staf Contoh ${++count}`) => world.person({ name, title: "Kepala Seksi Data", family: "pengawas" });
  const right = (rater: Subject, who: Subject, on = day) =>
    ratingRight(world.db, { cell, agencyId: kendari, personId: who.personId, raterId: rater.personId }, on);

  async function team(...names: string[]): Promise<{ leader: Subject; staff: Subject[]; talk: Talk }> {
    const leader = await boss();
    const staff = await Promise.all(names.map((it) => clerk(it)));
    for (const it of staff) await world.leads(leader, it);
    return { leader, staff, talk: await world.talk(leader) };
  }

  async function answerAll(talk: Talk): Promise<void> {
    for (let left = 30; left > 0 && labels(talk.last).some((it) => it.startsWith("Tidak tahu")); left--) await talk.taps("Pilihan 2");
  }

  it("knows ratings whose form is gone or that came by a file", async () => {
    const { leader, staff, talk } = await team("Andi Contoh", "Beti Contoh");
    await world.knows(staff[0] as Subject, [{ competency: "komunikasi", level: 2, raterId: leader.personId, observedOn: "2026-11-01" }]);
    await world.knows(staff[1] as Subject, [{ competency: "komunikasi", level: 2, raterId: leader.personId, confidential: true }]);
    await talk.says("/nilai");
    expect(labels(talk.last)).toEqual(["Beti Contoh — belum dinilai", "Andi Contoh — dinilai 1 November 2026"]);
  });

  it("lists one's own people, asks the same questions, and goes on to the next", async () => {
    const { leader, staff, talk } = await team("Andi Contoh", "Beti Contoh");
    expect(await talk.says("/nilai")).toContain("Siapa yang akan Anda nilai?");
    expect(labels(talk.last)).toEqual(["Andi Contoh — belum dinilai", "Beti Contoh — belum dinilai"]);
    expect(await talk.taps(/^Beti/)).toMatch(/^9 kompetensi\..*\n\nPenilaian: Beti Contoh\n\*.+\* \(1 dari 9\)\n\nSaat /s);
    await answerAll(talk);
    expect(await talk.taps("Simpan")).toBe(
      "Terima kasih. Penilaian untuk *Beti Contoh* tersimpan: 9 kompetensi.\n\nMasih 1 bawahan yang belum dinilai dalam tiga bulan terakhir.",
    );
    expect(labels(talk.last)).toEqual(["Nilai Andi Contoh", "Daftar bawahan"]);
    const rows = await evidenceOf(world.db, leader, [staff[1]?.personId ?? 0]);
    expect(new Set(rows.map((it) => `${it.kind} ${it.official} ${it.raterId === leader.personId}`))).toEqual(new Set(["supervisor false true"]));
    await talk.taps("Daftar bawahan");
    expect(labels(talk.last)).toEqual(["Andi Contoh — belum dinilai", "Beti Contoh — dinilai 20 November 2026"]);
    expect(await talk.taps(/^Beti/)).toMatch(/\(1 dari 4\)/); // those that nine did not reach
  });

  it("takes a name, goes on where it was left, and is not mixed up with the rater's own assessment", async () => {
    const { talk } = await team("Cahaya Contoh", "Bunga Contoh");
    expect(await talk.says("/nilai bu bunga")).toMatch(/Penilaian: Bunga Contoh/);
    await talk.taps("Pilihan 2");
    expect(await talk.says("/asesmen")).toMatch(/^Asesmen mandiri/);
    expect(await talk.says("/nilai Bunga")).toMatch(/^Kita lanjutkan penilaian.*\(2 dari 9\)/s);
    expect(await talk.says("/nilai Mawar")).toMatch(/^Tidak ada bawahan langsung Anda yang bernama “Mawar”/);
    expect(labels(talk.last)[0]).toBe("Bunga Contoh — sedang diisi");
  });

  it("answers a question about a rule in between, and goes on with the same person", async () => {
    const { talk } = await team("Dian Contoh");
    await talk.says("/nilai Dian");
    await talk.taps("Pilihan 2");
    await talk.says("apa itu JP?");
    expect(talk.answer).toHaveLength(2);
    expect(talk.last.reply.text).toMatch(/^Kita lanjutkan:\n\nPenilaian: Dian Contoh\n.*\(2 dari 9\)/s);
  });

  it("shows nothing of what the person said of themselves, and asks as if nothing had been said", async () => {
    const { staff, talk, leader } = await team("Eka Contoh");
    const [eka] = staff as [Subject];
    const all = ["integritas", "kerja-sama", "komunikasi", "orientasi-hasil", "pelayanan-publik"];
    await world.knows(
      eka,
      all.map((competency) => ({ competency, level: 5, kind: "self" as const, raterId: eka.personId })),
    );
    const fresh = await team("Fajar Contoh");
    const questions = async (it: Talk, name: string) => {
      await it.says(`/nilai ${name}`);
      const seen: string[] = [];
      for (let left = 30; left > 0 && /dari 9/.test(it.last.reply.text); left--) {
        seen.push(/\*(.+?)\*/.exec(it.last.reply.text)?.[1] ?? "");
        await it.taps("Pilihan 2");
      }
      return seen;
    };
    expect(await questions(talk, "Eka")).toEqual(await questions(fresh.talk, "Fajar"));
    expect(await talk.taps("Simpan")).not.toMatch(/level|5/);
    expect((await evidenceOf(world.db, leader, [eka.personId])).filter((it) => it.kind === "supervisor")).toHaveLength(9);
  });

  it("is never of oneself, of a colleague, or of who leads one", async () => {
    const { leader, staff } = await team("Gita Contoh");
    const [gita] = staff as [Subject];
    const colleague = await clerk();
    expect(await right(leader, leader)).toEqual({ may: false, why: "self" });
    expect(await right(leader, colleague)).toEqual({ may: false, why: "not_leading" });
    expect(await right(gita, leader)).toEqual({ may: false, why: "not_leading" });
    for (const [who, whom] of [
      [leader, leader],
      [leader, colleague],
      [gita, leader],
    ] as const) {
      const call = { capability: "rate_subordinate", input: { person: whom.personId } };
      await expect(world.performs(who, call, ["asn", "supervisor"])).resolves.toMatchObject({ code: "forbidden" });
    }
    expect(await (await world.talk(gita)).says("/nilai")).toContain("hanya untuk pegawai yang berwenang");
    expect(await (await world.talk(null)).says("/nilai")).toContain("Tautkan dulu");
  });

  it("ends at the tap when the person is led by somebody else from that day", async () => {
    const { leader, staff, talk } = await team("Hadi Contoh", "Indah Contoh");
    const [hadi] = staff as [Subject];
    await talk.says("/nilai Hadi");
    await world.db.run(sql`update reporting_line set until = ${day} where person_id = ${hadi.personId}`);
    await world.leads(await boss(), hadi, day);
    expect(await talk.taps("Pilihan 2")).toContain("bukan bawahan langsung Anda");
    expect(await talk.says("berapa JP?")).toBe("Jawaban: berapa JP?"); // and the form speaks up no more
    expect(await evidenceOf(world.db, leader, [hadi.personId])).toEqual([]);
  });

  it("is for who led the person at least half of the last half year that is known", async () => {
    const [old, fresh] = [await boss(), await boss()];
    const joko = await clerk();
    await world.leads(old, joko, "2025-01-01", "2026-09-20");
    await world.leads(fresh, joko, "2026-09-20");
    expect(await right(old, joko)).toEqual({ may: false, why: "not_leading" });
    const early = await right(fresh, joko);
    expect(early).toMatchObject({ may: false, why: "early", from: "2026-12-19" });
    expect(await right(fresh, joko, "2026-12-18")).toMatchObject({ may: false, why: "early" });
    expect(await right(fresh, joko, "2026-12-19")).toMatchObject({ may: true });
    expect(await (await world.talk(fresh)).says("/nilai")).toContain("Siapa");
    const newcomer = await clerk(); // nobody else is known to have led
    await world.leads(fresh, newcomer, "2026-11-19");
    expect(await right(fresh, newcomer)).toMatchObject({ may: true });
    const today = await clerk();
    await world.leads(fresh, today, day);
    expect(await right(fresh, today)).toMatchObject({ may: true });
  });

  it("is open to the delegate of a leader", async () => {
    const { leader, staff } = await team("Kirana Contoh");
    const deputy = await boss();
    await world.db.run(sql`
      insert into delegation (cell, agency_id, leader_id, delegate_id, since, named_at)
      values (${cell}, ${kendari}, ${leader.personId}, ${deputy.personId}, '2026-11-01', ${world.clock.now().toString()})`);
    expect(await right(deputy, staff[0] as Subject)).toMatchObject({ may: true });
  });

  it("is asked for by the person, who is told when the supervisor cannot be reached", async () => {
    const leader = await boss();
    const who = await clerk("Mega Contoh");
    const mega = await world.talk(who);
    expect(await mega.says("minta penilaian atasan")).toContain("Atasan langsung Anda belum tercatat");
    await world.leads(leader, who);
    await mega.says("minta penilaian atasan");
    expect(await mega.says("ya")).toContain("belum menautkan percakapan");
    const talk = await world.talk(leader);
    expect(await mega.says("minta penilaian atasan")).toMatch(/^Kirim pesan kepada atasan Anda, \*Kepala Contoh \d+\*/);
    expect(mega.notices).toEqual([]);
    expect(await mega.says("ya")).toMatch(/^Permintaan sudah dikirim/);
    const [notice] = mega.notices;
    expect(notice).toMatchObject({ key: `ask_rating:${who.personId}:${leader.personId}:2026-11`, intent: "notice" });
    expect(notice?.reply.text).toMatch(/^\*Mega Contoh\* meminta penilaian/);
    const call = notice?.reply.buttons?.[0]?.call;
    expect(call).toEqual({ capability: "rate_subordinate", input: { person: who.personId } });
    expect(await talk.says("/nilai mega")).toContain("Penilaian: Mega Contoh");
  });

  it("pages through many, with names that are alike told apart", async () => {
    const names = Array.from({ length: 11 }, (_, at) => `Muhammad Contoh Panjang ${String(at).padStart(2, "0")}`);
    const { talk } = await team(...names);
    await talk.says("/nilai");
    expect(labels(talk.last)).toHaveLength(9);
    expect(new Set(talk.last.reply.buttons?.map((it) => it.label)).size).toBe(9);
    expect(Math.max(...(talk.last.reply.buttons ?? []).map((it) => [...it.label].length))).toBeLessThanOrEqual(20);
    await talk.taps(/^Lainnya/);
    expect(labels(talk.last)).toEqual([...names.slice(8).map((it) => `${it} — belum dinilai`), "Kembali ke awal daftar"]);
    expect(await talk.taps(/10 —/)).toContain("Penilaian: Muhammad Contoh Panjang 10");
  });

  it("says so when one leads nobody", async () => {
    const leader = await boss();
    await expect(world.performs(leader, { capability: "rate_subordinate", input: {} }, ["asn", "supervisor"])).resolves.toMatchObject({ code: "nobody" });
  });

  it("saves once, however often it is tapped", async () => {
    const { talk, staff } = await team("Lestari Contoh");
    await talk.says("/nilai Lestari");
    await answerAll(talk);
    const closing = talk.last;
    await talk.taps("Simpan");
    await talk.says("lain");
    expect(await talk.tapsOn(closing, "Simpan")).toContain("sudah selesai atau tidak ada lagi");
    const { rows } = await world.db.one(
      z.object({ rows: z.number() }),
      sql`select count(*)::int as rows from competency_evidence where person_id = ${staff[0]?.personId}`,
    );
    expect(rows).toBe(9);
  });
});
