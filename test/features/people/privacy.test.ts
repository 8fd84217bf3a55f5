import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { writeAudits } from "../../../src/core/audit.ts";
import { openBlob } from "../../../src/core/blob.ts";
import { conversationOf } from "../../../src/core/channel.ts";
import { rawSql, sql } from "../../../src/db/database.ts";
import { testDatabases } from "../../world.ts";
import { type Chat, cell, type LinkWorld, openLinkWorld } from "./link-world.ts";

const nip = "198503212010011004";

describe.each(testDatabases())("personal data on $name", (database) => {
  let world: LinkWorld;
  beforeAll(async () => {
    world = await openLinkWorld(database);
  });
  afterAll(() => world.close());

  const count = async (from: string) => (await world.db.one(z.object({ n: z.number() }), rawSql(`select count(*)::int as n from ${from}`))).n;
  const fileOf = async (chat: Chat) => {
    const blob = chat.last.reply.files?.[0]?.blob ?? "";
    const file = await openBlob(world.db, cell, blob, conversationOf(chat.to));
    return { blob, data: JSON.parse(new TextDecoder().decode(file?.bytes)) as { sections: { title: string; data: unknown }[] } };
  };

  describe("/privasi", () => {
    it("tells everybody what is held, on which ground, for how long and who sees it", async () => {
      const chat = world.chat("web", "tamu-privasi");
      const text = await chat.says("/privasi");
      const [before = "", after = ""] = text.split("*Atas persetujuan Anda*");
      for (const it of world.purposes.entries) expect(it.purpose.basis === "kewenangan" ? before : after).toContain(it.title);
      expect(text).toContain("3×24 jam");
      expect(text).toContain(world.purposes.version);
      expect(text.length).toBeLessThan(2_500);
      const authority = await chat.taps("Rincian data kota");
      const consent = await chat.taps("Rincian persetujuan");
      for (const it of world.purposes.entries) expect(it.purpose.basis === "kewenangan" ? authority : consent).toContain(`*${it.title}*: ${it.purpose.use}`);
    });

    it("tells who has agreed when, and when the wording has changed since", async () => {
      const subject = await world.person({ name: "Amir Contoh" });
      const chat = await world.linked(subject, "telegram", "amir");
      expect(await chat.says("/privasi")).toContain("Anda menyetujui keterangan ini pada 22 November 2026");
      await world.db.run(sql`update consent set version = 'lama' where person_id = ${subject.personId}`);
      expect(await chat.says("/privasi")).toContain("versi lama pada 22 November 2026; sejak itu keterangannya berubah");
      // A further link asks anew, and then the new wording stands.
      const second = world.chat("web", "amir-web");
      expect(await second.says(await world.code(subject))).toContain("Setuju dan tautkan?");
      await second.says("ya");
      const versions = await world.db.many(
        z.object({ version: z.string(), open: z.boolean() }),
        sql`select version, withdrawn_at is null as open from consent where person_id = ${subject.personId} order by id`,
      );
      expect(versions).toEqual([
        { version: "lama", open: false },
        { version: world.purposes.agreed, open: true },
      ]);
    });
  });

  describe("/dataku", () => {
    it("shows everything, the NIP masked, and as a file that opens in this talk only", async () => {
      const subject = await world.person({ name: "Beni Contoh", nip, phone: "+6281100000051", position: "Arsiparis" });
      const chat = await world.linked(subject, "telegram", "beni");
      await chat.says("/koreksi nama saya tertulis Beni, yang benar Benny");
      await chat.says("ya");
      const text = await chat.says("/dataku");
      for (const title of world.purposes.entries.map((it) => it.title)) expect(text).toContain(title);
      expect(text).toContain("NIP ••••••••2010••••04, PNS");
      expect(text).toMatch(
        /Arsiparis[\s\S]*Telegram sejak 22 November 2026[\s\S]*Tautan chat, diizinkan 22 November 2026 \(versi [0-9a-f]{8}\)[\s\S]*Koreksi data no\. \d+/,
      );
      for (const secret of [nip, "81100000051"]) expect(text).not.toContain(secret);
      const { blob, data } = await fileOf(chat);
      expect(JSON.stringify(data)).toContain("+6281100000051");
      const held = data.sections.find((it) => it.title === "Chat yang tertaut")?.data as { chats: object[]; codes: object[] };
      const codes = await world.db.many(z.object({ digest: z.string() }), sql`select digest from link_code where person_id = ${subject.personId}`);
      expect([held.chats.length, held.codes.length]).toEqual([1, codes.length]);
      for (const { digest } of codes) expect(JSON.stringify(data)).not.toContain(digest);
      expect(data.sections.map((it) => it.title)).toEqual(world.purposes.entries.map((it) => it.title));
      expect(await openBlob(world.db, cell, blob, "telegram|bot|other")).toBeUndefined();
    });

    it("holds nothing of anybody else, and nothing that somebody else said in the same talk", async () => {
      const [one, two] = [await world.person({ name: "Chandra Contoh" }), await world.person({ name: "Dinda Rahasiawati" })];
      const chat = await world.linked(two, "telegram", "bersama");
      await chat.says("/koreksi gaji saya lupa dicatat rahasia-dinda");
      await chat.says("ya");
      await chat.says("/lepas");
      await chat.says("ya");
      world.clock.pass({ minutes: 5 });
      await chat.says(await world.code(one));
      await chat.says("ya");
      const text = await chat.says("/dataku");
      const { data } = await fileOf(chat);
      for (const secret of ["Dinda", "rahasia-dinda"]) expect(text + JSON.stringify(data)).not.toContain(secret);
    });

    it("says who looked in words, also of a look that it has no words for", async () => {
      const subject = await world.person({ name: "Fani Contoh" });
      const chat = await world.linked(subject, "telegram", "fani");
      const at = world.clock.now().toString();
      const look = (action: string) => ({
        agencyId: subject.agencyId,
        at,
        kind: "look" as const,
        actorId: null,
        subjectId: subject.personId,
        action,
        outcome: "seen",
      });
      const ledger = ["officer_queue", "nominate", "fetch_roll", "not_named_yet"].map(look);
      await writeAudits(world.db, [{ cell, at, agency_id: subject.agencyId, conversation: null, person_id: null, capability: "x", outcome: "seen", ledger }]);
      const [, seen = ""] = (await chat.says("/dataku")).split("*Siapa yang melihat data Anda*\n");
      expect(
        seen
          .split("\n\n")[0]
          ?.split("\n")
          .map((it) => it.replace(/^.*server, /, ""))
          .sort(),
      ).toEqual(["melihat antrean pendaftaran", "melihat data Anda", "melihat nama untuk usulan peserta kelas", "mengunduh daftar atau berkas kelas"]);
    });

    it("is refused to a guest with the way in", async () => {
      expect(await world.chat("web", "tamu-dataku").says("/dataku")).toContain("Tautkan dulu percakapan ini");
    });
  });

  describe("/hapus", () => {
    it("asks first and names what goes and what stays; then all of it goes, and the other chats are told", async () => {
      const subject = await world.person({ name: "Edo Contoh", nip: "198503212010011005" });
      const [chat, other] = [await world.linked(subject, "telegram", "edo"), await world.linked(subject, "web", "edo-web")];
      await chat.says("/sapaan bapak");
      await chat.says("/dataku");
      await chat.says("berapa JP?");
      await world.db.run(sql`
        insert into knowledge_answer (cell, conversation, asked_at, question, as_of, outcome, answer, passages, sources, ms)
        values (${cell}, ${conversationOf(chat.to)}, ${world.clock.now().toString()}, 'tanya edo', '2026-11-22', 'answered', '', '[]', '[]', 1)`);
      const question = await chat.says("/hapus");
      expect(question).toMatch(/dihapus: [^\n]*Chat yang tertaut[\s\S]*Tetap disimpan[^\n]*Data kepegawaian, /);
      expect(await chat.says("tidak")).toContain("Tidak ada yang berubah");
      await chat.says("/hapus");
      const done = await chat.says("ya");
      expect(done).toMatch(/^✅ Persetujuan sudah ditarik[\s\S]*tetap disimpan[\s\S]*Data kepegawaian/);
      expect(other.last.reply.text).toContain("Persetujuan atas data Anda ditarik lewat chat Telegram");
      expect([await chat.says("halo"), await other.says("halo")]).toEqual([expect.stringContaining("tamu"), expect.stringContaining("tamu")]);
      const talk = conversationOf(chat.to);
      expect(await count(`blob where conversation = '${talk}'`)).toBe(0);
      expect(await count(`knowledge_answer where question = 'tanya edo'`)).toBe(0);
      expect(await count(`audit where conversation = '${talk}' and person_id is not null`)).toBe(0);
      expect(await count(`audit where person_id = ${subject.personId} and capability = 'withdraw_consent' and outcome = 'withdrawn'`)).toBe(1);
      expect(await count(`handle where person_id = ${subject.personId} and (until is null or sender like 'edo%')`)).toBe(0);
      expect(await count(`consent where person_id = ${subject.personId} and withdrawn_at is not null`)).toBe(1);
      expect(await count(`person where id = ${subject.personId} and address_as is null`)).toBe(1);
      expect(await count(`audit where person_id = ${subject.personId} and capability = 'my_data'`)).toBe(1);
      const { state } = await world.db.one(z.object({ state: z.string() }), sql`select state::text as state from conversation where id = ${talk}`);
      expect(state).not.toContain("berapa JP");
    });

    it("goes through where another chat of the person says yes to something in the same transaction", async () => {
      const subject = await world.person({ name: "Joko Contoh" });
      const [chat, other] = [await world.linked(subject, "telegram", "joko"), await world.linked(subject, "web", "joko-web")];
      await chat.says("/hapus");
      await other.says("/koreksi jabatan saya keliru sekali");
      const yes = [chat, other].map(({ to }) => world.inbound(to, { id: to.chat }, { type: "text", text: "ya" }));
      const letters = await world.db.transaction((tx) => world.act(tx, yes));
      expect(letters[0]?.reply.text).toMatch(/^✅ Persetujuan sudah ditarik/);
      expect(await count(`handle where person_id = ${subject.personId} and until is null`)).toBe(0);
      expect(await count(`pending where conversation in ('${conversationOf(chat.to)}', '${conversationOf(other.to)}')`)).toBe(0);
    });

    it("leaves other people's data alone, and lets the person come back", async () => {
      const [one, two] = [await world.person({ name: "Feri Contoh" }), await world.person({ name: "Gani Contoh" })];
      const keeps = await world.linked(two, "telegram", "gani");
      await keeps.says("/koreksi jabatan saya keliru sekali");
      await keeps.says("ya");
      const chat = await world.linked(one, "telegram", "feri");
      await chat.says("/hapus");
      await chat.says("ya");
      expect(await keeps.says("/dataku")).toContain("Koreksi data no.");
      expect(await chat.says(await world.code(one))).toContain("Setuju dan tautkan?");
      expect(await chat.says("ya")).toContain("*Feri Contoh*");
    });
  });

  describe("/koreksi", () => {
    it("opens a request with a clock of 72 hours after a yes, and tells the officers", async () => {
      const officer = await world.person({ name: "Petugas Hak" });
      await world.role(officer, "officer");
      const desk = await world.linked(officer, "telegram", "petugas-hak");
      await world.db.run(sql`update handle set confirmed_at = since where sender = 'petugas-hak'`);
      const chat = await world.linked(await world.person({ name: "Hana Contoh" }), "telegram", "hana");
      expect(await chat.says("/koreksi")).toContain("Data mana yang keliru");
      expect(await chat.says("salah")).toContain("tulis sedikit lebih lengkap");
      await chat.says("/koreksi");
      expect(await chat.says("unit saya tertulis Dinas A, yang benar Dinas B")).toContain("“unit saya tertulis Dinas A, yang benar Dinas B”");
      expect(await chat.says("ya")).toMatch(/^✅ Permohonan nomor \*\d+\* sudah dicatat\. Paling lambat 25 November 2026 pukul 1\d\.\d\d WITA/);
      expect(desk.last.reply.text).toMatch(/^\*Koreksi data\* nomor \d+ dari \*Hana Contoh\* \(Analis\)\.\n\n“unit saya/);
      const { hours } = await world.db.one(
        z.object({ hours: z.coerce.number() }),
        sql`select extract(epoch from due_at - made_at) / 3600 as hours from rights_request where subject like 'unit saya%'`,
      );
      expect(hours).toBe(72);
    });

    it("takes an objection to a ranking as one", async () => {
      const chat = await world.linked(await world.person({ name: "Ida Contoh" }), "telegram", "ida");
      expect(await chat.says("/koreksi saya keberatan atas peringkat rekomendasi pelatihan")).toContain("*Keberatan atas peringkat* ini dikirim");
    });

    it("has a limit of five open ones", async () => {
      const chat = await world.linked(await world.person({ name: "Jati Contoh" }), "telegram", "jati");
      for (let at = 0; at < 5; at += 1) {
        await chat.says(`/koreksi data saya yang ke-${at} keliru`);
        await chat.says("ya");
      }
      expect(await chat.says("/koreksi dan satu lagi yang keliru")).toContain("Masih ada lima permohonan");
    });
  });
});
