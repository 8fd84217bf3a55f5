import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { evidenceOf } from "../../../src/features/competency/gap/evidence-store.ts";
import { saveRule } from "../../../src/features/completion/result/rule-store.ts";
import { historyOf } from "../../../src/features/enrolment/enrolment-store.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, openCompletionWorld, type Somebody, tenant } from "./completion-world.ts";

const days = ["2026-12-07", "2026-12-08"];
const sessions = days.map((it) => `${it}T08:00/${it}T16:00`);

describe.each(testDatabases())("results of a class on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  /** Two days: Ani on both, Budi on one, Cici on none; both days confirmed, the class over. */
  async function held() {
    const it = await world.cityClass("Dasar SPBE", { sessions, name: "Angkatan I" });
    const desk = await world.officer();
    const [ani, budi, cici] = [
      await world.participant(it.id, "Ani Contoh"),
      await world.participant(it.id, "Budi Contoh"),
      await world.participant(it.id, "Cici Contoh"),
    ];
    await world.attends(desk, [ani, budi], days[0] ?? "");
    await world.attends(desk, [ani], days[1] ?? "");
    for (const day of days) await confirms(desk, it.id, day);
    world.comes("2026-12-08T17:00");
    return { ...it, desk, ani, budi, cici };
  }

  async function confirms(desk: Somebody, id: number, day: string) {
    await world.performs(desk.who, { capability: "confirm_attendance", input: { class: id, day } }, ["officer"]);
  }

  async function declares(desk: Somebody): Promise<string> {
    await desk.talk.says("/hasil");
    await desk.talk.taps("Nyatakan hasil");
    return desk.talk.says("ya");
  }

  it("declares by the rule: states, JP, competency evidence, and a word to each person", async () => {
    const { id, desk, ani, budi, cici } = await held();
    const shown = await desk.talk.says("/hasil");
    expect(shown).toBe(
      "*Hasil* *Dasar SPBE*, Angkatan I\nSyarat: kehadiran paling sedikit 80%.\n\nSelesai 1, belum memenuhi syarat 1, tidak hadir 1.\n\n• Budi Contoh: kehadiran 50%, syarat 80%",
    );
    expect(await declares(desk)).toMatch(
      /^Hasil \*Dasar SPBE\*, Angkatan I dinyatakan\. Selesai 1, belum memenuhi syarat 1, tidak hadir 1\. 3 orang diberi tahu\.$/,
    );
    expect(ani.talk.last.reply.text).toBe(
      "Selamat, Anda menyelesaikan *Dasar SPBE*, Angkatan I. 16 JP dicatat di akun JP Anda; lihat /jp.\nSertifikat dikirim di sini setelah ditandatangani.",
    );
    expect(budi.talk.last.reply.text).toMatch(/belum memenuhi syarat selesai \(kehadiran 50%, syarat 80%\)/);
    expect(cici.talk.last.reply.text).toMatch(/^Anda tercatat tidak hadir/);
    expect(await Promise.all([ani, budi, cici].map((it) => world.stateOf(id, it.who)))).toEqual(["selesai", "tidak_selesai", "tidak_hadir"]);
    const [record, second] = await recordsOf(world.db, ani.who);
    expect(second).toBeUndefined();
    expect(record).toMatchObject({
      title: "Dasar SPBE",
      jp: 16,
      from: days[0],
      until: days[1],
      days,
      source: "kelas",
      evidence: "rekap_hadir",
      state: "diakui",
    });
    const evidence = await evidenceOf(world.db, tenant, [ani.who.personId]);
    expect(evidence).toMatchObject([{ competency: "pelayanan-publik", kind: "training", level: 3, official: false, observedOn: days[1] }]);
    expect(await recordsOf(world.db, budi.who)).toEqual([]);
    expect((await world.db.one(z.object({ note: z.string() }), sql`select evidence_note as note from learning_record`)).note).toBe(
      "hadir 2 dari 2 hari; 4 lewat kode, 0 dari daftar",
    );
    const held2 = await world.db.one(z.object({ id: z.number() }), sql`select id::int as id from enrolment where person_id = ${budi.who.personId}`);
    expect((await historyOf(world.db, tenant, held2.id)).at(-1)).toMatchObject({
      move: "nyatakan",
      from: "terdaftar",
      to: "tidak_selesai",
      actor: "petugas",
      actorId: desk.who.personId,
      reason: "kehadiran 50%, syarat 80%",
    });
  });

  it("changes nothing when it is declared again, and tells nobody twice", async () => {
    const { desk, ani } = await held();
    await declares(desk);
    const heard = ani.talk.heard.length;
    expect(await desk.talk.says("/hasil")).toMatch(/Hasil ini sudah dinyatakan/);
    await world.performs(desk.who, { capability: "class_results", input: { words: "spbe", declare: true } }, ["officer"]);
    expect(ani.talk.heard.length).toBe(heard);
    expect((await recordsOf(world.db, ani.who)).length).toBe(1);
    expect((await world.db.many(z.object({ id: z.coerce.number() }), sql`select id from enrolment_event where move = 'nyatakan'`)).length).toBe(3);
  });

  it("leaves nothing half done when it breaks off in the middle", async () => {
    const { id, desk, ani } = await held();
    const broken = new Error("the machine went away");
    await expect(
      world.db.transaction(async (tx) => {
        const { declareResults } = await import("../../../src/features/completion/result/declare.ts");
        const { loadClass } = await import("../../../src/features/enrolment/class-of.ts");
        const of = await loadClass(tx, tenant, id);
        if (!of) throw new Error("no class");
        const agency = { id: tenant.agencyId, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
        await declareResults({ db: tx, cell: 1, agency, now: world.clock.now(), by: desk.who.personId }, of);
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(await world.stateOf(id, ani.who)).toBe("terdaftar");
    expect(await recordsOf(world.db, ani.who)).toEqual([]);
    await declares(desk);
    expect(await world.stateOf(id, ani.who)).toBe("selesai");
  });

  it("waits until every day is confirmed, and leaves out a day that was not held", async () => {
    const it = await world.cityClass("Dasar SPBE", { sessions });
    const desk = await world.officer();
    const ani = await world.participant(it.id, "Ani Contoh");
    await world.attends(desk, [ani], days[0] ?? "");
    await confirms(desk, it.id, days[0] ?? "");
    expect(await desk.talk.says("/hasil")).toMatch(/^Tidak ada kelas/);
    expect(await desk.talk.says("/hasil dasar spbe")).toBe("*Dasar SPBE* belum selesai, jadi hasilnya belum dapat dihitung.");
    expect(await desk.talk.says("/hasil balap karung")).toMatch(/^Tidak ada kelas “balap karung”/);
    world.comes("2026-12-08T17:00");
    expect(await desk.talk.says("/hasil")).toMatch(/Belum dikukuhkan: Selasa, 8 Des 2026\.$/);
    await desk.talk.taps("Rekap hadir");
    expect(await desk.talk.taps("Hari tidak ada")).toMatch(/tidak diselenggarakan\?/);
    await desk.talk.says("ya");
    await declares(desk);
    expect(await world.stateOf(it.id, ani.who)).toBe("selesai");
    expect((await recordsOf(world.db, ani.who))[0]).toMatchObject({ from: days[0], until: days[0], days: [days[0]] });
  });

  it("does not halve anybody's attendance by a person marked from the list or a code that nobody used", async () => {
    const it = await world.cityClass("Dasar SPBE", { sessions: sessions.slice(0, 1) });
    const desk = await world.officer();
    const [ani, budi] = [await world.participant(it.id, "Ani Contoh"), await world.participant(it.id, "Budi Contoh")];
    world.comes(`${days[0]}T08:10`);
    await ani.talk.says(world.codeIn(await desk.talk.says("/kode")));
    await desk.talk.taps("Kode keluar");
    await desk.talk.says("/rekap");
    await desk.talk.taps("Catat dari daftar");
    await desk.talk.says("2");
    await confirms(desk, it.id, days[0] ?? "");
    world.comes(`${days[0]}T17:00`);
    expect(await desk.talk.says("/hasil")).toContain("Selesai 2, belum memenuhi syarat 0, tidak hadir 0.");
    await declares(desk);
    expect(await Promise.all([ani, budi].map((one) => world.stateOf(it.id, one.who)))).toEqual(["selesai", "selesai"]);
  });

  it("declares nobody absent from a class that was not held on any day", async () => {
    const it = await world.cityClass("Dasar SPBE", { sessions });
    const desk = await world.officer();
    const ani = await world.participant(it.id, "Ani Contoh");
    world.comes("2026-12-08T17:00");
    for (const day of days) await world.performs(desk.who, { capability: "confirm_attendance", input: { class: it.id, day, skipped: true } }, ["officer"]);
    expect(await desk.talk.says("/hasil")).toBe("*Dasar SPBE* tidak diselenggarakan pada hari mana pun, jadi tidak ada hasil yang dinyatakan.");
    const declared = await world.performs(desk.who, { capability: "class_results", input: { class: it.id, declare: true } }, ["officer"]);
    expect(declared.code).toBe("not_held");
    expect(await world.stateOf(it.id, ani.who)).toBe("terdaftar");
  });

  it("takes credit, evidence and certificate back when a result is corrected, and gives them again", async () => {
    const { id, desk, ani } = await held();
    await declares(desk);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    await desk.talk.says("/rekap");
    await desk.talk.taps("Coret");
    await desk.talk.says("semua");
    await confirms(desk, id, days[1] ?? "");
    await declares(desk);
    expect(await world.stateOf(id, ani.who)).toBe("tidak_selesai");
    expect((await recordsOf(world.db, ani.who))[0]).toMatchObject({ state: "ditolak", reason: "hasil kelas dikoreksi" });
    expect(await evidenceOf(world.db, tenant, [ani.who.personId])).toEqual([]);
    expect((await world.db.one(z.object({ reason: z.string() }), sql`select revoked_reason as reason from certificate`)).reason).toBe("hasil kelas dikoreksi");
    await desk.talk.says("/rekap");
    await desk.talk.taps("Catat dari daftar");
    await desk.talk.says("1");
    await confirms(desk, id, days[1] ?? "");
    await declares(desk);
    expect((await recordsOf(world.db, ani.who)).map((it) => it.state)).toEqual(["diakui"]);
    expect((await evidenceOf(world.db, tenant, [ani.who.personId])).length).toBe(1);
  });

  it("asks for the post-test where the training's rule does", async () => {
    const { training, id, desk, ani } = await held();
    await saveRule(world.db, tenant, training, { attendance: 0.5, testLeast: 70 }, world.clock.now());
    expect(await desk.talk.says("/hasil")).toMatch(
      /Syarat: kehadiran paling sedikit 50%, tes akhir paling sedikit 70\.[\s\S]*Ani Contoh: tes akhir belum dikerjakan/,
    );
    await world.db.run(sql`
      insert into learning_test (cell, agency_id, class_id, person_id, test, questions, score, started_at, finished_at)
      values (1, 2, ${id}, ${ani.who.personId}, 'akhir', '[]', 80, ${world.clock.now().toString()}, ${world.clock.now().toString()})`);
    await declares(desk);
    expect(await world.stateOf(id, ani.who)).toBe("selesai");
  });

  it("is nobody's but an officer's, and not before the end", async () => {
    const it = await world.cityClass("Dasar SPBE", { sessions });
    const desk = await world.officer();
    const ani = await world.participant(it.id, "Ani Contoh");
    expect(await ani.talk.says("/hasil")).toMatch(/hanya untuk pegawai yang berwenang/);
    world.comes("2026-12-08T10:00");
    expect(await desk.talk.says("/hasil")).toBe("Tidak ada kelas yang berlangsung atau baru selesai.");
    expect((await world.performs(desk.who, { capability: "class_results", input: { class: it.id } }, ["officer"])).code).toBe("not_over");
  });
});
