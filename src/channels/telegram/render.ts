import type { Letter, Part } from "../../core/channel.ts";
import { type Button, plain, type Reply, type ReplyFile } from "../../core/reply.ts";
import { splitText } from "../split.ts";
import { cleanLine, cleanText } from "./clean-text.ts";
import { toHtml } from "./markup.ts";
import type { Keyboard, Native } from "./native.ts";
import { tapData } from "./tap-data.ts";

const texts = {
  choose: "Silakan pilih:",
  contact: "Silakan ketuk tombol di bawah ini.",
};

export const textMax = 4_096;
export const buttonsMax = 12;
const captionMax = 1_024;
/** Characters of a button that a narrow phone shows whole. */
const labelMax = 40;
const anyLength = 1_000_000;

/** Text first, in as many messages as it needs, the keyboard under the last; then the files. */
export function renderLetter(letter: Letter): Part[] {
  const { reply } = letter;
  const keyboard = keyboardOf(letter);
  const natives: Native[] = splitText(wordsOf(reply), textMax).filter(readable).map(textPart);
  const last = natives.at(-1);
  if (keyboard && last?.kind === "text") last.keyboard = keyboard;
  for (const file of reply.files ?? []) natives.push(...fileParts(file));
  return natives.map((native, at) => ({ key: `${letter.key}#${at}`, native }));
}

/** The limit counts what is read, and our stars are not: so a piece is never too long. */
const textPart = (text: string): Native => ({ kind: "text", html: toHtml(text) });

/** Telegram refuses a message in which there is nothing to see. */
const readable = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

function wordsOf(reply: Reply): string {
  const text = cleanText(reply.text, anyLength);
  const sources = (reply.sources ?? []).map((it) => cleanLine(plain(`Sumber: ${it.label} (${it.status})`), anyLength));
  const choices = choicesInWords(reply) ? (reply.buttons ?? []).map((it, at) => `${at + 1}. ${cleanLine(plain(it.full ?? it.label), anyLength)}`) : [];
  const words = [text, sources.join("\n"), choices.join("\n")].filter(readable).join("\n\n");
  if (words !== "") return words;
  if (reply.askContact !== undefined) return texts.contact;
  return reply.buttons?.length ? texts.choose : "";
}

/** Numbered lines when the keyboard cannot show all choices whole; a typed number is taken in any case. */
function choicesInWords({ buttons = [], askContact }: Reply): boolean {
  return askContact !== undefined || buttons.length > buttonsMax || buttons.some((it) => lengthOf(it.full ?? it.label) > labelMax);
}

function keyboardOf({ key, reply: { buttons = [], askContact } }: Letter): Keyboard | undefined {
  if (askContact !== undefined) {
    const text = cleanLine(askContact, 64) || texts.contact;
    return { keyboard: [[{ text, request_contact: true }]], one_time_keyboard: true, resize_keyboard: true };
  }
  if (buttons.length === 0) return undefined;
  return { inline_keyboard: buttons.slice(0, buttonsMax).map((it, place) => [{ text: labelOf(it, place), callback_data: tapData(place, key) }]) };
}

function labelOf({ label, full = label }: Button, place: number): string {
  const text = cleanLine(lengthOf(full) <= labelMax ? full : label, 2 * labelMax); // an emoji counts twice there
  return readable(text) ? text : String(place + 1);
}

const lengthOf = (text: string): number => [...text].length;

function fileParts({ kind, blob, name, caption = "" }: ReplyFile): Native[] {
  const words = cleanText(caption, anyLength);
  const file = { kind, blob, name: nameOf(name) };
  if (words.length <= captionMax) return [{ ...file, caption: toHtml(words) }];
  return [...splitText(words, textMax).filter(readable).map(textPart), { ...file, caption: "" }];
}

/** The name travels unquoted in a header. */
const nameOf = (name: string): string => cleanLine(name, 120).replace(/["';\\/:%]/g, "_") || "berkas";
