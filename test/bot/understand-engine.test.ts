import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/bot/engine.ts";
import { parseRequests } from "../../src/bot/understand/request-file.ts";
import { createUnderstanding, type Understanding } from "../../src/bot/understand/understanding.ts";
import { type Capability, capability } from "../../src/core/capability.ts";
import type { Inbound, InboundBody, Letter } from "../../src/core/channel.ts";
import type { Role } from "../../src/core/person.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { agenciesOf } from "../../src/features/people/agencies.ts";
import { testClock, testDatabases } from "../world.ts";

const stub = (id: string, roles: Role[], more: Partial<Capability> = {}): Capability =>
  capability({
    id,
    about: id,
    phrases: [],
    roles,
    input: z.object({}),
    handle: async (_context, input) => ({ reply: { text: `${id} ${JSON.stringify(input)}` } }),
    ...more,
  });

let erased = 0;
const question = () => ({
  reply: { text: "Pertanyaan formulir", buttons: [{ label: "Kadang", call: { capability: "show_form", input: {} } }] },
  form: { capability: "show_form", input: {} },
});
const catalog: Capability[] = [
  stub("ask_policy", ["guest"], {
    input: z.object({ question: z.string() }),
    handle: async (_context, input) => ({ reply: { text: `ask_policy ${JSON.stringify(input)}` }, foundNothing: String(input.question).includes("entah") }),
  }),
  stub("show_jp", ["asn"], { phrases: ["jp saya", "rekening jp"] }),
  stub("recommend", ["guest", "asn"], { input: z.object({ topic: z.string().optional(), mode: z.string().optional() }), phrases: ["rekomendasi"] }),
  stub("show_training", ["guest", "asn"], { input: z.object({ training: z.string().optional() }) }),
  stub("show_team", ["supervisor"], { input: z.object({ name: z.string().optional() }) }),
  stub("link_chat", ["guest"]),
  stub("withdraw_consent", ["asn"], {
    confirm: () => "Hapus data Anda?",
    handle: async () => {
      erased++;
      return { reply: { text: "Terhapus." } };
    },
  }),
  stub("show_form", ["guest"], { command: "formulir", handle: async () => question() }),
  stub("other_wish", ["guest"], { phrases: ["urus lainnya"], input: z.object({ text: z.string().optional() }) }),
];

/** What the sentence says about itself: sure of "JP saya berapa" and so on, so that only the talk is tested here. */
const examples = `
sepadan: { pelatihan: [pelatihan, kelas], cari: [carikan], daftar: [daftarkan, ikut], daring: [daring], topik: [arsip], pakbu: [pak, bu] }
kemampuan:
  ask_policy: { tombol: Tanya aturan, contoh: ["apa aturan cuti\\nberapa minimal JP menurut aturan\\njp saya kurang kena sanksi\\napa dasar hukum pelatihan"] }
  show_jp: { tombol: JP saya, contoh: ["tampilkan jumlah jam saya\\nlihat jumlah jam saya dong\\njumlah jam saya berapa\\ncek jumlah jam saya"] }
  recommend: { tombol: Cari pelatihan, isi: { topic: sisa, mode: { daring: [daring] } }, contoh: ["carikan pelatihan untuk saya\\ncarikan pelatihan arsip daring\\ncarikan saya pelatihan"] }
  show_training: { tombol: Rincian pelatihan, isi: { training: sisa }, contoh: ["rincian pelatihan arsip\\nkapan rincian pelatihan dimulai"] }
  show_team: { tombol: Tim saya, isi: { name: nama }, contoh: ["tampilkan regu saya\\nregu saya siapa saja\\nlihat regu saya"] }
  withdraw_consent: { tombol: Hapus data saya, contoh: ["hapus seluruh data saya\\nbuang seluruh data saya\\nhapus data saya semuanya"] }
orang_lain: { tawarkan: [show_team], contoh: ["regu pak Umar bagaimana\\nbagaimana jumlah jam bu Rina\\njumlah jam pak Umar berapa\\nlihat jumlah jam bu Rina"] }
belum_ada:
  daftar: { jawab: Pendaftaran belum tersedia., tawarkan: [show_training, recommend], contoh: ["daftarkan saya ke kelas\\ndaftarkan saya ikut kelas arsip\\ntolong daftarkan saya"] }
`;

describe.each(testDatabases())("free sentences on $name", ({ open }) => {
  let base: OpenDatabase;
  let act: (message: Inbound) => Promise<Letter[]>;
  let chat = "";
  let count = 0;
  let last: Letter | undefined;
  let roles: Role[] = [];
  const clock = testClock();

  beforeAll(async () => {
    base = await open();
    const agencies = await agenciesOf(base.db, []);
    const own = agencies[0] ?? expect.fail("no city");
    const understanding: Understanding = createUnderstanding({
      requests: () => parseRequests(examples),
      others: () => [],
      slang: new Map(),
      fallback: { capability: "ask_policy", field: "question" },
      limits: { act: 0.6, policy: 0.6 },
    });
    const identify = async () => [roles.length === 0 ? null : { id: 1, agency: own, roles, handleId: 1 }];
    const engine = createEngine({ catalog, agencies, cell: 1, identify, fallback: "ask_policy", understanding });
    understanding.prepare();
    act = (message) => base.db.transaction((tx) => engine.act(tx, [{ message }], clock.now()));
  });
  afterAll(() => base.close());
  beforeEach(() => {
    chat = `chat-${count++}`;
    last = undefined;
    erased = 0;
    roles = ["asn"];
  });

  async function sends(body: InboundBody): Promise<string> {
    const letters = await act({
      to: { channel: "web", account: "web", chat },
      from: { handle: chat },
      body,
      dedupe: `m${count++}`,
      sentAt: clock.now(),
      late: false,
    } as unknown as Inbound);
    last = letters.at(-1);
    return letters.map((it) => it.reply.text).join("\n---\n");
  }
  const says = (text: string) => sends({ type: "text", text });
  const taps = (label: string) => {
    const choice = last?.reply.buttons?.findIndex((it) => it.label === label) ?? -1;
    expect(choice).toBeGreaterThanOrEqual(0);
    return sends({ type: "choice", menu: last?.key ?? "", choice } as InboundBody);
  };
  const labels = () => last?.reply.buttons?.map((it) => it.label);

  it("acts at once on what is plain, with what the sentence says", async () => {
    expect(await says("lihat jumlah jam saya")).toContain("show_jp {}");
    expect(await says("carikan pelatihan arsip daring")).toContain('recommend {"topic":"arsip","mode":"daring"}');
  });

  it("leaves a question about a rule to the search, though it begins like a request", async () => {
    expect(await says("jp saya kurang kena sanksi apa")).toContain("ask_policy");
    expect(await says("jp saya")).toContain("show_jp");
  });

  it("keeps the openings of what has no examples", async () => {
    expect(await says("urus lainnya segera")).toContain('other_wish {"text":"segera"}');
  });

  it("asks back with what is there, and a tap does it with the first words", async () => {
    expect(await says("tolong daftarkan saya ikut kelas arsip")).toContain("Pendaftaran belum tersedia.");
    expect(labels()).toEqual(["Rincian pelatihan", "Cari pelatihan", "Tanya aturan"]);
    expect(await taps("Rincian pelatihan")).toContain('show_training {"training":"arsip"}');
  });

  it.each(["bukan itu", "tidak ada", "bukan", "tidak"])("takes %j after its guesses for a question about a rule", async (no) => {
    await says("tolong daftarkan saya ikut kelas arsip");
    expect(await says(no)).toContain('ask_policy {"question":"tolong daftarkan saya ikut kelas arsip"}');
  });

  it("offers what else may have been meant where the search finds nothing, and not otherwise", async () => {
    expect(await says("apa dasar hukum hapus data saya entah")).toContain("Atau ini yang Anda maksud?");
    expect(labels()).toEqual(["Hapus data saya"]);
    expect(await says("apa dasar hukum hapus data saya")).not.toContain("Atau ini yang Anda maksud?");
  });

  it("takes a number and a button's words for its guesses like for any list, and another sentence for what it is", async () => {
    await says("tolong daftarkan saya ikut kelas arsip");
    expect(await says("2")).toContain("recommend");
    await says("tolong daftarkan saya ikut kelas arsip");
    expect(await says("tanya aturan")).toContain("ask_policy");
    await says("tolong daftarkan saya ikut kelas arsip");
    expect(await says("lihat jumlah jam saya")).toContain("show_jp");
  });

  it("does nothing to data without the person's own yes", async () => {
    expect(await says("hapus seluruh data saya")).toBe("Hapus data Anda?");
    expect(erased).toBe(0);
    expect(await says("ya")).toContain("Terhapus.");
    expect(erased).toBe(1);
  });

  it("invites who is not known, and lets the gate refuse who may not", async () => {
    roles = [];
    expect(await says("lihat jumlah jam saya")).toContain("Tautkan dulu");
    roles = ["asn"];
    expect(await says("regu saya siapa saja")).toContain("hanya untuk pegawai yang berwenang");
    roles = ["asn", "supervisor"];
    expect(await says("regu saya siapa saja")).toContain("show_team");
  });

  it("takes a colleague's name to the leader's own list, and from anybody else to the questions", async () => {
    roles = ["asn", "supervisor"];
    expect(await says("jumlah jam bu Rina berapa")).toContain('show_team {"name":"Rina"}');
    chat = `chat-${count++}`;
    roles = ["asn"];
    expect(await says("jumlah jam bu Rina berapa")).toContain("ask_policy");
  });

  it("takes a doubtful sentence for a question while a form is open, which then goes on", async () => {
    await says("/formulir");
    const reply = await says("tolong daftarkan saya ikut kelas arsip");
    expect(reply).toContain("ask_policy");
    expect(reply).toContain("Kita lanjutkan:");
  });
});
