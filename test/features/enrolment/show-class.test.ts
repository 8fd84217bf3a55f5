import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../src/db/database.ts";
import { periodIn } from "../../../src/language/period.ts";
import { testDatabases } from "../../world.ts";
import { type EnrolmentWorld, openEnrolmentWorld } from "./enrolment-world.ts";

describe.each(testDatabases())("what is on offer on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  it("is listed by month, topic and way of learning, and asks back when a word means two times", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    await world.classOf(await world.training("Bimtek Arsip"), { sessions: ["2027-01-11T08:00/2027-01-11T12:00"] });
    expect(await me.says("/jadwal")).toMatch(
      /^Kelas yang dapat diikuti:\n\n1\. \*Pelatihan SPBE Dasar\*\nSenin, 7 Des 2026, 08\.00–16\.00 WITA\n8 JP; tatap muka; sisa 2 kursi\n\n2\. \*Bimtek Arsip\*/,
    );
    expect(await me.says("/jadwal januari")).toMatch(/^Kelas yang dapat diikuti pada Januari 2027:\n\n1\. \*Bimtek Arsip\*/);
    expect(await me.says("/jadwal arsip bulan depan")).toMatch(/^Belum ada kelas yang dapat diikuti tentang "arsip" pada Desember 2026/);
    expect(await me.says("/jadwal online")).toMatch(/^Belum ada kelas .* secara daring/);
    expect(await me.says("/jadwal minggu depan")).toBe('"minggu depan" dapat berarti dua hal. Yang mana?');
    expect(await me.taps(/^pekan depan, 23 Nov 2026–29 Nov 2026$/)).toMatch(/^Belum ada kelas/);
  });

  it("is found by a day, and what fits alike comes by when it begins", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    await world.classOf(await world.training("Pelatihan SPBE Lanjutan"), { sessions: ["2026-12-21T08:00/2026-12-21T16:00"] });
    await world.classOf(await world.training("Pelatihan SPBE Dasar"), { sessions: ["2026-12-10T08:00/2026-12-10T16:00"] });
    expect(await me.says("/jadwal tgl 10")).toMatch(/^Kelas yang dapat diikuti pada 10 Desember 2026:\n\n1\. \*Pelatihan SPBE Dasar\*\n[^\n]*\n[^\n]*$/);
    expect(await me.says("/jadwal spbe")).toMatch(/1\. \*Pelatihan SPBE Dasar\*[\s\S]*2\. \*Pelatihan SPBE Lanjutan\*/);
    await me.says("/daftar spbe");
    expect(me.last.reply.buttons?.slice(0, 2).map((it) => it.full)).toEqual([expect.stringContaining("SPBE Dasar"), expect.stringContaining("SPBE Lanjutan")]);
  });

  it("is asked for by a time alone, in one's own words, whatever was shown before", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const online = await world.training("Webinar Arsip");
    await world.db.run(sql`update training set mode = 'daring' where id = ${online}`);
    await world.classOf(online, { sessions: ["2027-07-12T08:00/2027-07-12T12:00"] });
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    await me.says("/jadwal spbe");
    expect(await me.says("jadwal triwulan 3")).toMatch(/^Kelas yang dapat diikuti pada triwulan III 2027:\n\n1\. \*Webinar Arsip\*/);
    expect(await me.says("/jadwal tahun depan")).toMatch(/^Kelas yang dapat diikuti pada tahun 2027:\n\n1\. \*Webinar Arsip\*/);
    expect(await me.says("jadwal kelas desember daring dong")).toBe("Belum ada kelas yang dapat diikuti secara daring pada Desember 2026.");
    expect(await me.says("jadwal 3 bulan ke depan")).toMatch(/^Kelas yang dapat diikuti 3 bulan ke depan:\n\n1\. \*Pelatihan SPBE Dasar\*/);
    expect(await me.says("jadwal sampai akhir tahun?")).toMatch(
      /^Kelas yang dapat diikuti pada 22 November 2026 sampai 31 Desember 2026:\n\n1\. \*Pelatihan SPBE/,
    );
    expect(await me.says("/jadwal sekarang")).toMatch(/^Kelas yang dapat diikuti:/);
    // A subject beside the time has to be understood, and so has whose schedule it is.
    expect(await me.says("jadwal saya desember")).toMatch(/^Jawaban: /);
    expect(await me.says("jadwal arsip tahun depan")).toMatch(/^Jawaban: /);
  });

  it("lists what one can enter alone first, and marks what others bring people into", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    await world.classOf(await world.training("Bimtek Arsip"), { entry: "usulan", sessions: ["2026-12-01T08:00/2026-12-01T12:00"] });
    await world.classOf(await world.training("Latsar", { form: "latsar" }), { sessions: ["2026-12-02T08:00/2026-12-02T12:00"] });
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    expect(await me.says("/jadwal")).toBe(
      [
        "Jadwal kelas; yang dapat Anda daftari sendiri lebih dulu:",
        "1. *Pelatihan SPBE Dasar*\nSenin, 7 Des 2026, 08.00–16.00 WITA\n8 JP; tatap muka; sisa 2 kursi",
        "2. *Bimtek Arsip*\nSelasa, 1 Des 2026, 08.00–12.00 WITA\n8 JP; tatap muka; sisa 2 kursi; *lewat usulan unit*",
        "3. *Latsar*\nRabu, 2 Des 2026, 08.00–12.00 WITA\n8 JP; tatap muka; sisa 2 kursi; *lewat panggilan BKPSDM*",
      ].join("\n\n"),
    );
    expect(await me.says("/jadwal arsip")).toMatch(/^Kelas tentang "arsip" yang pesertanya lewat usulan unit atau panggilan BKPSDM:/);
    await me.says("/daftar");
    expect(me.last.reply.buttons?.map((it) => it.full)).toEqual([expect.stringContaining("SPBE"), "Lihat jadwal"]);
  });

  it("is narrowed by what is said right after it, and by nothing that is meant for good", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const online = await world.training("Webinar Arsip");
    await world.db.run(sql`update training set mode = 'daring' where id = ${online}`);
    const dear = await world.training("Kursus Keuangan");
    await world.db.run(sql`update training set mode = 'daring', cost = 500000, payer = 'peserta' where id = ${dear}`);
    await world.classOf(online, { sessions: ["2027-01-11T08:00/2027-01-11T12:00"] });
    await world.classOf(dear);
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    const listed = () => [...me.last.reply.text.matchAll(/^\d\. \*(.*?)\*/gm)].map((it) => it[1]);
    await me.says("/jadwal");
    expect(listed()).toHaveLength(3);
    expect(await me.says("yg daring aja")).toMatch(/^Kelas yang dapat diikuti secara daring:/);
    expect(listed()).toEqual(["Kursus Keuangan", "Webinar Arsip"]);
    expect(await me.says("yang gratis ada?")).toMatch(/^Kelas yang dapat diikuti secara daring tanpa biaya peserta:/);
    expect(listed()).toEqual(["Webinar Arsip"]);
    expect(await me.says("kalau yang desember?")).toMatch(/^Belum ada kelas yang dapat diikuti secara daring tanpa biaya peserta pada Desember 2026/);
    expect(await me.says("yang tatap muka deh")).toMatch(/^Kelas yang dapat diikuti secara tatap muka tanpa biaya peserta/);
    expect(listed()).toEqual(["Pelatihan SPBE Dasar"]);
    expect(await me.says("mulai sekarang yang daring saja")).toBe("Jawaban: mulai sekarang yang daring saja");
    expect(await me.says("yg daring aja")).toBe("Jawaban: yg daring aja");
    await me.says("/jadwal gratis");
    expect(listed()).toEqual(["Pelatihan SPBE Dasar", "Webinar Arsip"]);
    expect(await me.says("apa sanksi bila tidak hadir?")).toBe("Jawaban: apa sanksi bila tidak hadir?");
    await me.says("/jadwal gratis");
    expect(await me.says("2")).toMatch(/^\*Webinar Arsip\*/);
  });

  it("keeps the way into a webinar for those who take part", async () => {
    const who = await world.person("Dewi Contoh");
    const [me, guest] = [await world.talk(who), await world.talk(null)];
    const id = await world.classOf(await world.training("Webinar SPBE"), { approval: "tanpa" });
    await world.db.run(sql`update training_class set link = 'https://rapat.contoh.id/rahasia' where id = ${id}`);
    for (const it of [guest, me]) {
      expect(await it.says(`kelas-kendari-${id}`)).toContain("Tautan daring diberikan kepada peserta.");
      expect(JSON.stringify(it.heard)).not.toContain("rapat.contoh.id");
    }
    await me.says("/daftar spbe");
    await me.says("ya");
    expect(await me.says(`kelas-kendari-${id}`)).toContain("Tautan: https://rapat.contoh.id/rahasia");
    await me.says("/status");
    expect(await me.taps("Kalender")).toMatch(/^Jadwal \*Webinar SPBE\*/);
  });

  it("has a card with everything to decide by, its way in, and a word that opens it anywhere", async () => {
    const who = await world.person("Dewi Contoh");
    const me = await world.talk(who);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { name: "Angkatan 2", registerUntil: "2026-12-01T16:00:00Z" });
    await me.says("/jadwal");
    expect(await me.taps("Lihat 1")).toBe(
      [
        "*Pelatihan SPBE Dasar*",
        "Angkatan 2",
        "",
        "Mengembangkan: Pelayanan Publik level 1→3.",
        "8 JP; pelatihan teknis; tatap muka",
        "Penyelenggara: BKPSDM.",
        "tanpa biaya peserta.",
        "",
        "Senin, 7 Des 2026, 08.00–16.00 WITA",
        "Aula BKPSDM",
        "",
        "sisa 2 kursi.",
        "Daftar sebelum Rabu, 2 Des 2026 pukul 00.00 WITA.",
        "Perlu persetujuan atasan.",
      ].join("\n"),
    );
    await world.db.run(sql`
      insert into channel_account (cell, channel, account, state, changed_at, seen_at, link)
      values (1, 'telegram', 'bot', 'up', now(), now(), 'https://t.me/contoh_bot'), (1, 'web', 'web', 'up', now(), now(), 'https://asn.contoh.example') on conflict do nothing`);
    expect(await me.taps("Bagikan")).toBe(
      `Bagikan kartu kelas ini:\nhttps://t.me/contoh_bot?start=kelas-kendari-${id}\nhttps://asn.contoh.example/kendari#kelas-kendari-${id}\n\nRekan cukup menulis kepada saya: kelas-kendari-${id}`,
    );
    const guest = await world.talk(null);
    expect(await guest.says(`kelas-kendari-${id}`)).toMatch(/^\*Pelatihan SPBE Dasar\*\nAngkatan 2/);
    expect(await guest.taps("Daftar")).toMatch(/Tautkan dulu/);
    expect(await me.says(`kelas-pontianak-${id}`)).toMatch(/Kelas itu milik satu kota/);
    expect(await me.says("kelas-kendari-999999")).toMatch(/^Kelas itu tidak ada/);
  });
});

describe("the time that a wish names", () => {
  const read = (text: string) => {
    const { periods, rest } = periodIn(text, "2026-11-22");
    return [periods.map(({ from, until }) => `${from}..${until}`), rest];
  };
  it.each([
    ["spbe bulan depan", [["2026-12-01..2026-12-31"], "spbe"]],
    ["bulan ini", [["2026-11-01..2026-11-30"], ""]],
    ["di bulan maret 2027", [["2027-03-01..2027-03-31"], ""]],
    ["arsip jan", [["2027-01-01..2027-01-31"], "arsip"]],
    ["agustus", [["2027-08-01..2027-08-31"], ""]],
    ["pekan depan", [["2026-11-23..2026-11-29"], ""]],
    ["minggu depan", [["2026-11-23..2026-11-29", "2026-11-29..2026-11-29"], ""]],
    ["besok", [["2026-11-23..2026-11-23"], ""]],
    ["yang kamis", [["2026-11-26..2026-11-26"], "yang"]],
    ["hari jum'at arsip", [["2026-11-27..2026-11-27"], "arsip"]],
    ["mei", [["2027-05-01..2027-05-31"], ""]],
    ["pelayanan publik", [[], "pelayanan publik"]],
    ["tgl 10", [["2026-12-10..2026-12-10"], ""]],
    ["spbe tanggal 25", [["2026-11-25..2026-11-25"], "spbe"]],
    ["tgl 31", [["2026-12-31..2026-12-31"], ""]],
    ["pada tanggal 3 februari arsip", [["2027-02-03..2027-02-03"], "arsip"]],
    ["yg 7 des", [["2026-12-07..2026-12-07"], "yg"]],
    ["14 Desember 2027", [["2027-12-14..2027-12-14"], ""]],
    ["tgl 30 februari", [["2027-02-01..2027-02-28"], "tgl 30"]],
    ["angkatan 2 desember", [["2026-12-01..2026-12-31"], "angkatan 2"]],
    ["tgl 99", [[], "tgl 99"]],
    ["tahun depan", [["2027-01-01..2027-12-31"], ""]],
    ["spbe 2027", [["2027-01-01..2027-12-31"], "spbe"]],
    ["januari tahun depan", [["2027-01-01..2027-01-31"], ""]],
    ["PP 11/2017", [[], "PP 11/2017"]],
    ["perpres 95 tahun 2018", [[], "perpres 95 tahun 2018"]],
    ["triwulan 3", [["2027-07-01..2027-09-30"], ""]],
    ["tw iv", [["2026-10-01..2026-12-31"], ""]],
    ["semester 1 2027 arsip", [["2027-01-01..2027-06-30"], "arsip"]],
    ["triwulan depan", [["2027-01-01..2027-03-31"], ""]],
    ["awal tahun depan", [["2027-01-01..2027-03-31"], ""]],
    ["akhir desember", [["2026-12-21..2026-12-31"], ""]],
    ["sampai akhir tahun", [["2026-11-22..2026-12-31"], ""]],
    ["3 bulan ke depan", [["2026-11-22..2027-02-22"], ""]],
    ["2 minggu lagi", [["2026-11-30..2026-12-06"], ""]],
    ["lusa", [["2026-11-24..2026-11-24"], ""]],
    ["desember sampai februari daring", [["2026-12-01..2027-02-28"], "daring"]],
    ["7 s.d. 11 Desember arsip", [["2026-12-07..2026-12-11"], "arsip"]],
    ["28 des - 3 jan", [["2026-12-28..2027-01-03"], ""]],
    ["1 november sampai 5 desember", [["2026-11-01..2026-12-05"], ""]],
    ["1/12/2026 s/d 12/1/2027", [["2026-12-01..2027-01-12"], ""]],
    ["besok sampai jumat", [["2026-11-23..2026-11-27"], ""]],
    ["KDI-TIK-1-2", [[], "KDI-TIK-1-2"]],
    ["5 des sampai 1 des", [["2026-12-05..2026-12-05"], "sampai 1 des"]],
  ])("%s", (text, expected) => expect(read(text)).toEqual(expected));
});
