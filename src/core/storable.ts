/** The database holds neither NUL nor half a character; a text loses the one and gets a replacement for the other. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll("\0", "");

/** As JSON in which every text is storable. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(value, (_, it) => (typeof it === "string" ? storableText(it) : it));
}
