import type { proto } from "@whiskeysockets/baileys";
import type { Media } from "../../../core/channel.ts";
import type { Said } from "../protocol.ts";
import type { Baileys } from "./desk.ts";

/** A file as WhatsApp keeps it: where, and how to open and check it. */
export interface FileKeys {
  path: string;
  key: string;
  sha256: string;
  encSha256: string;
  /** What the keys of its kind are derived for: `Image`, `Document`, … */
  info: string;
  /** The message it came with, for asking its sender to upload it again. */
  id: string;
  from: string;
}

export interface Content {
  said: Said | null;
  /** Seconds; null = it does not say. */
  ephemeral: number | null;
}

type Message = proto.IMessage;
type File = {
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  fileSha256?: Uint8Array | null;
  fileEncSha256?: Uint8Array | null;
  fileLength?: unknown;
  mimetype?: string | null;
  fileName?: string | null;
  title?: string | null;
  seconds?: number | null;
  caption?: string | null;
};

/** What WhatsApp says among programs, and what people do that is no message. */
const noise = new Set(
  `protocolMessage reactionMessage encReactionMessage senderKeyDistributionMessage fastRatchetKeySenderKeyDistributionMessage pollUpdateMessage keepInChatMessage
  pinInChatMessage messageContextInfo deviceSentMessage bcallMessage callLogMesssage messageHistoryBundle messageHistoryNotice commentMessage encCommentMessage
  encEventResponseMessage secretEncryptedMessage placeholderMessage statusNotificationMessage pollResultSnapshotMessage chat`.split(/\s+/),
);
const files = [
  ["imageMessage", "image", "Image"],
  ["videoMessage", "video", "Video"],
  ["ptvMessage", "video", "Video"],
  ["documentMessage", "document", "Document"],
  ["audioMessage", "audio", "Audio"],
] as const;

/** Characters of a text that are read, as many as on Telegram. Nothing takes more, and reading what a changed client can send (millions) would cost everybody time. */
const textMost = 4_096;

/** Bytes of the longest key or hash of a file, characters of the longest path. */
const keyMost = 64;
const pathMost = 2_000;
/** Seconds of the longest timer; what is beyond was not set in any client of WhatsApp's. */
const timerMost = 366 * 24 * 60 * 60;

/** The message that came off a ratchet; null = there is none in it, which only a changed client sends. */
export function messageIn({ proto: { Message }, unpadRandomMax16 }: Baileys, plaintext: Uint8Array): Message | null {
  try {
    return Message.decode(unpadRandomMax16(plaintext));
  } catch {
    return null;
  }
}

/** Reads what was said. `seal` hides the keys of a file behind the name by which it can be fetched. */
export function readContent(message: Message, seal: (file: Omit<FileKeys, "id" | "from">) => string): Content {
  const names = Object.keys(message).filter((it) => message[it as keyof Message] !== null && message[it as keyof Message] !== undefined);
  const timer = message.protocolMessage;
  if (timer) return { said: null, ephemeral: timer.type === 3 ? timerOf(timer.ephemeralExpiration) : null };
  const said = saidIn(message, names, seal);
  if (!said) return { said: null, ephemeral: null };
  const holder = names.map((it) => message[it as keyof Message] as { contextInfo?: proto.IContextInfo | null }).find((it) => it?.contextInfo);
  return { said, ephemeral: timerOf(holder?.contextInfo?.expiration) };
}

const timerOf = (seconds: number | null | undefined): number | null => ((seconds ?? 0) <= timerMost ? (seconds ?? 0) : null);

function saidIn(message: Message, names: string[], seal: Parameters<typeof readContent>[1]): Said | null {
  const text = textOf(message);
  if (text !== null) return /\S/.test(text) ? { type: "text", text: cleaned(text) } : { type: "unsupported", what: "empty" };
  for (const [name, kind, info] of files) {
    const file = message[name] as (File & { ptt?: boolean | null }) | null | undefined;
    if (file) return mediaOf(file, file.ptt ? "voice" : kind, info, seal);
  }
  if (message.contactMessage || message.contactsArrayMessage) return { type: "contact" };
  const what = names.find((it) => !noise.has(it));
  return what === undefined ? null : { type: "unsupported", what: kindName(what) };
}

function textOf(message: Message): string | null {
  const { conversation, extendedTextMessage, buttonsResponseMessage, listResponseMessage, templateButtonReplyMessage } = message;
  if (typeof conversation === "string" && conversation !== "") return conversation;
  if (extendedTextMessage) return extendedTextMessage.text ?? "";
  if (buttonsResponseMessage) return buttonsResponseMessage.selectedDisplayText ?? "";
  if (listResponseMessage) return listResponseMessage.title ?? "";
  if (templateButtonReplyMessage) return templateButtonReplyMessage.selectedDisplayText ?? "";
  return null;
}

function mediaOf(file: File, kind: Media["kind"], info: string, seal: Parameters<typeof readContent>[1]): Said {
  const { directPath, mediaKey, fileSha256, fileEncSha256 } = file;
  if (!directPath || !mediaKey || !fileSha256 || !fileEncSha256) return { type: "unsupported", what: kind };
  if (directPath.length > pathMost || [mediaKey, fileSha256, fileEncSha256].some((it) => it.length > keyMost)) return { type: "unsupported", what: kind };
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const ref = seal({ path: directPath, key: base64(mediaKey), sha256: base64(fileSha256), encSha256: base64(fileEncSha256), info });
  const bytes = Number(String(file.fileLength ?? ""));
  const name = oneLine(file.fileName ?? file.title ?? "", 200);
  const mime = oneLine(file.mimetype ?? "", 100);
  const media: Media = {
    kind,
    ref,
    ...(mime && { mime }),
    ...(Number.isSafeInteger(bytes) && bytes > 0 && { bytes }),
    ...(name && { name }),
    ...(typeof file.seconds === "number" && file.seconds > 0 && { seconds: file.seconds }),
  };
  return { type: "media", media, caption: cleaned(file.caption ?? "") };
}

/** `liveLocationMessage` → `live_location`: WhatsApp's own words, safe to log. */
const kindName = (name: string): string => {
  const words = name
    .replace(/Message(?:V\d+)?$/, "")
    .replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`)
    .slice(0, 40);
  return /^[a-z_]+$/.test(words) ? words : "other";
};

/** Control characters but tab and line end; the database takes no NUL, and nobody means the others. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const cleaned = (text: string): string => text.replace(/\r\n?/g, "\n").replace(controls, "").slice(0, textMost).toWellFormed();
const oneLine = (text: string, max: number): string => cleaned(text.replace(/\s+/g, " ").trim()).slice(0, max).toWellFormed();
