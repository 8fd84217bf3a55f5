import { z } from "zod";

/** WhatsApp takes 65,536 characters; what is longer becomes another message. */
export const textMax = 60_000;
export const captionMax = 1_024;
/** Of a poll: characters of its question and of a choice, and how many there may be. */
export const pollLimits = { question: 255, option: 100, options: 12 } as const;

/** It is no answer: other limits hold for it. */
const notice = z.boolean().optional();

/** One part as it waits in the outbox. */
export const Native = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    notice,
    text: z.string().min(1).max(65_536),
    /** The same as a poll, where those are turned on. */
    poll: z.object({ question: z.string(), options: z.array(z.string()).min(2).max(pollLimits.options) }).optional(),
  }),
  z.object({
    kind: z.enum(["image", "document"]),
    notice,
    blob: z.string(),
    name: z.string().min(1),
    mime: z.string().min(1),
    caption: z.string().max(captionMax),
  }),
]);
export type Native = z.output<typeof Native>;
