import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { type MediaType, proto } from "@whiskeysockets/baileys";
import type { Heard } from "./heard.ts";
import { sealFile } from "./media-cipher.ts";
import type { MediaHost } from "./media-host.ts";

export interface SentFile {
  kind: "image" | "document" | "voice" | "audio" | "video" | "sticker";
  bytes: Uint8Array;
  mime?: string;
  name?: string;
  caption?: string;
  seconds?: number;
  /** What went wrong with it on the way: the stored file is damaged; another file lies there; the link has run out. */
  flaw?: "damaged" | "swapped" | "expired";
  /** Put into the message as the link's host, as an attacker could. */
  host?: string;
  /** Told in the message in place of the true length. */
  claimedBytes?: number;
}

const usualMime: Record<SentFile["kind"], string> = {
  image: "image/jpeg",
  document: "application/pdf",
  voice: "audio/ogg; codecs=opus",
  audio: "audio/mp4",
  video: "video/mp4",
  sticker: "image/webp",
};

/** Uploads the file as a phone does and gives the message that tells of it. */
export function fileMessage(media: MediaHost, file: SentFile, contextInfo: proto.IContextInfo | undefined): proto.IMessage {
  const { kind, bytes, caption } = file;
  const type: MediaType = kind === "voice" ? "audio" : kind;
  const { sealed, facts } = sealFile(bytes, type);
  if (file.flaw === "damaged") sealed[0] = (sealed[0] ?? 0) ^ 0xff;
  const path = media.put(file.flaw === "swapped" ? swapped(bytes, facts.mediaKey, type) : sealed);
  if (file.flaw === "expired") media.expire(path);
  const content = {
    url: `https://${file.host ?? media.host}${path}`,
    directPath: path,
    ...facts,
    fileLength: file.claimedBytes ?? facts.fileLength,
    mimetype: file.mime ?? usualMime[kind],
    mediaKeyTimestamp: Math.floor(Date.now() / 1000),
    ...(contextInfo && { contextInfo }),
  };
  if (kind === "image") return { imageMessage: { ...content, ...(caption && { caption }), width: 800, height: 600 } };
  if (kind === "video") return { videoMessage: { ...content, ...(caption && { caption }) } };
  if (kind === "sticker") return { stickerMessage: content };
  if (kind === "voice" || kind === "audio") return { audioMessage: { ...content, ptt: kind === "voice", seconds: file.seconds ?? 3 } };
  const name = file.name ?? "dokumen.pdf";
  const documentMessage = { ...content, fileName: name, title: name, ...(caption && { caption }) };
  // With a caption, phones wrap it.
  return caption ? { documentWithCaptionMessage: { message: { documentMessage } } } : { documentMessage };
}

/** Another file under the same key: its hash is not the one the message tells. */
function swapped(bytes: Uint8Array, mediaKey: Uint8Array, type: MediaType): Buffer {
  return sealFile(Buffer.concat([bytes, Buffer.from("lain")]), type, mediaKey).sealed;
}

export function contactMessage(name: string, phone: string): proto.IMessage {
  const vcard = `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nTEL;type=CELL;type=VOICE;waid=${phone}:+${phone}\nEND:VCARD`;
  return { contactMessage: { displayName: name, vcard } };
}

export function reactionMessage(about: proto.IMessageKey, emoji: string): proto.IMessage {
  return { reactionMessage: { key: about, text: emoji, senderTimestampMs: Date.now() } };
}

export function revokeMessage(about: proto.IMessageKey): proto.IMessage {
  return { protocolMessage: { key: about, type: proto.Message.ProtocolMessage.Type.REVOKE } };
}

export function editMessage(about: proto.IMessageKey, text: string): proto.IMessage {
  const edit = { key: about, type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT, editedMessage: { conversation: text }, timestampMs: Date.now() };
  return { editedMessage: { message: { protocolMessage: edit } } };
}

export function disappearingSetting(seconds: number): proto.IMessage {
  return { protocolMessage: { type: proto.Message.ProtocolMessage.Type.EPHEMERAL_SETTING, ephemeralExpiration: seconds } };
}

/** Who votes on whose poll; both stand in the key the vote is sealed with, and clients disagree on LID or phone. */
export interface Voters {
  creator: string;
  voter: string;
}

/** A vote, sealed with the secret in the poll. */
export function voteMessage(poll: Heard, key: proto.IMessageKey, labels: string[], { creator, voter }: Voters): proto.IMessage {
  const secret = poll.message.messageContextInfo?.messageSecret;
  if (!secret) throw new Error("the poll has no secret to vote with");
  for (const label of labels) if (!poll.options.includes(label)) throw new Error(`${label} is not among ${poll.options.join(", ")}`);
  const chosen = labels.map((label) => createHash("sha256").update(label).digest());
  const vote = proto.Message.PollVoteMessage.encode({ selectedOptions: chosen }).finish();
  const parts = Buffer.concat([Buffer.from(poll.id), Buffer.from(creator), Buffer.from(voter), Buffer.from("Poll Vote"), Buffer.from([1])]);
  const first = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  const cipherKey = createHmac("sha256", first).update(parts).digest();
  const encIv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", cipherKey, encIv).setAAD(Buffer.from(`${poll.id}\u0000${voter}`));
  const encPayload = Buffer.concat([cipher.update(vote), cipher.final(), cipher.getAuthTag()]);
  return { pollUpdateMessage: { pollCreationMessageKey: key, vote: { encPayload, encIv }, senderTimestampMs: Date.now() } };
}
