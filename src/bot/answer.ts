import type { Capability, Context, Outcome } from "../core/capability.ts";
import { Fault } from "../core/fault.ts";
import { type Joined, perform } from "../core/perform.ts";
import type { Agency } from "../core/person.ts";
import type { Call, Reply } from "../core/reply.ts";
import type { Conversation } from "./conversation.ts";
import type { EngineOptions } from "./engine-options.ts";
import { betweenOf, leaveForm, waitsOn } from "./form.ts";
import { type Match, match, questionFor } from "./match.ts";
import { withNext } from "./next.ts";
import { preparedOf, type Taken, withFile } from "./received.ts";
import type { Said } from "./said.ts";
import { withSalam } from "./salam.ts";
import { inOrder, splitRequests } from "./several.ts";
import { steered } from "./steer/steered.ts";
import { understandFor, withNear } from "./understand/for-person.ts";
import { unread } from "./unread.ts";
import { carefully, unheard } from "./voice/heard.ts";

export const texts = {
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
  several: "Beberapa pesan menunggu jawaban Anda. Yang mana?",
  decide: "Mohon dijawab dengan tombol di bawah, atau ketik *ya* atau *tidak*.",
  empty: "Pesan Anda kosong. Silakan ketik pertanyaan Anda.",
  doubt: "Tidak apa-apa. Pilih saja yang paling mendekati.",
  answerAgain: "Silakan jawab lagi di sini, atau ketik *batal* untuk berhenti.",
  stale: "Tombol itu sudah tidak berlaku. Silakan ketik permintaan Anda, atau /bantuan.",
};

/** What is said to a message: one reply, or where it asked for several things, one for each in their order. Never none. */
export async function answer(options: EngineOptions, talk: Conversation, context: Context, taken: Taken, joined: Joined): Promise<Said[]> {
  const { message } = taken;
  const silent = await unheard(options, context, taken);
  if (silent) return [silent];
  const cities = context.agencies.length > 1 ? context.agencies : [];
  const understand = understandFor(options, context.person, talk.state.form !== null, context.memory.question);
  const matched = match({ catalog: options.catalog, fallback: options.fallback, cities, understand }, talk, message.body);
  const found = await withFile(options.catalog, talk, context, taken, matched);
  if (found.kind === "refused") return [{ reply: { text: found.say }, manner: "refusal", between: "tells" }];
  const repeated = found.kind === "aside" && (found.said === "answered" || found.said === "decided");
  if (!repeated) talk.state.used = found.kind === "call" ? (found.from ?? null) : null;
  if (found.kind === "aside") return [aside(talk, found.said)];
  if (found.kind === "again") return [{ reply: askAgain(found), between: "asks", ...(found.menu.offer && { offer: found.menu.offer }) }];
  if (found.kind === "leave") return [leaveForm(options.catalog, talk)];
  const { asking } = talk.state;
  talk.state.asking = null;
  const doing = (it: Call, at: Context, by: Joined) => done(options, talk, at, { call: it, message, found }, by);
  const isHeard = taken.plan !== null && "heard" in taken.plan;
  const does = (it: Call, at: Context = context, by: Joined = joined) =>
    isHeard ? carefully(it, { fallback: options.fallback, context: at, talk, joined: by }, (where, joint) => doing(it, where, joint)) : doing(it, at, by);
  const waits = (said: Said[]) => (said[0]?.notAwaited ? elsewhere(options, talk, context, { taken, asking }, joined) : said);
  const requests = splitRequests(found, message.body, understand, questionFor(options));
  if (requests) return inOrder(requests, { joined, conversation: context.conversation, catalog: options.catalog, talk }, (it, by) => does(it, context, by));
  const prepared = preparedOf(taken.plan);
  const by = prepared && (await steered(options, { found, prepared, context, talk, joined }, does));
  if (by) return by;
  if (found.kind === "unsure") return [{ reply: { text: found.lead, buttons: found.choices }, manner: "unsure", between: "asks", free: true }];
  if (found.kind === "city" && context.agency) return [otherCity(context.agency, found.city)];
  if (found.kind !== "city" && found.kind !== "call") {
    return [{ reply: { text: found.kind === "unread" ? unread(message.body) : texts[found.kind] }, between: "tells" }];
  }
  const said = await does(found.kind === "city" ? chooseCity(found.city) : found.call);
  return waits([asking && wrongAnswer(asking, found, said) ? askedAgain(options, talk, asking, said) : said]);
}

type Asking = NonNullable<Conversation["state"]["asking"]>;

/** Whether what was awaited came and was refused for what it is: nothing was done, and a better answer can still be given. */
const wrongAnswer = ({ capability, field }: Asking, found: Match, { manner, code }: Said): boolean =>
  manner === "refusal" && code === "bad_input" && found.kind === "call" && found.call.capability === capability && found.call.input[field] !== undefined;

/** What is wrong with the answer, and the question once more; an open form repeats its own, see `formGoesOn`. */
function askedAgain({ catalog }: EngineOptions, talk: Conversation, asking: Asking, said: Said): Said {
  talk.state.asking = asking;
  if (talk.state.form) return said;
  const question = catalog.find((it) => it.id === asking.capability)?.ask?.[asking.field]?.text;
  return { ...said, reply: { ...said.reply, text: [said.reply.text, question, texts.answerAgain].filter(Boolean).join("\n\n") } };
}

/** The words were not what was awaited: they are read as if nothing had been. */
async function elsewhere(
  options: EngineOptions,
  talk: Conversation,
  context: Context,
  { taken, asking }: { taken: Taken; asking: Conversation["state"]["asking"] },
  joined: Joined,
): Promise<Said[]> {
  const said = await answer(options, talk, context, taken, joined);
  const last = said.at(-1);
  if (last) waitsOn(talk, asking, last);
  return said;
}

/** One call done by the gate, its missing part asked for, or why not. */
async function done(
  options: EngineOptions,
  talk: Conversation,
  context: Context,
  { call, message, found }: { call: Call; message: Taken["message"]; found: Match },
  joined: Joined,
): Promise<Said> {
  const between = betweenOf(call, [options.fallback, options.sourceButton?.call.capability]);
  const free = found.kind === "unsure" || (found.kind === "call" && found.free === true);
  try {
    const asked = askForMissing(options, talk, context, call);
    if (asked) return { ...asked, ...(between && { between: "asks" }) };
    const act = async (at: Context, it: Call) => askForMissing(options, talk, at, it) ?? perform(options.catalog, at, it, joined);
    const outcome = await withNext(call, context, act);
    if (outcome.notAwaited) return outcome;
    const reply = outcome.form ? outcome.reply : withSalam(outcome.reply, message.body, context.person?.called);
    const near = found.kind === "call" ? found.near : undefined;
    return { ...withNear({ ...outcome, reply }, near), ...(between && { between }), call, free, ...(near && { guesses: true }) };
  } catch (error) {
    if (error instanceof Fault) return { reply: { text: error.say }, code: error.code, manner: "refusal", between: "tells" };
    throw error;
  }
}

/** What is awaited stays awaited, unless that is what was dropped. A form gives its question again to a nod, which is no answer to it (F6). */
function aside(talk: Conversation, said: Exclude<keyof typeof texts.aside, "sameCity">): Said {
  if (said === "dropped") talk.state.asking = null;
  if (said === "nod" && talk.state.form) return { reply: { text: texts.aside.nod }, between: "tells" };
  return { reply: { text: texts.aside[said] }, manner: "aside" };
}

export const chooseCity = ({ slug }: Agency): Call => ({ capability: "choose_city", input: { city: slug } });

/** A city's name alone is too little to change the city by. */
function otherCity(now: Agency, named: Agency): Said {
  if (now.id === named.id) return { reply: { text: texts.aside.sameCity(now.name) }, manner: "aside" };
  const button = { label: texts.switchCity, full: texts.switchTo(named.name), call: chooseCity(named) };
  return { reply: { text: texts.otherCity(now.name, named.name), buttons: [button] } };
}

/** The list stays open: what was said was polite and no answer, or a number that is not in it. */
function askAgain({ menu, why }: Extract<Match, { kind: "again" }>): Reply {
  const lead = why === "several" ? texts.several : menu.question === undefined && why === "number" ? texts.unlisted : texts.decide;
  return { text: [lead, menu.question].filter(Boolean).join("\n\n"), buttons: menu.options };
}

/** A call whose input is not complete: asks for the first missing part that has a question. */
function askForMissing({ catalog }: { catalog: Capability[] }, talk: Conversation, context: Context, call: Call): Outcome | undefined {
  const capability = catalog.find((it) => it.id === call.capability);
  const parts = Object.keys(capability?.ask ?? {});
  // A wrong part is told by the gate at once: after all the others it would be asked for no more, and their answers refused for its sake.
  if (parts.some((name) => call.input[name] !== undefined && !capability?.input.shape[name]?.safeParse(call.input[name]).success)) return undefined;
  const field = parts.find((name) => call.input[name] === undefined);
  const question = field === undefined ? undefined : capability?.ask?.[field];
  if (!question || field === undefined) return undefined;
  talk.state.asking = { ...call, field };
  return { reply: { text: question.text, ...(question.buttons && { buttons: question.buttons(context) }) } };
}
