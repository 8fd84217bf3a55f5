import type { Capability } from "../core/capability.ts";
import type { Address, Inbound } from "../core/channel.ts";
import type { Agency, Ended, Person, Role } from "../core/person.ts";
import type { Button } from "../core/reply.ts";
import type { Database } from "../db/database.ts";
import type { Prepared } from "./prepared.ts";
import type { FetchMedia } from "./received.ts";
import type { Understanding } from "./understand/understanding.ts";
import type { VoicePlan } from "./voice/voice-plan.ts";

/** A question put at the end of a reply, with its buttons. */
export interface Offer {
  text: string;
  buttons: Button[];
}

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
  /** What the sender of a message may do, null = nobody we know: files of such are not fetched. */
  known?(message: Inbound): Promise<Role[] | null>;
  /** The capability for which the talk of a message waits; undefined = for none. Absent = unknown: whoever may take a file reads it. */
  awaited?(message: Inbound): Promise<string | undefined>;
  /** Fetches from outside what an answer to this sentence may need; never throws. */
  warm?(text: string): Promise<void>;
  /** What a language model makes of the message, see `steer/prepare.ts`; null = it is not asked. */
  prepare?: ((message: Inbound, onDraft?: (text: string) => void) => Promise<Prepared | null>) | undefined;
  /** Has a picture read by a model for who takes it, see `look.ts`; null = nothing was read. Absent = no picture is shown to any. */
  look?: ((message: Inbound, taker: Capability, bytes: Uint8Array) => Promise<unknown>) | undefined;
  /** Listens to a voice note, see `voice/listen.ts`; null = it is none, or is not listened to. */
  listen?: ((message: Inbound, fetch?: FetchMedia) => Promise<VoicePlan | null>) | undefined;
  /** The question whether somebody's voice may be listened to, where it has just been of use; null = it is answered. */
  offerVoice?: ((tx: Database, person: Person) => Promise<Offer | null>) | undefined;
  /** Whether what somebody says may be remembered for the model: in this transaction the city has it on, and their yes stands. Absent = never. */
  mayRemember?: ((tx: Database, person: Person) => Promise<boolean>) | undefined;
  /** The question whether the language model may be used, where it would have been of use; null = it is not to be asked. */
  offerModel?: ((tx: Database, person: Person) => Promise<Offer | null>) | undefined;
}
