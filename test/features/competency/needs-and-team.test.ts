import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ledgerOf } from "../../../src/core/ledger.ts";
import type { Role } from "../../../src/core/person.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { decideNeed, needsOf } from "../../../src/features/competency/need-store.ts";
import { competencyData } from "../../../src/features/competency/personal-data.ts";
import { testDatabases } from "../../world.ts";
import { labels, openStaffWorld, pontianak, type StaffWorld } from "./staff-world.ts";

describe.each(testDatabases())("aims, needs and one's team on $name", (database) => {
  let world: StaffWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openStaffWorld(database);
  });
  afterAll(() => world.close());

  const clerk = (title = "Kasi Pelayanan") => world.person({ name: `Rina Contoh ${++count}`, title, family: "pengawas" });

  async function known(): Promise<Subject> {
    const who = await clerk();
    await world.knows(who, [
      { competency: "pelayanan-publik", level: 1 },
      { competency: "komunikasi", level: 1 },
      { competency: "integritas", level: 3, kind: "assessment_center", official: true, observedOn: "2026-05-12" },
    ]);
    return who;
  }

  it("keeps an aim, changes it and forgets it, each on the person's own yes", async () => {
    const talk = await world.talk(await known());
    expect(await talk.says("/tujuan")).toContain("Jabatan apa yang ingin Anda tuju?");
    expect(await talk.says("/tujuan astronot")).toContain("Belum ada standar");
    expect(await talk.says("/tujuan kepala")).toBe("Jabatan mana yang Anda tuju?");
    expect(await talk.taps(/^Kepala Seksi/)).toContain("Jadikan *Kepala Seksi*");
    expect(await talk.says("/tujuan kabid aplikasi informatika")).toMatch(/^Jadikan \*Kepala Bidang Teknologi Informasi\*/);
    expect(await talk.says("/tujuan perawat")).toBe("Jabatan mana yang Anda tuju?");
    expect(await talk.says("/tujuan Camat")).toMatch(/^Jadikan \*Camat\*/);
    expect(await talk.says("siap")).toContain("ketik *ya* atau *tidak*");
    expect(await talk.says("tidak")).toContain("tidak jadi");
    expect(await talk.says("/tujuan")).toContain("Jabatan apa yang ingin Anda tuju?");
    await talk.says("/tujuan camat");
    await talk.says("ya");
    expect(await talk.says("/tujuan")).toMatch(/^Jabatan tujuan Anda: \*Camat\*/);
    expect(await talk.taps("Hapus tujuan")).toContain("Hapus *Camat*");
    expect(await talk.says("ya")).toBe("Jabatan tujuan Anda dihapus.");
    expect(await talk.says("/tujuan")).toContain("Jabatan apa yang ingin Anda tuju?");
  });

  it("records a need with its gap once, on a yes, and lets it be taken back while nobody has worked on it", async () => {
    const who = await known();
    const talk = await world.talk(who);
    await talk.says("/kompetensi");
    expect(await talk.taps("Usulkan kebutuhan")).toBe("Kebutuhan pelatihan mana yang ingin diusulkan untuk Anda?");
    expect(labels(talk.last)).toEqual(["Pelayanan Publik (1 dari 3)", "Komunikasi (1 dari 2)"]);
    const offer = talk.last;
    expect(await talk.taps(/^Pelayanan/)).toContain("Yang dicatat: level kini 1, diminta 3.");
    expect(await needsOf(world.db, who, { personId: who.personId })).toEqual([]);
    expect(await talk.says("ya")).toContain("Usulan kebutuhan *Pelayanan Publik* untuk Anda tercatat.");
    const done = talk.last;
    expect(await needsOf(world.db, who, { personId: who.personId })).toMatchObject([
      { competency: "pelayanan-publik", required: 3, held: 1, official: false, proposedAs: "person", state: "proposed" },
    ]);
    await talk.tapsOn(offer, /^Pelayanan/);
    expect(await talk.says("ya")).toBe("Kebutuhan *Pelayanan Publik* sudah pernah diusulkan; sekarang menunggu diperiksa.");
    await talk.tapsOn(done, "Batalkan usulan");
    expect(await talk.says("ya")).toBe("Usulan itu dibatalkan.");
    await talk.tapsOn(done, "Batalkan usulan");
    expect(await talk.says("ya")).toContain("sudah diproses atau sudah dibatalkan");
  });

  it("leads a need through its states only, each refusal with its reason", async () => {
    const who = await known();
    const talk = await world.talk(who);
    await talk.says("usulkan kebutuhan pelatihan");
    await talk.taps(/^Komunikasi/);
    await talk.says("ya");
    const [need] = await needsOf(world.db, who, { personId: who.personId });
    const decide = (state: "verified" | "planned" | "deferred" | "refused" | "proposed", reason: string | null = null, where: Subject = who) =>
      decideNeed(world.db, where, need?.id ?? 0, { state, reason, by: "petugas" }, world.clock.now());
    expect(await decide("verified", null, { ...who, agencyId: pontianak })).toBe(false);
    expect(await decide("verified")).toBe(true);
    expect(await decide("verified")).toBe(false);
    await expect(decide("deferred")).rejects.toThrow();
    expect(await decide("deferred", "anggaran bergeser")).toBe(true);
    expect(await talk.says("usulkan kebutuhan pelatihan")).toMatch(/^Yang sudah diusulkan:\n• Komunikasi: ditunda \(anggaran bergeser\)\n\n/);
    expect(await decide("planned")).toBe(true);
    expect(await decide("refused", "sudah dipenuhi")).toBe(true);
    expect(await decide("planned")).toBe(false);
    expect(await decide("proposed")).toBe(false);
  });

  it("shows a supervisor the own team with the largest gap each, and keeps every look", async () => {
    const leader = await world.person({ name: "Kepala Contoh", title: "Kepala Bidang Data", family: "administrator" });
    const [one, two] = [await known(), await clerk()];
    const colleague = await known();
    await world.leads(leader, one);
    await world.leads(leader, two);
    await world.knows(two, [{ competency: "komunikasi", level: 1, kind: "self", raterId: two.personId }]);
    const talk = await world.talk(leader);
    expect(await talk.says("/tim")).toContain("*Bawahan langsung Anda* (2 orang)");
    expect(labels(talk.last).map((it) => it.replace(/ \d+ — /, ": "))).toEqual(["Rina Contoh: Pelayanan Publik 1 dari 3", "Rina Contoh: belum diketahui"]);
    const text = await talk.taps(/Pelayanan Publik/);
    expect(text).toMatch(/^\*Rina Contoh \d+\*\nKasi Pelayanan\n\nYang paling perlu dikuatkan:/);
    expect(text).toContain("Asesmen diri pegawai tidak dihitung di sini.");
    expect(labels(talk.last)).toEqual(["Nilai kompetensinya", "Usulkan kebutuhan pelatihan", "JP tahun ini", "Daftar bawahan"]);
    const looks = await ledgerOf(world.db, one, 10);
    expect(looks).toMatchObject([
      { actorId: leader.personId, kind: "look", action: "show_team" },
      { actorId: leader.personId, kind: "look", action: "show_team" },
    ]);
    expect(await ledgerOf(world.db, two, 10)).toHaveLength(1);
    const peek = (who: Subject, input: object) => world.performs(who, { capability: "show_team", input: { ...input } }, ["asn", "supervisor"]);
    await expect(peek(leader, { person: colleague.personId })).rejects.toMatchObject({ code: "forbidden" });
    await expect(peek(leader, { person: leader.personId })).rejects.toMatchObject({ code: "forbidden" });
    await expect(peek(colleague, {})).resolves.toMatchObject({ code: "nobody" });
    for (const capability of ["show_team", "show_person"]) {
      const refused = world.performs(one, { capability, input: {} });
      await expect(refused).rejects.toMatchObject({ code: "forbidden", say: expect.stringMatching(/pribadi[\s\S]*\/kompetensi[\s\S]*pengelola kepegawaian/) });
    }
    expect(await ledgerOf(world.db, colleague, 10)).toEqual([]);
  });

  it("shows an officer anybody of the city by name, keeps the look, and refuses everybody else", async () => {
    const officer = await world.person({ name: "Petugas Contoh", title: "Analis SDM", family: "fungsional" });
    const who = await world.person({ name: "Wulan Contohwati", title: "Kasi Pelayanan", family: "pengawas" });
    const namesake = await world.person({ name: "Wulan Contohsari", title: "Kasi Umum", family: "pengawas" });
    await world.knows(who, [{ competency: "pelayanan-publik", level: 1 }]);
    const look = (input: Record<string, unknown>, roles: Role[] = ["asn", "officer"]) => world.performs(officer, { capability: "show_person", input }, roles);
    expect(await look({})).toMatchObject({ code: "asked_name", awaits: { capability: "show_person", field: "name" } });
    expect(await look({ name: "Bambang Taktercatat" })).toMatchObject({ code: "nobody" });
    const both = await look({ name: "wulan" });
    expect(both.reply.buttons?.map((it) => it.full)).toEqual(["Wulan Contohwati — Kasi Pelayanan", "Wulan Contohsari — Kasi Umum"]);
    expect(await ledgerOf(world.db, namesake, 10)).toMatchObject([{ actorId: officer.personId, kind: "look", action: "show_person" }]);
    const { reply } = await look({ name: "Contohwati Wulan" });
    expect(reply.text).toMatch(/^\*Wulan Contohwati\*\nKasi Pelayanan\n\nYang paling perlu dikuatkan:/);
    expect(await ledgerOf(world.db, who, 10)).toHaveLength(2);
    const foreign = await world.person({ name: "Asing Contoh", title: "Kepala Seksi", family: "pengawas", agency: pontianak });
    await expect(look({ person: foreign.personId })).rejects.toMatchObject({ code: "not_found" });
    await expect(look({ person: who.personId }, ["asn", "supervisor"])).rejects.toMatchObject({ code: "forbidden" });
  });

  it("lets a supervisor propose a need for the own people, and nobody else's", async () => {
    const leader = await world.person({ name: "Kepala Contoh", title: "Kepala Bidang Data", family: "administrator" });
    const staff = await known();
    await world.leads(leader, staff);
    const talk = await world.talk(leader);
    await talk.says("/tim rina");
    await talk.taps("Usulkan kebutuhan");
    await talk.taps(/^Komunikasi/);
    expect(talk.last.reply.text).toMatch(/^Usulkan pelatihan \*Komunikasi\* untuk \*Rina Contoh \d+\*/);
    await talk.says("ya");
    expect(await needsOf(world.db, staff, { personId: staff.personId })).toMatchObject([{ proposedAs: "supervisor", proposerId: leader.personId }]);
    const other = await known();
    const named = await world.performs(leader, { capability: "propose_need", input: { name: "pak Rina" } }, ["asn", "supervisor"]);
    expect(named.reply.text).toMatch(/diusulkan untuk \*Rina Contoh \d+\*\?$/);
    // A name that is none of theirs is read as nobody's: it is about oneself.
    for (const name of ["Bambang", "Rina"]) {
      const own = await world.performs(other, { capability: "propose_need", input: { name } });
      expect(own.reply.text).toBe("Kebutuhan pelatihan mana yang ingin diusulkan untuk Anda?");
    }
    const call = { capability: "propose_need", input: { competency: "komunikasi", person: other.personId } };
    await expect(world.performs(leader, call, ["asn", "supervisor"])).rejects.toMatchObject({ code: "forbidden" });
    await expect(world.performs(staff, { ...call, input: { ...call.input, person: leader.personId } })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("reaches nobody of another city by any capability", async () => {
    const leader = await world.person({ name: "Kepala Contoh", title: "Kepala Bidang Data", family: "administrator" });
    await world.leads(leader, await clerk());
    const foreign = await world.person({ name: "Asing Contoh", title: "Kepala Seksi", family: "pengawas", agency: pontianak });
    await world.knows(foreign, [{ competency: "komunikasi", level: 1 }]);
    const inputs = [
      { person: foreign.personId },
      { name: "Asing" },
      { words: "Asing Contoh" },
      { person: foreign.personId, competency: "komunikasi" },
      { topic: "Asing" },
    ];
    for (const { id } of world.catalog.filter((it) => it.roles.includes("asn") || it.roles.includes("supervisor"))) {
      for (const input of inputs) {
        const said = await world.performs(leader, { capability: id, input }, ["asn", "supervisor"]).then(
          (it) => JSON.stringify([it.reply, it.ask]),
          (fault: { say?: string }) => fault.say ?? "crashed",
        );
        expect([id, said.replaceAll(/“Asing[^”]*”/g, "").includes("Asing"), said === "crashed"]).toEqual([id, false, false]);
      }
    }
    expect(await ledgerOf(world.db, foreign, 10)).toEqual([]);
  });

  it("gathers everything held about a person, and forgets what rested on consent", async () => {
    const who = await known();
    const talk = await world.talk(who);
    await talk.says("/asesmen komunikasi");
    await talk.taps("Pilihan 2");
    await talk.taps("Simpan");
    await talk.says("/tujuan camat");
    await talk.says("ya");
    await talk.says("usulkan kebutuhan pelatihan");
    await talk.taps(/^Pelayanan/);
    await talk.says("ya");
    const collected = async () => (await Promise.all(competencyData.map((it) => it.collect(world.db, who)))).flatMap((it) => it.lines);
    const before = await collected();
    expect(before).toContain("Komunikasi: level 2 (asesmen diri, 20 November 2026)");
    expect(before).toContain("Integritas: level 3 (uji resmi, 12 Mei 2026)");
    expect(before.some((it) => it.startsWith("Asesmen diri, mulai"))).toBe(true);
    expect(before.some((it) => it.startsWith("Jabatan tujuan: Camat"))).toBe(true);
    expect(before).toContain("Usulan Pelayanan Publik (1 dari 3), 20 November 2026: menunggu diperiksa");
    expect(JSON.stringify(await Promise.all(competencyData.map((it) => it.collect(world.db, { ...who, agencyId: pontianak }))))).not.toContain("Komunikasi");
    for (const it of competencyData) await it.erase(world.db, who, world.clock.now());
    expect(await collected()).toEqual(before.filter((it) => !/asesmen diri|Asesmen diri|tujuan/.test(it)));
  });
});
