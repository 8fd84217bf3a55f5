import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { codeIn } from "../../../src/features/completion/attendance/code.ts";
import { readPlaces } from "../../../src/features/completion/attendance/places.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, openCompletionWorld } from "./completion-world.ts";

const day = "2026-12-07";
const twoDays = ["2026-12-07T08:00/2026-12-07T16:00", "2026-12-08T08:00/2026-12-08T16:00"];

describe.each(testDatabases())("attendance on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  const marks = () =>
    world.db.many(
      z.object({ personId: z.number(), day: z.string(), moment: z.string(), via: z.string(), struck: z.boolean() }),
      sql`select person_id::int as "personId", day::text as day, moment, via, struck_at is not null as struck from attendance_mark order by person_id, day, moment desc`,
    );

  it("takes a code that is on show from the enrolled person's own talk, once, and says when", async () => {
    const { id } = await world.cityClass("Dasar SPBE", { sessions: twoDays });
    const desk = await world.officer();
    const [ani, budi] = [await world.participant(id, "Ani Contoh"), await world.participant(id, "Budi Contoh")];
    world.comes(`${day}T08:10`);
    const shown = await desk.talk.says("/kode");
    expect(shown).toMatch(/^Kode hadir \*Dasar SPBE\* \(masuk\):\n\n\*H\d{5}\*\n\nBerlaku 42 detik, sampai pukul 08\.10\.42 WITA\./);
    const code = world.codeIn(shown);
    expect(await ani.talk.says(code)).toBe("✅ Kehadiran tercatat: *Dasar SPBE*, masuk, pukul 08.10 WITA.");
    expect(await ani.talk.says(code.toLowerCase())).toBe("Kehadiran Anda di *Dasar SPBE* (masuk) sudah tercatat pukul 08.10 WITA.");
    expect(await budi.talk.says(`/hadir ${code.slice(1)}`)).toMatch(/^✅/);
    expect(await marks()).toEqual([
      { personId: ani.who.personId, day, moment: "masuk", via: "kode", struck: false },
      { personId: budi.who.personId, day, moment: "masuk", via: "kode", struck: false },
    ]);
  });

  it("takes no code after its time, none of another class, and nothing from who is not enrolled or not known", async () => {
    const one = await world.cityClass("Dasar SPBE");
    const other = await world.cityClass("Arsip Dinamis");
    const desk = await world.officer();
    const ani = await world.participant(one.id, "Ani Contoh");
    const outside = await world.person("Tamu Contoh");
    const waiting = await world.person("Penunggu Contoh");
    await world.enrolled(one.id, waiting, "daftar_tunggu");
    world.comes(`${day}T08:10`);
    const code = world.codeIn(await desk.talk.says("/kode spbe"));
    const elsewhere = world.codeIn(await desk.talk.says("/kode arsip"));
    expect(other.id).not.toBe(one.id);
    expect(await (await world.talk(outside)).says(code)).toMatch(/^Saat ini Anda tidak terdaftar di kelas mana pun/);
    expect(await (await world.talk(waiting)).says(code)).toMatch(/^Saat ini Anda tidak terdaftar di kelas mana pun/);
    expect(await (await world.talk(null)).says(code)).toMatch(/^Untuk ini saya perlu tahu siapa Anda/);
    expect(await ani.talk.says(elsewhere)).toMatch(/^Kode itu tidak sedang berlaku/);
    world.clock.pass({ seconds: 46 });
    expect(await ani.talk.says(code)).toMatch(/^Kode itu tidak sedang berlaku/);
    expect(await marks()).toEqual([]);
  });

  it("limits wrong codes by person, and lets a right one in again after the pause", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const ani = await world.participant(id, "Ani Contoh");
    const budi = await world.participant(id, "Budi Contoh");
    world.comes(`${day}T08:10`);
    const code = world.codeIn(await desk.talk.says("/kode"));
    const wrong = code === "H00000" ? "H00001" : "H00000";
    for (let at = 0; at < 5; at++) expect(await ani.talk.says(wrong)).toMatch(/^Kode itu tidak sedang berlaku/);
    expect(await ani.talk.says(code)).toMatch(/^Sudah 5 kode yang tidak cocok/);
    expect(await budi.talk.says(code)).toMatch(/^✅/);
    world.clock.pass({ minutes: 11 });
    expect(await ani.talk.says(world.codeIn(await desk.talk.says("/kode")))).toMatch(/^✅/);
  });

  it("shows codes to officers only, only on the class's days, and asks on leaving in the second half", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const ani = await world.participant(id, "Ani Contoh");
    expect(await ani.talk.says("/kode")).toMatch(/hanya untuk pegawai yang berwenang/);
    world.comes("2026-12-06T09:00");
    expect(await desk.talk.says("/kode")).toBe("Tidak ada kelas yang berlangsung atau baru selesai.");
    world.comes(`${day}T06:30`);
    expect(await desk.talk.says("/kode")).toMatch(/hanya dapat ditampilkan pada hari kelas/);
    world.comes(`${day}T15:30`);
    expect(await desk.talk.says("/kode")).toMatch(/\(keluar\)/);
    expect(await desk.talk.taps("Kode masuk")).toMatch(/\(masuk\)/);
  });

  it("lets the organiser count heads, strike who is not there, mark who has no signal, and confirm", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const people = [];
    for (const name of ["Ani Contoh", "Budi Contoh", "Cici Contoh", "Dodi Contoh"]) people.push(await world.participant(id, name));
    const [ani, budi, cici, dodi] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0], (typeof people)[0]];
    await world.attends(desk, [ani, budi, cici], day);
    const before = await desk.talk.says("/rekap");
    expect(before).toContain("Peserta 4; tercatat masuk 3 (3 lewat kode), keluar 3 (3 lewat kode).");
    expect(before).toContain("Kepala di ruangan belum dihitung.");
    expect(await desk.talk.taps("Hitung kepala")).toMatch(/^Berapa orang/);
    expect(await desk.talk.says("banyak sekali")).toMatch(/^Ketik satu angka/);
    // Heads that nobody has noted get no JP: that is said before the day is confirmed.
    await desk.talk.says("5");
    expect(await desk.talk.taps("Kukuhkan")).toMatch(/3 dari 4 peserta hadir\?[\s\S]*⚠️ Dihitung 5, tercatat hanya 3\. Yang belum tercatat tidak mendapat JP/);
    await desk.talk.says("tidak");
    await desk.talk.says("/rekap");
    await desk.talk.taps("Hitung kepala");
    expect(await desk.talk.says("2 orang")).toMatch(/Tercatat: 2 kepala.[\s\S]*⚠️ Yang tercatat \(3\) lebih banyak daripada yang dihitung \(2\)/);
    // The list is that of the question, even if the answer comes late.
    expect(await desk.talk.taps("Coret")).toContain("1. Ani Contoh\n2. Budi Contoh\n3. Cici Contoh");
    expect(await desk.talk.says("9")).toMatch(/^Ketik nomor 1 sampai 3/);
    expect(await desk.talk.says("2")).toMatch(/^Dicoret: Budi Contoh\./);
    expect(await budi.talk.says("H00000")).toMatch(/tidak sedang berlaku/);
    expect(await desk.talk.taps("Catat dari daftar")).toContain("1. Budi Contoh\n2. Dodi Contoh");
    expect(await desk.talk.says("2")).toMatch(/^1 orang dicatat hadir dari daftar/);
    expect(await desk.talk.taps("Kukuhkan")).toMatch(/3 dari 4 peserta hadir\?[\s\S]*⚠️ Tercatat 3, dihitung hanya 2/);
    expect(await desk.talk.says("ya")).toMatch(/✅ Sudah dikukuhkan/);
    expect((await marks()).filter((it) => it.personId === budi.who.personId).every((it) => it.struck)).toBe(true);
    expect((await marks()).filter((it) => it.personId === dodi.who.personId).map((it) => it.via)).toEqual(["daftar", "daftar"]);
  });

  it("does not let a struck person back in by a code, and opens a confirmed day again when something changes", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const ani = await world.participant(id, "Ani Contoh");
    world.comes(`${day}T08:10`);
    await ani.talk.says(world.codeIn(await desk.talk.says("/kode")));
    await desk.talk.says("/rekap");
    await desk.talk.taps("Coret");
    await desk.talk.says("semua");
    expect(await ani.talk.says(world.codeIn(await desk.talk.says("/kode")))).toMatch(/perlu dipastikan penyelenggara/);
    await desk.talk.says("/rekap");
    await desk.talk.taps("Kukuhkan");
    await desk.talk.says("ya");
    await desk.talk.taps("Catat dari daftar");
    expect(await desk.talk.says("semua")).toMatch(/Belum dikukuhkan/);
  });

  it("opens a confirmed day again for a code that comes late, and leaves it once a result is declared", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const [ani, budi, cici] = [await world.participant(id, "Ani Contoh"), await world.participant(id, "Budi Contoh"), await world.person("Cici Contoh")];
    const confirms = () => world.performs(desk.who, { capability: "confirm_attendance", input: { class: id, day } }, ["officer"]);
    world.comes(`${day}T15:30`);
    const code = world.codeIn(await desk.talk.says("/kode"));
    await ani.talk.says(code);
    await confirms();
    await ani.talk.says(code);
    expect(await desk.talk.says("/rekap")).toContain("✅ Sudah dikukuhkan");
    expect(await budi.talk.says(code)).toMatch(/^✅/);
    expect(await desk.talk.says("/rekap")).toContain("Belum dikukuhkan");
    world.comes(`${day}T16:30`);
    await confirms();
    await world.performs(desk.who, { capability: "class_results", input: { class: id, declare: true } }, ["officer"]);
    await world.enrolled(id, cici);
    expect(await (await world.talk(cici)).says(world.codeIn(await desk.talk.says("/kode")))).toMatch(/^✅/);
    expect(await desk.talk.says("/rekap")).toContain("✅ Sudah dikukuhkan");
  });

  it("counts when the message was sent, not when it is heard", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const ani = await world.participant(id, "Ani Contoh");
    world.comes(`${day}T08:10`);
    const code = world.codeIn(await desk.talk.says("/kode"));
    world.clock.pass({ seconds: 40 });
    const sent = world.clock.now().toString();
    world.clock.pass({ minutes: 20 });
    const agency = { id: 2, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
    const checkIn = world.catalog.find((it) => it.id === "check_in");
    const outcome = await world.db.transaction((tx) => {
      const origin = { from: { id: "x" }, to: { channel: "telegram" as const, account: "bot", chat: "x" }, at: sent };
      const person = { id: ani.who.personId, agency, roles: ["asn" as const], handleId: 1 };
      const context = { db: tx, cell: 1, now: world.clock.now(), agency, agencies: [agency], person, conversation: "x", memory: {}, origin };
      if (!checkIn) throw new Error("no such capability");
      return checkIn.handle(context, { code });
    });
    expect(outcome.code).toBe("noted");
  });

  it("asks for the second factor before other people's attendance, not before a code", async () => {
    await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    await world.db.run(sql`delete from factor_pass`);
    world.comes(`${day}T08:10`);
    expect(await desk.talk.says("/kode")).toMatch(/^Kode hadir/);
    await expect(desk.talk.says("/rekap")).resolves.not.toMatch(/Peserta/);
  });
});

describe("a code in a message", () => {
  it.each([
    ["H48217", "H48217"],
    ["h 48217", "H48217"],
    ["H-482 17.", "H48217"],
    ["hadir 48217", "H48217"],
    ["48217", undefined],
    ["H4821", undefined],
    ["halo 48217", undefined],
    ["H48217 saya hadir", undefined],
  ])("%s", (text, code) => {
    expect(codeIn(text)).toBe(code);
  });
});

describe("places in a list", () => {
  it.each([
    ["1-3, 5", 6, [1, 2, 3, 5]],
    ["2 dan 4", 4, [2, 4]],
    ["1 s.d. 3", 3, [1, 2, 3]],
    ["semua", 2, [1, 2]],
    ["3, 3, 1", 3, [1, 3]],
    ["0", 3, null],
    ["4", 3, null],
    ["3-1", 3, null],
    ["Ani", 3, null],
  ])("%s of %i", (text, most, places) => {
    expect(readPlaces(text, most)).toEqual(places);
  });
});
