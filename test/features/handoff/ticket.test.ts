import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { isMereRequest } from "../../../src/features/handoff/mere-request.ts";
import { ticketData } from "../../../src/features/handoff/personal-data.ts";
import { deleteTicketsBefore } from "../../../src/features/handoff/question-store.ts";
import { followTickets } from "../../../src/features/handoff/round.ts";
import { readHours } from "../../../src/office-hours.ts";
import { testDatabases } from "../../world.ts";
import { cell, pontianak } from "../people/link-world.ts";
import { type HandoffWorld, openHandoffWorld, type Somebody } from "./handoff-world.ts";

const Count = z.object({ count: z.number() });

it("is asked for by who wants to talk to somebody, not by an office's name, which answers who provides a training", () => {
  for (const words of ["saya mau bicara dengan petugas", "hubungi bkpsdm", "petugas"]) expect([words, isMereRequest(words)]).toEqual([words, true]);
  for (const words of ["BKPSDM", "BKPSDM Kota", "pegawai"]) expect([words, isMereRequest(words)]).toEqual([words, false]);
});

describe.each(testDatabases())("a question handed to a person, on $name", (database) => {
  let world: HandoffWorld;
  let asker: Somebody;
  let first: Somebody;
  let second: Somebody;
  let chief: Somebody;
  beforeAll(async () => {
    world = await openHandoffWorld(database);
    asker = await world.somebody("Wulan Penanya", "wulan");
    first = await world.somebody("Petugas Satu", "satu", "officer");
    second = await world.somebody("Petugas Dua", "dua", "officer");
    chief = await world.somebody("Kepala Administrasi", "kepala", "administrator");
  });
  afterAll(() => world.close());

  const follow = () => followTickets(world.round(), readHours);
  const stateOf = async (id: number): Promise<string> =>
    (await world.db.one(z.object({ state: z.string() }), sql`select state from handoff_ticket where cell = ${cell} and id = ${id}`)).state;
  async function opens(question: string, by = asker): Promise<number> {
    await by.chat.says(`/petugas ${question}`);
    const text = await by.chat.taps("Kirim");
    return Number(/nomor \*(\d+)\*/.exec(text)?.[1]);
  }

  it("says beforehand what goes to whom and when somebody is there, and sends nothing on a no", async () => {
    const preview = await asker.chat.says("/petugas kapan usulan tubel saya diproses? NIP 198001012005011007");
    expect(preview).toBe(
      [
        "Pesan ini saya teruskan kepada *petugas BKPSDM Kota Kendari*:\n\n“kapan usulan tubel saya diproses? NIP [NIP]”",
        "Yang ikut terkirim: nama dan jabatan Anda. Percakapan dengan saya hanya ikut bila Anda memilihnya.",
        "Di luar jam kerja: petugas baru dapat membaca mulai Senin, 23 November 2026 pukul 08.00 WITA. Bila belum ada yang mengambil sampai Senin, 23 November 2026 pukul 16.00 WITA, petugas saya ingatkan.",
      ].join("\n\n"),
    );
    expect(asker.chat.last.reply.buttons?.map((it) => it.label)).toEqual(["Kirim", "Tidak jadi"]);
    expect(await asker.chat.taps("Tidak jadi")).toContain("Tidak ada yang dikirim");
    expect((await world.db.one(Count, sql`select count(*)::int as count from handoff_ticket`)).count).toBe(0);
  });

  it("takes a typed yes or no for what it is, right after the question alone", async () => {
    const counted = async () => (await world.db.one(Count, sql`select count(*)::int as count from handoff_ticket where question like 'ketikan%'`)).count;
    await asker.chat.says("/petugas ketikan tidak untuk petugas");
    expect(await asker.chat.says("tidak")).toContain("Tidak ada yang dikirim");
    await asker.chat.says("/petugas ketikan lama untuk petugas");
    await asker.chat.says("/privasi");
    await asker.chat.says("ya");
    expect(await counted()).toBe(0);
    await asker.chat.says("/petugas ketikan ya untuk petugas");
    const sent = await asker.chat.says("ya");
    expect([sent, await counted()]).toEqual([expect.stringMatching(/Tiket nomor \*\d+\*/), 1]);
    await world.db.run(sql`delete from handoff_ticket where question like 'ketikan%'`);
  });

  it.each(["saya mau bicara dengan petugas BKPSDM", "sambungkan ke admin dong", "saya mau tanya petugas", "saya ingin berbicara langsung dengan manusia"])(
    "asks what is to be said where only a person is asked for: %s",
    async (wish) => {
      await asker.chat.says(wish);
      expect(asker.chat.last.reply.text).toContain("Silakan tulis hal yang ingin Anda sampaikan");
      expect(await asker.chat.says(wish)).toContain("Silakan tulis hal yang ingin Anda sampaikan");
      expect(await asker.chat.says("kapan sertifikat saya terbit")).toContain("“kapan sertifikat saya terbit”");
      await asker.chat.taps("Tidak jadi");
    },
  );

  it("goes to every officer without a name, to whoever takes it with one, and comes back with the role", async () => {
    const id = await opens("kapan usulan tubel saya diproses?");
    for (const it of [first, second]) {
      expect(it.chat.last.reply.text).toContain(`Tiket baru nomor ${id}`);
      expect(it.chat.last.reply.text).not.toContain("Wulan");
    }
    expect(chief.chat.letters.some((it) => it.reply.text.includes("Tiket baru"))).toBe(false);
    expect(await first.chat.taps("Ambil")).toContain("*Wulan Penanya (Analis)*");
    expect(second.chat.last.reply.text).toBe(`Tiket ${id} sudah diambil Petugas Satu.`);
    expect(await second.chat.taps("Ambil")).toContain("sudah diambil petugas lain");
    expect(await first.chat.taps("Tanya balik")).toContain("Tulis pertanyaan");
    await first.chat.says("Diajukan lewat unit mana?");
    await first.chat.says("ya");
    expect(asker.chat.last.reply.text).toBe(`*Petugas BKPSDM* bertanya tentang tiket ${id}:\n\nDiajukan lewat unit mana?`);
    expect(await stateOf(id)).toBe("menunggu_penanya");
    // Anything else is for the assistant, as always.
    expect(await asker.chat.says("berapa JP setahun")).toContain("berapa JP setahun (orang");
    await asker.chat.taps("Balas petugas");
    expect(await asker.chat.says("Lewat Dinas Kesehatan")).toContain("sudah diteruskan");
    expect(first.chat.last.reply.text).toContain("“Lewat Dinas Kesehatan”");
    await first.chat.taps("Jawab");
    expect(await first.chat.says("Diproses minggu depan setelah rapat tim.")).toContain("sebagai *Petugas BKPSDM*");
    await first.chat.says("ya");
    expect(asker.chat.last.reply.text).toBe(`Jawaban *Petugas BKPSDM* untuk tiket ${id}:\n\nDiproses minggu depan setelah rapat tim.`);
    expect(asker.chat.letters.some((it) => it.reply.text.includes("Petugas Satu"))).toBe(false);
    expect(await asker.chat.taps("Sudah terjawab")).toContain(`Tiket ${id} ditutup`);
    expect(first.chat.last.reply.buttons?.[0]?.label).toBe("Jadikan jawaban");
    expect(await stateOf(id)).toBe("selesai");
    const moves = await world.db.many(
      z.object({ move: z.string(), by: z.string() }),
      sql`select move, by from handoff_event where ticket_id = ${id} order by id`,
    );
    expect(moves.map((it) => it.move)).toEqual(["buka", "ambil", "balas", "tulis", "balas", "tutup"]);
    const looks = await world.db.many(
      z.object({ action: z.string() }),
      sql`select distinct action from ledger where cell = ${cell} and actor_id = ${first.subject.personId} and subject_id = ${asker.subject.personId}`,
    );
    expect(looks).toContainEqual({ action: "answer_ticket" });
  });

  it("is one ticket however often it is sent, and opens again within a week, not later", async () => {
    const id = await opens("apakah cuti besar mengurangi JP?");
    expect(await asker.chat.taps("Kirim")).toContain("Sudah saya jawab");
    expect(await asker.chat.says("/petugas apakah cuti besar mengurangi JP?")).toContain(`sudah ada pada tiket nomor *${id}*`);
    await asker.chat.says(`/tiket ${id}`);
    await asker.chat.taps("Sudah terjawab");
    await asker.chat.taps("Belum selesai");
    await asker.chat.says("ternyata belum jelas, mohon dijawab");
    expect(await stateOf(id)).toBe("menunggu");
    expect(first.chat.last.reply.text).toContain(`Tiket baru nomor ${id}`);
    await asker.chat.says(`/tiket ${id}`);
    await asker.chat.taps("Sudah terjawab");
    world.clock.pass({ hours: 24 * 8 });
    expect(await asker.chat.taps("Belum selesai")).toContain("lebih dari tujuh hari");
    expect(await stateOf(id)).toBe("selesai");
  });

  it("shows the name where the officer wants it, and can be given back", async () => {
    const id = await opens("syarat mutasi antarunit apa saja?");
    await second.chat.taps("Ambil");
    expect(await second.chat.taps("Tampilkan nama saya")).toContain("terlihat");
    await second.chat.taps("Jawab");
    expect(await second.chat.says("Mohon tunggu edaran resminya.")).toContain("*Petugas Dua, Petugas BKPSDM*");
    await second.chat.says("ya");
    expect(asker.chat.last.reply.text).toContain("Jawaban *Petugas Dua, Petugas BKPSDM*");
    await second.chat.says(`/tiket ${id}`);
    expect(await second.chat.taps("Kembalikan")).toContain("ditawarkan lagi");
    expect(first.chat.last.reply.text).toContain(`Tiket baru nomor ${id}`);
    await first.chat.taps("Ambil");
    await first.chat.taps("Tutup tiket");
    expect(asker.chat.last.reply.text).toContain("ditutup petugas");
  });

  it("reminds officers after a working day, tells the administrator after two, asks once, and closes after a week", async () => {
    world.sent.length = 0;
    const id = await opens("apakah diklat luar negeri dihitung JP?");
    expect(await follow()).toBe(0);
    world.clock.pass({ hours: 34 }); // the next working afternoon but one is later: nothing but the first reminder
    while ((await follow()) === 0) world.clock.pass({ hours: 1 });
    expect(world.heard(first).at(-1)).toContain(`*tiket ${id}* belum diambil`);
    expect(world.heard(second).at(-1)).toContain(`*tiket ${id}* belum diambil`);
    expect(world.heard(chief)).toEqual([]);
    expect(await follow()).toBe(0);
    while (world.heard(chief).length === 0) {
      world.clock.pass({ hours: 1 });
      await follow();
    }
    expect(world.heard(chief)).toHaveLength(1);
    expect(world.heard(first)).toHaveLength(1);
    await first.chat.says(`/tiket ${id}`);
    await first.chat.taps("Ambil");
    await first.chat.taps("Jawab");
    await first.chat.says("Dihitung bila ada sertifikatnya.");
    await first.chat.says("ya");
    world.sent.length = 0;
    for (let hour = 0; hour < 24 * 10; hour += 6) {
      world.clock.pass({ hours: 6 });
      await follow();
    }
    expect(world.heard(asker)).toEqual([
      `Apakah jawaban petugas pada tiket ${id} sudah cukup?`,
      `Tiket ${id} saya tutup karena sudah seminggu tidak ada pesan. Bila belum selesai, Anda dapat membukanya lagi dalam 7 hari.`,
    ]);
    expect(await stateOf(id)).toBe("selesai");
  });

  it("goes to somebody else when who has it loses the right", async () => {
    const leaving = await world.somebody("Petugas Pindah", "pindah", "officer");
    const id = await opens("berapa lama izin belajar berlaku?");
    await leaving.chat.taps("Ambil");
    await world.db.run(sql`update person_role set ended_at = ${world.clock.now().toString()} where person_id = ${leaving.subject.personId}`);
    while ((await follow()) === 0) world.clock.pass({ hours: 2 });
    expect(await stateOf(id)).toBe("menunggu");
    expect(world.heard(first).at(-1)).toContain(`Tiket baru nomor ${id}`);
    expect(await leaving.chat.says(`/tiket ${id}`)).not.toContain("izin belajar");
  });

  it("is handled by nobody whom it is from or about", async () => {
    const mine = await opens("jatah pelatihan saya sendiri bagaimana?", first);
    expect(first.chat.letters.some((it) => it.reply.text.includes(`Tiket baru nomor ${mine}`))).toBe(false);
    expect(second.chat.last.reply.text).toContain(`Tiket baru nomor ${mine}`);
    const about = await opens("kenapa Petugas Dua belum membalas surat kami?");
    expect(second.chat.letters.some((it) => it.reply.text.includes(`Tiket baru nomor ${about}`))).toBe(false);
    expect(await second.chat.says(`/tiket ${about}`)).toContain("ditangani petugas lain");
  });

  it("keeps nothing of a complaint and names the channels, a city's own where it has some", async () => {
    const before = await world.db.one(Count, sql`select count(*)::int as count from handoff_message`);
    expect(await asker.chat.says("/petugas atasan saya melecehkan saya, namanya Pak Anu")).toContain("SP4N-LAPOR!");
    await world.db.run(sql`
      insert into handoff_setting (cell, agency_id, complaint_channels, changed_at) values (${cell}, 2, 'Inspektorat Kota, lantai 2.', ${world.clock.now().toString()})`);
    const said = await asker.chat.says("/petugas kepala dinas minta uang supaya saya lulus");
    expect(said).toContain("Inspektorat Kota, lantai 2.");
    expect(said).not.toContain("kepala dinas");
    expect(await world.db.one(Count, sql`select count(*)::int as count from handoff_message`)).toEqual(before);
    const open = await world.db.one(Count, sql`select count(*)::int as count from handoff_question`);
    expect(open.count).toBe(0);
  });

  it("keeps a stranger's question without a name, and tells how to get an answer", async () => {
    const guest = world.chat("telegram", "tamu");
    await guest.says("/start kendari");
    expect(await guest.says("/petugas bagaimana cara lapor diklat mandiri?")).toContain("tautkan dulu chat ini");
    await guest.says("/petugas bagaimana cara lapor diklat mandiri?");
    expect((await world.db.one(Count, sql`select count(*)::int as count from handoff_question where conversation like '%tamu'`)).count).toBe(1);
  });

  it("stays within its city", async () => {
    const far = await world.person({ name: "Orang Pontianak", agency: pontianak });
    const there = await world.linked(far, "telegram", "jauh");
    await world.role(far, "officer");
    await world.db.run(sql`update handle set confirmed_at = since where sender = 'jauh'`);
    const id = await opens("pertanyaan rahasia kota sendiri");
    for (const text of [await there.says(`/tiket ${id}`), await there.says("/tiket")]) expect(text).not.toContain("rahasia");
    expect(there.letters.some((it) => it.reply.text.includes("Tiket baru"))).toBe(false);
  });

  it("has one taker when two officers reach for it at the same moment", async () => {
    const id = await opens("siapa yang menandatangani sertifikat?");
    await Promise.all([first.chat.taps("Ambil"), chief.chat.says(`/tiket ${id}`)]);
    const taken = await world.db.one(Count, sql`select count(*)::int as count from handoff_event where ticket_id = ${id} and move = 'ambil'`);
    expect(taken.count).toBe(1);
    const both = await opens("kapan jadwal ujian dinas?");
    await Promise.all([first.chat.taps("Ambil"), second.chat.taps("Ambil")]);
    expect((await world.db.one(Count, sql`select count(*)::int as count from handoff_event where ticket_id = ${both} and move = 'ambil'`)).count).toBe(1);
  });

  it("is in /dataku, leaves with its owner, and is deleted after its time", async () => {
    const data = ticketData(365);
    const { lines } = await data.collect(world.db, asker.subject);
    expect(lines.length).toBeGreaterThan(3);
    expect((await data.collect(world.db, first.subject)).lines.at(-1)).toContain("tiket yang Anda tangani");
    const now = world.clock.now();
    expect(await deleteTicketsBefore(world.db, cell, now.add({ hours: 1 }))).toBeGreaterThan(0);
    await data.erase(world.db, first.subject, now);
    expect(
      (await world.db.one(Count, sql`select count(*)::int as count from handoff_ticket where officer_id = ${first.subject.personId} and state <> 'selesai'`))
        .count,
    ).toBe(0);
    await data.erase(world.db, asker.subject, now);
    expect((await data.collect(world.db, asker.subject)).lines).toEqual([]);
  });
});
