import { type BinaryNode, normalizeMessageContent, type proto, toNumber } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { fileIn } from "./file-content.ts";
import { openFile } from "./media-cipher.ts";
import type { World } from "./world.ts";

export interface HeardFile {
  name?: string | undefined;
  mime: string;
  /** Fetched from the media host and decrypted; absent if that failed, which is a complaint. */
  bytes?: Buffer | undefined;
}

/** What a person sees on the phone. */
export interface Heard {
  id: string;
  at: number;
  from: Account;
  kind: "text" | "image" | "document" | "audio" | "video" | "poll" | "reaction" | "edit" | "revoke" | "contact" | "other";
  /** Text, caption, a poll's question, a reaction's emoji, an edit's new text. */
  text: string;
  /** Of a poll. */
  options: string[];
  file?: HeardFile | undefined;
  /** The id of the message that is quoted, edited, deleted or reacted to. */
  about?: string | undefined;
  /** Seconds after which it disappears; 0 for never. */
  expiration: number;
  /** How it was encrypted for the phone. */
  sealed: "pkmsg" | "msg";
  /** To which of the person's addresses it was sent. */
  to: string;
  message: proto.IMessage;
}

type Content = Pick<Heard, "kind" | "text"> & Partial<Pick<Heard, "options" | "about">> & { context?: proto.IContextInfo | null | undefined };

export function heardFrom(world: World, from: Account, stanza: BinaryNode, sealed: "pkmsg" | "msg", raw: proto.IMessage): Heard {
  const message = normalizeMessageContent(raw) ?? raw;
  const { context, ...content } = contentOf(message);
  return {
    options: [],
    about: context?.stanzaId ?? undefined,
    ...content,
    id: stanza.attrs.id ?? "",
    at: world.clock.now(),
    from,
    file: fetched(world, message, stanza),
    expiration: context?.expiration ?? 0,
    sealed,
    to: stanza.attrs.to ?? "",
    message: raw,
  };
}

function contentOf(message: proto.IMessage): Content {
  const { conversation, extendedTextMessage, imageMessage, audioMessage, videoMessage, reactionMessage, protocolMessage, contactMessage } = message;
  const document = message.documentMessage;
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV3;
  if (typeof conversation === "string" && conversation) return { kind: "text", text: conversation };
  if (extendedTextMessage) return { kind: "text", text: extendedTextMessage.text ?? "", context: extendedTextMessage.contextInfo };
  if (imageMessage) return { kind: "image", text: imageMessage.caption ?? "", context: imageMessage.contextInfo };
  if (document) return { kind: "document", text: document.caption ?? "", context: document.contextInfo };
  if (audioMessage) return { kind: "audio", text: "", context: audioMessage.contextInfo };
  if (videoMessage) return { kind: "video", text: videoMessage.caption ?? "", context: videoMessage.contextInfo };
  if (poll) return { kind: "poll", text: poll.name ?? "", options: (poll.options ?? []).map((it) => it.optionName ?? ""), context: poll.contextInfo };
  if (reactionMessage) return { kind: "reaction", text: reactionMessage.text ?? "", about: reactionMessage.key?.id ?? undefined };
  if (contactMessage) return { kind: "contact", text: contactMessage.vcard ?? "" };
  if (protocolMessage?.editedMessage) return { kind: "edit", text: contentOf(protocolMessage.editedMessage).text, about: protocolMessage.key?.id ?? undefined };
  if (protocolMessage?.key) return { kind: "revoke", text: "", about: protocolMessage.key.id ?? undefined };
  return { kind: "other", text: Object.keys(message).join(" ") };
}

function fetched(world: World, message: proto.IMessage, stanza: BinaryNode): HeardFile | undefined {
  const file = fileIn(message);
  if (!file) return undefined;
  const { content, type } = file;
  const facts = { name: "fileName" in content ? (content.fileName ?? undefined) : undefined, mime: content.mimetype ?? "" };
  const sealed = world.media.files.get(content.directPath ?? "");
  try {
    if (!sealed) throw new Error("a file that nobody uploaded");
    const { mediaKey, fileSha256, fileEncSha256, fileLength } = content;
    if (!mediaKey || !fileSha256 || !fileEncSha256) throw new Error("a file without its keys");
    return { ...facts, bytes: openFile(sealed, type, { mediaKey, fileSha256, fileEncSha256, fileLength: toNumber(fileLength) }) };
  } catch (error) {
    world.complain((error as Error).message, stanza);
    return facts;
  }
}
