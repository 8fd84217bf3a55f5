import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { testDatabases } from "../../world.ts";
import { type Chat, cell, kendari, type LinkWorld, openLinkWorld, pontianak } from "./link-world.ts";

describe.each(testDatabases())("a second person's word on $name", (database) => {
  let world: LinkWorld;
  let officer: { subject: Subject; chat: Chat };
  let count = 0;
  beforeAll(async () => {
    world = await openLinkWorld(database);
    const subject = await world.person({ name: "Petugas Contoh" });
    await world.role(subject, "officer");
    officer = { subject, chat: await world.linked(subject, "telegram", "officer") };
    await confirmed(subject);
  });
  afterAll(() => world.close());

  const confirmed = (subject: Subject) => world.db.run(sql`update handle set confirmed_at = since where person_id = ${subject.personId}`);
  /** A leader with somebody to lead and a chat that nobody has confirmed. */
  async function leader(agency = kendari) {
    count += 1;
    const subject = await world.person({ name: `Lurah Contoh${count}`, agency, position: "Lurah", nip: `19850321201001${String(1000 + count)}` });
    const staff = await world.person({ name: `Staf Contoh${count}`, agency });
    await world.leads(subject, staff);
    return { subject, staff, chat: await world.linked(subject, "web", `leader-${count}`) };
  }
  const newest = (chat: Chat) => chat.last.reply;

  it("is asked of an officer when a leader links; until then only the own data is open", async () => {
    const { chat, staff } = await leader();
    expect(chat.letters.findLast((it) => it.intent === "reply")?.reply.text).toContain("Hak sebagai atasan atau petugas baru terbuka");
    const asked = newest(officer.chat);
    expect(asked.text).toMatch(/Ada chat halaman web yang ditautkan atas nama \*Lurah Contoh\d+\* \(NIP ••••••••2010••••\d\d, Lurah\)/);
    expect(await chat.says(`/tim ${staff.personId}`)).toContain("baru terbuka setelah petugas BKPSDM memastikan");
    expect(await officer.chat.taps("Benar, pastikan")).toMatch(/^✅ Chat halaman web atas nama \*Lurah Contoh\d+\* sudah dipastikan/);
    expect(newest(chat).text).toContain("Menu sesuai hak jabatan Anda sekarang terbuka");
    expect(await chat.says(`/tim ${staff.personId}`)).toBe("Bawahan Anda.");
  });

  it("writes each look at another person into the ledger, and none at oneself", async () => {
    const { subject, chat, staff } = await leader();
    await officer.chat.taps("Benar, pastikan");
    await chat.says(`/tim ${staff.personId}`);
    await chat.says(`/tim ${subject.personId}`);
    const looks = await world.db.many(
      z.object({ actor: z.number(), subject: z.number(), action: z.string() }),
      sql`select actor_id::int as actor, subject_id::int as subject, action from ledger where cell = ${cell} and kind = 'look' and actor_id = ${subject.personId}`,
    );
    expect(looks).toEqual([{ actor: subject.personId, subject: staff.personId, action: "show_team" }]);
    const seen = await world.linked(staff, "web", `staff-${staff.personId}`);
    const answer = await seen.says("/dataku");
    expect(answer).toMatch(/Siapa yang melihat data Anda\*\n- 22 November 2026: Lurah Contoh\d+, melihat kompetensi bawahan/);
  });

  it("may be given by a typed number while its question is the newest list; where two lists are open, it is asked which", async () => {
    await officer.chat.says("/bantuan"); // no list is open
    const first = await leader();
    expect(await officer.chat.says("1")).toContain("sudah dipastikan");
    // Now "Batalkan" is open, and a notice with choices comes: a number could mean either.
    const second = await leader();
    expect(await officer.chat.says("1")).toBe("Beberapa pesan menunggu jawaban Anda. Yang mana?");
    expect(officer.chat.last.reply.buttons?.map((it) => it.label)).toEqual(["Benar, pastikan", "Bukan, putuskan", "Batalkan"]);
    expect(await first.chat.says("/tim 1")).toBe("Bawahan Anda.");
    expect(await second.chat.says("/tim")).toContain("baru terbuka");
    expect(await officer.chat.says("1")).toContain("sudah dipastikan");
    expect(await second.chat.says("/tim 1")).toBe("Bawahan Anda.");
  });

  it("is found again where its letter has scrolled away, by whoever may give it, and never by the owner", async () => {
    const { subject, chat } = await leader();
    const name = `Lurah Contoh${count} (halaman web)`;
    expect(await officer.chat.says("/pastikan")).toMatch(/^\d+ chat menunggu dipastikan\. Yang mana\?/);
    expect(newest(officer.chat).buttons?.map((it) => it.full)).toContain(name);
    const asked = newest(officer.chat).buttons?.find((it) => it.full === name);
    expect(await officer.chat.taps(asked?.label ?? "")).toContain("benarkah chat itu miliknya?");
    expect(await chat.says("/tim")).toContain("baru terbuka");
    expect(await officer.chat.taps("Benar, pastikan")).toContain("sudah dipastikan");
    expect(await chat.says("/tim 1")).toBe("Bawahan Anda.");
    await officer.chat.says("/pastikan");
    expect(newest(officer.chat).buttons?.map((it) => it.full) ?? []).not.toContain(name);
    const looks = await world.db.many(
      z.object({ action: z.string() }),
      sql`select action from ledger where kind = 'look' and subject_id = ${subject.personId}`,
    );
    expect(new Set(looks.map((it) => it.action))).toEqual(new Set(["confirm_link"]));
    expect(await chat.says("/pastikan")).not.toContain("menunggu dipastikan");
  });

  it("is asked for on further pages where more chats wait than one shows, also when those before have been decided", async () => {
    for (let at = 0; at < 9; at++) await leader();
    const last = `Lurah Contoh${count} (halaman web)`;
    const named = () => newest(officer.chat).buttons?.map((it) => it.full ?? it.label) ?? [];
    const waiting = Number(/^\d+/.exec(await officer.chat.says("/pastikan"))?.[0]);
    const seen = named().slice(0, 8);
    expect(named()).toHaveLength(9);
    expect(named().at(-1)).toBe(`Lainnya (${waiting - 8} chat)`);
    const eighth = newest(officer.chat).buttons?.[7];
    await world.db.run(sql`update handle set confirmed_at = since where id = ${Number(eighth?.call.input.handle)}`);
    while (named().at(-1)?.startsWith("Lainnya")) {
      await officer.chat.taps("Lainnya");
      seen.push(...named().filter((it) => it.endsWith(")") && !it.startsWith("Lainnya")));
    }
    expect([new Set(seen).size, seen.length, seen.at(-1), named().at(-1)]).toEqual([waiting, waiting, last, "Kembali ke awal daftar"]);
    await officer.chat.taps("Dari awal");
    expect(named()[0]).toBe(seen[0]);
  });

  it("is not taken from a yes that was meant for another question, nor the other way round", async () => {
    await officer.chat.says("/koreksi jabatan saya keliru sekali");
    const { chat } = await leader();
    expect(await officer.chat.says("ya")).toMatch(/^Mohon dijawab[\s\S]*Koreksi data/);
    expect(await chat.says("/tim")).toContain("baru terbuka");
    expect(await officer.chat.says("ya")).toContain("sudah dicatat"); // now it is the latest question again
    expect(await officer.chat.taps("Benar, pastikan")).toContain("sudah dipastikan");
  });

  it("can be taken back for ten minutes by who gave it, and not after", async () => {
    const { chat, staff } = await leader();
    await officer.chat.taps("Benar, pastikan");
    expect(await officer.chat.taps("Batalkan")).toContain("sudah dibatalkan");
    expect(await chat.says(`/tim ${staff.personId}`)).toContain("baru terbuka");
    await officer.chat.taps("Benar, pastikan");
    world.clock.pass({ minutes: 11 });
    expect(await officer.chat.taps("Batalkan")).toContain("sudah tidak dapat dibatalkan");
    expect(await chat.says(`/tim ${staff.personId}`)).toBe("Bawahan Anda.");
  });

  it("ends the link when it is a no; the owner's other chats are told", async () => {
    const { subject, chat } = await leader();
    const other = await world.linked(subject, "telegram", `other-${count}`);
    await officer.chat.taps("Bukan, putuskan"); // the newest: Telegram's
    expect(await other.says("halo")).toContain("tamu");
    expect(newest(chat).text).toContain("memutus chat Telegram");
    expect(await chat.says("halo")).toContain("orang");
  });

  it("is given once, says so to the next, and is nobody's own to give", async () => {
    const { subject, chat } = await leader();
    const asked = officer.chat.letters.findLast((it) => it.reply.buttons?.some((one) => one.label === "Benar, pastikan"));
    await officer.chat.taps("Benar, pastikan");
    await officer.chat.says("terima kasih");
    expect(await officer.chat.sends({ type: "choice", menu: asked?.key ?? "", choice: 0, label: "" })).toContain("sudah dipastikan sebelumnya");
    await world.role(subject, "officer");
    await chat.says("/lepas");
    await chat.says("ya");
    const again = await world.linked(subject, "web", `again-${count}`);
    expect(await again.says("halo")).toContain("orang");
    // Even an officer with another, confirmed chat does not decide about the own new one.
    const second = await world.linked(subject, "telegram", `second-${count}`);
    await world.db.run(sql`update handle set confirmed_at = since where sender = ${`second-${count}`}`);
    const { id } = await world.db.one(z.object({ id: z.number() }), sql`select id::int as id from handle where sender = ${`again-${count}`}`);
    expect(await decide(second, id)).toContain("oleh petugas lain");
  });

  /** As if the button had been shown there: what the gate must judge by itself. */
  async function decide(chat: Chat, handle: number): Promise<string> {
    count += 1;
    const key = `planted:${count}`;
    const options = [{ label: "Benar, pastikan", call: { capability: "confirm_link", input: { handle, answer: "yes" } } }];
    await world.db.run(sql`
      insert into notice_menu (cell, conversation, key, options, made_at)
      values (${cell}, ${`${chat.to.channel}|${chat.to.account}|${chat.to.chat}`}, ${key}, ${JSON.stringify(options)}, ${world.clock.now().toString()})`);
    return chat.sends({ type: "choice", menu: key, choice: 0, label: "" });
  }

  it("counts only from an officer of the same city who still is one, in a chat that is confirmed", async () => {
    const { chat } = await leader();
    const { id } = await world.db.one(z.object({ id: z.number() }), sql`select max(id)::int as id from handle where channel = 'web'`);
    const plain = await world.linked(await world.person({ name: "Biasa Contoh" }), "telegram", "plain");
    expect(await decide(plain, id)).toContain("hanya untuk pegawai yang berwenang");
    const foreign = await world.person({ name: "Asing Contoh", agency: pontianak });
    await world.role(foreign, "officer");
    const away = await world.linked(foreign, "telegram", "foreign");
    await confirmed(foreign);
    expect(await decide(away, id)).toContain("Tautan itu sudah tidak ada");
    const young = await world.person({ name: "Baru Contoh" });
    await world.role(young, "officer");
    const fresh = await world.linked(young, "telegram", "fresh");
    expect(await decide(fresh, id)).toContain("baru terbuka setelah petugas BKPSDM");
    await confirmed(young);
    await world.db.run(sql`update person_role set expires_at = ${world.clock.now().toString()} where person_id = ${young.personId}`);
    expect(await decide(fresh, id)).toContain("hanya untuk pegawai yang berwenang");
    expect(await chat.says("/tim")).toContain("baru terbuka");
  });

  it("of an administrator takes another administrator; the first one's code from the console needs nobody", async () => {
    const first = await world.person({ name: "Admin Satu", agency: 1 });
    await world.role(first, "administrator");
    const chat = world.chat("telegram", "admin-1");
    await chat.says(await world.code(first, "admin"));
    expect(await chat.says("ya")).not.toContain("baru terbuka");
    const second = await world.person({ name: "Admin Dua", agency: 1 });
    await world.role(second, "administrator");
    const helper = await world.person({ name: "Petugas Tanjung", agency: 1 });
    await world.role(helper, "officer");
    const helping = await world.linked(helper, "telegram", "helper-1");
    await confirmed(helper);
    const other = world.chat("telegram", "admin-2");
    await other.says(await world.code(second, "admin"));
    expect(await other.says("ya")).toContain("baru terbuka");
    expect(helping.letters.some((it) => it.reply.text.includes("Admin Dua"))).toBe(false);
    const { id } = await world.db.one(z.object({ id: z.number() }), sql`select id::int as id from handle where sender = 'admin-2'`);
    expect(await decide(helping, id)).toContain("hanya dapat dipastikan oleh administrator lain");
    expect(newest(chat).text).toContain("Admin Dua");
    await world.proven("admin-1");
    expect(await chat.taps("Benar, pastikan")).toContain("sudah dipastikan");
  });

  it("may be asked for again, and is told to go to BKPSDM where nobody can be asked", async () => {
    const { chat } = await leader();
    await chat.says("/tim");
    expect(await chat.taps("Minta dipastikan")).toContain("Permintaan sudah dikirim");
    const lonely = await leader(pontianak);
    await world.db.run(sql`update person_role set ended_at = granted_at where agency_id = ${pontianak}`);
    await lonely.chat.says("/tim");
    expect(await lonely.chat.taps("Minta dipastikan")).toMatch(/hubungi BKPSDM dan sebutkan nomor tautan \*\d+\*/);
  });
});
