import { z } from "zod";
import type { Template } from "../../core/channel.ts";

/** Longest texts of WhatsApp, in characters. */
export const limits = { text: 4_096, caption: 1_024, buttonsBody: 1_024, listBody: 4_096, buttonTitle: 20, rowTitle: 24, rowHint: 72, buttons: 3, rows: 10 };

/** A message as the API takes it, without its address. */
const Message = z.looseObject({ type: z.string() });
export type Message = z.output<typeof Message>;

/** What is planned for one part: the message for an open window, and the approved text for a closed one. */
export const Native = z.object({
  message: Message.nullable(),
  /** Sent along: uploaded first, then named in the message. */
  file: z.object({ blob: z.string(), name: z.string(), mime: z.string() }).optional(),
  template: Message.optional(),
  /** The whole of a notice in one line, for the account's own approved text where the window is closed and the letter brings none. */
  brief: z.string().optional(),
});
export type Native = z.output<typeof Native>;

export const textMessage = (body: string): Message => ({ type: "text", text: { body, preview_url: false } });

const valueMax = 1_024;

/** Meta refuses line breaks, tabs, rows of spaces and nothing at all in what fills an approved text. */
export function templateMessage({ name, language, values }: Template): Message {
  const parameters = values.map((it) => ({ type: "text", text: it.toWellFormed().replace(/\s+/g, " ").trim().slice(0, valueMax).toWellFormed() || "-" }));
  return {
    type: "template",
    template: { name, language: { code: language }, ...(parameters.length > 0 && { components: [{ type: "body", parameters }] }) },
  };
}
