import { z } from "zod";

const InlineKeyboard = z.object({ inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string() }))) });
const ContactKeyboard = z.object({
  keyboard: z.array(z.array(z.object({ text: z.string(), request_contact: z.literal(true) }))),
  one_time_keyboard: z.literal(true),
  resize_keyboard: z.literal(true),
});

/** One call, as it waits in the outbox. Words are Telegram's HTML. */
export const Native = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), html: z.string(), keyboard: z.union([InlineKeyboard, ContactKeyboard]).optional() }),
  z.object({ kind: z.enum(["document", "image"]), blob: z.string(), name: z.string(), caption: z.string() }),
]);
export type Native = z.output<typeof Native>;
export type TextPart = Extract<Native, { kind: "text" }>;
export type FilePart = Exclude<Native, TextPart>;
export type Keyboard = NonNullable<TextPart["keyboard"]>;
