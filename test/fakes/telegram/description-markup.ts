import type { CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup } from "grammy/types";
import { z } from "zod";

/** Every key that any member of a union has. */
export type KeysOf<T> = T extends unknown ? keyof T : never;
/** Compiles only if the schema knows no key that grammY's type lacks. */
export type Within<Schema extends z.ZodType, T> = Exclude<keyof z.output<Schema>, KeysOf<T>> extends never ? true : never;

const bytes = (text: string) => Buffer.byteLength(text, "utf8");
const label = z.string().refine((it) => it.trim() !== "", "can't parse keyboard button: button text must be non-empty");
const actions = ["callback_data", "url", "copy_text"] as const;

const inlineButton = z
  .strictObject({
    text: label,
    callback_data: z
      .string()
      .refine((it) => bytes(it) >= 1 && bytes(it) <= 64, "BUTTON_DATA_INVALID")
      .exactOptional(),
    url: z
      .string()
      .refine((it) => /^(https?|tg):\/\/\S+$/.test(it), "inline keyboard button URL is invalid")
      .exactOptional(),
    copy_text: z.strictObject({ text: z.string().min(1).max(256) }).exactOptional(),
    style: z.enum(["danger", "success", "primary"]).exactOptional(),
  })
  .refine((it) => actions.filter((action) => it[action] !== undefined).length === 1, "can't parse inline keyboard button: exactly one action is needed");

/** Telegram drops buttons above 100 in silence; here they are refused, since nobody means to lose one. */
const rows = <Button extends z.ZodType>(button: Button) =>
  z.array(z.array(button).max(8, "BUTTON_ROW_TOO_LONG")).refine((it) => it.flat().length <= 100, "reply markup is too long");

const callbackData = z.strictObject({ inline_keyboard: rows(inlineButton) });
const replyButton = z.union([label, z.strictObject({ text: label, request_contact: z.literal(true).exactOptional() })]);
const replyKeyboard = z.strictObject({
  keyboard: rows(replyButton).refine((it) => it.flat().length > 0, "can't parse reply keyboard markup JSON object: keyboard is empty"),
  is_persistent: z.boolean().exactOptional(),
  resize_keyboard: z.boolean().exactOptional(),
  one_time_keyboard: z.boolean().exactOptional(),
  input_field_placeholder: z.string().min(1).max(64).exactOptional(),
  selective: z.boolean().exactOptional(),
});
const removal = z.strictObject({ remove_keyboard: z.literal(true), selective: z.boolean().exactOptional() });
const forcedReply = z.strictObject({
  force_reply: z.literal(true),
  input_field_placeholder: z.string().min(1).max(64).exactOptional(),
  selective: z.boolean().exactOptional(),
});

export type InlineKeyboard = z.output<typeof callbackData>;
export type ReplyMarkup = InlineKeyboard | z.output<typeof replyKeyboard> | z.output<typeof removal> | z.output<typeof forcedReply>;

export const inlineKeyboard = callbackData;

/** One of four kinds, told apart by its key, so that a complaint names the right field. */
export const replyMarkup = z.custom<ReplyMarkup>().superRefine((value, context) => {
  const has = (key: string) => typeof value === "object" && value !== null && key in value;
  const kind = has("keyboard") ? replyKeyboard : has("remove_keyboard") ? removal : has("force_reply") ? forcedReply : callbackData;
  for (const issue of kind.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue } as Parameters<typeof context.addIssue>[0]);
});

/** Checked by the compiler: nothing here that grammY's types do not have. */
export const markupAgrees: [
  Within<typeof inlineButton, InlineKeyboardButton>,
  Within<typeof callbackData, InlineKeyboardMarkup>,
  Within<typeof replyKeyboard, ReplyKeyboardMarkup>,
  Exclude<"text" | "request_contact", KeysOf<Exclude<KeyboardButton, string>>> extends never ? true : never,
  Exclude<"text", keyof CopyTextButton> extends never ? true : never,
] = [true, true, true, true, true];
