import type { Capability, Context, Outcome, Written } from "../core/capability.ts";
import type { Letter } from "../core/channel.ts";
import { type Address, conversationOf, type Inbound } from "../core/channel.ts";
import { Fault } from "../core/fault.ts";
import { consentCalls, type Joined, joinedCalls, linkCall, perform, writeJoined } from "../core/perform.ts";
import type { Agency, Ended, Person } from "../core/person.ts";
import type { Button, Call, Reply } from "../core/reply.ts";
import type { Database } from "../db/database.ts";
import { awaitContact } from "./contact.ts";
import { contextOf } from "./context.ts";
import { type Conversation, forgetTalk, loadConversations, saveConversations } from "./conversation.ts";
import { type Between, betweenOf, formGoesOn, leaveForm, waitsOn } from "./form.ts";
import { inTurn } from "./in-turn.ts";
import { type Match, match } from "./match.ts";
import { withNext } from "./next.ts";
import { type FetchMedia, type Ready, receive, type Taken, withFile } from "./received.ts";
import { addressed, withSalam } from "./salam.ts";
import { understandFor, withNear } from "./understand/for-person.ts";
import type { Understanding } from "./understand/understanding.ts";
import { unread } from "./unread.ts";
import { withSources } from "./with-sources.ts";

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
  doubt: "Tidak apa-apa. Pilih saja yang paling mendekati.",
  stale: "Tombol itu sudah tidak berlaku. Silakan ketik permintaan Anda, atau /bantuan.",
  late: "Maaf, balasan ini terlambat karena gangguan.",
  whichCity: "Jawaban sejauh ini memakai aturan nasional saja. Anda bekerja di kota mana?",
};

export interface EngineOptions {
  catalog: Capability[];
  agencies: Agency[];
  cell: number;
  /** Who writes, as far as proven; one answer for each message, in their order. */
  identify(tx: Database, messages: Inbound[], now: Temporal.Instant): Promise<(Person | Ended | null)[]>;
  /** Capability that takes any other sentence. */
  fallback: string;
  /** The one city that an account (bot, number) belongs to; undefined = it serves all. */
  cityOf?(to: Address): string | undefined;
  /** Shows the passages behind an answer, on messengers, which cannot open them in place. */
  sourceButton?: Button;
  /** Tells what a sentence asks for; absent = only commands, buttons and phrases are known, anything else is a question. */
  understanding?: Understanding;
  /** Whether the sender of a message is known: files of others are not fetched. */
  known?(message: Inbound): Promise<boolean>;
  /** Fetches from outside what an answer to this sentence may need; never throws. */
  warm?(text: string): Promise<void>;
  /** Has an answer written by a language model, see `compose/writer.ts`; null = none is. */
  write?: ((message: Inbound) => Promise<Written | null>) | undefined;
}

/** One turn of talk: identify, find the call, perform, remember. The delivery wing brings messages and takes letters. */
export function createEngine(options: EngineOptions) {
  return {
    /** The slow part, outside any transaction. */
    async understand(message: Inbound, fetch?: FetchMedia): Promise<Ready | null> {
      const { body } = message;
      const words = body.type === "text" ? body.text : body.type === "media" ? body.caption : "";
      if (words.trim() !== "") await options.warm?.(words.replace(/^\/\S+\s*/, ""));
      const written = await options.write?.(message);
      return written ? { written } : receive(options, message, fetch);
    },

    /** One message of each of several talks; what they have in common is read and written once. */
    async act(tx: Database, turns: { message: Inbound; plan?: Ready | null }[], now: Temporal.Instant): Promise<Letter[]> {
      const messages = turns.map(({ message }) => message);
      const ids = messages.map(({ to }) => conversationOf(to));
      const talks = await loadConversations(tx, options.cell, ids);
      const people = await options.identify(tx, messages, now);
      const joined = joinedCalls(tx, options.cell, ids, now);
      const act = async (at: number, { message, plan = null }: Taken, together: Joined["together"]): Promise<Letter[]> => {
        const talk = talks[at] as Conversation;
        const known = people[at] ?? null;
        const ended = known && "ended" in known ? known.ended : undefined;
        if (ended !== undefined) forgetTalk(talk);
        const context = contextOf(options, tx, talk, known && !("ended" in known) ? known : null, message, now);
        if (plan && "written" in plan) context.written = plan.written;
        const [reply, ...others] = await turn(options, talk, context, { message, plan }, { ...joined, together });
        if (!reply || ended === undefined) return reply ? [reply, ...others] : others;
        return [{ ...reply, reply: { ...reply.reply, text: `${ended}\n\n${reply.reply.text}` } }, ...others];
      };
      const each = turns.map(
        ({ message, plan = null }, at) =>
          (together: Joined["together"]) =>
            act(at, { message, plan }, together),
      );
      const letters = await inTurn(each);
      await saveConversations(tx, options.cell, talks, now);
      await writeJoined(tx, joined);
      return letters.flat();
    },

    /** Learns what the first free sentence would otherwise wait for. */
    prepare(): void {
      options.understanding?.prepare();
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

async function turn(options: EngineOptions, talk: Conversation, context: Context, taken: Taken, joined: Joined): Promise<Letter[]> {
  const { message } = taken;
  const outcome = await answer(options, talk, context, taken, joined);
  const letter = { key: `re:${message.to.channel}:${message.dedupe}`, to: message.to, intent: "reply" as const };
  const reply = addressed(finish(options, talk, context, outcome, message), context.person?.called);
  remember(talk, outcome, reply, letter.key);
  awaitContact(talk, context, outcome, reply);
  const goesOn = outcome.manner === "aside" ? undefined : await formGoesOn(talk, context, outcome, (call) => perform(options.catalog, context, call, joined));
  if (!goesOn) return [{ ...letter, reply }, ...(outcome.letters ?? [])];
  const next = { ...letter, key: `${letter.key}:form`, reply: goesOn };
  remember(talk, { reply: goesOn }, goesOn, next.key);
  return [{ ...letter, reply }, next, ...(outcome.letters ?? [])];
}

/**
 * `aside` = one short line that leaves everything as it was; `refusal` = nothing was done; `unsure` = it is asked what was meant.
 */
type Said = Outcome & { manner?: "aside" | "refusal" | "unsure"; between?: Between; call?: Call };

async function answer(options: EngineOptions, talk: Conversation, context: Context, taken: Taken, joined: Joined): Promise<Said> {
  const { message } = taken;
  const cities = context.agencies.length > 1 ? context.agencies : [];
  const understand = understandFor(options, context.person, talk.state.form !== null);
  const matched = match({ catalog: options.catalog, fallback: options.fallback, cities, understand }, talk, message.body);
  const found = await withFile(options.catalog, talk, context, taken, matched);
  if (found.kind === "refused") return { reply: { text: found.say }, manner: "refusal", between: "tells" };
  const repeated = found.kind === "aside" && (found.said === "answered" || found.said === "decided");
  if (!repeated) talk.state.used = found.kind === "call" ? (found.from ?? null) : null;
  if (found.kind === "aside") return aside(talk, found.said);
  if (found.kind === "again") return { reply: askAgain(found), between: "asks" };
  if (found.kind === "leave") return leaveForm(options.catalog, talk);
  const { asking } = talk.state;
  talk.state.asking = null;
  if (found.kind === "unsure") return { reply: { text: found.lead, buttons: found.choices }, manner: "unsure", between: "asks" };
  if (found.kind === "city" && context.agency) return otherCity(context.agency, found.city);
  if (found.kind !== "city" && found.kind !== "call") {
    return { reply: { text: found.kind === "unread" ? unread(message.body) : texts[found.kind] }, between: "tells" };
  }
  const call = found.kind === "city" ? chooseCity(found.city) : found.call;
  const between = betweenOf(call, [options.fallback, options.sourceButton?.call.capability]);
  try {
    const asked = askForMissing(options, talk, context, call);
    if (asked) return { ...asked, ...(between && { between: "asks" }) };
    const act = async (at: Context, it: Call) => askForMissing(options, talk, at, it) ?? perform(options.catalog, at, it, joined);
    const outcome = await withNext(call, context, act);
    if (outcome.notAwaited) return waitsOn(talk, asking, await answer(options, talk, context, taken, joined));
    const reply = outcome.form ? outcome.reply : withSalam(outcome.reply, message.body, context.person?.called);
    return { ...withNear({ ...outcome, reply }, found.kind === "call" ? found.near : undefined), ...(between && { between }), call };
  } catch (error) {
    if (error instanceof Fault) return { reply: { text: error.say }, code: error.code, manner: "refusal", between: "tells" };
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

/** A call whose input is not complete: asks for the first missing part that has a question. */
function askForMissing(options: EngineOptions, talk: Conversation, context: Context, call: Call): Outcome | undefined {
  const capability = options.catalog.find((it) => it.id === call.capability);
  const field = Object.keys(capability?.ask ?? {}).find((name) => call.input[name] === undefined);
  const question = field === undefined ? undefined : capability?.ask?.[field];
  if (!question || field === undefined) return undefined;
  talk.state.asking = { ...call, field };
  return { reply: { text: question.text, ...(question.buttons && { buttons: question.buttons(context) }) } };
}

function finish(options: EngineOptions, talk: Conversation, context: Context, outcome: Said, message: Inbound): Reply {
  if (outcome.manner === "aside") return outcome.reply;
  if (outcome.chooseAgency !== undefined) talk.agencyId = outcome.chooseAgency;
  const reply = withSources(options.sourceButton, message, message.late ? { ...outcome.reply, text: `${texts.late}\n\n${outcome.reply.text}` } : outcome.reply);
  if (outcome.code === "greeted" || outcome.code === "no_city") talk.state.cityAsked = true; // the reply itself asks it
  if (outcome.code === "linked") talk.state.cityAsked = true; // and who somebody is says where they work
  const cities = context.agencies;
  const cityKnown = talk.agencyId !== null || cities.length <= 1;
  // Who is just proving who they are works somewhere, and that is about to be known.
  const linking = outcome.call?.capability === linkCall;
  if (cityKnown || linking || talk.state.cityAsked || outcome.manner !== undefined) return reply;
  talk.state.cityAsked = true;
  const choices = cities.map((it) => ({ label: it.name, call: chooseCity(it) }));
  return { ...reply, text: `${reply.text}\n\n${texts.whichCity}`, buttons: [...(reply.buttons ?? []), ...choices] };
}

function remember(talk: Conversation, outcome: Said, reply: Reply, key: string): void {
  if (outcome.manner === "aside") return;
  if (outcome.forget) forgetTalk(talk);
  if (outcome.awaits) talk.state.asking = outcome.awaits;
  const joined = { ...talk.state.memory, ...outcome.remember };
  talk.state.memory = Object.fromEntries(Object.entries(joined).filter(([, value]) => value !== null));
  talk.state.menuOpen = (reply.buttons?.length ?? 0) > 0;
  talk.state.noticed = 0;
  if (!reply.buttons?.length) return;
  const decisive = reply.buttons.some((it) => it.call.capability === consentCalls.yes);
  const question = decisive ? reply.text.replace(`${texts.decide}\n\n`, "") : undefined;
  talk.state.menus.push({ key, options: reply.buttons, ...(question !== undefined && { question }), ...(outcome.manner === "unsure" && { unsure: true }) });
}
