import type { Capability, Context, Outcome } from "../core/capability.ts";
import type { Letter } from "../core/channel.ts";
import { conversationOf, type Inbound } from "../core/channel.ts";
import { Fault } from "../core/fault.ts";
import { perform } from "../core/perform.ts";
import type { Agency, Person } from "../core/person.ts";
import type { Call, Reply } from "../core/reply.ts";
import type { Database } from "../db/database.ts";
import { type Conversation, loadConversation, saveConversation } from "./conversation.ts";
import { match } from "./match.ts";

const texts = {
  apology: "Maaf, pesan Anda tidak dapat diproses karena gangguan sistem. Silakan kirim ulang sebentar lagi.",
  unsupported: "Saat ini saya hanya dapat membaca pesan teks. Silakan ketik pertanyaan Anda.",
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
  /** Fetches from outside what an answer to this sentence may need; never throws. */
  warm?(text: string): Promise<void>;
}

/** One turn of talk: identify, find the call, perform, remember. The delivery wing brings messages and takes letters. */
export function createEngine(options: EngineOptions) {
  return {
    /** The slow part, outside any transaction. */
    async understand({ body }: Inbound): Promise<null> {
      if (body.type === "text") await options.warm?.(body.text.replace(/^\/\S+\s*/, ""));
      return null;
    },

    async act(tx: Database, message: Inbound, _plan: null, now: Temporal.Instant): Promise<Letter[]> {
      const conversation = conversationOf(message.to);
      const talk = await loadConversation(tx, options.cell, conversation);
      const person = await options.identify(tx, message);
      const context = contextOf(options, tx, talk, person, conversation, now);
      const outcome = await answer(options, talk, context, message);
      const letter = { key: `re:${message.to.channel}:${message.dedupe}`, to: message.to, intent: "reply" as const };
      const reply = finish(options, talk, outcome, message);
      remember(talk, outcome, reply, letter.key);
      await saveConversation(tx, options.cell, conversation, talk, now);
      return [{ ...letter, reply }, ...(outcome.letters ?? [])];
    },

    apology: (message: Inbound): Letter => ({
      key: `sorry:${message.to.channel}:${message.dedupe}`,
      to: message.to,
      intent: "reply",
      reply: { text: texts.apology },
    }),
  };
}

function contextOf(options: EngineOptions, db: Database, talk: Conversation, person: Person | null, conversation: string, now: Temporal.Instant): Context {
  const { agencies, cell } = options;
  const agency = agencies.length === 1 ? agencies[0] : agencies.find((it) => it.id === talk.agencyId);
  return { db, cell, now, agencies, person, conversation, agency: agency ?? null, memory: talk.state.memory };
}

async function answer(options: EngineOptions, talk: Conversation, context: Context, message: Inbound): Promise<Outcome> {
  const found = match(options.catalog, talk, message.body, options.fallback);
  talk.state.asking = null;
  if (found.kind !== "call") return { reply: { text: found.kind === "stale" ? texts.stale : texts.unsupported } };
  try {
    return askForMissing(options, talk, context, found.call) ?? (await perform(options.catalog, context, found.call));
  } catch (error) {
    if (error instanceof Fault) return { reply: { text: error.say }, code: error.code };
    throw error;
  }
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

function finish(options: EngineOptions, talk: Conversation, outcome: Outcome, message: Inbound): Reply {
  if (outcome.chooseAgency !== undefined) talk.agencyId = outcome.chooseAgency;
  const reply = message.late ? { ...outcome.reply, text: `${texts.late}\n\n${outcome.reply.text}` } : outcome.reply;
  if (outcome.code === "greeted") talk.state.cityAsked = true; // the greeting asks it
  const cityKnown = talk.agencyId !== null || options.agencies.length <= 1;
  if (cityKnown || talk.state.cityAsked) return reply;
  talk.state.cityAsked = true;
  const cities = options.agencies.map((it) => ({ label: it.name, call: { capability: "choose_city", input: { city: it.slug } } }));
  return { ...reply, text: `${reply.text}\n\n${texts.whichCity}`, buttons: [...(reply.buttons ?? []), ...cities] };
}

function remember(talk: Conversation, outcome: Outcome, reply: Reply, key: string): void {
  const joined = { ...talk.state.memory, ...outcome.remember };
  talk.state.memory = Object.fromEntries(Object.entries(joined).filter(([, value]) => value !== null));
  talk.state.menuOpen = (reply.buttons?.length ?? 0) > 0;
  if (reply.buttons?.length) talk.state.menus.push({ key, options: reply.buttons });
}
