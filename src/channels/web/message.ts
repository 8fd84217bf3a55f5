import { z } from "zod";
import type { Letter, Part } from "../../core/channel.ts";
import { menuName } from "../../core/menu-name.ts";
import { storableText } from "../../core/storable.ts";

/** Longest key that the page may bring back. */
export const menuMax = 300;

/** What the page shows in place and `/berkas` sends for that; nothing in these formats can hold a script. */
export const shownInPlace: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

/** What a bubble holds; the same for what the person wrote (text only) and for what the assistant answers. */
export const WebBody = z.object({
  text: z.string(),
  sources: z.array(z.object({ label: z.string(), status: z.string(), text: z.string() })).default([]),
  buttons: z.array(z.object({ label: z.string(), place: z.number() })).default([]),
  /** `alt` = it is a picture, and what it says for who does not see it. */
  files: z.array(z.object({ name: z.string(), blob: z.string(), alt: z.string().optional() })).default([]),
  /** Key of the letter that shows the buttons. */
  menu: z.string().optional(),
});
export type WebBody = z.output<typeof WebBody>;

/** One part per letter: a page has room. Words stay plain text, the page makes nodes of them. */
export function renderLetter(letter: Letter): Part[] {
  const { text, sources = [], buttons = [], files = [] } = letter.reply;
  // A picture shows what its caption says: the words are its `alt`, and stand for it only where there are no others.
  const captions = files.filter((it) => text.trim() === "" || !shownInPlace.has(it.mime)).map((it) => it.caption ?? "");
  const native: WebBody = {
    text: storableText([text, ...captions].filter(Boolean).join("\n\n")),
    sources: sources.map((it) => ({ label: storableText(it.label), status: storableText(it.status), text: storableText(it.text) })),
    buttons: buttons.map((it, place) => ({ label: storableText(it.full ?? it.label), place })),
    files: files.map(({ name, blob, mime, caption }) => ({
      name: storableText(name),
      blob,
      ...(shownInPlace.has(mime) && { alt: storableText(caption || name) }),
    })),
    menu: letter.key.length <= menuMax ? letter.key : menuName(letter.key),
  };
  return [{ key: `${letter.key}#0`, native }];
}
