import type { z } from "zod";
import type { Database } from "../db/database.ts";
import type { Address, Letter, Media, Sender } from "./channel.ts";
import type { Fault } from "./fault.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Agency, Person, Role } from "./person.ts";
import type { Button, Call, Reply } from "./reply.ts";

/** What a handler may use. Things only, never services. */
export interface Context {
  /** The open transaction. */
  db: Database;
  cell: number;
  now: Temporal.Instant;
  /** City of the talk; null = not chosen yet, national rules only. */
  agency: Agency | null;
  /** Cities of this deployment. */
  agencies: Agency[];
  person: Person | null;
  /** Id of the talk; null on the command line. */
  conversation: string | null;
  /** What handlers of this talk remembered, e.g. the last question for a follow-up. */
  memory: Record<string, unknown>;
  /** Who wrote, as the channel tells, and where to answer; absent outside a talk. Only for proving who somebody is. */
  origin?: Origin;
  /** What a language model made of the message's question before the transaction began; plain data, to be held against the facts. */
  written?: Written;
  /** The person has just said yes to this very call; only the gate sets it. */
  confirmed?: boolean;
}

/** An answer in other words, of which every sentence is borne out by the passages it names. */
export interface Written {
  question: string;
  /** Ids of the passages that it was written from. */
  passages: string[];
  text: string;
  /** Of these passages, the ones it names. */
  cited: string[];
  /** Prompt, its version and the model, e.g. `jawab@1 besar`. */
  by: string;
}

/** A message's sender and the talk's address. */
export interface Origin {
  from: Sender;
  to: Address;
  /** ISO instant at which the network says that the message was sent. */
  at?: string;
}

/** Plain data: whoever opened the transaction writes all of it there. */
export interface Outcome {
  reply: Reply;
  letters?: Letter[];
  /** The talk's city from now on. */
  chooseAgency?: number;
  /** Joined to the talk's memory; a null forgets. */
  remember?: Record<string, unknown>;
  /** For the audit: a code, never words of a person. */
  code?: string;
  /** Nothing fits the sentence: what else it may have meant can be offered. Left out = nothing else should be, whatever was said (a complaint). */
  foundNothing?: boolean;
  /** Nothing was done yet: this needs the person's own yes first. On a yes the capability is called again, with `confirmed`. */
  ask?: { question: string; input: Record<string, unknown> };
  /** The reply ends in a question whose first choice is its yes and the second its no, also when typed; what else stands there is only chosen. */
  yesNo?: true;
  /** Other people of the agency whose data this reply shows: each look is kept, and they can see it. */
  looked?: number[];
  /** For the agency's ledger beside the looks: rights changed, talks linked; what is left out is the caller's own. */
  ledger?: (Pick<LedgerEntry, "kind" | "subjectId" | "outcome"> & Partial<LedgerEntry>)[];
  /** What was said is nothing to be kept or repeated (F21): a voice note's words are not shown back. */
  confidential?: true;
  /** The talk begins anew: what it remembered and the choices it showed are gone, since whoever writes next may be somebody else. */
  forget?: boolean;
  /** What was said in the talk, as a language model would read it, is remembered no longer; all else of the talk stays. */
  forgetWords?: true;
  /**
   * A form is under way: this call shows its next question. Whatever comes in between (a question about a rule) is answered,
   * and then the form goes on with it.
   */
  form?: Call;
  /** The next message, whatever it says, is this part of the call's input; a button or a command goes before it. */
  awaits?: Call & Awaited;
  /** What came is not what was awaited: the talk takes the words as if nothing had been awaited, and then waits on. Nothing was done. */
  notAwaited?: true;
  /** What had been asked for before this was needed (a city, a proof): done right afterwards in the same turn, by the same gate. */
  next?: Call;
}

/** A part of a call that the next message is. `whole`: also a number, a courtesy or a no; else those mean what they mean anywhere. */
export interface Awaited {
  field: string;
  whole?: boolean | undefined;
  /** Any words may be the answer, those that leave a form elsewhere too, unless they say that and nothing else. */
  anyWords?: boolean | undefined;
}

/**
 * What is read of a sent file before the transaction, where that takes time: plain data, another part of the input, there wherever the file is.
 * Only for people whose role the capability allows.
 */
export interface FileReading {
  field: string;
  of(file: { name: string; bytes: Uint8Array }): Promise<unknown>;
  /** What a language model may read in a picture, where `of` found nothing and the person was asked for the file or named this beside it. */
  picture?: PictureReading;
}

/** How a picture is read by a model, where one is configured for it and the person lets it. */
export interface PictureReading {
  /** Id of the prompt. */
  prompt: string;
  /** Form of its answer. */
  answer: z.ZodType;
  /** The picture as it may leave; null = it is none, or too large. */
  shown(bytes: Uint8Array): { bytes: Uint8Array; mime: string } | null;
  /** What of an answer may be shown, as that part of the input; null = nothing. Whatever stands in the picture may have written it. */
  read(answer: unknown): unknown;
}

/** One thing the assistant can do; command, phrase, button, free text and model tool all reach this object. */
export interface Capability<I extends z.ZodObject = z.ZodObject> {
  /** snake_case verb, e.g. `ask_policy`. */
  id: string;
  /** One Indonesian sentence, for /bantuan and for a model. */
  about: string;
  /** Without the slash; absent = reached by button only. */
  command?: string;
  /** Openings by which people ask for it; no two capabilities own the same. */
  phrases: string[];
  /** Everybody who may; there is no default. */
  roles: Role[];
  /** What somebody without the right is told: what they may see instead, and who can help; absent = words made of the roles. */
  refusal?: string;
  input: I;
  /** The question to ask when this part of the input is missing. */
  ask?: Record<string, { text: string; buttons?: (context: Context) => Button[] }>;
  /** Takes a file that a linked person sends: the part of the input for its id among the talk's own, see `openBlob`. Of several that take a kind, the first one where none was asked for. */
  takesFile?: { field: string; kinds: Media["kind"][]; read?: FileReading };
  /** Reads a message that can mean nothing else, wherever in a talk it comes (a one-time code): the input; undefined = not for this. */
  recognise?(text: string): Record<string, unknown> | undefined;
  /**
   * Whether it takes the second factor, see `core/second-factor.ts`; absent = only what nobody but officers may do. Many decisions at
   * once (bulk approvals) and files about others say `true`, or for which inputs.
   */
  secondFactor?: boolean | ((input: Record<string, unknown>) => boolean);
  /** For what changes something for a person: the question to be answered with yes. */
  confirm?: (input: z.output<I>, context: Context) => string;
  handle(context: Context, input: z.output<I>): Promise<Outcome>;
  /**
   * The same for the calls of many talks in one transaction, each its outcome or refusal in the calls' order: for what a whole city may
   * ask for within a minute. Reads and writes then cost once what they would cost for each.
   */
  handleMany?(asked: Asked<z.output<I>>[]): Promise<(Outcome | Fault)[]>;
}

/** One of several calls of a capability. */
export interface Asked<I> {
  context: Context;
  input: I;
}

/** Keeps the handler's input typed by its own schema. */
export function capability<I extends z.ZodObject>(it: Capability<I>): Capability {
  return it as unknown as Capability;
}
