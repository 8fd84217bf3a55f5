import type { MediaStore } from "./media-store.ts";
import type { Message } from "./message-schema.ts";
import type { FilledTemplate } from "./templates.ts";

export interface Option {
  id: string;
  label: string;
  hint?: string | undefined;
}

/** What a person sees on the phone. */
export interface Heard {
  id: string;
  at: number;
  kind: "text" | "buttons" | "list" | "contact request" | "template" | "document" | "image";
  text: string;
  header?: string | undefined;
  footer?: string | undefined;
  options: Option[];
  file?: { name?: string | undefined; mime?: string | undefined; bytes?: Buffer | undefined; link?: string | undefined };
  replyTo?: string | undefined;
  callbackData?: string | undefined;
  /** Everything in one string, options as `[label]`. */
  plain: string;
  /** The request as it was posted. */
  raw: Message;
}

type Content = Pick<Heard, "kind" | "text"> & Partial<Pick<Heard, "header" | "footer" | "options" | "file">>;

export function heardFrom(id: string, at: number, message: Message, media: MediaStore, template: FilledTemplate | undefined): Heard {
  const content: Content = contentOf(message, media, template);
  const options = content.options ?? [];
  const plain = [
    content.header,
    content.text,
    content.file && `<${content.file.name ?? content.file.mime ?? "file"}>`,
    content.footer,
    ...options.map((it) => `[${it.label}]`),
  ]
    .filter(Boolean)
    .join("\n");
  return { ...content, id, at, options, replyTo: message.context?.message_id, callbackData: message.biz_opaque_callback_data, plain, raw: message };
}

function contentOf(message: Message, media: MediaStore, template: FilledTemplate | undefined): Content {
  if (message.type === "text") return { kind: "text", text: message.text.body };
  if (message.type === "template") return { kind: "template", text: template?.text ?? "", header: template?.header, options: template?.buttons ?? [] };
  if (message.type === "document")
    return { kind: "document", text: message.document.caption ?? "", file: fileOf(message.document, media, message.document.filename) };
  if (message.type === "image") return { kind: "image", text: message.image.caption ?? "", file: fileOf(message.image, media) };
  const { interactive: it } = message;
  if (it.type === "request_contact_info") return { kind: "contact request", text: it.body.text };
  const shared = { text: it.body.text, footer: it.footer?.text, header: it.header && (it.header.type === "text" ? it.header.text : `<${it.header.type}>`) };
  if (it.type === "button") return { ...shared, kind: "buttons", options: it.action.buttons.map(({ reply }) => ({ id: reply.id, label: reply.title })) };
  const rows = it.action.sections.flatMap((section) => section.rows);
  return { ...shared, kind: "list", options: rows.map((row) => ({ id: row.id, label: row.title, hint: row.description })) };
}

function fileOf(it: { id?: string | undefined; link?: string | undefined }, media: MediaStore, name?: string): NonNullable<Heard["file"]> {
  const stored = it.id ? media.get(it.id) : undefined;
  return { name: name ?? stored?.name, mime: stored?.mime, bytes: stored?.bytes, link: it.link };
}
