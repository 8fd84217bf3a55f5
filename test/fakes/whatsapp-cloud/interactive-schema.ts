import { z } from "zod";
import { Link, MediaReference, unique } from "./schema-parts.ts";

const Body = (longest: number) => z.strictObject({ text: z.string().min(1).max(longest) });
const Footer = z.strictObject({ text: z.string().min(1).max(60) });
const TextHeader = z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(60) });

const ButtonHeader = z.discriminatedUnion("type", [
  TextHeader,
  z.strictObject({ type: z.literal("image"), image: MediaReference }),
  z.strictObject({ type: z.literal("document"), document: z.union([z.strictObject({ id: z.string().min(1), filename: z.string().optional() }), Link]) }),
]);

const ReplyButton = z.strictObject({
  type: z.literal("reply"),
  reply: z.strictObject({
    id: z
      .string()
      .min(1)
      .max(256)
      .regex(/^\S(.*\S)?$/s, "must not begin or end with a space"),
    title: z.string().min(1).max(20),
  }),
});

const Buttons = z.strictObject({
  type: z.literal("button"),
  header: ButtonHeader.optional(),
  body: Body(1024),
  footer: Footer.optional(),
  action: z.strictObject({
    buttons: z
      .array(ReplyButton)
      .min(1)
      .max(3)
      .refine((all) => unique(all.map((it) => it.reply.id)), "button ids must be unique")
      .refine((all) => unique(all.map((it) => it.reply.title)), "button titles must be unique"),
  }),
});

const Row = z.strictObject({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().min(1).max(72).optional(),
});
const Section = z.strictObject({ title: z.string().min(1).max(24).optional(), rows: z.array(Row).min(1).max(10) });

/** Meta allows a list 4,096 characters of body, unlike buttons (interactive-list-messages, November 2025). */
const List = z.strictObject({
  type: z.literal("list"),
  header: TextHeader.optional(),
  body: Body(4096),
  footer: Footer.optional(),
  action: z.strictObject({
    button: z.string().min(1).max(20),
    sections: z
      .array(Section)
      .min(1)
      .max(10)
      .refine((all) => all.length === 1 || all.every((it) => it.title), "sections need a title when there are several")
      .refine((all) => all.reduce((sum, it) => sum + it.rows.length, 0) <= 10, "at most 10 rows in all sections together")
      .refine((all) => unique(all.flatMap((it) => it.rows.map((row) => row.id))), "row ids must be unique")
      .refine((all) => all.every((it) => unique(it.rows.map((row) => row.title))), "row titles must be unique in a section"),
  }),
});

/** Its button has a fixed label that WhatsApp translates itself. */
const ContactRequest = z.strictObject({
  type: z.literal("request_contact_info"),
  body: Body(1024),
  action: z.strictObject({ name: z.literal("request_contact_info") }),
});

export const Interactive = z.discriminatedUnion("type", [Buttons, List, ContactRequest]);
export type Interactive = z.output<typeof Interactive>;
