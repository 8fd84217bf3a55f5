/** The headings above an article: chapter, part and paragraph, each empty if there is none. */
export interface Joints {
  bab: string;
  bagian: string;
  paragraf: string;
}

const bab = /(?:BAB|Bab)\s+[IVXLCl1|x]{1,7}[A-Z]?(?=\s|$)/;
const bagian = /B(?:agian|AGIAN)\s+(?:[Kk]e[a-z]+|KE[A-Z]+|[Pp]ertama|PERTAMA)(?:\s+(?:[Bb]elas|[Pp]uluh(?:\s+[A-Z][a-z]+)?))?(?=\s|$)/;
const paragraf = /P(?:aragraf|ARAGRAF)\s+[\dIl]{1,2}(?=\s|$)/;
const any = new RegExp(`(?<=^|[\\s"“])(?:${bab.source}|${bagian.source}|${paragraf.source})`, "g");
const longest = 420;

/** Takes the headings of the next article off the end of a text; they stand behind its last sentence. */
export function cutJoints(text: string): { text: string; joints: Joints | null } {
  const tail = Math.max(0, text.length - longest);
  for (const found of text.slice(tail).matchAll(any)) {
    const at = tail + found.index;
    const heading = text.slice(at);
    if (!closed(text.slice(0, at)) || !bare(heading)) continue;
    return { text: text.slice(0, at).trimEnd(), joints: read(heading) };
  }
  return { text, joints: null };
}

/** The joints in force after a new heading: a chapter ends parts and paragraphs, a part ends paragraphs. */
export function under(above: Joints, next: Joints | null): Joints {
  if (next === null) return above;
  if (next.bab !== "") return next;
  if (next.bagian !== "") return { ...next, bab: above.bab };
  return { ...above, paragraf: next.paragraf };
}

export function pathOf({ bab: chapter, bagian: part, paragraf: paragraph }: Joints): string[] {
  return [chapter, part, paragraph].filter((it) => it !== "");
}

function closed(before: string): boolean {
  return before.trim() === "" || /[.;:"”)]\s*$/.test(before) || /\n\s*$/.test(before);
}

/** A heading has no sentence in it. */
function bare(heading: string): boolean {
  return !/[.;:]\s+\p{L}|[;:]\s*$|\bayat \(|\b(?:sebagaimana|adalah|dimaksud|wajib)\b/u.test(heading);
}

function read(heading: string): Joints {
  const starts = [bab, bagian, paragraf].map((it) => lastIndex(heading, it));
  const piece = (which: number) => {
    const from = starts[which] ?? -1;
    if (from === -1) return "";
    const next = Math.min(heading.length, ...starts.filter((it) => it > from));
    return heading
      .slice(from, next)
      .replace(/\s+/g, " ")
      .replace(/[\s"”.]+$/, "")
      .replace(/^(BAB|Bab) (\S+)/, roman);
  };
  return { bab: piece(0), bagian: piece(1), paragraf: piece(2) };
}

/** A heading that a page break repeats counts where it stands last. */
function lastIndex(heading: string, what: RegExp): number {
  return [...heading.matchAll(new RegExp(what.source, "g"))].at(-1)?.index ?? -1;
}

function roman(_: string, word: string, number: string): string {
  return `${word.toUpperCase()} ${number.replace(/[l1|]/g, "I").toUpperCase()}`;
}
