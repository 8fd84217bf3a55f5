import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Reply, textOf, wholeText } from "../../fakes/openai/reply.ts";
import { testDatabases } from "../../world.ts";
import { openSteerWorld, type SteerWorld } from "./steer-world.ts";

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((it) => it.join(""));
const nip = fc
  .tuple(
    fc.integer({ min: 1966, max: 2002 }),
    fc.constantFrom("0312", "1107", "0125"),
    fc.integer({ min: 1995, max: 2025 }),
    fc.constantFrom("03", "12"),
    fc.constantFrom("1", "2"),
    digits(3),
  )
  .chain(([born, day, since, month, sex, rest]) =>
    fc.constantFrom(
      `${born}${day}${since}${month}${sex}${rest}`,
      `${born}${day} ${since}${month} ${sex} ${rest}`,
      `${born}${day}.${since}${month}.${sex}.${rest}`,
    ),
  );
const phone = fc
  .tuple(fc.constantFrom("08", "+628", "628"), digits(2), digits(4), digits(4))
  .chain(([head, a, b, c]) => fc.constantFrom(`${head}${a}${b}${c}`, `${head}${a}-${b}-${c}`, `${head}${a} ${b} ${c}`));
const email = fc.tuple(fc.constantFrom("siti.aminah", "la_ode77", "budi"), fc.constantFrom("kendarikota.go.id", "gmail.com")).map((it) => it.join("@"));
const nik = digits(16).filter((it) => !it.startsWith("0"));
/** Of the register; some of their parts are words of the language. */
const names = ["Bunga Lestari", "Cut Meutia", "La Ode Zulfikar", "Raja Hamidah", "Indah Permatasari", "Zulkarnain"];

/** How somebody may bring a datum up: so that each of the calls of a turn is made. */
const sentences = [
  (it: string) => `saya ${it}, berapa JP minimal bagi PNS`,
  (it: string) => `ragu nih soal ${it} itu`,
  (it: string) => `entah, kalau punya ${it} gimana`,
  (it: string) => `kalau itu ${it}?`,
  (it: string) => `terus yang pak ${it} tadi`,
];

/** Says what it heard, as far as each call's form lets it: into the question, the summary, the tools, the answer. */
const leaks: Reply = (request) => {
  const text = wholeText(request);
  const heard = textOf(request.messages.at(-1)).replace(/\s+/g, " ");
  if (/menulis ulang/.test(text)) return JSON.stringify({ pertanyaan: heard.slice(-120) });
  if (/penunjuk jalan/.test(text)) return { calls: [{ name: "recommend", input: { topic: /\[[A-Z_]+_\d+\]/.exec(heard)?.[0] ?? "JP" } }] };
  return heard.slice(0, 300);
};

describe.each(testDatabases())("personal data of a talk on $name", (database) => {
  let world: SteerWorld;
  beforeAll(async () => {
    world = await openSteerWorld(database);
    for (const name of names) await world.asker(name);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.fake.heard.length = 0;
    world.fake.always = leaks;
  });

  it("is in no request, through router, rewriting, answer and summary", async () => {
    const datum = fc.oneof(nip, phone, email, nik, fc.constantFrom(...names));
    const said = fc.array(fc.tuple(fc.constantFrom(...sentences), datum), { minLength: 7, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), said, async (own, turns) => {
        const { says } = await world.talk(own);
        world.fake.heard.length = 0;
        for (const [sentence, it] of turns) expect(await says(sentence(it))).toBeTruthy();
        const sent = world.fake.heard.map((it) => it.raw).join("\n");
        for (const planted of [...turns.map(([, it]) => it), own]) expect(sent).not.toContain(planted);
        // Not a part of a name either, nor a number written in another way.
        for (const part of ["Meutia", "Zulfikar", "Hamidah", "Permatasari", "Zulkarnain"]) expect(sent).not.toContain(part);
        const plain = sent.replace(/(?<=\d)[ .-](?=\d)/g, "");
        for (const [, it] of turns) if (/^\+?\d/.test(it)) expect(plain).not.toContain(it.replace(/\D/g, ""));
      }),
      { numRuns: 12, seed: 20261122 },
    );
    expect(world.fake.faults).toEqual([]);
  }, 120_000);

  it("goes through every one of them there", async () => {
    const { says } = await world.talk("Bunga Lestari");
    for (let turn = 0; turn < 10; turn++) await says((sentences[turn % sentences.length] ?? String)(names[turn % names.length] ?? ""));
    const prompts = world.fake.heard.map((it) => /menulis ulang pesan|penunjuk jalan|memperbarui ringkasan|Bahan jawaban/.exec(it.raw)?.[0]);
    expect([...new Set(prompts)].sort()).toEqual(["Bahan jawaban", "memperbarui ringkasan", "menulis ulang pesan", "penunjuk jalan"]);
  });
});
