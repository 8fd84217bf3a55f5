import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/bot/engine.ts";
import { helpCapabilities } from "../../src/bot/help.ts";
import { isCourtesy } from "../../src/bot/spoken.ts";
import { type Capability, capability } from "../../src/core/capability.ts";
import type { Inbound, InboundBody, Letter } from "../../src/core/channel.ts";
import { menuName } from "../../src/core/menu-name.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { agenciesOf } from "../../src/features/people/agencies.ts";
import { chooseCity } from "../../src/features/people/choose-city.ts";
import { testClock, testDatabases } from "../world.ts";
import { courtesies } from "./courtesies.ts";

const ask = capability({
  id: "ask_policy",
  about: "Menjawab.",
  command: "tanya",
  phrases: [],
  roles: ["guest"],
  input: z.object({ question: z.string() }),
  ask: { question: { text: "Apa pertanyaannya?" } },
  handle: async ({ agency, memory }, { question }) => ({
    reply: {
      text: `${agency?.name ?? "nasional"}: ${question} (${memory.question ?? "-"})`,
      buttons: [
        { label: "Lagi", call: { capability: "ask_policy", input: { question: "lagi" } } },
        { label: "Kirim", call: { capability: "send_form", input: {} } },
      ],
    },
    remember: { question },
  }),
});
let sent = 0;
const form = capability({
  id: "send_form",
  about: "Mengirim.",
  phrases: ["kirim formulir"],
  roles: ["guest"],
  input: z.object({}),
  confirm: () => "Kirim sekarang?",
  handle: async () => {
    sent++;
    return { reply: { text: "Terkirim." } };
  },
});

describe.each(testDatabases())("a talk on $name", ({ open }) => {
  let base: OpenDatabase;
  let act: (message: Inbound) => Promise<Letter[]>;
  let chat = "";
  let count = 0;
  let last: Letter | undefined;
  const clock = testClock();

  beforeAll(async () => {
    base = await open();
    const catalog: Capability[] = [ask, chooseCity, form];
    catalog.push(...helpCapabilities(() => catalog));
    const engine = createEngine({ catalog, agencies: await agenciesOf(base.db, []), cell: 1, identify: async () => [], fallback: "ask_policy" });
    act = (message) => base.db.transaction((tx) => engine.act(tx, [{ message }], clock.now()));
  });
  afterAll(() => base.close());
  beforeEach(() => {
    chat = `chat-${++count}`;
    sent = 0;
  });

  async function send(body: InboundBody, late = false): Promise<string> {
    const to = { channel: "web" as const, account: "-", chat };
    const letters = await act({ dedupe: `${chat}-${++count}`, at: clock.now().toString(), late, from: { id: chat }, to, body });
    last = letters[0];
    return last?.reply.text ?? "";
  }
  const says = (text: string) => send({ type: "text", text });
  const taps = (label: string, letter = last) => {
    const choice = letter?.reply.buttons?.findIndex((it) => it.label === label) ?? -1;
    expect(choice, `a button "${label}"`).toBeGreaterThanOrEqual(0);
    return send({ type: "choice", menu: letter?.key ?? "", choice, label });
  };

  it("takes any other sentence for a question, and asks for the city once", async () => {
    expect(await says("berapa JP?")).toBe("nasional: berapa JP? (-)\n\nJawaban sejauh ini memakai aturan nasional saja. Anda bekerja di kota mana?");
    expect(await taps("Kendari")).toContain("Kota *Kendari*");
    expect(await says("dan PPPK?")).toBe("Kendari: dan PPPK? (berapa JP?)");
  });

  it("takes the city of the link", async () => {
    expect(await send({ type: "start", start: "pontianak" })).toContain("Kota Pontianak");
    expect(await says("apa?")).toBe("Pontianak: apa? (-)");
  });

  it("understands commands, and asks for what is missing", async () => {
    await send({ type: "start", start: "kendari" });
    expect(await says("/tanya JP minimal")).toBe("Kendari: JP minimal (-)");
    expect(await says("/tanya")).toBe("Apa pertanyaannya?");
    expect(await says("tugas belajar")).toBe("Kendari: tugas belajar (JP minimal)");
    expect(await says("/bantuan")).toContain("*Aturan*\nBertanya: /tanya\nMemilih kota: /kota");
    expect(await says("/tidakada")).toContain("tidak dikenal");
    expect(await says("/kota Atlantis")).toContain("belum memakai layanan ini");
  });

  it("means by a number the newest list, and only until something else is said", async () => {
    await send({ type: "start", start: "kendari" });
    await says("satu");
    expect(await says("1")).toBe("Kendari: lagi (satu)");
    await says("/bantuan");
    expect(await says("1")).toBe("Kendari: 1 (lagi)");
  });

  it("takes what is wanted of the newest list for the thing at that place, but decides nothing so", async () => {
    await send({ type: "start", start: "kendari" });
    await says("satu");
    expect(await says("daftar yang pertama dong")).toBe("Kendari: lagi (satu)");
    await says("kirim formulir");
    await says("ambil yang pertama");
    expect(sent).toBe(0);
  });

  it("keeps older buttons alive, and says when one is gone", async () => {
    await send({ type: "start", start: "kendari" });
    await says("lama");
    const old = last;
    await says("baru");
    expect(await taps("Lagi", old)).toBe("Kendari: lagi (baru)");
    expect(await send({ type: "choice", menu: "re:web:unknown", choice: 0, label: "x" })).toContain("tidak berlaku");
  });

  it("asks before it acts, and takes a courtesy for no yes", async () => {
    await send({ type: "start", start: "kendari" });
    expect(await says("kirim formulir")).toBe("Kirim sekarang?");
    for (const courtesy of ["siap", "oke", "insya Allah", "boleh nanti", "👍", "ya nanti saja", "baik bu"]) await says(courtesy);
    expect(sent).toBe(0);
    await says("kirim formulir");
    expect(await says("ya")).toBe("Terkirim.");
    expect(await says("ya")).not.toBe("Terkirim.");
    expect(sent).toBe(1);
    await says("kirim formulir");
    expect(await says("batal")).toContain("tidak jadi");
    expect(sent).toBe(1);
  });

  it("says so when it is late, and when it cannot read what came", async () => {
    expect(await send({ type: "text", text: "halo" }, true)).toMatch(/^Maaf, balasan ini terlambat/);
    expect(await send({ type: "unsupported", what: "sticker" })).toContain("hanya dapat membaca pesan teks");
    expect(await says("   ")).toContain("kosong");
  });

  it("gives a courtesy the question again, and changes nothing", async () => {
    for (const text of courtesies) {
      await says("kirim formulir");
      const answer = await says(text);
      expect([text, sent]).toEqual([text, 0]);
      if (isCourtesy(text)) expect(answer).toContain("Kirim sekarang?");
    }
    await says("kirim formulir");
    await says("siap");
    await says("oke pak");
    expect(await says("ya")).toBe("Terkirim.");
    expect(sent).toBe(1);
    expect(await says("ya")).not.toBe("Terkirim.");
  });

  it("asks for the city after an answer, not beside a decision, also put again", async () => {
    for (const text of ["kirim formulir", "siap", "9"]) expect(await says(text)).not.toContain("di kota mana");
    expect(await says("batal")).toContain("di kota mana");
  });

  it("takes a yes only while the question is the newest message, and in time", async () => {
    await send({ type: "start", start: "kendari" });
    await says("kirim formulir");
    await says("sebentar, berapa JP?");
    await says("ya");
    expect(sent).toBe(0);
    await says("kirim formulir");
    clock.pass({ minutes: 11 });
    expect(await says("ya")).toContain("Tidak ada yang menunggu konfirmasi");
    expect(sent).toBe(0);
  });

  it("finds a choice by number word, label and tap under a shortened name", async () => {
    await send({ type: "start", start: "kendari" });
    await says("satu pertanyaan");
    expect(await says("yang kedua")).toBe("Kirim sekarang?");
    await says("lain");
    expect(await says("kirim")).toBe("Kirim sekarang?");
    await says("lagi-lagi");
    expect(await send({ type: "choice", menu: menuName(last?.key ?? ""), choice: 0, label: "" })).toBe("Kendari: lagi (lagi-lagi)");
  });

  it("answers the words under a file, and says politely what it cannot read", async () => {
    await send({ type: "start", start: "kendari" });
    const media = { kind: "voice" as const, ref: "r" };
    expect(await send({ type: "media", media: { ...media, kind: "image" }, caption: "berapa JP?" })).toBe("Kendari: berapa JP? (-)");
    expect(await send({ type: "media", media, caption: "" })).toContain("pesan suara");
    expect(await send({ type: "contact", own: true })).toContain("kartu kontak");
    expect(await send({ type: "unsupported", what: "sticker" })).toContain("pesan teks");
    expect(await says("  ")).toContain("kosong");
  });
});
