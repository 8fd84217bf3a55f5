import { splitSentences } from "../../../../language/sentences.ts";

/** A term that an article 1 defines. */
export interface Definition {
  term: string;
  /** Its short forms: `JA`, `Pegawai ASN`. */
  aliases: string[];
  /** Its number in the list, null where the scan no longer tells for certain. */
  number: number | null;
  text: string;
}

const marker = /^(?:[(]?([\dlIi]{1,3})[.)]\s*)?(?=["“]?\p{Lu})/u;
const shape =
  /^["“]?(\p{Lu}[^.;:]{1,160}?)"?,?\s+(?:yang\s+)?(?:selanjutnya\s+)?(?:di(?:singkat|sebut)\s*(?:dengan|sebagai)?\s+([^.;:]{1,80}?),?\s+)?(?:adalah|ialah|merupakan)\s/u;
const subject = /^(?:Setiap|Dalam|Pada|Yang|Ketentuan|Apabila|Jika|Tujuan|Hal|Termasuk|Selain|Untuk|Dengan|Bahwa|Ini|Hari)\b/;

/** The definitions in the text of an article 1, found by their shape, since scans lose their numbers and order. */
export function definitionsIn(text: string): Definition[] {
  const found: Definition[] = [];
  for (const sentence of pieces(text)) {
    const at = marker.exec(sentence);
    const bare = sentence.slice(at?.[0].length ?? 0);
    const [, term, alias] = shape.exec(bare) ?? [];
    if (term === undefined || subject.test(term) || term.split(" ").length > 16) {
      const open = found.at(-1);
      if (open !== undefined && !isDebris(sentence)) open.text += `\n${sentence}`;
      continue;
    }
    const number = Number((at?.[1] ?? "").replace(/[lIi]/g, "1")) || null;
    found.push({ ...named(term, alias), number, text: bare });
  }
  return safelyNumbered(found);
}

/** Sentences, where a number that opens a definition in mid-line also begins one. */
function pieces(text: string): string[] {
  const list = text.slice(Math.max(0, text.search(/dimaksud(?:kan)? dengan\s*:?/)));
  return list
    .replace(/^dimaksud(?:kan)? dengan\s*:?\s*/, "")
    .split("\n")
    .flatMap((line) => splitSentences(line.replace(/(?<=[.;,]) ?(?=\d{1,3}\. ?\p{Lu})/gu, ". ")))
    .map((it) => it.replace(/^\. /, "").replace(/(?<=[.;,])\.$/, ""));
}

function named(term: string, alias: string | undefined): { term: string; aliases: string[] } {
  const [name = term, ...rest] = term.split(/,?\s+yang\s+(?:selanjutnya|kemudian)\s+di(?:singkat|sebut)\s*(?:dengan|sebagai)?\s+/);
  const aliases = [...rest, ...(alias ?? "").split(/\s+(?:atau|dan selanjutnya disebut)\s+/)];
  return { term: clean(name), aliases: aliases.map(clean).filter((it) => /^\p{L}[\p{L}\d ./()-]*$/u.test(it)) };
}

function clean(name: string): string {
  return name.replace(/^["“(\s]+|["”),\s]+$/g, "");
}

function isDebris(sentence: string): boolean {
  return !/\p{L}{3}/u.test(sentence);
}

/** A number holds if it fits its place in the list, or runs on from or up to a neighbour. */
function safelyNumbered(list: Definition[]): Definition[] {
  const safe = list.map((it, at) => {
    if (it.number === null) return false;
    const runs = list[at - 1]?.number === it.number - 1 || list[at + 1]?.number === it.number + 1;
    return it.number === at + 1 || (runs && it.number > at);
  });
  const times = new Map<number, number>();
  list.forEach((it, at) => {
    if (it.number !== null && safe[at] === true) times.set(it.number, (times.get(it.number) ?? 0) + 1);
  });
  return list.map((it, at) => (safe[at] === true && it.number !== null && times.get(it.number) === 1 ? it : { ...it, number: null }));
}
