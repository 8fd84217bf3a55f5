import { reasonIn } from "../../language/reason.ts";
import { knownRoots } from "../../language/roots.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { withoutManners } from "./manners.ts";
import { type Reader, somebody, type Token } from "./reader.ts";
import type { Example, Reading } from "./request-file.ts";

/** Reads a capability's input from a sentence; what is not said is left out. */
export type InputReader = (message: string, fields: Readonly<Record<string, Reading>>) => Record<string, unknown>;

/** Concepts that somebody may want to know of: they are never mere words of asking. */
const subjects = new Set(["topik", "posisi", "kota"]);
/** What tells one class from another beside its subject: when it is, and how it is held. */
const occasions = new Set(["waktu", "daring", "luring"]);
const cost = "biaya";
const free = /^(?:gratis|grtis|grts)/i;
const costless = new Set(["tanpa", "bebas"]);
/** Which week or month is meant stands behind it: "minggu depan", "bulan dpn", "tgl 20", "Maret 2027". */
const afterTime = new Set(["depan", "dpn", "ini", "sekarang", "skrg", "ikut", "berikutnya", "#"]);
/** Behind these a subject is named: "pelatihan komputer", "rekomendasi tentang pelayanan prima". */
const heads = new Set(["pelatihan", "webinar", "belajar", "rekomendasi", "tentang", "soal", "topik", "bidang", "tema", "kena"]);
/** May stand between the two: "pelatihan untuk jadi pemimpin". */
const between = new Set(["untuk", "buat", "bikin", "jadi", "cara", "agar", "supaya", "yang"]);
/** A word said in requests for so many different things says nothing about one of them. */
const everywhere = 6;
/** From so many words on a request says more than that something is wanted. */
const telling = 5;
/** Words by which a value is named in order to say no to it, and how far before it they stand. */
const denials = new Set(["bukan", "jangan", "tidak", "tanpa"]);
const denialReach = 3;
/** "Ada tidak yang daring?" asks, and denies nothing. */
const asks = (word: Token | undefined, next: Token | undefined): boolean => word?.root === "tidak" && next?.root === "yang";
/** Before a number of JP that is to be reached, not to be added. */
const reaching = new Set(["cukup", "sampai", "jadi", "genap", "target", "tujuan", "minmaks", "minimal", "dari", "lebih", "ke", "wajib"]);
const jp = "jp";

/** `common` = see `commonRoots`; `taught` = words in which trainings are spoken of; behind "pelatihan" they are its subject, however common they are. */
export function createInputReader(common: ReadonlySet<string>, read: Reader, taught: ReadonlySet<string> = new Set()): InputReader {
  const subjectsIn = (tokens: readonly Token[]): Token[] => {
    let behindHead = false;
    return tokens.filter((it) => {
      const left = isLeft(it) || (behindHead && (taught.has(it.said.toLowerCase()) || taught.has(it.root)) && !isStopWord(it.root));
      behindHead = left || heads.has(it.concept) || heads.has(it.root) || (behindHead && between.has(it.root));
      return left;
    });
  };
  const isLeft = (it: Token): boolean =>
    it.concept === somebody ||
    (it.named && subjects.has(it.concept)) ||
    (!it.named && !common.has(it.root) && !isStopWord(it.root) && !isStopWord(it.said.toLowerCase()) && /\p{L}{2}/u.test(it.said));

  const valueIn = (message: string, reading: Reading): string | undefined => {
    // "Panggil saya Ibu": what else is mere address is the point here.
    if (typeof reading === "object" && !Array.isArray(reading)) return chosen(read(message), reading);
    const tokens = read(withoutManners(message));
    if (Array.isArray(reading)) return words(named(tokens, reading, isLeft));
    if (reading === "jumlah") return amount(tokens);
    if (reading === "alasan") return reasonIn(message).reason?.slice(0, longestReason);
    if (reading === "kalimat") return message;
    if (reading === "cerita") return tokens.length >= telling ? message : undefined;
    const subject = new Set(subjectsIn(tokens));
    if (reading === "kelas")
      return words(tokens.filter((it, at) => subject.has(it) || ofOccasion(it, tokens[at - 1]) || ofPrice(it, tokens[at - 1], tokens[at + 1])));
    if (reading === "nama") return words(called(tokens, isLeft));
    return words([...subject]);
  };
  return (message, fields) => {
    // The words of a reason name nothing that is asked for.
    const { rest } = Object.values(fields).includes("alasan") ? reasonIn(message) : { rest: message };
    return Object.fromEntries(
      Object.entries(fields).flatMap(([name, reading]) => {
        const value = valueIn(reading === "alasan" ? message : rest, reading);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  };
}

/** A word of when or how, or the one behind it that says which. */
const ofOccasion = (it: Token, before: Token | undefined): boolean =>
  occasions.has(it.concept) || (before?.concept === "waktu" && (afterTime.has(it.said.toLowerCase()) || afterTime.has(it.root)));

/** That it costs nothing: "gratis", or both words of "tanpa biaya". What it costs is a question about it, and tells no class from another. */
const ofPrice = (it: Token, before: Token | undefined, after: Token | undefined): boolean =>
  (it.concept === cost && (free.test(it.said) || (before !== undefined && costless.has(before.said.toLowerCase())))) ||
  (after?.concept === cost && costless.has(it.said.toLowerCase()));

/** From the first word of one of the concepts on, to where something else is said: "kepala bidang aset" of "… aset, tolong dicatat". */
function named(tokens: readonly Token[], concepts: readonly string[], isLeft: (it: Token) => boolean): Token[] {
  const isOne = (it: Token | undefined): boolean => it?.named === true && concepts.includes(it.concept);
  const starts = tokens.flatMap((it, at) => (isOne(it) && tokens[at - 1]?.root !== "bukan" ? [at] : []));
  const from = starts.find((at) => tokens[at - 1]?.root === "ke") ?? starts[0];
  if (from === undefined) return [];
  const rest = tokens.slice(from);
  // "Pranata komputer ahli madya" is one name, though a computer is also a device.
  const end = rest.findIndex((it, at) => it.root === "bukan" || (!isLeft(it) && (isStopWord(it.root) || !isOne(rest[at + 1]))));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Who is known to be somebody, with what follows ("La Ode Hamid"); where nobody is, what is nobody's subject and no word of the language ("merah"). */
function called(tokens: readonly Token[], isLeft: (it: Token) => boolean): Token[] {
  const rest = tokens.slice(
    Math.max(
      0,
      tokens.findIndex((it) => it.concept === somebody),
    ),
  );
  if (rest[0]?.concept !== somebody) return tokens.filter((it) => isLeft(it) && !it.named && !knownRoots.has(it.said.toLowerCase()));
  const end = rest.findIndex((it) => !isLeft(it) || it.named);
  return end < 0 ? rest : rest.slice(0, end);
}

/** The one number beside JP, unless it is the one to be reached: "rencana 8 JP" is 8, "biar genap 20 JP" is none. */
function amount(tokens: readonly Token[]): string | undefined {
  const numbers = tokens.flatMap((it, at) => (it.root === "#" && (tokens[at + 1]?.concept === jp || tokens[at - 1]?.concept === jp) ? [at] : []));
  const [at = -1] = numbers;
  if (numbers.length !== 1) return undefined;
  const before = tokens.slice(Math.max(0, at - 2), at);
  return before.some((it) => reaching.has(it.concept) || reaching.has(it.root)) ? undefined : tokens[at]?.said;
}

/** Longest reason, characters: what capabilities take. */
const longestReason = 300;
/** Longest subject, characters. */
const longestSubject = 80;

function words(tokens: readonly Token[]): string | undefined {
  const said = [...new Set(tokens.map((it) => it.said))].join(" ");
  return said === "" || said.length > longestSubject ? undefined : said;
}

/** The one value that is said and not denied: "bukan Ibu, saya Bapak" is bapak. A denial goes for the next value alone. */
function chosen(tokens: readonly Token[], values: Readonly<Record<string, string[]>>): string | undefined {
  const said = tokens.flatMap((it, at) => {
    const value = Object.keys(values).find((one) => values[one]?.some((word) => word === it.concept || word === it.said.toLowerCase() || word === it.root));
    return value === undefined ? [] : [{ value, at }];
  });
  const found = said.filter(({ at }, place) => {
    const from = Math.max(at - denialReach, (said[place - 1]?.at ?? -1) + 1, 0);
    return !tokens.slice(from, at).some((it, place) => denials.has(it.root) && !asks(it, tokens[from + place + 1]));
  });
  const one = new Set(found.map((it) => it.value));
  return one.size === 1 ? found[0]?.value : undefined;
}

/** Roots of words that are said in requests for many different things, and so name no subject. */
export function commonRoots(examples: readonly Example[], read: Reader): Set<string> {
  const labels = new Map<string, Set<string>>();
  for (const { text, label } of examples) {
    for (const { root } of read(text)) {
      const seen = labels.get(root);
      if (seen) seen.add(label);
      else labels.set(root, new Set([label]));
    }
  }
  return new Set([...labels].filter(([, seen]) => seen.size >= everywhere).map(([root]) => root));
}
