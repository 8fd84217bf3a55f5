import { z } from "zod";
import { Interactive } from "./interactive-schema.ts";
import { Document, Image } from "./schema-parts.ts";
import { Template } from "./template-schema.ts";

/** A business-scoped user id: country, dot, letters and digits; `ENT` marks that of a parent business. */
export const userIdShape = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

const shared = {
  messaging_product: z.literal("whatsapp"),
  recipient_type: z.literal("individual").optional(),
  to: z.string().min(1).max(140).optional(),
  recipient: z.string().regex(userIdShape, "must be a business-scoped user ID").optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

const Text = z.strictObject({
  body: z
    .string()
    .min(1)
    .max(4096)
    .refine((it) => it.trim() !== "", "must not be blank"),
  preview_url: z.boolean().optional(),
});

const Message = z
  .discriminatedUnion("type", [
    z.strictObject({ ...shared, type: z.literal("text"), text: Text }),
    z.strictObject({ ...shared, type: z.literal("interactive"), interactive: Interactive }),
    z.strictObject({ ...shared, type: z.literal("template"), template: Template }),
    z.strictObject({ ...shared, type: z.literal("document"), document: Document }),
    z.strictObject({ ...shared, type: z.literal("image"), image: Image }),
  ])
  .refine((it) => it.to !== undefined || it.recipient !== undefined, { error: "The parameter to is required.", path: ["to"] });
export type Message = z.output<typeof Message>;

const ReadReceipt = z.strictObject({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal("text") }).optional(),
});
export type ReadReceipt = z.output<typeof ReadReceipt>;

export type Parsed = { ok: true; message: Message } | { ok: true; read: ReadReceipt } | { ok: false; problem: string };

/** What may be posted to `/{phone_number_id}/messages`, from Meta's documentation and from nothing of ours. */
export function parseMessage(body: unknown): Parsed {
  if (typeof body === "object" && body !== null && "status" in body) {
    const read = ReadReceipt.safeParse(body);
    return read.success ? { ok: true, read: read.data } : { ok: false, problem: problemOf(read.error) };
  }
  const message = Message.safeParse(body);
  return message.success ? { ok: true, message: message.data } : { ok: false, problem: problemOf(message.error) };
}

const problemOf = (error: z.ZodError): string => error.issues.map((it) => `${it.path.join(".") || "body"}: ${it.message}`).join("; ");
