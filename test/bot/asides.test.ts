import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/bot/engine.ts";
import { helpCapabilities } from "../../src/bot/help.ts";
import { isCourtesy } from "../../src/bot/spoken.ts";
import { type Capability, capability } from "../../src/core/capability.ts";
import type { Inbound, InboundBody, Letter } from "../../src/core/channel.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { showSource } from "../../src/features/knowledge/show-source.ts";
import { agenciesOf } from "../../src/features/people/agencies.ts";
import { chooseCity } from "../../src/features/people/choose-city.ts";
import { testClock, testDatabases } from "../world.ts";
import { courtesies } from "./courtesies.ts";

let asked: string[] = [];
const ask = capability({
  id: "ask_policy",
  about: "Menjawab.",
  command: "tanya",
  phrases: [],
  roles: ["guest"],
  input: z.object({ question: z.string() }),
  ask: { question: { text: "Apa pertanyaannya?" } },
  async handle(_, { question }) {
    asked.push(question);
    const buttons = ["cuti", "tubel", "formulir"].map((it) => ({ label: it, call: { capability: "ask_policy", input: { question: it } } }));
    buttons[2] = { label: "formulir", call: { capability: "send_form", input: { question: "" } } };
    return { reply: { text: `Jawaban: ${question}`, ...(question !== "polos" && { buttons }) } };
  },
});
let sent = 0;
const form = capability({
  id: "send_form",
  about: "Mengirim.",
  phrases: ["kirim formulir"],
  roles: ["guest"],
  input: z.object({}),
  confirm: () => "Kirim sekarang?",
  async handle() {
    sent++;
    return { reply: { text: "Terkirim." } };
  },
});

const cityQuestion = "Anda bekerja di kota mana?";

describe.each(testDatabases())("small words on $name", ({ open }) => {
  let base: OpenDatabase;
  let act: (message: Inbound) => Promise<Letter[]>;
  let chat = "";
  let count = 0;
  let last: Letter | undefined;
  const clock = testClock();

  beforeAll(async () => {
    base = await open();
    const catalog: Capability[] = [ask, showSource, chooseCity, form];
    catalog.push(...helpCapabilities(() => catalog));
    const cityOf = ({ account }: { account: string }) => (account === "-" ? undefined : account);
    const engine = createEngine({ catalog, agencies: await agenciesOf(base.db, []), cell: 1, identify: async () => [], fallback: "ask_policy", cityOf });
    act = (message) => base.db.transaction((tx) => engine.act(tx, [{ message }], clock.now()));
  });
  afterAll(() => base.close());
  beforeEach(() => {
    chat = `chat-${++count}`;
    sent = 0;
    asked = [];
  });

  async function send(body: InboundBody, account = "-"): Promise<string> {
    const to = { channel: "web" as const, account, chat };
    const letters = await act({ dedupe: `${chat}-${++count}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body });
    last = letters[0];
    return last?.reply.text ?? "";
  }
  const says = (text: string) => send({ type: "text", text });
  const taps = (label: string, letter = last) => {
    const choice = letter?.reply.buttons?.findIndex((it) => it.label === label) ?? -1;
    expect(choice, `a button "${label}"`).toBeGreaterThanOrEqual(0);
    return send({ type: "choice", menu: letter?.key ?? "", choice, label });
  };
  const labels = () => (last?.reply.buttons ?? []).map((it) => it.label);
  const inKendari = () => send({ type: "start", start: "kendari" });

  it("answers a second tap on the same button with one line, and later taps in full again", async () => {
    await inKendari();
    await says("halo?");
    const menu = last;
    expect(await taps("cuti", menu)).toBe("Jawaban: cuti");
    expect(await taps("cuti", menu)).toBe("Sudah saya jawab di atas.");
    expect(await taps("cuti", menu)).toBe("Sudah saya jawab di atas.");
    expect(await says("2")).toBe("Jawaban: tubel"); // the answer's own list stayed open
    expect(await taps("cuti", menu)).toBe("Jawaban: cuti");
    expect(await taps("tubel", menu)).toBe("Jawaban: tubel");
    expect(asked).toEqual(["halo?", "cuti", "tubel", "cuti", "tubel"]);
  });

  it("takes a tap behind its typed number for the same choice", async () => {
    await inKendari();
    await says("halo?");
    const menu = last;
    expect(await says("2")).toBe("Jawaban: tubel");
    expect(await taps("tubel", menu)).toBe("Sudah saya jawab di atas.");
  });

  it("does once what was confirmed twice, and says so", async () => {
    await inKendari();
    await says("kirim formulir");
    const question = last;
    expect(await taps("Ya, lanjutkan", question)).toBe("Terkirim.");
    expect(await taps("Ya, lanjutkan", question)).toBe("Pilihan itu sudah saya tanggapi di atas, jadi tidak saya ulangi.");
    expect(await taps("Tidak jadi", question)).toBe("Tidak ada yang perlu dibatalkan.");
    expect(await taps("Ya, lanjutkan", question)).toContain("Tidak ada yang menunggu konfirmasi");
    expect(sent).toBe(1);
  });

  it("a double tap on what asks for consent leaves the question open", async () => {
    await inKendari();
    await says("halo?");
    const menu = last;
    expect(await taps("formulir", menu)).toBe("Kirim sekarang?");
    expect(await taps("formulir", menu)).toBe("Sudah saya jawab di atas.");
    expect(await says("ya")).toBe("Terkirim.");
    expect(sent).toBe(1);
  });

  it.each(["2 pak", "dua min", "ke 2", "pilih yang nomor dua", "yg ke 2 min", "no 2 ya", "yang ke dua aja deh", "(2)", "2 🙏", "Nomor 2, bu."])(
    "finds the choice in “%s”",
    async (text) => {
      await inKendari();
      await says("halo?");
      expect(await says(text)).toBe("Jawaban: tubel");
    },
  );

  it.each(["9", "0", "tujuh pak", "dua puluh", "2024", "no 12 ya"])("gives the list again for “%s”, which is not in it", async (text) => {
    await inKendari();
    await says("halo?");
    expect(await says(text)).toBe("Maaf, nomor itu tidak ada dalam daftar. Silakan pilih salah satu.");
    expect(labels()).toEqual(["cuti", "tubel", "formulir"]);
    expect(await says("2")).toBe("Jawaban: tubel");
    expect(asked).toEqual(["halo?", "tubel"]);
  });

  it("asks for the decision again where a number is none of its choices", async () => {
    await inKendari();
    await says("kirim formulir");
    expect(await says("5")).toMatch(/ketik \*ya\* atau \*tidak\*.*Kirim sekarang\?/s);
    expect(sent).toBe(0);
    expect(await says("tidak pak")).toContain("tidak jadi");
    expect(sent).toBe(0);
  });

  it("never looks a courtesy up, and closes nothing by one", async () => {
    await says("halo?");
    await says("kirim formulir");
    await says("tidak");
    asked = [];
    for (const text of courtesies.filter(isCourtesy)) {
      const answer = await says(text);
      expect([text, answer]).toEqual([text, expect.stringMatching(/^(?:Baik, Bapak\/Ibu\.|Sama-sama\. Silakan bertanya lagi kapan saja\.)$/)]);
    }
    for (const text of ["👍", "siap", "iya siap pak", "oke", "baik bu", "sama-sama", "siap 86"]) expect(await says(text)).toBe("Baik, Bapak/Ibu.");
    for (const text of ["🙏", "terima kasih", "makasih ya", "hatur nuhun"]) expect(await says(text)).toMatch(/^Sama-sama\./);
    expect(asked).toEqual([]);
    await says("halo?");
    await says("oke siap");
    expect(await says("2")).toBe("Jawaban: tubel");
  });

  it("takes a call, a doubt and a thumb down for no courtesy", async () => {
    for (const text of ["pak", "izin bu", "sama saja?", "?", "👎", "halo"]) await says(text);
    expect(asked).toEqual(["pak", "izin bu", "sama saja?", "?", "👎", "halo"]);
  });

  it("is honest about a yes or a no for which nobody waits", async () => {
    for (const text of ["ya", "tidak", "nggak pak"])
      expect(await says(text)).toBe("Saat ini tidak ada yang menunggu jawaban ya atau tidak. Silakan ketik pertanyaan Anda.");
    await says("halo?");
    expect(await says("ya")).toContain("Silakan pilih dari daftar di atas");
    expect(await says("1")).toBe("Jawaban: cuti");
    for (const text of ["batal", "tidak jadi", "gak jadi bu", "/batal"]) expect(await says(text)).toBe("Tidak ada yang perlu dibatalkan.");
  });

  it("drops what it waited for, and cancels an older question", async () => {
    await inKendari();
    await says("/tanya");
    expect(await says("siap")).toBe("Baik, Bapak/Ibu.");
    expect(await says("polos")).toBe("Jawaban: polos");
    await says("/tanya");
    expect(await says("batal")).toBe("Baik, tidak jadi.");
    await says("kirim formulir");
    const question = last;
    await says("polos");
    expect(await says("batal")).toContain("tidak jadi");
    expect(await taps("Ya, lanjutkan", question)).toContain("Tidak ada yang menunggu konfirmasi");
    expect([sent, asked]).toEqual([0, ["polos", "polos"]]);
  });

  it.each(["kendari", "Kota Kendari", "kendari pak", "saya di Kendari", "KENDARI."])("takes “%s” for the city while none is chosen", async (text) => {
    await says("polos");
    await says("polos");
    expect(await says(text)).toContain("keterangan Kota *Kendari*");
  });

  it("takes a name inside a question for no choice, and another city's name for an offer", async () => {
    await says("polos");
    expect(await says("diklat di kendari")).toBe("Jawaban: diklat di kendari");
    await says("tanjung pinang");
    expect(await says("Pontianak")).toBe("Saat ini jawaban memakai keterangan Kota *Tanjungpinang*. Ganti ke Kota *Pontianak*?");
    expect(last?.reply.buttons).toMatchObject([{ label: "Ganti kota", full: "Ganti ke Kota Pontianak" }]);
    expect(await says("1")).toContain("keterangan Kota *Pontianak*");
    expect(await says("kota pontianak")).toBe("Kota *Pontianak* sudah dipilih. Silakan ketik pertanyaan Anda.");
    expect(asked).toEqual(["polos", "diklat di kendari"]);
  });

  it("says that the city of a link is not served yet, and asks", async () => {
    expect(await send({ type: "start", start: "bandung" })).toMatch(/belum memakai layanan ini\. Anda bekerja di kota mana\?/);
    expect(labels()).toContain("Kendari");
    expect(await says("pontianak")).toContain("Kota *Pontianak*");
    expect(await send({ type: "start", start: "bandung" })).toMatch(/Kota Pontianak[\s\S]*belum memakai layanan ini\.$/);
    expect(await send({ type: "start", start: "Tanjung-Pinang" })).toMatch(/^Selamat datang di \*Kawan ASN\* Kota Tanjungpinang/);
    expect(await send({ type: "start", start: "" })).not.toContain("belum memakai");
  });

  it("speaks on one city's own number of that city alone", async () => {
    expect(await send({ type: "start", start: "" }, "kendari")).toContain("Kota Kendari");
    expect(await send({ type: "text", text: "pontianak" }, "kendari")).toBe("Jawaban: pontianak");
  });

  it("knows the words by which people look for the source, the menu and the end", async () => {
    await inKendari();
    for (const text of ["sumber", "Sumbernya mana?", "lihat bunyi sumber", "sumbernya apa ya pak"])
      expect(await says(text)).toContain("Belum ada jawaban bersumber");
    for (const text of ["/menu", "/help", "menu", "bantuan dong"]) expect(await says(text)).toContain("Yang bisa dilakukan");
    for (const text of ["/stop", "stop", "Berhenti."]) expect(await says(text)).toContain("Tidak ada pesan yang dikirim tanpa diminta");
    expect(asked).toEqual([]);
    for (const text of ["sumber daya manusia itu apa", "berhenti dari PNS bagaimana", "bantuan biaya tubel"]) expect(await says(text)).toBe(`Jawaban: ${text}`);
  });

  it("asks for the city with an answer, not with a courtesy", async () => {
    for (const text of ["siap", "batal", "ya"]) expect(await says(text)).not.toContain(cityQuestion);
    expect(await says("polos")).toContain(cityQuestion);
  });
});
