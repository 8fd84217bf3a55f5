import type { Context } from "../core/capability.ts";
import type { Letter } from "../core/channel.ts";
import { conversationOf, type Inbound } from "../core/channel.ts";
import { consentCalls, type Joined, joinedCalls, linkCall, perform, writeJoined } from "../core/perform.ts";
import type { Reply } from "../core/reply.ts";
import type { Database } from "../db/database.ts";
import { answer, texts as answerTexts, chooseCity } from "./answer.ts";
import { awaitContact } from "./contact.ts";
import { contextOf } from "./context.ts";
import { type Conversation, forgetTalk, heedSender, loadConversations, saveConversations } from "./conversation.ts";
import type { EngineOptions } from "./engine-options.ts";
import { formGoesOn } from "./form.ts";
import { inTurn } from "./in-turn.ts";
import { withModelOffer } from "./model-offer.ts";
import { type FetchMedia, preparedOf, type Ready, receive, type Taken } from "./received.ts";
import type { Said } from "./said.ts";
import { addressed } from "./salam.ts";
import { keepTurn } from "./thread.ts";
import { dropRecording, heardIn, spokenMessage, withHeard } from "./voice/heard.ts";
import { withSources } from "./with-sources.ts";

export type { EngineOptions } from "./engine-options.ts";

const texts = {
  apology: "Maaf, pesan Anda tidak dapat diproses karena gangguan sistem. Silakan kirim ulang sebentar lagi.",
  calm: "Pesan Bapak/Ibu masuk terlalu cepat, jadi hanya beberapa yang terakhir saya jawab. Mohon kirim satu pertanyaan saja, lalu tunggu jawabannya.",
  late: "Maaf, balasan ini terlambat karena gangguan.",
  whichCity: "Jawaban sejauh ini memakai aturan nasional saja. Anda bekerja di kota mana?",
};

/** One turn of talk: identify, find the call, perform, remember. The delivery wing brings messages and takes letters. */
export function createEngine(options: EngineOptions) {
  return {
    /** The slow part, outside any transaction. */
    async understand(message: Inbound, fetch?: FetchMedia, onDraft?: (text: string) => void): Promise<Ready | null> {
      const voice = await options.listen?.(message, fetch);
      if (voice && "unheard" in voice) return voice;
      const spoken = spokenMessage(message, voice ?? null);
      const { body } = spoken;
      const words = body.type === "text" ? body.text : body.type === "media" ? body.caption : "";
      if (words.trim() !== "") await options.warm?.(words.replace(/^\/\S+\s*/, ""));
      const prepared = await options.prepare?.(spoken, onDraft);
      if (voice) return prepared ? { ...voice, prepared } : voice;
      return prepared ? { prepared } : receive(options, message, fetch);
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
        heedSender(talk, message);
        if (message.body.type === "left") return [];
        const known = people[at] ?? null;
        const ended = known && "ended" in known ? known.ended : undefined;
        if (ended !== undefined) forgetTalk(talk);
        const context = contextOf(options, tx, talk, known && !("ended" in known) ? known : null, message, now);
        const { written } = preparedOf(plan) ?? {};
        if (written) context.written = written;
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

async function turn(options: EngineOptions, talk: Conversation, context: Context, came: Taken, joined: Joined): Promise<Letter[]> {
  const heard = heardIn(came, talk);
  const taken = { ...came, message: spokenMessage(came.message, came.plan) };
  const { message } = taken;
  await dropRecording(context, came);
  const said = await answer(options, talk, context, taken, joined);
  const replies: Letter[] = [];
  const { channel } = message.to;
  const letterOf = (suffix: string, reply: Reply): Letter => ({ key: `re:${channel}:${message.dedupe}${suffix}`, to: message.to, intent: "reply", reply });
  for (const [at, outcome] of said.entries()) {
    const last = at === said.length - 1;
    const plainly = finish(options, talk, context, outcome, message);
    const finished = heard ? withHeard(plainly, outcome, heard, { first: at === 0, last }) : plainly;
    const whole = last ? await withModelOffer(options, talk, context, outcome, finished) : { ...outcome, reply: finished };
    const letter = letterOf(at > 0 ? `:${at + 1}` : "", addressed(whole.reply, context.person?.called));
    remember(talk, whole, letter.reply, letter.key);
    awaitContact(talk, context, outcome, letter.reply);
    replies.push(letter);
  }
  await keepTurn(talk, { message, said, heard: heard !== undefined, prepared: preparedOf(taken.plan), options, context });
  const last = said.at(-1);
  const goesOn =
    !last || last.manner === "aside" ? undefined : await formGoesOn(talk, context, last, (call) => perform(options.catalog, context, call, joined));
  if (goesOn) {
    const next = letterOf(":form", goesOn);
    remember(talk, { reply: goesOn }, goesOn, next.key);
    replies.push(next);
  }
  return [...replies, ...said.flatMap((it) => it.letters ?? [])];
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
  // Beside a yes or no, and beside a question that is put again, a list of cities would be taken for its answers.
  const asks = (outcome.between === "asks" && outcome.call === undefined) || reply.buttons?.some((it) => it.call.capability === consentCalls.yes);
  if (cityKnown || linking || asks || talk.state.cityAsked || outcome.manner !== undefined) return reply;
  talk.state.cityAsked = true;
  const choices = cities.map((it) => ({ label: it.name, call: chooseCity(it) }));
  return { ...reply, text: `${reply.text}\n\n${texts.whichCity}`, buttons: [...(reply.buttons ?? []), ...choices] };
}

function remember(talk: Conversation, outcome: Said, reply: Reply, key: string): void {
  if (outcome.manner === "aside") return;
  if (outcome.forget) forgetTalk(talk);
  if (outcome.forgetWords) talk.state.thread = null;
  if (outcome.awaits) talk.state.asking = outcome.awaits;
  const joined = { ...talk.state.memory, ...outcome.remember };
  talk.state.memory = Object.fromEntries(Object.entries(joined).filter(([, value]) => value !== null));
  talk.state.menuOpen = (reply.buttons?.length ?? 0) > 0;
  talk.state.noticed = 0;
  if (!reply.buttons?.length) return;
  const offer = outcome.offer ?? (outcome.yesNo && { from: 0, question: reply.text });
  const decisive = reply.buttons.some((it) => it.call.capability === consentCalls.yes);
  const question = decisive ? reply.text.replace(`${answerTexts.decide}\n\n`, "") : undefined;
  talk.state.menus.push({
    key,
    options: reply.buttons,
    ...(question !== undefined && { question }),
    ...(outcome.manner === "unsure" && { unsure: true }),
    ...(offer && { offer }),
  });
}
