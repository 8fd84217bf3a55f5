import { keepBlob } from "../core/blob.ts";
import type { Capability, Context } from "../core/capability.ts";
import type { Inbound, InboundBody, Media } from "../core/channel.ts";
import { Fault } from "../core/fault.ts";
import type { Conversation } from "./conversation.ts";
import type { Match } from "./match.ts";
import type { Prepared } from "./prepared.ts";

const texts = {
  tooLarge: "Berkas terlalu besar. Mohon kirim berkas paling besar 10 MB.",
  notHere: "Berkas belum dapat diambil saat ini. Silakan kirim ulang beberapa menit lagi.",
};

/** Larger ones no capability takes: a photo or a scan needs less. */
const mostBytes = 10 * 1024 * 1024;

/** Fetches what somebody sent, through the channel that it came by. Throws `Fault` with a sentence for the person. */
export type FetchMedia = (message: Inbound, media: Media) => Promise<Uint8Array>;

/** A file that somebody sent and some capability may take, or in one sentence why it could not be fetched. */
export type Received = { name: string; mime: string; bytes: Uint8Array } | { refused: string };

/** What was got ready for a message before its transaction: a file that came with it, or what a model made of it. */
export type Ready = Received | { prepared: Prepared };

/** What a model made of the message; undefined = nothing. */
export const preparedOf = (plan: Ready | null): Prepared | undefined => (plan && "prepared" in plan ? plan.prepared : undefined);

/** A message with what was got ready for it. */
export interface Taken {
  message: Inbound;
  plan: Ready | null;
}

const takersOf = (catalog: Capability[], body: InboundBody): Capability[] =>
  body.type === "media" ? catalog.filter((it) => it.takesFile?.kinds.includes(body.media.kind)) : [];

/**
 * Fetches a file outside any transaction; null = nobody takes such a thing, or nobody knows who sends it: a stranger's file is not even
 * looked at.
 */
export async function receive(
  { catalog, known }: { catalog: Capability[]; known?: ((message: Inbound) => Promise<boolean>) | undefined },
  message: Inbound,
  fetch: FetchMedia | undefined,
): Promise<Received | null> {
  const { body } = message;
  if (body.type !== "media" || takersOf(catalog, body).length === 0 || !(await known?.(message))) return null;
  const { media } = body;
  try {
    if ((media.bytes ?? 0) > mostBytes) throw new Fault("bad_input", texts.tooLarge);
    if (!fetch) throw new Fault("unavailable", texts.notHere);
    const bytes = await fetch(message, media);
    if (bytes.length > mostBytes) throw new Fault("bad_input", texts.tooLarge);
    return { name: media.name ?? media.kind, mime: media.mime ?? "application/octet-stream", bytes };
  } catch (error) {
    if (error instanceof Fault) return { refused: error.say };
    throw error;
  }
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
  const file = plan && "bytes" in plan && (await keepBlob(db, cell, { conversation, ...plan }, now));
  return { kind: "call", call: { capability: taker.id, input: { ...asking?.input, ...(file && { [field]: file.blob }) } } };
}
