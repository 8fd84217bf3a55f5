import type { MessageEntity } from "grammy/types";
import { breach } from "./refusal.ts";

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

interface OpenTag {
  name: string;
  at: number;
  attributes: Map<string, string>;
}

const kinds = new Map<string, "bold" | "italic" | "underline" | "strikethrough" | "spoiler">([
  ["b", "bold"],
  ["strong", "bold"],
  ["i", "italic"],
  ["em", "italic"],
  ["u", "underline"],
  ["ins", "underline"],
  ["s", "strikethrough"],
  ["strike", "strikethrough"],
  ["del", "strikethrough"],
  ["span", "spoiler"],
  ["tg-spoiler", "spoiler"],
]);
const otherTags = new Set(["a", "code", "pre", "blockquote", "tg-emoji"]);
const characters: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };

/** Telegram's HTML: its few tags, refused in its words when wrong. White space around the text is cut as Telegram cuts it. */
export function parseHtml(html: string): FormattedText {
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  let text = "";
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf("<", at);
    text += decode(html.slice(at, next < 0 ? html.length : next));
    if (next < 0) break;
    at = html[next + 1] === "/" ? closeTag(next) : openTag(next);
  }
  const last = open.at(-1);
  if (last) throw unparsed(`Can't find end tag corresponding to start tag "${last.name}"`);
  return trimmed({ text, entities });

  function openTag(start: number): number {
    const name = /[^\s>]*/y;
    name.lastIndex = start + 1;
    const tag = (name.exec(html)?.[0] ?? "").toLowerCase();
    let here = start + 1 + tag.length;
    if (here >= html.length) throw unparsed(`Unclosed start tag at byte offset ${offset(html, start)}`);
    if (!kinds.has(tag) && !otherTags.has(tag)) throw unparsed(`Unsupported start tag "${tag}" at byte offset ${offset(html, start)}`);
    const attributes = new Map<string, string>();
    for (;;) {
      const attribute = /\s*(?:(>)|([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9.-]+)))?)/y;
      attribute.lastIndex = here;
      const found = attribute.exec(html);
      if (!found) throw unparsed(`Unclosed start tag "${tag}" at byte offset ${offset(html, start)}`);
      here = attribute.lastIndex;
      if (found[1]) break;
      const value = found[3] ?? found[4] ?? found[5];
      if (value === undefined && tag !== "blockquote") {
        throw unparsed(`Expected equal sign in declaration of an attribute of the tag "${tag}" at byte offset ${offset(html, start)}`);
      }
      attributes.set((found[2] ?? "").toLowerCase(), decode(value ?? ""));
    }
    if (tag === "span" && attributes.get("class") !== "tg-spoiler") {
      throw unparsed(`Tag "span" must have class "tg-spoiler" at byte offset ${offset(html, start)}`);
    }
    open.push({ name: tag, at: text.length, attributes });
    return here;
  }

  function closeTag(start: number): number {
    const end = html.indexOf(">", start);
    if (end < 0) throw unparsed(`Unclosed end tag at byte offset ${offset(html, start)}`);
    const tag = open.pop();
    if (!tag) throw unparsed(`Unexpected end tag at byte offset ${offset(html, start)}`);
    const name = html
      .slice(start + 2, end)
      .trim()
      .toLowerCase();
    if (name !== "" && name !== tag.name) {
      throw unparsed(`Unmatched end tag at byte offset ${offset(html, start)}, expected "</${tag.name}>", found "</${name}>"`);
    }
    const entity = entityOf(tag, text.length - tag.at, text.slice(tag.at));
    if (entity && entity.length > 0) entities.push(entity);
    return end + 1;
  }
}

/** Plain text as Telegram keeps it. */
export function trimmed({ text, entities }: FormattedText): FormattedText {
  const lead = text.length - text.trimStart().length;
  const kept = text.trim();
  if (kept.length === text.length) return { text, entities: entities.toSorted(byPlace) };
  const moved = entities.flatMap((it) => {
    const from = Math.max(0, it.offset - lead);
    const to = Math.min(kept.length, it.offset + it.length - lead);
    return to > from ? [{ ...it, offset: from, length: to - from }] : [];
  });
  return { text: kept, entities: moved.sort(byPlace) };
}

const byPlace = (one: MessageEntity, other: MessageEntity) => one.offset - other.offset || other.length - one.length;

function entityOf({ name, at, attributes }: OpenTag, length: number, inner: string): MessageEntity | undefined {
  const place = { offset: at, length };
  const simple = kinds.get(name);
  if (simple) return { type: simple, ...place };
  if (name === "blockquote") return { type: attributes.has("expandable") ? "expandable_blockquote" : "blockquote", ...place };
  if (name === "code") return { type: "code", ...place };
  if (name === "pre") return { type: "pre", ...place };
  if (name === "tg-emoji") return { type: "custom_emoji", custom_emoji_id: attributes.get("emoji-id") ?? "", ...place };
  const url = attributes.get("href") || inner;
  return /^(https?|tg|ton|mailto|tel):/i.test(url) ? { type: "text_link", url, ...place } : undefined;
}

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|[a-z]+);/gi, (whole, decimal?: string, hex?: string) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : 0;
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    return characters[whole] ?? whole;
  });
}

const unparsed = (what: string) => breach(`can't parse entities: ${what}`);
const offset = (html: string, at: number) => Buffer.byteLength(html.slice(0, at));
