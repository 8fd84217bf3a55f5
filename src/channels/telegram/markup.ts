const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const characters: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Our one markup as Telegram's HTML: `*bold*` within a line, all else escaped. */
export const toHtml = (text: string): string => text.replace(/[&<>]/g, (it) => escapes[it] ?? it).replace(/\*(?!\s)([^*\n]+)(?<!\s)\*/g, "<b>$1</b>");

/** What is left when Telegram does not take our HTML. */
export const toPlain = (html: string): string => html.replace(/<\/?b>/g, "").replace(/&(?:amp|lt|gt);/g, (it) => characters[it] ?? it);
