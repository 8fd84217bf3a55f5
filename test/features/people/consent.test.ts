import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { changedNoticeLetters } from "../../../src/features/people/privacy/changed-notice.ts";
import { consentUses, useVersion } from "../../../src/features/people/privacy/consent-uses.ts";
import { type PurposeTable, purposeTable } from "../../../src/features/people/privacy/notice.ts";
import { mayRemind, offerReminders } from "../../../src/features/people/privacy/reminders.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, type LinkWorld, openLinkWorld, pontianak } from "./link-world.ts";

const tenant = { cell, agencyId: kendari };

describe.each(testDatabases())("consent, each purpose on its own, on $name", (database) => {
  let world: LinkWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openLinkWorld(database);
  });
  afterAll(() => world.close());

  async function somebody() {
    count += 1;
    const subject = await world.person({ name: `Izin Contoh${count}` });
    return { subject, chat: await world.linked(subject, "telegram", `izin-${count}`) };
  }
  const standing = (personId: number) =>
    world.db.many(
      z.object({ purpose: z.string(), answer: z.string() }),
      sql`select purpose, answer from consent where person_id = ${personId} and withdrawn_at is null order by purpose`,
    );
  const reminded = async (personId: number) => (await mayRemind(world.db, tenant, [personId])).has(personId);

  it("asks for none of them when a chat is linked", async () => {
    const { subject } = await somebody();
    expect(await standing(subject.personId)).toEqual([{ purpose: "chat", answer: "yes" }]);
    expect(await reminded(subject.personId)).toBe(false);
  });

  it("is shown by /privasi with a button each, given after its own words, and taken back alone", async () => {
    const { subject, chat } = await somebody();
    const text = await chat.says("/privasi");
    for (const it of Object.values(consentUses)) expect(text).toContain(`*${it.name}*: ${it.use}`);
    expect(text.match(/Saat ini: \*belum diizinkan\*/g)).toHaveLength(3);
    expect(await chat.taps("Ingatkan saya")).toMatch(/^Izinkan\?[\s\S]*mengingatkan Anda akan kelas/);
    expect(await reminded(subject.personId)).toBe(false);
    expect(await chat.says("ya")).toContain("*Pengingat* diizinkan");
    expect(await reminded(subject.personId)).toBe(true);
    expect(await standing(subject.personId)).toEqual([
      { purpose: "chat", answer: "yes" },
      { purpose: "reminders", answer: "yes" },
    ]);
    expect(await chat.says("/izin")).toContain("Saat ini: *diizinkan sejak 22 November 2026*");
    expect(await chat.taps("Tanpa pengingat")).toContain("*Pengingat* tidak dipakai");
    expect(await reminded(subject.personId)).toBe(false);
    expect((await standing(subject.personId)).find((it) => it.purpose === "chat")?.answer).toBe("yes");
    expect(await chat.says("/dataku")).toMatch(/Pengingat, diizinkan 22 November 2026, berakhir 22 November 2026/);
  });

  it("asks before a typed wish counts, and a no to that changes nothing", async () => {
    const { subject, chat } = await somebody();
    expect(await chat.says("/izin keuangan")).toContain("pengingat, model, dan suara");
    expect(await chat.says("/izin suara")).not.toContain("*Pengingat*");
    await chat.taps("Izinkan suara");
    expect(await chat.says("tidak jadi")).toContain("Tidak ada yang berubah");
    expect((await standing(subject.personId)).map((it) => it.purpose)).toEqual(["chat"]);
  });

  it("offers reminders where they are first of use: one tap under the words, and never again after an answer", async () => {
    const { subject, chat } = await somebody();
    const offer = await offerReminders(world.db, subject);
    expect(offer?.text).toContain(consentUses.reminders.use);
    expect(offer?.buttons.map((it) => it.call.input)).toEqual([
      { purpose: "reminders", answer: "yes", read: useVersion("reminders") },
      { purpose: "reminders", answer: "no", read: useVersion("reminders") },
    ]);
    await chat.says("/izin");
    await chat.taps("Ingatkan saya");
    await chat.says("ya");
    expect(await offerReminders(world.db, subject)).toBeNull();
    await chat.says("/izin");
    await chat.taps("Tanpa pengingat");
    expect(await offerReminders(world.db, subject)).toBeNull();
  });

  it("counts only for the wording it was given to, and only in its own city", async () => {
    const { subject, chat } = await somebody();
    await chat.says("/izin");
    await chat.taps("Ingatkan saya");
    await chat.says("ya");
    expect(await mayRemind(world.db, { cell, agencyId: pontianak }, [subject.personId])).toEqual(new Set());
    await world.db.run(sql`update consent set version = 'lama' where person_id = ${subject.personId} and purpose = 'reminders'`);
    expect(await reminded(subject.personId)).toBe(false);
    expect(await offerReminders(world.db, subject)).not.toBeNull();
    expect(await chat.says("/izin")).toContain("keterangannya berubah");
  });

  it("is taken back with everything else by /hapus", async () => {
    const { subject, chat } = await somebody();
    await chat.says("/izin");
    await chat.taps("Izinkan model");
    await chat.says("ya");
    await chat.says("/hapus");
    await chat.says("ya");
    expect(await standing(subject.personId)).toEqual([]);
  });

  describe("when the notice changes", () => {
    const letters = (purposes: PurposeTable) => world.db.transaction((tx) => changedNoticeLetters(tx, cell, purposes, world.clock.now()));
    const changed = (basis: "kewenangan" | "persetujuan") => {
      const entries = world.purposes.entries.map((it) =>
        it.purpose.basis === basis ? { ...it, purpose: { ...it.purpose, use: `${it.purpose.use}, dan lagi` } } : it,
      );
      return purposeTable(entries, world.purposes);
    };

    it("tells nobody who has read it already", async () => {
      await somebody();
      expect(await letters(world.purposes)).toEqual({ letters: [], more: false });
    });

    it("tells everybody linked once; where only what the city does by right has changed, nothing is asked", async () => {
      const { chat } = await somebody();
      const mine = (await letters(changed("kewenangan"))).letters.filter((it) => it.to.chat === chat.to.chat);
      expect(mine.map((it) => [it.intent, it.reply.buttons ?? []])).toEqual([["notice", []]]);
      expect((await letters(changed("kewenangan"))).letters).toEqual([]);
      expect((await letters(world.purposes)).letters.length).toBeGreaterThan(0); // and back
    });

    it("asks anew where consent is the basis; a yes stands for the new words, a no leads to taking everything back", async () => {
      const { subject, chat } = await somebody();
      const purposes = changed("persetujuan");
      const letter = (await letters(purposes)).letters.find((it) => it.to.chat === chat.to.chat);
      expect(letter?.reply.text).toContain("Setuju dengan keterangan yang baru?");
      const [yes, no] = letter?.reply.buttons ?? [];
      expect(yes?.call.input).toEqual({ purpose: "chat", answer: "yes", read: purposes.agreed });
      expect(no?.call.input).toEqual({ purpose: "chat", answer: "no" });
      // In this world the words are the old ones: a yes to others is a yes to nothing, and the words are shown.
      await world.db.run(sql`update consent set version = 'lama' where person_id = ${subject.personId}`);
      expect(await chat.says("/privasi")).toContain("keterangannya berubah");
      expect(await chat.taps("Setuju")).toContain("sudah dicatat");
      expect(await chat.says("/privasi")).toContain("Anda menyetujui keterangan ini");
      await world.db.run(sql`update consent set version = 'lama' where person_id = ${subject.personId} and withdrawn_at is null`);
      await chat.says("/privasi");
      expect(await chat.taps("Tidak setuju")).toContain("Tarik persetujuan dan hapus data Anda?");
    });

    it("leaves out who has no chat any more", async () => {
      const { subject, chat } = await somebody();
      await chat.says("/lepas");
      await chat.says("ya");
      const found = await letters(changed("kewenangan"));
      expect(found.letters.some((it) => it.to.chat === chat.to.chat)).toBe(false);
      const told = await world.db.one(z.object({ told: z.string() }), sql`select told from consent where person_id = ${subject.personId}`);
      expect(told.told).toBe(world.purposes.version);
    });
  });
});
