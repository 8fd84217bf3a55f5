const lookalikes: Record<string, string> = { _: "ˍ", "~": "∼", "`": "ˋ" };

/**
 * `*bold*` means the same to WhatsApp as to us. It also knows `_`, `~` and `` ` ``, which in our texts only ever come from
 * documents and people. A mark works at the edge of a word, so there it becomes its lookalike; inside a word
 * (`nama_berkas.pdf`) and inside a link, where WhatsApp leaves it alone, it stays and can be copied.
 * Lists and quotes (`- `, `1. `, `> `) lose nothing by being drawn as such.
 */
const marks = /https?:\/\/\S+|`|(?<![\p{L}\p{N}])[_~](?=\S)|(?<=\S)[_~](?![\p{L}\p{N}])/gu;

export const whatsAppText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("\0", "")
    .replace(marks, (it) => lookalikes[it] ?? it);

/** At most `max` characters; never half of one. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter("id", { granularity: "grapheme" }).segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
