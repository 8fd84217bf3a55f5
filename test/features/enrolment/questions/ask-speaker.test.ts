import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Letter } from "../../../../src/core/channel.ts";
import { perform } from "../../../../src/core/perform.ts";
import type { Subject } from "../../../../src/core/personal-data.ts";
import type { Call } from "../../../../src/core/reply.ts";
import { giveMaterials } from "../../../../src/features/enrolment/materials/give-materials.ts";
import { classTalkData } from "../../../../src/features/enrolment/questions/personal-data.ts";
import { testDatabases } from "../../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, type Talk } from "../enrolment-world.ts";

describe.each(testDatabases())("questions and materials of a class on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  async function participant(name: string, words = "spbe"): Promise<{ who: Subject; talk: Talk }> {
    const who = await world.person(name);
    const talk = await world.talk(who);
    await talk.says(`/daftar ${words}`);
    await talk.says("ya");
    return { who, talk };
  }

  /** An officer's call through the gate; outside a talk there is no second factor to be asked for. */
  function officer(who: Subject, call: Call) {
    const agency = { id: kendari, slug: "kendari", name: "Kota Kendari", zone: "Asia/Makassar" };
    const person = { id: who.personId, agency, roles: ["officer" as const], handleId: 1 };
    return world.db.transaction((tx) =>
      perform(world.catalog, { db: tx, cell, now: world.clock.now(), agency, agencies: [agency], person, conversation: null, memory: {} }, call),
    );
  }

  it("gathers questions without names, counts votes once, and shows the organiser the most wanted first", async () => {
    const id = await world.classOf(await world.training("Webinar SPBE"), { approval: "tanpa", seats: 9 });
    const [a, b, c] = [await participant("Dewi Contoh"), await participant("Sari Contoh"), await participant("Tini Contoh")];
    await a.talk.says("/narasumber");
    expect(a.talk.last.reply.text).toMatch(/^Tulis pertanyaan untuk narasumber/);
    expect(await a.talk.says("Apakah tanda tangan elektronik wajib?")).toMatch(/^Pertanyaan Anda untuk narasumber \*Webinar SPBE\* sudah dicatat, tanpa nama/);
    await b.talk.says("/narasumber Bagaimana dengan arsip lama?");
    for (const talk of [c.talk, a.talk]) {
      await talk.says("/pertanyaan");
      await talk.taps(/^Dukung 2|^Dukung 1$/);
    }
    await c.talk.says("/pertanyaan");
    expect(c.talk.last.reply.text).toMatch(/dukungan/);
    expect(a.talk.heard.concat(c.talk.heard).some((it) => /Sari|Tini/.test(it.reply.text))).toBe(false);
    expect(await b.talk.says("/pertanyaan")).toContain("dari Anda");
    const boss = await world.person("Petugas Contoh");
    const { reply } = await officer(boss, { capability: "speaker_questions", input: { class: id } });
    expect(reply.text).toMatch(/^Pertanyaan untuk narasumber \*Webinar SPBE\*:\n\n1\. .*dukungan\)/);
    expect(reply.text).not.toMatch(/Dewi|Sari/);
    expect((reply.data as { votes: number }[]).map((it) => it.votes).toSorted((x, y) => y - x)).toEqual(
      (reply.data as { votes: number }[]).map((it) => it.votes),
    );
    const first = reply.buttons?.[0];
    expect(first?.label).toBe("Terjawab 1");
    await officer(boss, first?.call as Call);
    expect((await officer(boss, { capability: "speaker_questions", input: { class: id } })).reply.text.split("\n")).toHaveLength(3);
  });

  it("takes votes back, and none for oneself or from outside", async () => {
    await world.classOf(await world.training("Webinar SPBE"), { approval: "tanpa", seats: 9 });
    const [a, b] = [await participant("Dewi Contoh"), await participant("Sari Contoh")];
    await a.talk.says("/narasumber");
    await a.talk.says("Apakah tanda tangan elektronik wajib?");
    await b.talk.says("/pertanyaan");
    const list = b.talk.last;
    expect(await b.talk.taps("Dukung 1")).toContain("(1 dukungan)");
    expect(await b.talk.taps("Batal dukung 1")).not.toContain("dukungan)");
    const stranger = await world.talk(await world.person("Orang Lain"));
    expect(await stranger.says("/pertanyaan")).toMatch(/^Ini untuk peserta kelas/);
    for (const it of [stranger, a.talk]) {
      it.heard.push(list);
      await it.taps("Dukung 1");
    }
    expect(await b.talk.says("/pertanyaan")).not.toContain("dukungan)");
  });

  it("limits how many one person asks, asks which class, and forgets with the consent", async () => {
    const training = await world.training("Webinar SPBE");
    await world.classOf(training, { approval: "tanpa", seats: 9, name: "Angkatan 1" });
    const { who, talk } = await participant("Dewi Contoh");
    await talk.says("/narasumber");
    await talk.says("Pertanyaan nomor satu?");
    await talk.says("/narasumber");
    expect(await talk.says("pertanyaan nomor SATU?")).toMatch(/^Pertanyaan itu sudah Anda ajukan/);
    await world.classOf(await world.training("Pelatihan Arsip"), { approval: "tanpa", sessions: ["2026-12-10T08:00/2026-12-10T12:00"] });
    await talk.says("/daftar arsip");
    await talk.says("ya");
    expect(await talk.says("/narasumber")).toBe("Untuk kelas yang mana?");
    expect(await talk.taps(/Arsip/)).toMatch(/^Tulis pertanyaan untuk narasumber/);
    expect(await talk.says("Kapan arsip dimusnahkan?")).toMatch(/^Pertanyaan Anda untuk narasumber \*Pelatihan Arsip\* sudah dicatat/);
    expect((await classTalkData.collect(world.db, who)).lines).toHaveLength(2);
    await classTalkData.erase(world.db, who, world.clock.now());
    expect((await classTalkData.collect(world.db, who)).lines).toEqual([]);
  });

  it("gives materials out when they are due, once, to those who take part, and shows them again", async () => {
    const id = await world.classOf(await world.training("Webinar SPBE"), { approval: "tanpa", seats: 9 });
    const [a, b] = [await participant("Dewi Contoh"), await participant("Sari Contoh")];
    const boss = await world.person("Petugas Contoh");
    const add = (title: string, link: string, when: string) => officer(boss, { capability: "add_material", input: { class: id, title, link, when } });
    expect((await add("Bahan tayang", "https://contoh.id/tayang", "mulai")).reply.text).toBe(
      "Dicatat: *Bahan tayang* untuk *Webinar SPBE*, dibagikan Senin, 7 Des 2026 pukul 08.00 WITA.",
    );
    await add("Bacaan awal", "https://contoh.id/bacaan", "1/12/2026");
    expect((await add("Salah", "https://contoh.id/x", "kapan-kapan")).reply.text).toMatch(/^Tanggal itu belum saya kenali/);
    await expect(add("Salah", "javascript:alert(1)", "sekarang")).rejects.toThrow();
    await b.talk.says("/batal");
    await b.talk.says("ya");
    const heard = b.talk.heard.length;
    const give = (fail = false) =>
      giveMaterials({
        db: world.db,
        cell,
        now: world.clock.now(),
        async put(_tx, letters: Letter[]) {
          if (fail) throw new Error("the power went");
          world.deliver(letters);
        },
      });
    expect(await a.talk.says("/materi")).toMatch(/belum dibagikan/);
    expect(await give()).toBe(0);
    world.clock.pass({ hours: 24 * 9 });
    await expect(give(true)).rejects.toThrow("the power went");
    expect(await give()).toBe(1);
    expect(await give()).toBe(0);
    expect(a.talk.last.reply.text).toBe("Materi *Webinar SPBE*:\n*Bacaan awal*\nhttps://contoh.id/bacaan\n\nDapat dibuka lagi kapan saja: /materi.");
    expect(b.talk.heard.length).toBe(heard);
    expect(await a.talk.says("/materi")).toBe("Materi *Webinar SPBE*:\n\n*Bacaan awal*\nhttps://contoh.id/bacaan");
    world.clock.pass({ hours: 24 * 6 });
    expect(await give()).toBe(1);
  });
});
