/** Line ends of any system, no byte order mark, no comments of Markdown, no trailing blanks. */
export function tidy(text: string): string {
  return withoutComments(text)
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(/[\t\u00A0\u000B\f]/g, " ")
    .replace(/[\u0000-\u0009\u000E-\u001F\u007F\u00AD\u200B\uFEFF]/g, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{4,}/g, "\n\n\n");
}

/** By index and not by pattern: many openings without an end would cost time without end. */
function withoutComments(text: string): string {
  let kept = "";
  for (let at = 0; ; ) {
    const from = text.indexOf("<!--", at);
    const end = from === -1 ? -1 : text.indexOf("-->", from);
    if (end === -1) return kept + text.slice(at);
    kept += text.slice(at, from);
    at = end + 3;
  }
}

const listItem = /^\s*(?:[-*•–]|\(?\d{1,3}[.)]|\(\d{1,3}\)|\(?[a-z]{1,2}[.)])\s/;

/** Whether a line stands for itself: an item, a heading, a row of a table. */
export function standsAlone(line: string): boolean {
  return listItem.test(line) || /^\s*(?:#{1,6}\s|\||>|Pasal\s+\d|BAB\s)/.test(line);
}

/** Joins lines that were broken only by the width of the page; blank lines and list items stay. */
export function unwrap(text: string): string {
  const out: string[] = [];
  for (const line of text.split("\n")) {
    const above = out.at(-1);
    if (above !== undefined && continues(above, line)) out[out.length - 1] = `${above} ${line.trim()}`;
    else out.push(line.trimEnd());
  }
  return out
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function continues(above: string, line: string): boolean {
  if (above.trim() === "" || line.trim() === "" || standsAlone(line) || /^\s*#/.test(above)) return false;
  if (/^\s*\p{Ll}/u.test(line)) return true;
  // Short lines and finished sentences are borders of their own: addresses, verses, "Label: value".
  return above.length >= 60 && !/[.:;!?|]$/.test(above);
}

/** Takes the bold marks and link targets of Markdown out; what a person reads stays. */
export function withoutMarks(text: string): string {
  return text.replace(/\*\*(?=\S)([^*\n]{1,1000})(?<=\S)\*\*/g, "$1").replace(/!?\[([^\][\n]{1,300})\]\([^()\s]{1,300}\)/g, "$1");
}
