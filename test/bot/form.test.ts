import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/bot/engine.ts";
import { helpCapabilities } from "../../src/bot/help.ts";
import { type Capability, capability } from "../../src/core/capability.ts";
import type { Inbound, InboundBody, Letter } from "../../src/core/channel.ts";
import { Fault } from "../../src/core/fault.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { agenciesOf } from "../../src/features/people/agencies.ts";
import { testClock, testDatabases } from "../world.ts";

const ask = capability({
  id: "ask_policy",
  about: "Menjawab.",
  command: "tanya",
  phrases: [],
  roles: ["guest"],
  input: z.object({ question: z.string() }),
  ask: { question: { text: "Apa pertanyaannya?" } },
  handle: async (_context, { question }) => ({
    reply: { text: `Jawaban: ${question}`, buttons: [{ label: "Lagi", call: { capability: "ask_policy", input: { question: "lagi" } } }] },
  }),
});
const other = capability({
  id: "other",
  about: "Lain.",
  phrases: ["yang lain"],
  roles: ["guest"],
  input: z.object({}),
  handle: async () => ({ reply: { text: "Yang lain." } }),
});
let answers: number[] = [];
let closed = false;
const question = () => ({
  reply: {
    text: `Pertanyaan ${answers.length + 1} dari 2`,
    buttons: [
      ...[1, 2, 3].map((it) => ({ label: `Pilihan ${it}`, call: { capability: "answer_form", input: { choice: it } } })),
      { label: "Lewati, saya tidak yakin", call: { capability: "answer_form", input: { choice: 9 } } },
    ],
  },
  form: { capability: "show_form", input: {} },
});
const show = capability({
  id: "show_form",
  about: "Formulir.",
  command: "formulir",
  phrases: [],
  roles: ["guest"],
  input: z.object({}),
  async handle() {
    if (closed) throw new Fault("forbidden", "Formulir ini bukan untuk Anda lagi.");
    return answers.length < 2 ? question() : { reply: { text: "Sudah selesai." } };
  },
});
const answer = capability({
  id: "answer_form",
  about: "Menjawab formulir.",
  phrases: [],
  roles: ["guest"],
  input: z.object({ choice: z.number() }),
  async handle(_context, { choice }) {
    answers.push(choice);
    return answers.length < 2 ? question() : { reply: { text: "Terima kasih, selesai." } };
  },
});

let heard: string[] = [];
/** Takes a number up to ten, whatever else is on show; any other words are not for it. */
const rate = capability({
  id: "rate_form",
  about: "Menilai.",
  command: "nilaiku",
  phrases: [],
  roles: ["guest"],
  input: z.object({ words: z.string().optional() }),
  async handle(_context, { words }) {
    const open = {
      reply: { text: "Berapa?", buttons: [{ label: "Nanti saja", call: { capability: "other", input: {} } }] },
      form: { capability: "rate_form", input: {} },
      awaits: { capability: "rate_form", input: {}, field: "words", whole: true },
    };
    if (words === undefined) return open;
    if (!/^(?:\d+|tidak|bagus)$/.test(words)) return { reply: { text: "" }, notAwaited: true as const };
    heard.push(words);
    return { reply: { text: `Dicatat: ${words}.` } };
  },
});

const reason = z.string().min(3, "Tulis dalam beberapa kata.").max(20);
/** Asks for a reason of its own accord, without being a form, or as one (`form`). */
const refuse = capability({
  id: "refuse_it",
  about: "Menolak.",
  command: "tolak",
  phrases: [],
  roles: ["guest"],
  input: z.object({ kind: z.string().optional(), reason: reason.optional() }),
  async handle(_context, { kind, reason: given }) {
    const call = { capability: "refuse_it", input: kind ? { kind } : {} };
    if (given === undefined) return { reply: { text: "Apa alasannya?" }, awaits: { ...call, field: "reason" }, ...(kind && { form: call }) };
    return { reply: { text: `Dicatat: ${given}.` } };
  },
});
const refuseAsked = capability({
  id: "refuse_asked",
  about: "Menolak.",
  command: "tolakini",
  phrases: [],
  roles: ["guest"],
  input: z.object({ reason }),
  ask: { reason: { text: "Tulis alasannya." } },
  handle: async (_context, { reason: given }) => ({ reply: { text: `Dicatat: ${given}.` } }),
});

/** Its number is filled by buttons alone; two parts are asked for. */
const askTwice = capability({
  id: "ask_twice",
  about: "Mencatat.",
  command: "catat",
  phrases: [],
  roles: ["guest"],
  input: z.object({ place: z.number().optional(), reason, day: z.iso.date("Tulis tanggalnya.") }),
  ask: { reason: { text: "Tulis alasannya." }, day: { text: "Kapan?" } },
  handle: async (_context, { reason: given, day }) => ({ reply: { text: `Dicatat: ${given}, ${day}.` } }),
});

describe.each(testDatabases())("a form in a talk on $name", ({ open }) => {
  let base: OpenDatabase;
  let act: (message: Inbound) => Promise<Letter[]>;
  let count = 0;
  let chat = "";
  const clock = testClock();

  beforeAll(async () => {
    base = await open();
    const catalog: Capability[] = [ask, other, show, answer, rate, refuse, refuseAsked, askTwice];
    catalog.push(...helpCapabilities(() => catalog));
    const agencies = (await agenciesOf(base.db, [])).slice(0, 1);
    const engine = createEngine({ catalog, agencies, cell: 1, identify: async () => [], fallback: "ask_policy" });
    act = (message) => base.db.transaction((tx) => engine.act(tx, [{ message }], clock.now()));
  });
  afterAll(() => base.close());
  beforeEach(() => {
    answers = [];
    heard = [];
    closed = false;
    chat = `form-${++count}`;
  });

  const send = async (body: InboundBody): Promise<string[]> => {
    const to = { channel: "web" as const, account: "-", chat };
    const letters = await act({ dedupe: `${chat}-${++count}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body });
    return letters.map((it) => it.reply.text);
  };
  const says = (text: string) => send({ type: "text", text });

  it("goes on after a question about a rule, and a number then means the form", async () => {
    expect(await says("/formulir")).toEqual(["Pertanyaan 1 dari 2"]);
    expect(await says("berapa JP setahun?")).toEqual(["Jawaban: berapa JP setahun?", "Kita lanjutkan:\n\nPertanyaan 1 dari 2"]);
    expect(await says("2")).toEqual(["Pertanyaan 2 dari 2"]);
    expect(await says("Pilihan 3")).toEqual(["Terima kasih, selesai."]);
    expect(answers).toEqual([2, 3]);
  });

  it("goes on after a voice note, and again after a second question", async () => {
    await says("/formulir");
    const voice = await send({ type: "media", media: { kind: "voice", ref: "1" }, caption: "" });
    expect(voice.at(-1)).toBe("Kita lanjutkan:\n\nPertanyaan 1 dari 2");
    expect((await says("apa itu JP?")).at(-1)).toBe("Kita lanjutkan:\n\nPertanyaan 1 dari 2");
  });

  it("stays quiet after a courtesy, and stays open", async () => {
    await says("/formulir");
    expect(await says("terima kasih")).toHaveLength(1);
    expect(await says("1")).toEqual(["Pertanyaan 2 dari 2"]);
  });

  it("gives its question again to a nod, which answers nothing", async () => {
    await says("/formulir");
    for (const nod of ["siap", "insya Allah", "👍"])
      expect([nod, await says(nod)]).toEqual([nod, ["Baik, Bapak/Ibu.", "Kita lanjutkan:\n\nPertanyaan 1 dari 2"]]);
    expect(await says("2")).toEqual(["Pertanyaan 2 dari 2"]);
    expect(answers).toEqual([2]);
  });

  it("takes the words of a button before its comma", async () => {
    await says("/formulir");
    expect(await says("lewati ya")).toEqual(["Pertanyaan 2 dari 2"]);
    expect(answers).toEqual([9]);
  });

  const leftSaying = /^Baik, kita berhenti di sini\. Jawaban yang sudah masuk tetap tersimpan\. .* ketik \/formulir\.$/;

  it.each([
    "udahan dulu ya min",
    "keluar dari asesmen",
    "gajadi isi",
    "stop dulu",
    "stop",
    "lanjut nanti aja",
    "/batal",
    "batal",
    "besok sa sambung lagi",
    "simpan",
    "simpan jawaban saya dulu",
  ])("is left by %s, keeps its answers and can be gone on with", async (text) => {
    await says("/formulir");
    await says("2");
    const [left, ...more] = await says(text);
    expect(left).toMatch(leftSaying);
    expect(more).toEqual([]);
    expect(await says("berapa JP setahun?")).toEqual(["Jawaban: berapa JP setahun?"]);
    expect(await says("/formulir")).toEqual(["Pertanyaan 2 dari 2"]);
    expect(answers).toEqual([2]);
  });

  it("goes on by the button of its farewell", async () => {
    await says("/formulir");
    await says("udahan dulu");
    expect(await says("Lanjutkan")).toEqual(["Pertanyaan 1 dari 2"]);
  });

  it.each(["cukup", "nanti ya", "siap, nanti", "sudah", "oke pak", "insya Allah", "boleh nanti", "jangan berhenti"])("is not left by %s", async (text) => {
    await says("/formulir");
    expect((await says(text))[0]).not.toMatch(/berhenti di sini/);
    expect(await says("1")).toEqual(["Pertanyaan 2 dari 2"]);
  });

  it("is not there to be left where none is open", async () => {
    expect((await says("udahan dulu"))[0]).toBe("Jawaban: udahan dulu");
    await says("/formulir");
    await says("1");
    await says("1");
    expect((await says("gajadi isi"))[0]).toBe("Jawaban: gajadi isi");
  });

  it("goes on after help and a greeting, and a number then means the form", async () => {
    await says("/formulir");
    for (const text of ["bantuan", "/bantuan", "/start"]) expect([text, (await says(text)).at(-1)]).toEqual([text, "Kita lanjutkan:\n\nPertanyaan 1 dari 2"]);
    expect(await says("2")).toEqual(["Pertanyaan 2 dari 2"]);
  });

  it.each(["bingung", "bingung sy", "ga yakin", "saya masih ragu pak", "tidak tahu"])("asks once more of who is in doubt: %s", async (text) => {
    await says("/formulir");
    expect(await says(text)).toEqual(["Tidak apa-apa. Pilih saja yang paling mendekati.", "Kita lanjutkan:\n\nPertanyaan 1 dari 2"]);
    expect(await says("2")).toEqual(["Pertanyaan 2 dari 2"]);
  });

  it("waits while something is asked back, and goes on after the answer", async () => {
    await says("/formulir");
    expect(await says("7")).toEqual(["Maaf, nomor itu tidak ada dalam daftar. Silakan pilih salah satu."]);
    expect(await says("/tanya")).toEqual(["Apa pertanyaannya?"]);
    expect(await says("apa itu JP?")).toEqual(["Jawaban: apa itu JP?", "Kita lanjutkan:\n\nPertanyaan 1 dari 2"]);
    expect(await says("2")).toEqual(["Pertanyaan 2 dari 2"]);
  });

  it("greets in kind before an answer, never in the form's own questions", async () => {
    expect(await says("selamat pagi, /formulir")).toEqual(["Selamat pagi, Bapak/Ibu.\n\nJawaban: selamat pagi, /formulir"]);
    expect(await says("/formulir")).toEqual(["Pertanyaan 1 dari 2"]);
    expect(await says("assalamualaikum pak, apa itu JP?")).toEqual([
      "Waalaikumsalam, Bapak/Ibu.\n\nJawaban: assalamualaikum pak, apa itu JP?",
      "Kita lanjutkan:\n\nPertanyaan 1 dari 2",
    ]);
  });

  it("ends quietly for somebody who may no longer go on", async () => {
    await says("/formulir");
    closed = true;
    expect(await says("apa itu JP?")).toEqual(["Jawaban: apa itu JP?"]);
    expect(await says("/formulir")).toEqual(["Formulir ini bukan untuk Anda lagi."]);
  });

  it("is silent once it is finished", async () => {
    await says("/formulir");
    await says("1");
    await says("1");
    expect(await says("apa itu JP?")).toEqual(["Jawaban: apa itu JP?"]);
  });

  it("waits for the person's own command after something else was begun, or after an hour", async () => {
    await says("/formulir");
    expect(await says("yang lain")).toEqual(["Yang lain."]);
    expect(await says("apa itu JP?")).toHaveLength(1);
    await says("/formulir");
    clock.pass({ minutes: 61 });
    expect(await says("apa itu JP?")).toHaveLength(1);
    expect(await says("/formulir")).toEqual(["Pertanyaan 1 dari 2"]);
  });

  it.each(["9", "tidak", "bagus"])("that awaits whatever is said takes %s, and a choice of its list before that", async (words) => {
    expect(await says("/nilaiku")).toEqual(["Berapa?"]);
    expect(await says("berapa JP setahun?")).toEqual(["Jawaban: berapa JP setahun?", "Kita lanjutkan:\n\nBerapa?"]);
    expect(await says("terima kasih")).toHaveLength(1);
    expect(await says(words)).toEqual([`Dicatat: ${words}.`]);
    expect(heard).toEqual([words]);
    await says("/nilaiku");
    expect(await says("1")).toEqual(["Yang lain."]);
    // It began something else: nothing is awaited any more.
    expect(await says("7")).not.toEqual(["Dicatat: 7."]);
    await says("/nilaiku");
    expect(await says("nanti saja")).toEqual(["Yang lain."]);
    expect(heard).toEqual([words]);
  });

  const again = "Silakan jawab lagi di sini, atau ketik *batal* untuk berhenti.";

  it("keeps waiting for an answer after a wrong one, says what is wrong with it, and can be left", async () => {
    expect(await says("/tolak")).toEqual(["Apa alasannya?"]);
    expect(await says("x")).toEqual([`Tulis dalam beberapa kata.\n\n${again}`]);
    expect(await says("y".repeat(21))).toEqual([`Terlalu panjang: paling banyak 20 huruf. Mohon dipendekkan.\n\n${again}`]);
    expect(await says("sedang tugas luar")).toEqual(["Dicatat: sedang tugas luar."]);
    await says("/tolak");
    await says("x");
    expect(await says("batal")).toEqual(["Baik, tidak jadi."]);
    expect(await says("apa itu JP?")).toEqual(["Jawaban: apa itu JP?"]);
  });

  it("puts the question once more where the answer was wrong, of a form its own", async () => {
    await says("/tolakini");
    expect(await says("x")).toEqual([`Tulis dalam beberapa kata.\n\nTulis alasannya.\n\n${again}`]);
    expect(await says("tugas luar")).toEqual(["Dicatat: tugas luar."]);
    await says("/tolak formulir");
    expect(await says("x")).toEqual(["Tulis dalam beberapa kata.", "Kita lanjutkan:\n\nApa alasannya?"]);
    expect(await says("tugas luar")).toEqual(["Dicatat: tugas luar."]);
  });

  it("tells a wrong part at once, before it asks for the next", async () => {
    expect(await says("/catat")).toEqual(["Tulis alasannya."]);
    expect(await says("x")).toEqual([`Tulis dalam beberapa kata.\n\nTulis alasannya.\n\n${again}`]);
    expect(await says("tugas luar")).toEqual(["Kapan?"]);
    expect(await says("lusa")).toEqual([`Tulis tanggalnya.\n\nKapan?\n\n${again}`]);
    expect(await says("2026-12-01")).toEqual(["Dicatat: tugas luar, 2026-12-01."]);
  });

  it("takes words behind a command for the part that they fit, and for none where none does", async () => {
    expect(await says("/catat tugas luar")).toEqual(["Kapan?"]);
    expect(await says("/catat x")).toEqual(["Tulis alasannya."]);
  });
});
