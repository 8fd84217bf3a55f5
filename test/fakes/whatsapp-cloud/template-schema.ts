import { z } from "zod";
import { MediaReference } from "./schema-parts.ts";

/** Meta refuses line breaks, tabs and more than four spaces in a row in what fills a hole. */
const Filling = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => !/[\n\t]| {5,}/.test(text), "Param text cannot have new-line/tab characters or more than 4 consecutive spaces");

const Text = z.strictObject({ type: z.literal("text"), text: Filling, parameter_name: z.string().min(1).max(20).optional() });
const Money = z.strictObject({
  type: z.literal("currency"),
  currency: z.strictObject({ fallback_value: z.string().min(1), code: z.string().length(3), amount_1000: z.number().int() }),
});
const DateTime = z.strictObject({ type: z.literal("date_time"), date_time: z.strictObject({ fallback_value: z.string().min(1) }) });
const Media = [
  z.strictObject({ type: z.literal("image"), image: MediaReference }),
  z.strictObject({
    type: z.literal("document"),
    document: z.union([
      z.strictObject({ id: z.string().min(1), filename: z.string().optional() }),
      z.strictObject({ link: z.string().min(1), filename: z.string().optional() }),
    ]),
  }),
] as const;

const Header = z.strictObject({ type: z.literal("header"), parameters: z.array(z.discriminatedUnion("type", [Text, Money, DateTime, ...Media])).min(1) });
const Body = z.strictObject({ type: z.literal("body"), parameters: z.array(z.discriminatedUnion("type", [Text, Money, DateTime])).min(1) });
const Button = z.discriminatedUnion("sub_type", [
  z.strictObject({
    type: z.literal("button"),
    sub_type: z.literal("quick_reply"),
    index: z.union([z.string().regex(/^\d$/), z.number().int().min(0).max(9)]),
    parameters: z.array(z.strictObject({ type: z.literal("payload"), payload: z.string().min(1).max(128) })).length(1),
  }),
  z.strictObject({
    type: z.literal("button"),
    sub_type: z.literal("url"),
    index: z.union([z.string().regex(/^\d$/), z.number().int().min(0).max(9)]),
    parameters: z.array(z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(2000) })).length(1),
  }),
]);

export const Template = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, "lower case letters, digits and underscores only"),
  language: z.strictObject({ code: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/), policy: z.literal("deterministic").optional() }),
  components: z.array(z.union([Header, Body, Button])).optional(),
});
export type Template = z.output<typeof Template>;
