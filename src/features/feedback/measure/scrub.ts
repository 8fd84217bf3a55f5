import { maskPersonalData } from "../../../core/mask.ts";
import { strippings } from "../../../language/affixes.ts";
import { knownRoots } from "../../../language/roots.ts";
import { isStopWord } from "../../../language/stop-words.ts";

/** Words of names that a comment may hold, in small letters. */
export interface NamesHeard {
  /** Of who was in the class, and of their leaders. */
  people: ReadonlySet<string>;
  speakers: ReadonlySet<string>;
}

const honorifics = new Set(
  "pak bapak bpk bu ibu kak kakak mas mbak mba bang abang bunda kang teh teteh uda uni om tante daeng sdr sdri sdra saudara saudari dr drs dra prof ustad ustadz ustadzah pung h hj".split(
    " ",
  ),
);
/** What people call somebody by what they do: "pak camat" names nobody here more than the class does. */
const offices = new Set(
  "camat lurah kadis kabid kasi kasubag sekda sekdis walikota bupati guru dosen narasumber pemateri pengajar widyaiswara fasilitator instruktur moderator panitia mc".split(
    " ",
  ),
);
const personMark = "[nama]";
const speakerMark = "[pemateri]";

/**
 * A comment without what tells who wrote it or whom it is about: names of the people of the class (always), speakers (as such, since what is said of
 * them is wanted), whoever is called Pak or Bu with a name, numbers of five digits and more, addresses of every kind.
 */
export function scrub(text: string, { people, speakers }: NamesHeard): string {
  const masked = maskPersonalData(text.normalize("NFKC"))
    .replace(/\b(?:https?:\/\/|www\.)\S{1,300}/gi, "[alamat]")
    .replace(/(?<![\p{L}\p{N}])@[\w.]{2,64}/gu, "[alamat]")
    .replace(/\d(?:[ .\-/]?\d){4,40}/g, "[nomor]");
  const shouted = masked === masked.toUpperCase();
  let before: string | null = null;
  let open = false;
  const out = masked.replace(/\[[\p{L} ]+\]|[\p{L}][\p{L}'’]*\.?/gu, (piece, at: number) => {
    if (piece.startsWith("[")) return piece;
    const word = piece.replace(/[.'’]/g, "").toLowerCase();
    const capital = !shouted && /^\p{Lu}/u.test(piece);
    const first = /(?:^|[.!?\n]\s*)$/.test(masked.slice(0, at));
    const called: boolean = before !== null && honorifics.has(before);
    const mark = markOf(word, { capital, first, called, follows: open && capital }, { people, speakers });
    before = word;
    open = mark !== null && (called || open || capital);
    return mark === null ? piece : mark + (piece.endsWith(".") ? "." : "");
  });
  return out
    .replace(/(\[(?:nama|pemateri)\])(?:[\s.,]*\1)+/g, "$1")
    .replace(/\[pemateri\](?:\s*\[nama\])+/g, speakerMark)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 500);
}

/** By what a word is taken for a name: listed ones unless plainly a word, others only where they are called or go on a name. */
function markOf(
  word: string,
  { capital, first, called, follows }: { capital: boolean; first: boolean; called: boolean; follows: boolean },
  names: NamesHeard,
): string | null {
  if (word.length < 2 || honorifics.has(word) || offices.has(word)) return null;
  const ordinary = isWord(word);
  const listed = names.speakers.has(word) ? speakerMark : names.people.has(word) ? personMark : null;
  if (listed) return ordinary && !called && !follows && (!capital || first) ? null : listed;
  if (called) return capital || !ordinary ? personMark : null;
  return follows && !first && !ordinary ? personMark : null;
}

/** Whether it is a word of the language: a root, or one with affixes. */
const isWord = (word: string): boolean =>
  isStopWord(word) || knownRoots.has(word) || strippings(word).some((it) => it.root !== word && knownRoots.has(it.root));
