import { z } from "zod";
import type { InboundBody, Media } from "../../core/channel.ts";
import { cleanLine, cleanText } from "./clean-text.ts";

/** Telegram's own limits. */
const textMax = 4_096;
const startMax = 64;

/** A field of an unknown shape is no reason to lose the message it stands in. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const size = maybe(z.int().min(0));
const words = maybe(z.string());
const AnyFile = z.object({ file_id: z.string().min(1).max(400), file_size: size, mime_type: words, file_name: words, duration: size });
type AnyFile = z.output<typeof AnyFile>;

/** As much of a message as we read; the rest stays, so that we can say what it was. */
export const Message = z.looseObject({
  date: z.int().min(0).max(253_402_300_799),
  chat: z.object({ id: z.int(), type: z.string() }),
  from: z.object({ id: z.int(), is_bot: z.boolean().default(false) }).optional(),
  text: words,
  caption: words,
  photo: maybe(z.array(AnyFile).min(1)),
  document: maybe(AnyFile),
  voice: maybe(AnyFile),
  audio: maybe(AnyFile),
  video: maybe(AnyFile),
  video_note: maybe(AnyFile),
  contact: maybe(z.object({ phone_number: z.string().max(40), user_id: maybe(z.int()) })),
});
export type Message = z.output<typeof Message>;

export interface Saying {
  body: InboundBody;
  /** E.164, proven to be the sender's. */
  phone?: string;
}

/** What Telegram itself writes into a talk, and nobody said. */
const services = new Set(
  (
    "pinned_message message_auto_delete_timer_changed write_access_allowed connected_website chat_background_set boost_added " +
    "proximity_alert_triggered users_shared chat_shared web_app_data successful_payment refunded_payment passport_data gift unique_gift " +
    "paid_message_price_changed checklist_tasks_done checklist_tasks_added"
  ).split(" "),
);
/** What people send and we cannot read; an animation comes with a `document` beside it, so it is looked for first. */
const unread = "animation sticker location venue poll dice game story paid_media checklist giveaway invoice".split(" ");

/** What was said; null = nobody said anything. */
export function bodyOf(message: Message, cityOfStart: string): Saying | null {
  if (message.text !== undefined) return { body: textBody(message.text, cityOfStart) };
  if (message.contact) return contactBody(message, message.contact);
  const what = unread.find((it) => message[it] !== undefined);
  if (what !== undefined) return { body: { type: "unsupported", what } };
  const media = mediaOf(message);
  if (media) return { body: { type: "media", media, caption: cleanText(message.caption ?? "", textMax) } };
  if (Object.keys(message).some((it) => services.has(it))) return null;
  return { body: { type: "unsupported", what: "other" } };
}

function textBody(text: string, cityOfStart: string): InboundBody {
  const clean = cleanText(text, textMax);
  const start = /^\/start(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(clean);
  if (start) return { type: "start", start: cleanLine(start[1] ?? "", startMax) || cityOfStart };
  return { type: "text", text: clean.replace(/^(\/\w+)@\w+/, "$1") };
}

/**
 * Only the sender's own card proves anything: Telegram itself sets `user_id` from the number. One that was passed on is
 * somebody's word for it, and then the number is not even kept.
 */
function contactBody(message: Message, contact: { phone_number: string; user_id?: number | undefined }): Saying {
  const passedOn = Object.keys(message).some((it) => it.startsWith("forward_"));
  const digits = contact.phone_number.replace(/\D/g, "");
  const own = !passedOn && contact.user_id !== undefined && contact.user_id === message.from?.id && /^[1-9]\d{7,14}$/.test(digits);
  return { body: { type: "contact", own }, ...(own && { phone: `+${digits}` }) };
}

function mediaOf({ photo, document, voice, audio, video, video_note }: Message): Media | undefined {
  if (photo) return mediaFrom("image", largest(photo), "image/jpeg");
  if (document) return mediaFrom("document", document);
  if (voice) return mediaFrom("voice", voice, "audio/ogg");
  if (audio) return mediaFrom("audio", audio);
  if (video) return mediaFrom("video", video);
  return video_note && mediaFrom("video", video_note, "video/mp4");
}

/** The same picture in several sizes, small to large unless the sizes say otherwise. */
const largest = (sizes: AnyFile[]): AnyFile => sizes.reduce((best, it) => ((it.file_size ?? 0) >= (best.file_size ?? 0) ? it : best));

function mediaFrom(kind: Media["kind"], file: AnyFile, usualMime?: string): Media {
  const mime = cleanLine(file.mime_type ?? usualMime ?? "", 100);
  const name = cleanLine(file.file_name ?? "", 200);
  return {
    kind,
    ref: cleanText(file.file_id, 400),
    ...(mime && { mime }),
    ...(file.file_size !== undefined && { bytes: file.file_size }),
    ...(name && { name }),
    ...(file.duration !== undefined && { seconds: file.duration }),
  };
}
