import type { Letter, Part } from "../../core/channel.ts";
import type { Button, Reply, ReplyFile } from "../../core/reply.ts";
import { splitText } from "../split.ts";
import { cut, whatsAppText } from "../whatsapp-cloud/markup.ts";
import { captionMax, type Native, pollLimits, textMax } from "./native.ts";

const texts = { reply: "Balas dengan nomor pilihan Anda.", choose: "Silakan pilih:" };

/** One message wherever possible: choices are numbered lines, since ordinary numbers have no buttons, and a text goes under its file. */
export function renderWhatsAppWeb({ key, reply, intent }: Letter): Part[] {
  const notice = intent === "notice" && { notice: true };
  return plan(reply).map((native, at) => ({ key: `${key}#${at}`, native: { ...native, ...notice } satisfies Native }));
}

function plan(reply: Reply): Native[] {
  const { buttons = [], files = [] } = reply;
  const words = whatsAppText(joined(reply.text, (reply.sources ?? []).map((it) => `Sumber: ${it.label} (${it.status})`).join("\n")));
  const text = buttons.length === 0 ? words : joined(words || texts.choose, numbered(buttons), texts.reply);
  const pieces = splitText(text, textMax).filter(readable);
  const [first, ...others] = files;
  if (!first) return pieces.map((it, at) => textNative(it, at === pieces.length - 1 ? pollOf(words, buttons) : undefined));
  const own = captionOf(first);
  const caption = joined(pieces.at(-1) ?? "", own);
  const fits = pieces.length > 0 && caption.length <= captionMax;
  return [
    ...(fits ? pieces.slice(0, -1) : pieces).map((it) => textNative(it)),
    fileNative(first, fits ? caption : own),
    ...others.map((it) => fileNative(it, captionOf(it))),
  ];
}

const textNative = (text: string, poll?: { question: string; options: string[] }): Native => ({ kind: "text", text, ...(poll && { poll }) });

const numbered = (buttons: Button[]): string => whatsAppText(buttons.map((it, place) => `${place + 1}. ${fullOf(it)}`).join("\n"));
const fullOf = (it: Button): string => oneLine(it.full ?? it.label);
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\0]+/g, " ")
    .trim();

/** Only what a poll can say whole, and each choice once: votes name them by their words. */
function pollOf(words: string, buttons: Button[]): { question: string; options: string[] } | undefined {
  const question = words || texts.choose;
  const options = buttons.map(fullOf);
  const fits = question.length <= pollLimits.question && options.every((it) => it !== "" && it.length <= pollLimits.option);
  if (options.length < 2 || options.length > pollLimits.options || !fits || new Set(options).size < options.length) return undefined;
  return { question, options };
}

const photos = new Set(["image/jpeg", "image/png"]);
const nameMax = 120;

/** What WhatsApp cannot show as a picture goes as a document. */
function fileNative({ kind, blob, name, mime }: ReplyFile, caption: string): Native {
  return { kind: kind === "image" && photos.has(mime) ? "image" : "document", blob, name: nameOf(name), mime: mime || "application/octet-stream", caption };
}

const nameOf = (name: string): string => {
  const harmless = oneLine(name).replace(/[/\\]/g, "-");
  return harmless.slice(-nameMax).toWellFormed().trim() || "berkas";
};

const captionOf = ({ caption = "" }: ReplyFile): string => cut(whatsAppText(caption).trim(), captionMax);

/** WhatsApp shows nothing for a message without a visible sign. */
const readable = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

const joined = (...texts: string[]): string =>
  texts
    .map((it) => it.trim())
    .filter(Boolean)
    .join("\n\n");
