import type { Hono } from "hono";
import type { Address, Channel, Letter, Media, Occasion, Part, Receipt, Sender, SendFault, Sent } from "../../../src/core/channel.ts";
import type { Reply, ReplyFile } from "../../../src/core/reply.ts";
import type { Visit } from "../../../src/core/visit.ts";
import type { ContractSink } from "./sink.ts";

/** What not every network has. A world that names one is tested for it; the table in contract.test.ts says who has which. */
export type Ability =
  /** Buttons whose taps come back as choices. */
  | "buttons"
  /** A fresh talk says so, and may name a city. */
  | "start"
  | "files in"
  | "files out"
  | "contact cards"
  /** Things that a person sends and we cannot read. */
  | "unsupported kinds"
  /** Groups, edits, receipts, reactions: news that nobody says to us. */
  | "noise"
  /** The network may bring the same message twice. */
  | "repeats"
  /** It brings again what was not taken, also what was said while we were away. */
  | "redelivers"
  /** Its messages say when they were written. */
  | "dates"
  /** Comes in through a door of the HTTP server. */
  | "door"
  /** Who is not the network is refused there before the body is read. */
  | "secret"
  | "window"
  | "receipts"
  /** Our key goes out with each part. */
  | "keys"
  | "health"
  /** Sending can fail in ways that leave open what happened. */
  | "unknown outcome";

/** What a person sees of one message. */
export interface Shown {
  text: string;
  /** Buttons in their order: the label, and what stands beneath it. */
  options: { label: string; hint: string }[];
  /** There is a button that shares the own number. */
  asksContact: boolean;
  files: { name: string; bytes: Uint8Array }[];
}

/** Something a person did. */
export interface Doing {
  /** Resolves when the network has been told that it was received; rejects where there is nobody to try again. */
  taken(): Promise<void>;
}

export interface SentFile {
  kind: Media["kind"];
  name: string;
  mime: string;
  bytes: Uint8Array;
  caption?: string;
}

export interface ContractPerson {
  readonly to: Address;
  says(text: string): Doing;
  /** Taps a button of the newest message that shows it. */
  taps?(label: string): Promise<Doing>;
  starts?(payload: string): Doing;
  sends?(file: SentFile): Doing;
  /** The own card, or each kind of card that only looks like proof. */
  sharesContact?(phone: string, own: boolean): Doing[];
  sendsUnsupported?(): Doing[];
  /** Everything on the screen that we wrote, oldest first. */
  screen(): Promise<Shown[]>;
}

/** A run of the intake. */
export interface Run {
  abort(): void;
  /** Resolves when `start` has: stopped and drained. */
  ended: Promise<void>;
}

/** The way in for HTTP, without the network's politeness. */
export interface Door {
  path: string;
  /** In process: a body that is not read can be told. */
  routes: Hono<Visit>;
  /** Where the same routes listen. */
  url: string;
  /** Headers that let this body in. */
  admit(body: Uint8Array): Record<string, string>;
  /** Headers that are refused before anything is read. */
  strangers: Record<string, string>[];
  /** Well-formed headers that turn out wrong once the body is known. */
  forgers: Record<string, string>[];
  refusal: 401 | 403;
  /** Answer to a body that is no JSON, or not of a known form. */
  senseless: 200 | 400;
  /** Bytes that are more than it takes. */
  tooMany: number;
}

export interface ContractWorld {
  channel: Channel;
  sink: ContractSink;
  now(): Temporal.Instant;
  /** Time passes for the network and for us. */
  pass(duration: Temporal.DurationLike): void;
  /** Keeps bytes that a letter to this person may name. */
  keeps(to: Address, file: { name: string; mime: string; bytes: Uint8Array }): Promise<ReplyFile>;
  /** Bytes kept. */
  blobs: Map<string, Uint8Array>;
  logged: string[];
  /** Whether the channel logs at all. */
  logs: boolean;
  /** What no line of the log may hold. */
  secrets: string[];
  start(): Run;
  person(): Promise<ContractPerson>;
  /** Requests that no correct client sends. */
  violations(): readonly unknown[];
  /** Makes the next sending go wrong, by the name of one of the kind's faults. */
  fails(fault: string): void;
  /** The next so many messages are brought twice. */
  repeats?(count: number): void;
  /** News for us in which nobody says anything to us; resolves when the network is rid of it. */
  makesNoise?(): Promise<void>;
  /** Files that were fetched so far. */
  downloads?(): number;
  /** The account is refused from now on, and taken again. */
  account?: { revoke(): void; restore(): void };
  /** Our keys as the network got them. */
  keys?(): unknown[];
  /** Approves a text with one variable, `{{1}}`. */
  approves?(name: string, body: string): void;
  door?: Door;
  close(): Promise<void>;
}

export interface FaultCase {
  name: string;
  gives: SendFault["kind"] | "unknown";
  afterMs?: number;
  /** The person gets the part all the same. */
  arrives?: boolean;
  /** No answer ever comes: we hang up once the person has it. */
  silent?: boolean;
}

export interface WorldKind {
  name: string;
  abilities: ReadonlySet<Ability>;
  faults: FaultCase[];
  /** Kinds of media people send here. */
  media: Media["kind"][];
  /** Proof of a phone that comes with a text, with one's own card, and with somebody else's. */
  proof: Record<"text" | "own" | "foreign", NonNullable<Sender["phone"]>["proof"] | undefined>;
  /** What becomes of a message of 100 kB. */
  huge: "whole" | "cut" | "refused";
  /** What is told about a message that arrived, with its price for the first where there is one; absent = sent and delivered. */
  receipts?: Receipt["state"][];
  open(): Promise<ContractWorld>;
  /** Gives back what all its worlds shared. */
  finish?(): Promise<void>;
}

export const occasionOf = (world: ContractWorld, more: Partial<Occasion> = {}): Occasion => ({
  heardAt: world.now().toString(),
  now: world.now(),
  open: async (blob) => {
    const bytes = world.blobs.get(blob);
    if (!bytes) throw new Error(`no blob ${blob}`);
    return bytes;
  },
  signal: new AbortController().signal,
  ...more,
});

let letters = 0;
export const letterTo = (person: { to: Address }, reply: Reply, more: Partial<Letter> = {}): Letter => ({
  key: `re:contract:${++letters}`,
  to: person.to,
  reply,
  intent: "reply",
  ...more,
});

/** Plans a letter as the outbox stores it, and sends its parts one after the other. */
export async function sends(world: ContractWorld, letter: Letter, more: Partial<Occasion> = {}): Promise<Sent[]> {
  const all: Sent[] = [];
  for (const part of planned(world, letter)) all.push(await world.channel.send(letter.to, part, occasionOf(world, more)));
  return all;
}

/** Parts wait in the base between the plan and the sending. */
export const planned = (world: ContractWorld, letter: Letter): Part[] => JSON.parse(JSON.stringify(world.channel.render(letter))) as Part[];

/** Somebody who has written and may be written to. */
export async function talk(world: ContractWorld): Promise<ContractPerson> {
  world.start();
  const person = await world.person();
  await person.says("Halo, ini rahasia").taken();
  return person;
}

/** Turns of the event loop in which something could happen that must not. */
export async function aWhile(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
}
