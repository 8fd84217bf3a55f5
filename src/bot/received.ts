import { dropBlob, isBlob, keepBlob } from "../core/blob.ts";
import type { Capability, Context } from "../core/capability.ts";
import type { Inbound, InboundBody, Media } from "../core/channel.ts";
import { Fault } from "../core/fault.ts";
import type { Role } from "../core/person.ts";
import type { Conversation } from "./conversation.ts";
import type { Match } from "./match.ts";
import type { Prepared } from "./prepared.ts";
import type { VoicePlan } from "./voice/voice-plan.ts";

const texts = {
  tooLarge: "Berkas terlalu besar. Mohon kirim berkas paling besar 10 MB.",
  notHere: "Berkas belum dapat diambil saat ini. Silakan kirim ulang beberapa menit lagi.",
};

/** Larger ones no capability takes: a photo or a scan needs less. */
const mostBytes = 10 * 1024 * 1024;

/** Fetches what somebody sent, through the channel that it came by. Throws `Fault` with a sentence for the person. */
export type FetchMedia = (message: Inbound, media: Media) => Promise<Uint8Array>;

/** A file that somebody sent and some capability may take, or in one sentence why it could not be fetched. */
export type Received = { name: string; mime: string; bytes: Uint8Array; read: Reads } | { refused: string };

/** What capabilities have read of a file, by their ids. */
type Reads = Record<string, Record<string, unknown>>;

/** What was got ready for a message before its transaction: a file that came with it, what a model made of it, what was heard in it. */
export type Ready = Received | { prepared: Prepared } | (VoicePlan & { prepared?: Prepared });

/** What a model made of the message; undefined = nothing. */
export const preparedOf = (plan: Ready | null): Prepared | undefined => (plan && "prepared" in plan ? plan.prepared : undefined);

/** A message with what was got ready for it. */
export interface Taken {
  message: Inbound;
  plan: Ready | null;
}

const takersOf = (catalog: Capability[], body: InboundBody): Capability[] =>
  body.type === "media" ? catalog.filter((it) => it.takesFile?.kinds.includes(body.media.kind)) : [];

/** What receiving needs to know, see `EngineOptions`. */
interface Receiving {
  catalog: Capability[];
  known?: ((message: Inbound) => Promise<Role[] | null>) | undefined;
  awaited?: ((message: Inbound) => Promise<string | undefined>) | undefined;
  look?: ((message: Inbound, taker: Capability, bytes: Uint8Array) => Promise<unknown>) | undefined;
}

/**
 * Fetches a file outside any transaction; null = nobody takes such a thing, or nobody knows who sends it: a stranger's file is not even
 * looked at.
 */
export async function receive({ catalog, known, awaited, look }: Receiving, message: Inbound, fetch: FetchMedia | undefined): Promise<Received | null> {
  const { body } = message;
  const takers = takersOf(catalog, body);
  if (body.type !== "media" || takers.length === 0) return null;
  const roles = await known?.(message);
  if (!roles) return null;
  const { media } = body;
  try {
    if ((media.bytes ?? 0) > mostBytes) throw new Fault("bad_input", texts.tooLarge);
    if (!fetch) throw new Fault("unavailable", texts.notHere);
    const bytes = await fetch(message, media);
    if (bytes.length > mostBytes) throw new Fault("bad_input", texts.tooLarge);
    const name = media.name ?? media.kind;
    const waiting = await awaited?.(message);
    const readers = mayTake(takers, waiting, body.caption).filter((it) => it.roles.some((role) => roles.includes(role)));
    const read = await readBy(readers, { name, bytes }, (it) => look?.(message, it, bytes));
    return { name, mime: media.mime ?? "application/octet-stream", bytes, read };
  } catch (error) {
    if (error instanceof Fault) return { refused: error.say };
    throw error;
  }
}

/** Reading takes seconds, so only whom `withFile` may choose reads: the one that waits for a file, else the first; words beside it may name any. */
function mayTake(takers: Capability[], waiting: string | undefined, caption: string): Capability[] {
  const awaiting = takers.filter((it) => it.id === waiting);
  if (awaiting.length > 0) return awaiting;
  return caption.trim() === "" ? takers.slice(0, 1) : takers;
}

async function readBy(
  readers: Capability[],
  file: { name: string; bytes: Uint8Array },
  look: (reader: Capability) => Promise<unknown> | undefined,
): Promise<Reads> {
  const reads: Reads = {};
  for (const it of readers) {
    const reading = it.takesFile?.read;
    if (!reading) continue;
    const own = await reading.of(file);
    reads[it.id] = { [reading.field]: own ?? (await look(it)) ?? own };
  }
  return reads;
}

/** What is said where the file is missing, and nothing else happens. */
export interface Refused {
  kind: "refused";
  say: string;
}

/**
 * The call that a known person's file belongs to: of the capability that takes such files, where it was asked for, where nothing was written
 * beside it, or where the words ask for that very capability. What that capability has been told so far goes with it. Anything else stays as
 * it was understood: the file is then not kept.
 */
export async function withFile(
  catalog: Capability[],
  { state }: Conversation,
  { db, cell, conversation, now, person }: Context,
  { message, plan }: Taken,
  found: Match,
): Promise<Match | Refused> {
  await dropSent({ db, cell, conversation }, message.body);
  const takers = takersOf(catalog, message.body);
  const named = found.kind === "call" ? found.call.capability : undefined;
  const awaiting = takers.find((it) => it.id === state.asking?.capability && it.takesFile?.field === state.asking.field);
  const taker = awaiting ?? takers.find((it) => it.id === named) ?? takers[0];
  const field = taker?.takesFile?.field;
  if (!taker || field === undefined || person === null || conversation === null) return found;
  const asking = state.asking?.capability === taker.id ? state.asking : null;
  const meant = found.kind === "unread" || asking?.field === field || (found.kind === "call" && found.call.capability === taker.id);
  if (!meant) return found;
  if (plan && "refused" in plan) return { kind: "refused", say: plan.refused };
  if (!plan || !("bytes" in plan)) return { kind: "call", call: { capability: taker.id, input: { ...asking?.input } } };
  const { name, mime, bytes, read } = plan;
  const { blob } = await keepBlob(db, cell, { conversation, name, mime, bytes }, now);
  return { kind: "call", call: { capability: taker.id, input: { ...asking?.input, ...read[taker.id], [field]: blob } } };
}

/** The page keeps what is sent among the talk's files until here: whoever takes it has it by now, and as it came it may tell where it was taken. */
async function dropSent({ db, cell, conversation }: Pick<Context, "db" | "cell" | "conversation">, body: InboundBody): Promise<void> {
  if (body.type === "media" && conversation !== null && isBlob(body.media.ref)) await dropBlob(db, cell, body.media.ref, conversation);
}
