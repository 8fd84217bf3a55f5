import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { registerNames } from "../../src/features/people/register-names.ts";
import { createMask } from "../../src/llm/mask/mask.ts";
import { createNameBook } from "../../src/llm/mask/name-book.ts";
import { namesIn } from "../../src/llm/mask/name-finder.ts";
import type { Asker } from "../../src/llm/request.ts";
import { testDatabases } from "../world.ts";
import { cell, kendari, type LlmWorld, nameWords, openLlmWorld, question } from "./llm-world.ts";

/** A made-up register: names that are words, single ones, with titles of the region, with degrees. */
const register = [
  "Bunga Lestari",
  "Indah Permata",
  "Cahaya Utami",
  "Surya",
  "Zulfikar Harahap",
  "Cut Bunga Maharani",
  "Teuku Ilham Syahputra",
  "La Ode Hasanuddin",
  "Wa Ode Sarinah",
  "Raja Guntur Nasution",
  "Nurhayati",
  "Muhammad Yusuf Kalla Contoh",
  "Fajar Pratama",
  "Siti Rahmawati",
];
const lists = nameWords();
const book = createNameBook(register);
const fresh = () => createMask((text) => namesIn(text, book, lists));
const hide = (text: string) => fresh().hide(text);

describe("what a model is not told", () => {
  it.each([
    ["JP Indah bulan ini berapa?", "JP [ORANG_1] bulan ini berapa?"],
    ["Indah sudah ikut pelatihan SPBE belum?", "[ORANG_1] sudah ikut pelatihan SPBE belum?"],
    ["nama saya cahaya dari dinas kesehatan", "nama saya [ORANG_1] dari dinas kesehatan"],
    ["tolong daftarkan Bunga Lestari, lalu Bunga juga ke kelas lain", "tolong daftarkan [ORANG_1], lalu [ORANG_1] juga ke kelas lain"],
    ["pak zainal abidin bilang PPPK tidak wajib", "pak [ORANG_1] bilang PPPK tidak wajib"],
    ["La Ode Hasanuddin, S.E., M.Si. sudah pensiun", "[ORANG_1], S.E., M.Si. sudah pensiun"],
    ["nilai surya berapa?", "nilai [ORANG_1] berapa?"],
    ["saya Cut Bunga Maharani", "saya [ORANG_1]"],
    ["untuk Sdri. Indah Permata, S.Pd", "untuk Sdri. [ORANG_1], S.Pd"],
    ["teman saya Surya mau pindah", "teman saya [ORANG_1] mau pindah"],
    ["nurhayati belum hadir", "[ORANG_1] belum hadir"],
    ["hp 0812-3456-7890 atau +62 812 3456 7890", "hp [TELEPON_1] atau [TELEPON_2]"],
    ["NIP 19850321 201001 1 004, NIK 7471012345678901", "NIP [NIP_1], NIK [NIK_1]"],
    ["mobil DT 1234 AB, rumah Jl. Melati No. 12 RT 03/RW 02", "mobil [PELAT_1], rumah [ALAMAT_1] [ALAMAT_2]"],
    ["lahir 12 Maret 1985, surel budi.s@kota.go.id, akun @budi_s", "lahir [TANGGAL_LAHIR_1], surel [SUREL_1], akun [AKUN_1]"],
    ["lihat https://asn.contoh.example/x?nip=1", "lihat [TAUTAN_1]"],
    ["rekening 0312345678901", "rekening [TELEPON_1]"],
  ])("%s", (text, hidden) => {
    const mask = fresh();
    expect(mask.hide(text)).toBe(hidden);
  });

  it.each([
    "bunga bank itu berapa persen, dan apakah cahaya termasuk?",
    "JPT Pratama wajib ikut PKN tingkat II?",
    "cuti ibu hamil berapa lama menurut PP 11 Tahun 2017 pasal 203 ayat 4",
    "Bu Kadis minta data pegawai",
    "pelatihan untuk tanggal 12-03-2026 pukul 09.00 WITA, 20 JP, Rp1.250.000",
    "PermenPANRB 6/2022 Pasal 12 dan PP 49/2018",
    "kota yang indah dan bunga yang harum",
  ])("leaves alone: %s", (text) => {
    expect(hide(text)).toBe(text);
  });

  it("sees through wide digits, invisible signs and odd grouping", () => {
    for (const nip of ["１９８５０３２１２０１００１１００４", "1985​03212010011004", "1985-0321-2010-01-1-004", "198503212010011004"]) {
      expect(hide(`NIP ${nip} itu siapa`)).toBe("NIP [NIP_1] itu siapa");
    }
  });

  it("gives back to the person what was the person's, and never more", () => {
    const mask = fresh();
    const text = "saya Zulfikar Harahap, hp 0812-3456-7890, tanya [ORANG_9]";
    const hidden = mask.hide(text);
    expect(hidden).toBe("saya [ORANG_1], hp [TELEPON_1], tanya [TANDA_1]");
    expect(mask.restore(hidden)).toBe(text);
    expect(mask.restore("[orang 1] dan [ORANG_2]")).toBe("Zulfikar Harahap dan [ORANG_2]");
    expect(fresh().restore(hidden)).toBe(hidden);
  });

  it("keeps one token for one datum through a turn", () => {
    const mask = fresh();
    expect([mask.hide("Bu Nurhayati, 0812 3456 7890"), mask.hide("tadi Nurhayati (08123456 7890)"), mask.hide("Indah Permata hadir")]).toEqual([
      "Bu [ORANG_1], [TELEPON_1]",
      "tadi [ORANG_1] ([TELEPON_1])",
      "[ORANG_2] hadir",
    ]);
  });

  it.each(["a", "7", "A. ", "-", "@", "a@", "a@a.", "08 ", "Pak ", "jl ", "[ORANG_", "Bunga ", "https://"])(
    "reads a very long message of %j in no time",
    (piece) => {
      const text = piece.repeat(20_000 / piece.length);
      expect(hide(`${text}\nhp 0812-3456-7890`)).not.toContain("3456");
    },
  );
});

const digits = (count: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${count - 1}}$`));
const grouped = (pattern: number[], between: string) => (all: string) =>
  pattern.map((size, at) => all.slice(sumOf(pattern.slice(0, at)), sumOf(pattern.slice(0, at)) + size)).join(between);
const sumOf = (all: number[]): number => all.reduce((sum, it) => sum + it, 0);
const nip = fc
  .tuple(fc.integer({ min: 1960, max: 2005 }), digits(14), fc.constantFrom(" ", "", "-", "."))
  .map(([year, rest, between]) => grouped([8, 6, 1, 3], between)(`${year}${rest}`));
const nik = digits(16);
const phone = fc
  .tuple(fc.constantFrom("08", "+628", "628", "+62 8"), digits(9), fc.constantFrom("", " ", "-"))
  .map(([head, rest, between]) => head + grouped([2, 4, 3], between)(rest));
const email = fc.tuple(fc.stringMatching(/^[a-z]{3,10}\.[a-z]{2,8}$/), fc.constantFrom("kota.go.id", "gmail.com")).map(([name, host]) => `${name}@${host}`);
const person = fc.constantFrom(...register);
/** How people are named in talk. */
const frames = fc.constantFrom(
  (it: string) => `nama saya ${it}, mau daftar`,
  (it: string) => `apakah Pak ${it} sudah hadir`,
  (it: string) => `tolong cek nilai ${it} ya`,
  (it: string) => `saya menunggu ${it}, S.Sos., M.Si. dari tadi`,
  (it: string) => `a.n. ${it} dari dinas`,
  (it: string) => `bu ${it.toLowerCase()} itu atasan saya`,
  (it: string) => `rekan ${it.toUpperCase()} NIP`,
);
const noise = fc.constantFrom(
  "mohon info",
  "berapa JP minimal?",
  "PP 11/2017 Pasal 203.",
  "tgl 3 Desember",
  "20 JP;",
  "(lihat lampiran)",
  "terima kasih,",
  "kelas SPBE -",
  "\n",
);
const sandwich = (it: fc.Arbitrary<string>) => fc.tuple(noise, it, noise).map((parts) => parts.join(" "));

describe.each(testDatabases())("no planted datum is ever in what leaves, on $name", (database) => {
  let world: LlmWorld;
  let asker: Asker;
  beforeAll(async () => {
    world = await openLlmWorld(database);
    for (const name of register) asker = await world.asker(name);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.fake.always = "Baik [1].";
    world.fake.heard.length = 0;
  });

  /** Everything that arrived, with and without whatever stands between digits. */
  const left = () => world.fake.heard.map((it) => it.raw).join("\n");
  const tools = [{ name: "find", about: "Mencari.", input: z.object({ topic: z.string() }) }];

  /** The datum in a question, in the talk so far, in a passage, in the input and the result of a tool. */
  async function sendEverywhere(text: string): Promise<void> {
    world.fake.heard.length = 0;
    const input = question(text, { percakapan: `Pegawai: ${text}\nAsisten: baik`, kutipan: `[1] ${text}`, keadaan: text });
    const steps = [{ calls: [{ id: "call_1", name: "find", input: { topic: text, lain: [text] } }], results: [text] }];
    const outcome = await world.gateway.complete({ prompt: "jawab", input, asker, tools, steps });
    expect([text, outcome.kind === "ok" || outcome]).toEqual([text, true]);
  }

  it.each([
    ["NIP", nip],
    ["NIK", nik],
    ["phone", phone],
  ])("%s", async (_, datum) => {
    await fc.assert(
      fc.asyncProperty(noise, datum, noise, async (before, planted, after) => {
        await sendEverywhere(`${before} ${planted} ${after}`);
        const bare = planted.replace(/\D/g, "");
        expect(left()).not.toContain(planted);
        expect(left().replace(/[\s.-]/g, "")).not.toContain(bare.slice(-9));
      }),
      { numRuns: 40 },
    );
  });

  it("e-mail", async () => {
    await fc.assert(
      fc.asyncProperty(noise, email, noise, async (before, planted, after) => {
        await sendEverywhere(`${before} ${planted} ${after}`);
        expect(left()).not.toContain(planted.split("@")[0]);
      }),
      { numRuns: 40 },
    );
  });

  it("names of the register, words of the language among them", async () => {
    await fc.assert(
      fc.asyncProperty(person, frames, noise, noise, async (name, frame, before, after) => {
        await sendEverywhere(`${before} ${frame(name)} ${after}`);
        for (const word of name.split(" "))
          expect([word, new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, "iu").test(left().replaceAll("\\n", " "))]).toEqual([word, false]);
      }),
      { numRuns: 120 },
    );
  });

  it("somebody of another city is nobody's name here, and a newcomer is one at once", async () => {
    expect(await registerNames(world.db, { cell, agencyId: kendari })).toHaveLength(register.length);
    await sendEverywhere("kapan srikandiwati bisa ikut");
    expect(left()).toContain("srikandiwati");
    await world.asker("Srikandiwati");
    await sendEverywhere("kapan srikandiwati bisa ikut");
    expect(left()).not.toContain("srikandiwati");
  });

  it("several at once, anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(sandwich(nip), sandwich(phone), sandwich(email), async (...parts) => {
        await sendEverywhere(parts.join(" "));
        expect(left()).not.toMatch(/@(?:kota|gmail)|\d{9}/);
      }),
      { numRuns: 30 },
    );
  });
});
