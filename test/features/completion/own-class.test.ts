import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, openCompletionWorld, type Somebody } from "./completion-world.ts";

const day = "2026-12-07";
const own = /Anda peserta kelas ini; mohon petugas lain (mengukuhkan kehadirannya|menyatakan hasilnya|menerbitkan sertifikatnya)\.$/;

describe.each(testDatabases())("an officer who is a participant, on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  /** A class of one employee and one officer, and an officer who is not in it. */
  async function held() {
    const it = await world.cityClass("Dasar SPBE");
    const [inside, outside] = [await world.officer("Petugas Peserta"), await world.officer("Petugas Lain")];
    const ani = await world.participant(it.id, "Ani Contoh");
    await world.enrolled(it.id, inside.who);
    return { ...it, inside, outside, ani };
  }

  const acts = (it: Somebody, capability: string, input: Record<string, unknown>) => world.performs(it.who, { capability, input }, ["officer"]);
  const marked = async () =>
    (await world.db.many(z.object({ id: z.number() }), sql`select distinct person_id::int as id from attendance_mark where struck_at is null order by id`)).map(
      (it) => it.id,
    );

  it("marks and strikes others, never themselves", async () => {
    const { id, inside, outside, ani } = await held();
    world.comes(`${day}T09:00`);
    const asked = await acts(inside, "mark_attendance", { class: id, day });
    expect(asked.reply.text).toContain("1. Ani Contoh");
    expect(asked.reply.text).not.toContain("Petugas Peserta");
    expect(asked.reply.text).toContain("Kehadiran Anda sendiri dicatat atau dicoret petugas lain.");
    const people = [inside.who.personId, ani.who.personId];
    await acts(inside, "mark_attendance", { class: id, day, people, numbers: "semua" });
    expect(await marked()).toEqual([ani.who.personId]);
    await acts(outside, "mark_attendance", { class: id, day, people, numbers: "semua" });
    expect((await marked()).length).toBe(2);
    await acts(inside, "strike_attendance", { class: id, day, people, numbers: "semua" });
    expect(await marked()).toEqual([inside.who.personId]);
  });

  it("does not confirm, declare or issue; another officer does", async () => {
    const { id, inside, outside, ani } = await held();
    await world.setting();
    await world.attends(outside, [ani, inside], day);
    await inside.talk.says("/rekap");
    expect(await inside.talk.taps("Kukuhkan")).toMatch(own);
    await expect(acts(inside, "confirm_attendance", { class: id, day })).rejects.toThrow(own);
    await acts(outside, "confirm_attendance", { class: id, day });
    world.comes(`${day}T17:00`);
    await inside.talk.says("/hasil");
    expect(await inside.talk.taps("Nyatakan hasil")).toMatch(own);
    await expect(acts(inside, "class_results", { class: id, declare: true })).rejects.toThrow(own);
    expect(await world.stateOf(id, inside.who)).toBe("terdaftar");
    await acts(outside, "class_results", { class: id, declare: true });
    expect(await world.stateOf(id, inside.who)).toBe("selesai");
    expect(await inside.talk.says("/terbitkan")).toMatch(own);
    await expect(acts(inside, "issue_certificates", { class: id })).rejects.toThrow(own);
    expect((await acts(outside, "issue_certificates", { class: id })).code).toBe("issued");
  });
});
