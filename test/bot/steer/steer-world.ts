import { z } from "zod";
import { createEngine } from "../../../src/bot/engine.ts";
import { forgetTalkCapability } from "../../../src/bot/forget-talk.ts";
import { createLooker } from "../../../src/bot/look.ts";
import { createPreparer } from "../../../src/bot/steer/prepare.ts";
import type { Understood } from "../../../src/bot/understand/understanding.ts";
import { createListener } from "../../../src/bot/voice/listen.ts";
import { misheardCapability } from "../../../src/bot/voice/misheard.ts";
import { keepBlob } from "../../../src/core/blob.ts";
import { type Capability, capability } from "../../../src/core/capability.ts";
import type { Inbound, InboundBody, Letter, Media } from "../../../src/core/channel.ts";
import type { Person, Role } from "../../../src/core/person.ts";
import { sql } from "../../../src/db/database.ts";
import { agenciesOf } from "../../../src/features/people/agencies.ts";
import { chooseConsent } from "../../../src/features/people/privacy/choose-consent.ts";
import { offerModel } from "../../../src/features/people/privacy/model-offer.ts";
import type { PurposeTable } from "../../../src/features/people/privacy/notice.ts";
import { offerVoice, voiceConsent } from "../../../src/features/people/privacy/voice-offer.ts";
import { createTranscriber } from "../../../src/llm/transcribe.ts";
import { modelServes } from "../../../src/model-at-start.ts";
import { cell, kendari, type LlmWorld, openLlmWorld } from "../../llm/llm-world.ts";
import { recording } from "../../recording.ts";
import { silentLog, type TestDatabase } from "../../world.ts";

const stub = (id: string, roles: Role[], more: Partial<Capability> = {}): Capability =>
  capability({
    id,
    about: `Menjalankan ${id}.`,
    command: id.replaceAll("_", ""),
    phrases: [],
    roles,
    input: z.object({}),
    handle: async (_context, input) => ({ reply: { text: `${id} ${JSON.stringify(input)}` } }),
    ...more,
  });

/** What the talk can do here: to read, to change at once, to change after a yes, what others may, a form. */
export const catalog: Capability[] = [
  stub("ask_policy", ["guest"], {
    command: "tanya",
    input: z.object({ question: z.string().describe("Pertanyaan pegawai") }),
    handle: async ({ memory, written }, input) => {
      const question = String(input.question);
      const text = `jawaban atas <${question}>${memory.question ? ` sesudah <${memory.question}>` : ""}${written ? ` kata model: ${written.text}` : ""}`;
      const nothing = /entah/.test(question);
      const buttons = /pilihan/.test(question) ? [{ label: "Ke petugas", call: { capability: "show_jp", input: {} } }] : [];
      return { reply: { text, buttons }, foundNothing: nothing, ...(!nothing && { remember: { question } }) };
    },
  }),
  stub("show_jp", ["asn"]),
  stub("recommend", ["asn"], {
    phrases: ["rekomendasi pelatihan"],
    input: z.object({
      topic: z.string().optional().describe("Topik"),
      mode: z.enum(["daring", "luring"]).optional().describe("Cara belajar"),
      from: z.number().optional(),
    }),
  }),
  stub("note_wish", ["asn"], {
    about: "Mencatat minat.",
    input: z.object({ wish: z.string().optional().describe("Minat") }),
    handle: async ({ db, person }, { wish }) => {
      await db.run(sql`update person set name = name || ${` (minat ${wish})`} where id = ${person?.id ?? 0}`);
      return { reply: { text: "Minat dicatat." } };
    },
  }),
  stub("keep_note", ["asn"], {
    phrases: ["simpan catatan"],
    input: z.object({ note: z.string().optional() }),
    ask: { note: { text: "Catatan apa?" } },
    handle: async ({ db, person }, { note }) => {
      await db.run(sql`update person set name = name || ${` (catatan ${note})`} where id = ${person?.id ?? 0}`);
      return { reply: { text: "Catatan disimpan." } };
    },
  }),
  stub("draw_jp", ["asn"], {
    async handle({ db, cell, conversation, now }) {
      const file = { conversation: conversation ?? "", name: "jp.svg", mime: "image/svg+xml", bytes: Buffer.from("<svg/>") };
      return { reply: { text: "Gambar JP Anda.", files: [await keepBlob(db, cell, file, now)] } };
    },
  }),
  stub("tell_others", ["asn"], {
    handle: async ({ origin, now }) => ({
      reply: { text: "Sudah dikabarkan." },
      letters: origin
        ? [{ key: `others:${now.epochMilliseconds}`, to: { ...origin.to, chat: "orang lain" }, intent: "notice" as const, reply: { text: "Kabar" } }]
        : [],
    }),
  }),
  stub("enrol", ["asn"], {
    phrases: ["daftar kelas"],
    input: z.object({ words: z.string().optional().describe("Kelas") }),
    confirm: () => "Daftarkan Anda?",
    handle: async ({ db, person }) => {
      await db.run(sql`update person set name = name || ' (terdaftar)' where id = ${person?.id ?? 0}`);
      return { reply: { text: "Anda terdaftar." } };
    },
  }),
  stub("cancel_enrolment", ["asn"], { phrases: ["batal ikut kelas"], confirm: () => "Batalkan?" }),
  stub("grant_role", ["administrator"], { about: "Memberi hak.", input: z.object({ person: z.string().describe("Siapa") }) }),
  stub("show_form", ["asn"], {
    command: "formulir",
    handle: async () => ({
      reply: {
        text: "Seberapa sering?",
        buttons: ["Jarang", "Sering", "Selalu"].map((label) => ({ label, call: { capability: "answer_form", input: { answer: label } } })),
      },
      form: { capability: "show_form", input: {} },
    }),
  }),
  stub("rate_form", ["asn"], {
    command: "skala",
    input: z.object({ words: z.string().optional() }),
    async handle(_context, { words }) {
      if (words === undefined)
        return {
          reply: {
            text: "Seberapa setuju?",
            buttons: ["Kurang setuju", "Setuju sekali"].map((label) => ({ label, call: { capability: "answer_form", input: { answer: label } } })),
          },
          form: { capability: "rate_form", input: {} },
          awaits: { capability: "rate_form", input: {}, field: "words", whole: true },
        };
      return /^(?:\d|agak setuju sih)$/.test(String(words)) ? { reply: { text: `Dicatat ${words}.` } } : { reply: { text: "" }, notAwaited: true as const };
    },
  }),
  stub("answer_form", ["asn"], { input: z.object({ answer: z.string() }) }),
  stub("find_class", ["asn"], {
    input: z.object({ words: z.string().optional() }),
    ask: { words: { text: "Kelas apa?" } },
  }),
  chooseConsent({ version: "uji", agreed: "uji" } as PurposeTable),
  forgetTalkCapability,
  misheardCapability,
];
for (const id of ["answer_form", "keep_note"]) Reflect.deleteProperty(catalog.find((it) => it.id === id) ?? {}, "command");

const question = (text: string) => ({ capability: "ask_policy", input: { question: text } });
/** As the deterministic understanding would, with the share that it would have. */
export function understood(text: string): Understood {
  const words = text.toLowerCase();
  if (/^(?:cek )?jp saya/.test(words) && !/terus|sama/.test(words)) return { kind: "call", call: { capability: "show_jp", input: {} } };
  if (/^(?:rekomendasi|carikan)/.test(words)) return { kind: "call", call: { capability: "recommend", input: /daring/.test(words) ? { mode: "daring" } : {} } };
  if (/^daftarkan/.test(words)) return { kind: "call", call: { capability: "enrol", input: {} } };
  if (/^cari kelas/.test(words)) return { kind: "call", call: { capability: "find_class", input: {} } };
  if (/^batalkan/.test(words)) return { kind: "call", call: { capability: "cancel_enrolment", input: {} } };
  if (/ragu/.test(words)) {
    return {
      kind: "unsure",
      lead: "Yang mana?",
      choices: [
        { label: "JP saya", call: { capability: "show_jp", input: {} } },
        { label: "Tanya aturan", call: question(text) },
      ],
    };
  }
  return { kind: "policy" };
}

export interface SteerWorld extends LlmWorld {
  /** Messages of several talks in one transaction; `between` = what happens after the model's look and before it. */
  together(turns: [Talk, string][], between?: () => Promise<void>): Promise<string[]>;
  /** Whether the city asks for the yes to the model, and whose bot it is; undefined = of all. */
  city: { on: boolean; of: string | undefined };
  /** Names of the files that were made. */
  files(): Promise<string[]>;
  /** How often a recording was fetched. */
  readonly fetched: number;
  /** A new person's talk; `answer` about the model, null = never asked. */
  talk(name: string, options?: { answer?: "yes" | "no" | null; roles?: Role[] }): Promise<Talk>;
}

export interface Talk {
  id: number;
  chat: string;
  says(text: string): Promise<string>;
  /** A voice note of some seconds; what is heard in it, the endpoint says. */
  speaks(media?: Partial<Media>, bytes?: Uint8Array): Promise<string>;
  sendsPhoto(bytes: Uint8Array, caption?: string): Promise<string>;
  /** On the newest letters, or on those that are given. */
  taps(label: string, letters?: Letter[]): Promise<string>;
  labels(): string[];
  letters(): Letter[];
  /** The person's name in the register, which the changing capabilities of this test change. */
  name(): Promise<string>;
  state(): Promise<string>;
}

/** `more` = what the talk can do besides; photos are shown to a model that waits for no more than some seconds. */
export async function openSteerWorld(database: TestDatabase, more: Capability[] = []): Promise<SteerWorld> {
  const world = await openLlmWorld(database);
  const { db, clock, gateway } = world;
  const agencies = await agenciesOf(db, []);
  const agency = agencies.find((it) => it.id === kendari);
  if (!agency) throw new Error("no city");
  const people = new Map<string, Person>();
  let count = 0;
  const city: SteerWorld["city"] = { on: true, of: undefined };
  const talking = {
    catalog: [...catalog, ...more],
    agencies,
    cell,
    fallback: "ask_policy",
    cityOf: () => city.of,
    identify: async (_: unknown, messages: Inbound[]) => messages.map((it) => people.get(it.to.chat) ?? null),
    known: async (message: Inbound) => (people.has(message.to.chat) ? ["asn" as const] : null),
    understanding: { of: understood, knows: () => true, prepare: () => {} },
  };
  const passages = [
    { id: "p1", label: "PermenPANRB 6/2022 Pasal 12", text: "PPPK mengikuti pengembangan kompetensi paling banyak 24 jam pelajaran dalam satu tahun." },
  ];
  const prepare = createPreparer(talking, {
    db,
    clock: clock.now,
    model: gateway,
    suspects: (text) => /oknum/.test(text),
    find: async (text) =>
      /oknum/.test(text)
        ? { outcome: "out_of_domain", text: "", passages: [], confidential: true }
        : /entah/.test(text)
          ? { outcome: "no_source", text: "", passages: [] }
          : { outcome: "answered", text: passages[0]?.text ?? "", passages },
  });
  const offer = (tx: typeof db, { id }: Person) => offerModel(tx, { cell, agencyId: kendari, personId: id, zone: agency.zone });
  const transcriber = createTranscriber({
    db,
    cell,
    log: silentLog,
    clock: clock.now,
    url: world.fake.url,
    model: "telinga",
    prices: new Map(),
    limits: { personTokens: 0, cityTokens: 0 },
    timeoutMs: 2_000,
    tryMs: 1_000,
    pauseMs: 1,
    chance: () => 0,
    consent: ({ agencyId, personId }) => voiceConsent(db, { cell, agencyId, personId }),
  });
  const engine = createEngine({
    ...talking,
    prepare,
    offerModel: async (tx, it) => (city.on ? offer(tx, it) : null),
    mayRemember: modelServes(cell),
    look: createLooker(talking, { db, clock: clock.now, model: world.gatewayWith({ timeoutMs: 8_000 }) }),
    listen: createListener(talking, { db, clock: clock.now, transcriber, longestSeconds: 120 }),
    offerVoice: (tx, { id }) => offerVoice(tx, { cell, agencyId: kendari, personId: id }),
  });
  let fetched = 0;

  async function talk(name: string, { answer = "yes", roles = ["asn"] }: { answer?: "yes" | "no" | null; roles?: Role[] } = {}): Promise<Talk> {
    const { personId } = await world.asker(name, { answer });
    const chat = `chat-${count++}`;
    people.set(chat, { id: personId, agency: agency as NonNullable<typeof agency>, roles, handleId: 1 } as unknown as Person);
    let last: Letter[] = [];
    const sends = async (body: InboundBody, bytes = recording()): Promise<string> => {
      const to = { channel: "telegram" as const, account: "bot", chat };
      const message: Inbound = { dedupe: `m${count++}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body };
      const plan = await engine.understand(message, async () => {
        fetched++;
        return bytes;
      });
      last = await db.transaction((tx) => engine.act(tx, [{ message, plan }], clock.now()));
      return last.map((it) => it.reply.text).join("\n---\n");
    };
    const own = z.object({ it: z.string() });
    return {
      id: personId,
      chat,
      says: (text) => sends({ type: "text", text }),
      speaks: (media, bytes) => sends({ type: "media", media: { kind: "voice", ref: "suara-1", seconds: 3, ...media }, caption: "" }, bytes),
      sendsPhoto: (bytes, caption = "") => sends({ type: "media", media: { kind: "image", ref: "foto-1", mime: "image/jpeg" }, caption }, bytes),
      async taps(label, letters = last) {
        const letter = letters.findLast((it) => it.reply.buttons?.some((one) => one.label === label));
        if (!letter) throw new Error(`no button ${label}`);
        return sends({ type: "choice", menu: letter.key, choice: letter.reply.buttons?.findIndex((it) => it.label === label) ?? -1, label });
      },
      labels: () => last.flatMap((it) => (it.reply.buttons ?? []).map((one) => one.label)),
      letters: () => last,
      name: async () => (await db.one(own, sql`select name as it from person where id = ${personId}`)).it,
      state: async () => (await db.maybe(own, sql`select state::text as it from conversation where cell = ${cell} and id like ${`%${chat}`}`))?.it ?? "",
    };
  }
  async function together(turns: [Talk, string][], between?: () => Promise<void>): Promise<string[]> {
    const messages = turns.map(([{ chat }, text]): Inbound => {
      const to = { channel: "telegram" as const, account: "bot", chat };
      return { dedupe: `m${count++}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body: { type: "text", text } };
    });
    const ready = await Promise.all(messages.map(async (message) => ({ message, plan: await engine.understand(message) })));
    await between?.();
    return (await db.transaction((tx) => engine.act(tx, ready, clock.now()))).map((it) => it.reply.text);
  }
  return {
    ...world,
    talk,
    together,
    city,
    files: async () => (await db.many(z.object({ name: z.string() }), sql`select name from blob`)).map((it) => it.name),
    get fetched() {
      return fetched;
    },
  };
}
