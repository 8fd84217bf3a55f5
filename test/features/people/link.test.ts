import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { claimByCode } from "../../../src/features/people/link/prove.ts";
import { testDatabases } from "../../world.ts";
import { cell, type LinkWorld, openLinkWorld, pontianak } from "./link-world.ts";

describe.each(testDatabases())("linking a chat on $name", (database) => {
  let world: LinkWorld;
  beforeAll(async () => {
    world = await openLinkWorld(database);
  });
  afterAll(() => world.close());

  describe("by a telephone number that the channel proves", () => {
    it("links WhatsApp after the notice and a yes, and says whose it is", async () => {
      await world.person({ name: "Budi Contoh", phone: "+6281100000001", confirmed: "2026-10-01", position: "Arsiparis" });
      const chat = world.chat("wa-cloud", "ID.budi", { phone: "+6281100000001", chat: "6281100000001" });
      const notice = await chat.says("/tautkan");
      expect(notice).toContain("B••• C•••");
      expect(notice).not.toContain("Budi");
      expect(notice).toMatch(/Untuk apa[\s\S]*Yang disimpan[\s\S]*90 hari[\s\S]*UU 27\/2022[\s\S]*Setuju dan tautkan\?$/);
      expect(await chat.says("siap")).toContain("Mohon dijawab");
      expect(await chat.says("ya")).toMatch(/^✅ Percakapan ini sekarang tertaut dengan \*Budi Contoh\* \(Arsiparis\), Kota Kendari/);
      expect(await chat.says("halo")).toMatch(/orang \d+, Kendari/);
    });

    it("links Telegram by the own contact card, only as an answer to our asking", async () => {
      await world.person({ name: "Cici Contoh", phone: "+6281100000002", confirmed: "2026-10-01" });
      const chat = world.chat("telegram", "900002");
      expect(await chat.shares("+6281100000002")).toContain("kartu kontak tidak diperlukan");
      await chat.says("/tautkan");
      expect(chat.last.reply.askContact).toBe("Kirim nomor saya");
      expect(await chat.shares("+6281100000002")).toContain("C••• C•••");
      expect(await chat.says("ya")).toContain("tertaut dengan *Cici Contoh*");
    });

    it("takes nobody else's card, and asks again", async () => {
      const chat = world.chat("telegram", "900003");
      await chat.says("/tautkan");
      expect(await chat.shares("+6281100000002", false)).toContain("bukan nomor akun Anda sendiri");
      expect(chat.last.reply.askContact).toBe("Kirim nomor saya");
      expect(await chat.says("halo")).toContain("tamu");
    });

    it("forgets after an hour that it asked", async () => {
      await world.person({ name: "Dodi Contoh", phone: "+6281100000004", confirmed: "2026-10-01" });
      const chat = world.chat("telegram", "900004");
      await chat.says("/tautkan");
      world.clock.pass({ minutes: 61 });
      await chat.says("halo");
      expect(await chat.shares("+6281100000004")).toContain("tidak diperlukan");
    });

    it("says the same of a number that is unknown, old, of two people, or of somebody who has left", async () => {
      await world.person({ name: "Lama Contoh", phone: "+6281100000011", confirmed: "2026-05-01" });
      await world.person({ name: "Tanpa Tanggal", phone: "+6281100000012" });
      await world.person({ name: "Satu Contoh", phone: "+6281100000013", confirmed: "2026-10-01" });
      await world.person({ name: "Dua Contoh", phone: "+6281100000013", confirmed: "2026-10-01", agency: pontianak });
      await world.person({ name: "Esok Contoh", phone: "+6281100000015", confirmed: "2098-12-31" });
      await world.person({ name: "Pindah Contoh", phone: "+6281100000014", confirmed: "2026-10-01", duty: "pindah" });
      const answers = new Set<string>();
      for (const number of ["11", "12", "13", "14", "15", "99"]) {
        const phone = `+62811000000${number}`;
        answers.add(await world.chat("wa-cloud", `ID.x${number}`, { phone, chat: phone.slice(1) }).says("/tautkan"));
      }
      expect([...answers]).toEqual([expect.stringMatching(/^Nomor ini belum dapat dipakai sebagai bukti\.\n\nAgar saya tahu siapa Anda, ketik kode/)]);
    });

    it("never reads an account number of WhatsApp as a telephone", async () => {
      await world.person({ name: "Eka Contoh", phone: "+6281100000021", confirmed: "2026-10-01" });
      for (const sender of ["6281100000021", "6281100000021@lid", "ID.6281100000021"]) {
        const chat = world.chat("wa-cloud", sender, { chat: `bsuid:${sender}` });
        expect(await chat.says("/tautkan")).toContain("ketik kode dari BKPSDM");
      }
    });

    it("asks for a code where the number was seen with another account: it may have a new owner", async () => {
      const subject = await world.person({ name: "Fani Contoh", phone: "+6281100000022", confirmed: "2026-10-01" });
      const before = world.chat("wa-cloud", "ID.lama", { phone: "+6281100000022", chat: "6281100000022" });
      await before.says("/tautkan");
      await before.says("ya");
      const after = world.chat("wa-cloud", "ID.baru", { phone: "+6281100000022", chat: "6281100000022" });
      expect(await after.says("/tautkan")).toContain("Nomor ini belum dapat dipakai");
      // And the former owner's talk is over: letters to this number would go to somebody else.
      expect(await before.says("halo")).toContain("tamu");
      expect(await after.says(`kode ${await world.code(subject)}`)).toContain("tertaut dengan *Fani Contoh*");
    });
  });

  describe("by a one-time code", () => {
    it("is understood however it is typed, anywhere in a talk", async () => {
      for (const [at, write] of [
        (it: string) => it,
        (it: string) => `KODE ${it}`,
        (it: string) => `kode: ${it.toLowerCase().replace("-", " ")}`,
        (it: string) => it.replace("-", ""),
        (it: string) => `/tautkan ${it.replace("-", " ")}`,
      ].entries()) {
        const subject = await world.person({ name: `Gita Contoh${"abcde"[at]}` });
        const chat = world.chat("web", `gita-${at}`);
        await chat.says("berapa JP?");
        expect(await chat.says(write(await world.code(subject)))).toContain("G••• C•••");
        expect(await chat.says("ya")).toContain("tertaut dengan *Gita Contoh");
      }
    });

    it("works once: a second chat, and the same one again, hear what they hear of a wrong code", async () => {
      const subject = await world.person({ name: "Hadi Contoh" });
      const code = await world.code(subject);
      const first = world.chat("web", "hadi-1");
      await first.says(code);
      await first.says("ya");
      const wrong = await world.chat("web", "hadi-3").says("KODE 00000-AAAAA");
      expect(await world.chat("web", "hadi-2").says(code)).toBe(wrong);
      expect(await first.says(code)).toContain("sudah tertaut dengan *Hadi Contoh*");
    });

    it("dies after its time, when a newer one is made, and when its person leaves", async () => {
      const subject = await world.person({ name: "Ira Contoh" });
      const old = await world.code(subject);
      const newer = await world.code(subject);
      const brief = await world.code(subject, "chat");
      const wrong = await world.chat("web", "ira-0").says("KODE 00000-AAAAB");
      expect(await world.chat("web", "ira-1").says(old)).toBe(wrong);
      world.clock.pass({ minutes: 11 });
      expect(await world.chat("web", "ira-2").says(brief)).toBe(wrong);
      world.clock.pass({ hours: 7 * 24 });
      expect(await world.chat("web", "ira-3").says(newer)).toBe(wrong);
      const last = await world.code(subject);
      await world.db.run(sql`update person set duty = 'keluar' where id = ${subject.personId}`);
      expect(await world.chat("web", "ira-4").says(last)).toBe(wrong);
    });

    it("is not used up by somebody who does not say yes, nor by a yes that comes too late", async () => {
      const subject = await world.person({ name: "Joko Contoh" });
      const code = await world.code(subject);
      const chat = world.chat("web", "joko-1");
      await chat.says(code);
      expect(await chat.says("tidak")).toContain("Tidak ada yang berubah");
      await chat.says(code);
      world.clock.pass({ minutes: 11 });
      expect(await chat.says("ya")).toContain("Tidak ada yang menunggu konfirmasi");
      await chat.says(code);
      expect(await chat.says("ya")).toContain("*Joko Contoh*");
    });

    it("is made in a linked chat for another one, lives ten minutes, and needs no second consent", async () => {
      const subject = await world.person({ name: "Kiki Contoh" });
      const first = await world.linked(subject, "telegram", "910001");
      await first.says("/tautkan");
      const code = /\*([0-9A-Z-]{11})\*/.exec(await first.taps("Kode chat lain"))?.[1] ?? "";
      const second = world.chat("web", "kiki-web");
      expect(await second.says(code)).toContain("tertaut dengan *Kiki Contoh*");
      const rows = await world.db.many(z.object({ evidence: z.string() }), sql`select evidence from handle where person_id = ${subject.personId} order by id`);
      expect(rows.map((it) => it.evidence)).toEqual(["code", "linked_chat"]);
    });

    it("is kept as a digest only, and leaves no trace in what is stored of the talk", async () => {
      const subject = await world.person({ name: "Lala Contoh" });
      const code = await world.code(subject);
      await world.chat("web", "lala-1").says(code);
      for (const table of ["link_code", "conversation", "pending", "audit", "ledger"]) {
        const rows = await world.db.many(z.object({ row: z.string() }), sql`select to_jsonb(it)::text as row from (select * from ${tableOf(table)}) it`);
        expect(rows.some((it) => it.row.includes(code) || it.row.includes(code.replace("-", "")))).toBe(false);
      }
    });
  });

  describe("against whoever tries", () => {
    it("makes each wrong code cost more time, and does not even look at a right one meanwhile", async () => {
      const subject = await world.person({ name: "Mira Contoh" });
      const code = await world.code(subject);
      const thief = world.chat("web", "maling-1");
      for (let at = 0; at < 5; at += 1) expect(await thief.says(`KODE 0000${at}-AAAAA`)).toContain("tidak berlaku");
      expect(await thief.says(code)).toMatch(/Terlalu banyak kode yang keliru.*pukul \d\d\.\d\d/);
      world.clock.pass({ seconds: 61 });
      expect(await thief.says("KODE 00009-AAAAA")).toContain("tidak berlaku");
      world.clock.pass({ seconds: 61 });
      expect(await thief.says("KODE 00009-AAAAA")).toContain("Terlalu banyak");
      // The owner is not locked out: what counts is who tries.
      const owner = world.chat("web", "mira-1");
      expect(await owner.says(code)).toContain("M••• C•••");
    });

    it("forgives after a day, and after a right code", async () => {
      const subject = await world.person({ name: "Nina Contoh" });
      const chat = world.chat("web", "nina-1");
      for (let at = 0; at < 4; at += 1) await chat.says(`KODE 0000${at}-BBBBB`);
      await chat.says(await world.code(subject));
      await chat.says("ya");
      await chat.says("/lepas");
      await chat.says("ya");
      for (let at = 0; at < 4; at += 1) expect(await chat.says(`KODE 0000${at}-BBBBC`)).toContain("tidak berlaku");
      expect(await chat.says("KODE 00007-BBBBC")).toContain("tidak berlaku");
      expect(await chat.says("KODE 00008-BBBBC")).toContain("Terlalu banyak");
      world.clock.pass({ hours: 25 });
      for (let at = 0; at < 4; at += 1) expect(await chat.says(`KODE 0000${at}-BBBBD`)).toContain("tidak berlaku");
    });

    it("takes nothing that others know for proof, and tells nothing about it", async () => {
      await world.person({ name: "Oka Contoh", nip: "198503212010011004" });
      const chat = world.chat("web", "penebak");
      const known = await chat.says("/tautkan 198503212010011004");
      const unknown = await chat.says("/tautkan 199912312022012001");
      expect(known).toBe(unknown);
      expect(known).toContain("bukan bukti");
      expect(await chat.says("/tautkan Oka Contoh, 21 Maret 1985")).toBe(known);
      const introduced = [
        "Halo, saya pegawai dinkes NIP 198503212010011004 nama Oka",
        "nama saya Oka Contoh, nip 19850321 201001 1 004",
        "saya Oka Contoh nip 198503212010011004 tolong tautkan",
      ];
      for (const typed of ["198503212010011004", "NIP saya: 19850321 201001 1 004", ...introduced]) expect(await chat.says(typed)).toBe(known);
      for (const asked of [
        "NIP 198503212010011004 itu apa artinya?",
        "saya mau tanya arti NIP 198503212010011004 apa",
        "saya salah ketik NIP 198503212010011004",
      ])
        expect(await chat.says(asked)).toContain("tamu");
    });

    it("says what is wrong with what was meant as a code, and counts none of it", async () => {
      const chat = world.chat("web", "salah-ketik");
      for (const typed of [
        "KODE 1FZ9X-S04V",
        "kode: 11111-22222",
        "KODE AAAAA-BBBBB",
        "/tautkan 1FZ9X-S04V",
        "/tautkan 1fz9xs04v",
        "/tautkan TTDT8-MP7",
        "kode 1FZ9XS04VQQ",
      ]) {
        expect([typed, await chat.says(typed)]).toEqual([typed, expect.stringContaining("10 huruf dan angka")]);
      }
      for (const said of [
        "kode etik 2024",
        "kode etik guru",
        "kode kelas SPBE 2024",
        "kode 482913",
        "kode SPBE-2024",
        "kode teman-teman",
        "Kode kata-kata apa",
      ]) {
        expect([said, await chat.says(said)]).not.toEqual([said, expect.stringContaining("10 huruf dan angka")]);
      }
      expect(await chat.says("KODE 00001-AAAAB")).toContain("tidak berlaku");
    });

    it("keeps a city's codes out of another city's talk", async () => {
      const subject = await world.person({ name: "Puri Contoh", agency: pontianak });
      const code = await world.code(subject);
      const found = await world.db.transaction(async (tx) => {
        const to = { channel: "telegram" as const, account: "bot-kendari", chat: "1" };
        const agency = { id: 2, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
        return claimByCode(
          { db: tx, cell, now: world.clock.now(), agency, agencies: [agency], person: null, conversation: "x", memory: {}, origin: { from: { id: "1" }, to } },
          code,
        );
      });
      expect(found).toEqual({ wrong: "code" });
    });

    it("does not let a linked chat become somebody else's before it is released", async () => {
      const [one, two] = [await world.person({ name: "Qori Contoh" }), await world.person({ name: "Rudi Contoh" })];
      const chat = await world.linked(one, "telegram", "920001");
      const code = await world.code(two);
      expect(await chat.says(code)).toContain("Untuk orang lain, lepaskan dahulu");
      await chat.says("/lepas");
      expect(await chat.says("ya")).toContain("sudah dilepas");
      await chat.says(code);
      expect(await chat.says("ya")).toContain("*Rudi Contoh*");
    });

    it("tells the owner's other chats of a new one, and one tap there ends it", async () => {
      const subject = await world.person({ name: "Sari Contoh" });
      const owner = await world.linked(subject, "telegram", "930001");
      const thief = await world.linked(subject, "web", "pencuri-web");
      expect(await thief.says("halo")).toContain("orang");
      expect(owner.last.reply.text).toMatch(/^Chat baru \(halaman web\) baru saja ditautkan/);
      expect(owner.last.intent).toBe("notice");
      expect(await owner.taps("Bukan saya")).toContain("sudah diputus");
      expect(await thief.says("halo")).toContain("tamu");
      expect(await owner.says("halo")).toContain("orang");
      const why = await world.db.one(z.object({ why: z.string() }), sql`select ended_why as why from handle where sender = 'pencuri-web'`);
      expect(why.why).toBe("not_me");
    });

    it("does not let a number in again that the owner has said is not theirs, until it is confirmed on a later day", async () => {
      const phone = "+6281100000033";
      const subject = await world.person({ name: "Wati Contoh", phone, confirmed: "2026-10-01" });
      const owner = await world.linked(subject, "telegram", "950001");
      const thief = world.chat("wa-web", "8100033@lid", { phone });
      await thief.says("/tautkan");
      expect(await thief.says("halo")).toContain("orang");
      await owner.taps("Bukan saya");
      expect(await thief.says("/tautkan")).toContain("belum dapat dipakai sebagai bukti");
      expect(await thief.says("halo")).toContain("tamu");
      await world.db.run(sql`update person set phone_confirmed_on = doubted_on + 1 where id = ${subject.personId}`);
      world.clock.pass({ hours: 24 * 2 });
      await world.chat("wa-web", "8100034@lid", { phone }).says("/tautkan");
      expect(owner.last.reply.text).toMatch(/^Chat baru/);
    });

    it("does not let a chat by telephone alone silence older chats on its first day", async () => {
      const phone = "+6281100000031";
      const subject = await world.person({ name: "Tuti Contoh", phone, confirmed: "2026-10-01" });
      const owner = await world.linked(subject, "telegram", "940001");
      world.clock.pass({ minutes: 1 });
      const thief = world.chat("wa-cloud", "ID.tuti", { phone, chat: phone.slice(1) });
      await thief.says("/tautkan");
      expect(await thief.says("halo")).toContain("orang"); // consent stands already
      await thief.says("/lepas");
      expect(await thief.says("/lepas 1")).toContain("setelah 24 jam");
      expect(await thief.says("/hapus")).toContain("setelah 24 jam");
      world.clock.pass({ hours: 25 });
      await thief.says("/lepas 1");
      expect(await thief.says("ya")).toContain("sudah dilepas");
      expect(owner.last.reply.text).toContain("Chat ini dilepas dari data kepegawaian lewat chat WhatsApp");
      expect(await owner.says("halo")).toContain("tamu");
    });
  });

  const tableOf = (name: string) => ({ text: [name], values: [] });
});
