import type { Capability, Context, Outcome } from "../core/capability.ts";
import type { Letter } from "../core/channel.ts";
import { type Address, conversationOf, type Inbound } from "../core/channel.ts";
import { Fault } from "../core/fault.ts";
import { type Audit, consentCalls, perform, writeAudits } from "../core/perform.ts";
import type { Agency, Person } from "../core/person.ts";
import type { Button, Call, Reply } from "../core/reply.ts";
import type { Database } from "../db/database.ts";
import { type Conversation, loadConversations, saveConversations } from "./conversation.ts";
import { type Match, match } from "./match.ts";

const texts = {
  apology: "Maaf, pesan Anda tidak dapat diproses karena gangguan sistem. Silakan kirim ulang sebentar lagi.",
  calm: "Pesan Bapak/Ibu masuk terlalu cepat, jadi hanya beberapa yang terakhir saya jawab. Mohon kirim satu pertanyaan saja, lalu tunggu jawabannya.",
  aside: {
    thanks: "Sama-sama. Silakan bertanya lagi kapan saja.",
    nod: "Baik, Bapak/Ibu.",
    undecided: "Saat ini tidak ada yang menunggu jawaban ya atau tidak. Silakan ketik pertanyaan Anda.",
    unchosen: "Saat ini tidak ada yang menunggu jawaban ya atau tidak. Silakan pilih dari daftar di atas, atau ketik pertanyaan Anda.",
    dropped: "Baik, tidak jadi.",
    answered: "Sudah saya jawab di atas.",
    decided: "Pilihan itu sudah saya tanggapi di atas, jadi tidak saya ulangi.",
    sameCity: (city: string) => `Kota *${city}* sudah dipilih. Silakan ketik pertanyaan Anda.`,
  },
  otherCity: (now: string, other: string) => `Saat ini jawaban memakai keterangan Kota *${now}*. Ganti ke Kota *${other}*?`,
  switchCity: "Ganti kota",
  switchTo: (city: string) => `Ganti ke Kota ${city}`,
  unlisted: "Maaf, nomor itu tidak ada dalam daftar. Silakan pilih salah satu.",
  decide: "Mohon dijawab dengan tombol di bawah, atau ketik *ya* atau *tidak*.",
  empty: "Pesan Anda kosong. Silakan ketik pertanyaan Anda.",
  unread: {
    voice: "Maaf, saya belum dapat mendengarkan pesan suara. Silakan ketik pertanyaan Anda.",
    audio: "Maaf, saya belum dapat mendengarkan rekaman. Silakan ketik pertanyaan Anda.",
    image: "Maaf, saya belum dapat membaca gambar. Silakan ketik pertanyaan Anda.",
    video: "Maaf, saya belum dapat melihat video. Silakan ketik pertanyaan Anda.",
    document: "Maaf, saya belum dapat membaca berkas di percakapan ini. Silakan ketik pertanyaan Anda.",
    contact: "Terima kasih, tetapi kartu kontak tidak diperlukan di sini. Silakan ketik pertanyaan Anda.",
    other: "Saat ini saya hanya dapat membaca pesan teks. Silakan ketik pertanyaan Anda.",
  },
  stale: "Tombol itu sudah tidak berlaku. Silakan ketik permintaan Anda, atau /bantuan.",
  late: "Maaf, balasan ini terlambat karena gangguan.",
  whichCity: "Jawaban sejauh ini memakai aturan nasional saja. Anda bekerja di kota mana?",
};

export interface EngineOptions {
  catalog: Capability[];
  agencies: Agency[];
  cell: number;
  /** Who writes from this address, as far as proven. */
  identify(tx: Database, message: Inbound): Promise<Person | null>;
  /** Capability that takes any other sentence. */
  fallback: string;
  /** The one city that an account (bot, number) belongs to; undefined = it serves all. */
  cityOf?(to: Address): string | undefined;
  /** Shows the passages behind an answer, on messengers, which cannot open them in place. */
  sourceButton?: Button;
  /** Fetches from outside what an answer to this sentence may need; never throws. */
  warm?(text: string): Promise<void>;
}

/** One turn of talk: identify, find the call, perform, remember. The delivery wing brings messages and takes letters. */
export function createEngine(options: EngineOptions) {
  return {
    /** The slow part, outside any transaction. */
    async understand({ body }: Inbound): Promise<null> {
      const words = body.type === "text" ? body.text : body.type === "media" ? body.caption : "";
      if (words.trim() !== "") await options.warm?.(words.replace(/^\/\S+\s*/, ""));
      return null;
    },

    /** One message of each of several talks; what they have in common is read and written once. */
    async act(tx: Database, turns: { message: Inbound }[], now: Temporal.Instant): Promise<Letter[]> {
      const talks = await loadConversations(
        tx,
        options.cell,
        turns.map(({ message }) => conversationOf(message.to)),
      );
      const audits: Audit[] = [];
      const letters: Letter[] = [];
      for (const [at, { message }] of turns.entries()) letters.push(...(await turn(options, tx, talks[at] as Conversation, message, audits, now)));
      await saveConversations(tx, options.cell, talks, now);
      await writeAudits(tx, audits);
      return letters;
    },

    apology: (message: Inbound): Letter => ({
      key: `sorry:${message.to.channel}:${message.dedupe}`,
      to: message.to,
      intent: "reply",
      reply: { text: texts.apology },
    }),

    /** At most once in a quarter of an hour: the key says which. */
    calm: (message: Inbound, now: Temporal.Instant): Letter => ({
      key: `calm:${conversationOf(message.to)}:${Math.floor(now.epochMilliseconds / 900_000)}`,
      to: message.to,
      intent: "reply",
      reply: { text: texts.calm },
    }),
  };
}

async function turn(options: EngineOptions, tx: Database, talk: Conversation, message: Inbound, audits: Audit[], now: Temporal.Instant): Promise<Letter[]> {
  const person = await options.identify(tx, message);
  const context = contextOf(options, tx, talk, person, message, now);
  const outcome = await answer(options, talk, context, message, audits);
  const letter = { key: `re:${message.to.channel}:${message.dedupe}`, to: message.to, intent: "reply" as const };
  const reply = finish(options, talk, outcome, message);
  remember(talk, outcome, reply, letter.key);
  return [{ ...letter, reply }, ...(outcome.letters ?? [])];
}

function contextOf(options: EngineOptions, db: Database, talk: Conversation, person: Person | null, { to }: Inbound, now: Temporal.Instant): Context {
  const { cell } = options;
  const agencies = citiesOf(options, to);
  const agency = agencies.length === 1 ? agencies[0] : agencies.find((it) => it.id === talk.agencyId);
  return { db, cell, now, agencies, person, conversation: conversationOf(to), agency: agency ?? null, memory: talk.state.memory };
}

/** A bot or number of one city speaks of that city only. */
function citiesOf({ agencies, cityOf }: EngineOptions, to: Address): Agency[] {
  const slug = cityOf?.(to);
  const own = slug === undefined ? undefined : agencies.find((it) => it.slug === slug);
  return own ? [own] : agencies;
}

/** `aside` = one short line that leaves everything as it was; `refusal` = nothing was done. */
type Said = Outcome & { manner?: "aside" | "refusal" };

async function answer(options: EngineOptions, talk: Conversation, context: Context, message: Inbound, audits: Audit[]): Promise<Said> {
  const cities = context.agencies.length > 1 ? context.agencies : [];
  const found = match({ catalog: options.catalog, fallback: options.fallback, cities }, talk, message.body);
  const repeated = found.kind === "aside" && (found.said === "answered" || found.said === "decided");
  if (!repeated) talk.state.used = found.kind === "call" ? (found.from ?? null) : null;
  if (found.kind === "aside") return aside(talk, found.said);
  if (found.kind === "again") return { reply: askAgain(found) };
  talk.state.asking = null;
  if (found.kind === "city" && context.agency) return otherCity(context.agency, found.city);
  if (found.kind !== "city" && found.kind !== "call") return { reply: { text: found.kind === "unread" ? unread(message) : texts[found.kind] } };
  const call = found.kind === "city" ? chooseCity(found.city) : found.call;
  try {
    return askForMissing(options, talk, context, call) ?? (await perform(options.catalog, context, call, audits));
  } catch (error) {
    if (error instanceof Fault) return { reply: { text: error.say }, code: error.code, manner: "refusal" };
    throw error;
  }
}

/** What is awaited stays awaited, unless that is what was dropped. */
function aside(talk: Conversation, said: Exclude<keyof typeof texts.aside, "sameCity">): Said {
  if (said === "dropped") talk.state.asking = null;
  return { reply: { text: texts.aside[said] }, manner: "aside" };
}

const chooseCity = ({ slug }: Agency): Call => ({ capability: "choose_city", input: { city: slug } });

/** A city's name alone is too little to change the city by. */
function otherCity(now: Agency, named: Agency): Said {
  if (now.id === named.id) return { reply: { text: texts.aside.sameCity(now.name) }, manner: "aside" };
  const button = { label: texts.switchCity, full: texts.switchTo(named.name), call: chooseCity(named) };
  return { reply: { text: texts.otherCity(now.name, named.name), buttons: [button] } };
}

/** The list stays open: what was said was polite and no answer, or a number that is not in it. */
function askAgain({ menu, why }: Extract<Match, { kind: "again" }>): Reply {
  const lead = menu.question === undefined && why === "number" ? texts.unlisted : texts.decide;
  return { text: [lead, menu.question].filter(Boolean).join("\n\n"), buttons: menu.options };
}

function unread({ body }: Inbound): string {
  if (body.type === "media") return texts.unread[body.media.kind];
  return body.type === "contact" ? texts.unread.contact : texts.unread.other;
}

/** A call whose input is not complete: asks for the first missing part that has a question. */
function askForMissing(options: EngineOptions, talk: Conversation, context: Context, call: Call): Outcome | undefined {
  const capability = options.catalog.find((it) => it.id === call.capability);
  const field = Object.keys(capability?.ask ?? {}).find((name) => call.input[name] === undefined);
  const question = field === undefined ? undefined : capability?.ask?.[field];
  if (!question || field === undefined) return undefined;
  talk.state.asking = { ...call, field };
  return { reply: { text: question.text, ...(question.buttons && { buttons: question.buttons(context) }) } };
}

function finish(options: EngineOptions, talk: Conversation, outcome: Said, message: Inbound): Reply {
  if (outcome.manner === "aside") return outcome.reply;
  if (outcome.chooseAgency !== undefined) talk.agencyId = outcome.chooseAgency;
  const reply = withSources(options, message, message.late ? { ...outcome.reply, text: `${texts.late}\n\n${outcome.reply.text}` } : outcome.reply);
  if (outcome.code === "greeted") talk.state.cityAsked = true; // the greeting asks it
  const cities = citiesOf(options, message.to);
  const cityKnown = talk.agencyId !== null || cities.length <= 1;
  if (cityKnown || talk.state.cityAsked || outcome.manner === "refusal") return reply;
  talk.state.cityAsked = true;
  const choices = cities.map((it) => ({ label: it.name, call: chooseCity(it) }));
  return { ...reply, text: `${reply.text}\n\n${texts.whichCity}`, buttons: [...(reply.buttons ?? []), ...choices] };
}

/** Where a source is a line, and its words would fill the screen. */
const foldsSources = new Set<Address["channel"]>(["telegram", "wa-cloud", "wa-web"]);

function withSources({ sourceButton }: EngineOptions, { to }: Inbound, reply: Reply): Reply {
  if (!sourceButton || !reply.sources?.length || !foldsSources.has(to.channel)) return reply;
  return { ...reply, buttons: [...(reply.buttons ?? []), sourceButton] };
}

function remember(talk: Conversation, outcome: Said, reply: Reply, key: string): void {
  if (outcome.manner === "aside") return;
  const joined = { ...talk.state.memory, ...outcome.remember };
  talk.state.memory = Object.fromEntries(Object.entries(joined).filter(([, value]) => value !== null));
  talk.state.menuOpen = (reply.buttons?.length ?? 0) > 0;
  if (!reply.buttons?.length) return;
  const decisive = reply.buttons.some((it) => it.call.capability === consentCalls.yes);
  const question = decisive ? reply.text.replace(`${texts.decide}\n\n`, "") : undefined;
  talk.state.menus.push({ key, options: reply.buttons, ...(question !== undefined && { question }) });
}
