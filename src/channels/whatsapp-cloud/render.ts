import type { Letter, Part } from "../../core/channel.ts";
import type { Reply, ReplyFile } from "../../core/reply.ts";
import { splitText } from "../split.ts";
import { type Asking, choiceAsking, contactAsking, numbered } from "./asking.ts";
import { cut, whatsAppText } from "./markup.ts";
import { limits, type Native, templateMessage, textMessage } from "./native.ts";

const texts = { reply: "Balas dengan nomor pilihan Anda.", brief: "Balas dengan angkanya:" };

/** As few messages as possible: each one is paid for, and a person gets only ten a minute. */
export function renderWhatsApp(letter: Letter): Part[] {
  const planned = plan(letter.key, letter.reply);
  const natives: Native[] = planned.length === 0 && letter.template ? [{ message: null }] : planned;
  return natives.map((native, at) => ({
    key: `${letter.key}#${at}`,
    // Once: the approved text stands for the whole letter.
    native: at === 0 ? { ...native, ...closedWindow(letter) } : native,
  }));
}

/** What goes out where no free text is taken: the letter's own approved text, or of a notice its words in one line. */
function closedWindow({ template, intent, reply }: Letter): Pick<Native, "template" | "brief"> {
  if (template) return { template: templateMessage(template) };
  return intent === "notice" ? { brief: briefOf(reply) } : {};
}

/** The approved text has words of its own around it, and 1,024 characters for all. */
const briefMax = 800;

/** The choices can be typed: a template shows no buttons of ours. */
function briefOf({ text, buttons = [] }: Reply): string {
  const choices = buttons.length > 0 ? ` ${texts.brief} ${numbered(buttons)}` : "";
  const words = whatsAppText(text).replaceAll("*", "").replace(/\s+/g, " ").trim();
  return `${cut(words, Math.max(briefMax - choices.length, briefMax / 2))}${choices}`;
}

function plan(letterKey: string, reply: Reply): Native[] {
  const { buttons = [], files = [] } = reply;
  const askings: Asking[] = [];
  if (reply.askContact !== undefined) askings.push(contactAsking);
  const tappable = buttons.length > 0 && buttons.length <= limits.rows;
  if (tappable) askings.push(choiceAsking(letterKey, buttons));
  const text = joined(wordsOf(reply), ...(tappable || buttons.length === 0 ? [] : [numbered(buttons), texts.reply]));
  const [first, ...others] = askings;
  if (!first) return withFiles(pieces(text), files);
  const opening = divided(text, first);
  return [
    ...opening.before.map(plain),
    ...files.map((it) => fileNative(it, captionOf(it))),
    { message: first.message(opening.body) },
    ...others.flatMap((it) => {
      const { before, body } = divided("", it);
      return [...before.map(plain), { message: it.message(body) }];
    }),
  ];
}

/** The text for what can be tapped, and what has to go before it because there is no room. */
function divided(text: string, asking: Asking): { before: string[]; body: string } {
  const whole = joined(text || asking.prompt, asking.lines);
  if (whole.length <= asking.bodyMax) return { before: [], body: whole };
  const short = joined(asking.prompt, asking.lines);
  const linesFit = short.length <= asking.bodyMax;
  const before = pieces(linesFit ? text : joined(text, asking.lines));
  // The end of a long text is as good a place as the prompt, and saves a message.
  const last = joined(before.at(-1) ?? "", linesFit ? asking.lines : "");
  if (before.length > 1 && last.length <= asking.bodyMax) return { before: before.slice(0, -1), body: last };
  return { before, body: linesFit ? short : asking.prompt };
}

/** The last piece of text goes under the first file where there is room. */
function withFiles(texts: string[], [first, ...others]: ReplyFile[]): Native[] {
  if (!first) return texts.map(plain);
  const caption = joined(texts.at(-1) ?? "", captionOf(first));
  const fits = texts.length > 0 && caption.length <= limits.caption;
  return [
    ...(fits ? texts.slice(0, -1) : texts).map(plain),
    fileNative(first, fits ? caption : captionOf(first)),
    ...others.map((it) => fileNative(it, captionOf(it))),
  ];
}

const photos = new Set(["image/jpeg", "image/png"]);
const nameMax = 240;

/** What WhatsApp cannot show as a picture goes as a document; plain text of any kind counts as text/plain. */
function fileNative({ kind, blob, name, mime }: ReplyFile, caption: string): Native {
  const type = kind === "image" && photos.has(mime) ? "image" : "document";
  const filename = nameOf(name);
  const shown = { ...(type === "document" && { filename }), ...(caption && { caption }) };
  return { message: { type, [type]: shown }, file: { blob, name: filename, mime: mime.startsWith("text/") ? "text/plain" : mime } };
}

/** Without a name an upload is no file. */
function nameOf(name: string): string {
  const harmless = name.toWellFormed().replace(/[/\\\0]/g, "-");
  return harmless.slice(-nameMax).toWellFormed().trim() || "berkas";
}

const captionOf = ({ caption = "" }: ReplyFile): string => cut(whatsAppText(caption).trim(), limits.caption);

function wordsOf({ text, sources = [] }: Reply): string {
  return whatsAppText(joined(text, sources.map((it) => `Sumber: ${it.label} (${it.status})`).join("\n")));
}

const plain = (text: string): Native => ({ message: textMessage(text) });
const pieces = (text: string): string[] => splitText(text, limits.text).filter((it) => it !== "");
const joined = (...texts: string[]): string =>
  texts
    .map((it) => it.trim())
    .filter(Boolean)
    .join("\n\n");
