import { dropBlob, isBlob } from "../../core/blob.ts";
import type { Context } from "../../core/capability.ts";
import { conversationOf, type Inbound } from "../../core/channel.ts";
import { consentCalls, type Joined } from "../../core/perform.ts";
import { type Call, plain, type Reply } from "../../core/reply.ts";
import type { Conversation } from "../conversation.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { Ready, Taken } from "../received.ts";
import type { Said } from "../said.ts";
import { onlyReading } from "../steer/only-reading.ts";
import { unread } from "../unread.ts";
import { type Before, misheardButton } from "./misheard.ts";
import type { VoicePlan } from "./voice-plan.ts";

const texts = {
  heard: (words: string) => `Saya dengar: “${plain(words)}”`,
  heardOnly: "Pesan suara Anda sudah saya dengar.",
  right: "Apakah itu benar? Bila ya, ketuk *Ya, benar* dan saya lanjutkan. Bila tidak, ketuk *Bukan itu*, lalu ucapkan lagi atau ketik.",
  yes: "Ya, benar",
};

const voiceOf = (plan: Ready | null): VoicePlan | null => (plan && ("heard" in plan || "unheard" in plan) ? plan : null);

/** A message with the words that were heard in it, as if they had been typed. */
export function spokenMessage(message: Inbound, plan: Ready | null): Inbound {
  const voice = voiceOf(plan);
  return voice && "heard" in voice ? { ...message, body: { type: "text", text: voice.heard } } : message;
}

/** Takes away a recording that waited in the base, once nobody needs it any more. */
export async function dropRecording({ db, cell }: Pick<Context, "db" | "cell">, { message, plan }: Taken): Promise<void> {
  const { body, to } = message;
  if (voiceOf(plan) && body.type === "media" && isBlob(body.media.ref)) await dropBlob(db, cell, body.media.ref, conversationOf(to));
}

/** What is said where a voice note was not listened to; undefined = it was, or it is none. What is awaited stays awaited. */
export async function unheard(options: EngineOptions, { db, person }: Context, { message, plan }: Taken): Promise<Said | undefined> {
  const voice = voiceOf(plan);
  if (!voice || "heard" in voice) return undefined;
  if (voice.unheard === "told") return { reply: { text: voice.say }, manner: "refusal", between: "tells" };
  const offer = person && (await options.offerVoice?.(db, person));
  // Answered meanwhile, or no longer to be asked.
  if (!offer) return { reply: { text: unread(message.body) }, manner: "refusal", between: "tells" };
  return { reply: offer, between: "asks", offer: { from: 0, question: offer.text } };
}

interface Turn {
  fallback: string;
  context: Context;
  talk: Conversation;
  joined: Joined;
}

/**
 * Does what heard words ask for, as long as it only reads. What would change anything, be it the answer to an open question or a yes, waits for
 * a tap: ears err, and nobody has seen the words yet.
 */
export async function carefully(
  call: Call,
  { fallback, context, talk, joined }: Turn,
  does: (context: Context, joined: Joined) => Promise<Said>,
): Promise<Said> {
  if (call.capability === fallback || call.capability === consentCalls.no) return does(context, joined);
  const { asking } = talk.state;
  if (call.capability !== consentCalls.yes) {
    const read = await onlyReading(context, joined, does);
    if (read) return read;
  }
  talk.state.asking = asking;
  talk.state.used = null;
  const reply = { text: texts.right, buttons: [{ label: texts.yes, call }] };
  return { reply, manner: "unsure", between: "asks", free: true, offer: { from: 0, question: texts.right } };
}

/** How replies to heard words look. `id`: the message that was heard; `before`: the talk before it acted on them. */
export interface Heard {
  id: string;
  words: string;
  before: Before;
}

/** What was heard in a message, to be kept from before anything is done by it; undefined = it was typed. */
export function heardIn({ message, plan }: Taken, { state: { asking, form, memory } }: Conversation): Heard | undefined {
  const voice = voiceOf(plan);
  if (!voice || !("heard" in voice)) return undefined;
  const { question } = memory;
  return { id: message.dedupe, words: voice.heard, before: { asking, form, ...(typeof question === "string" && { question }) } };
}

/** Above the first reply what was heard, below the last the way to say that it was something else. */
export function withHeard(
  reply: Reply,
  { manner, confidential, remember }: Said,
  { id, words, before }: Heard,
  { first, last }: { first: boolean; last: boolean },
): Reply {
  const shown = first ? { ...reply, text: `${confidential ? texts.heardOnly : texts.heard(words)}\n\n${reply.text}` } : reply;
  // A short word aside shows no buttons: what is open stays open.
  return !last || manner === "aside" ? shown : { ...shown, buttons: [...(shown.buttons ?? []), misheardButton(id, remember?.question, before)] };
}
