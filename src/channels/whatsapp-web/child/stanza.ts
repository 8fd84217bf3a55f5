import type { BinaryNode } from "@whiskeysockets/baileys";
import { isIgnored, personName } from "../jid.ts";
import type { Heard, Seen } from "../protocol.ts";

/** Who wrote, as WhatsApp's server says; null = nobody who may be answered: a group, or one of our own devices. */
export function envelopeOf(stanza: BinaryNode, own: (jid: string) => boolean): Omit<Heard, "said" | "ephemeral"> | null {
  const { id, from = "", recipient, participant, t, offline } = stanza.attrs;
  const writer = personName(from);
  // `recipient`: written by another device of ours.
  if (!id || !writer || recipient !== undefined || participant !== undefined || isIgnored(from) || own(from)) return null;
  const other = personName(writer.kind === "lid" ? stanza.attrs.sender_pn : stanza.attrs.sender_lid);
  const alias = other && other.kind !== writer.kind ? other.jid : null;
  return {
    id,
    from: writer.jid,
    alias,
    shown: alias !== null,
    at: Number(t) || 0,
    offline: offline !== undefined,
  };
}

/** What a phone tells about messages of ours: absent type = delivered. Null for anything else, such as a request to send again. */
export function seenIn(stanza: BinaryNode): Seen | null {
  const { id, type, from = "", recipient, t } = stanza.attrs;
  const states: Record<string, Seen["state"]> = { "": "delivered", inactive: "delivered", read: "read", played: "read" };
  const state = states[type ?? ""];
  if (!id || !state || recipient !== undefined || isIgnored(from)) return null;
  const list = Array.isArray(stanza.content) ? stanza.content.find((it) => it.tag === "list") : undefined;
  const more = Array.isArray(list?.content) ? list.content.flatMap((it) => (it.attrs.id ? [it.attrs.id] : [])) : [];
  return { ids: [id, ...more], state, at: Number(t) || 0 };
}

/** The encrypted pieces of a message: the objects that are handed on to the decryption. */
export const ciphertextsOf = (stanza: BinaryNode): Uint8Array[] =>
  (Array.isArray(stanza.content) ? stanza.content : []).flatMap(({ tag, content }) => (tag === "enc" && content instanceof Uint8Array ? [content] : []));
