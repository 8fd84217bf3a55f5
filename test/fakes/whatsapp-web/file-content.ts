import type { MediaType, proto } from "@whiskeysockets/baileys";

export type FileContent =
  | proto.Message.IImageMessage
  | proto.Message.IDocumentMessage
  | proto.Message.IAudioMessage
  | proto.Message.IVideoMessage
  | proto.Message.IStickerMessage;

/** The file in a message, and how it is encrypted. */
export function fileIn(message: proto.IMessage): { type: MediaType; content: FileContent } | undefined {
  const { imageMessage, documentMessage, documentWithCaptionMessage, audioMessage, videoMessage, stickerMessage } = message;
  const document = documentMessage ?? documentWithCaptionMessage?.message?.documentMessage;
  if (imageMessage) return { type: "image", content: imageMessage };
  if (document) return { type: "document", content: document };
  if (audioMessage) return { type: "audio", content: audioMessage };
  if (videoMessage) return { type: "video", content: videoMessage };
  return stickerMessage ? { type: "sticker", content: stickerMessage } : undefined;
}
