import type { Family, Standard } from "./dictionary/dictionary.ts";

/** A position as the register has it. */
export interface HeldPosition {
  title: string;
  family: Family;
  /** Jenjang, as written. */
  level: string | null;
}

/** Why a standard is taken for a position: by words of its title, or because it is the general one of its family. */
export type MatchReason = { by: "title"; words: string; levelKnown: boolean } | { by: "family"; family: Family; levelKnown: boolean };

export interface StandardMatch<S> {
  standard: S;
  reason: MatchReason;
}

type Matchable = Pick<Standard, "id" | "title" | "family" | "level" | "phrases" | "general">;

/** Steps of functional positions from the lowest (PP 11/2017, explanation of Pasal 69). */
const steps = ["pemula", "terampil", "mahir", "penyelia", "ahli pertama", "ahli muda", "ahli madya", "ahli utama"];

/** How offices shorten words of titles; "" = says nothing of the position. */
const shortened = new Map([
  ...["plt", "plh", "pj", "pjs", "calon"].map((it) => [it, ""] as const),
  ...["kasubag", "kasubbag", "kasubagian", "kasubbagian"].map((it) => [it, "kepala subbagian"] as const),
  ...["kasubid", "kasubbid", "kasubbidang"].map((it) => [it, "kepala subbidang"] as const),
  ...["subag", "subbag"].map((it) => [it, "subbagian"] as const),
  ["subbid", "subbidang"],
  ["kasi", "kepala seksi"],
  ["kasie", "kepala seksi"],
  ["kabid", "kepala bidang"],
  ["kabag", "kepala bagian"],
  ["kadis", "kepala dinas"],
  ["kaban", "kepala badan"],
  ["sekdis", "sekretaris dinas"],
  ["sekban", "sekretaris badan"],
  ["seklur", "sekretaris lurah"],
  ["sekcam", "sekretaris camat"],
  ["sekda", "sekretaris daerah"],
  ["sekwan", "sekretaris dewan"],
  ["upt", "unit pelaksana teknis"],
  ["uptd", "unit pelaksana teknis"],
  ["ka", "kepala"],
  ["prakom", "pranata komputer"],
  ["ppbj", "pengelola pengadaan barang jasa"],
  ["sdma", "sdm aparatur"],
]);

/** A title as bare words, shortenings spelt out: "Kasubbag. Umum & Kepegawaian" is "kepala subbagian umum dan kepegawaian". */
export function bareTitle(title: string): string {
  const words =
    title
      .toLowerCase()
      .replaceAll("&", " dan ")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .map((it) => shortened.get(it) ?? it)
    .filter(Boolean)
    .join(" ")
    .replace(/\bsub (?=bagian\b|bidang\b|bag\b)/g, "sub")
    .replace(/\bsubbag\b/g, "subbagian");
}

/** The step that a title or jenjang names; null = none, or one that nobody knows. "Muda" alone counts, in a title only behind "ahli". */
export function stepOf({ title, level }: Pick<HeldPosition, "title" | "level">): string | null {
  const said = bareTitle(level ?? "").replace(/^(?:jabatan fungsional|fungsional|jf|jenjang|kategori) /, "");
  const alone = steps.find((it) => it === said || it === `ahli ${said}`);
  const words = ` ${bareTitle(title)} `;
  return alone ?? steps.findLast((it) => words.includes(` ${it} `)) ?? null;
}

/**
 * The standard of a position, and why. In this order: the longest run of words of the title that a standard of its family owns (of
 * equals that of its step, then the first by id), else the general standard of its family; null = none is set. Registers often hold a
 * functional position as pelaksana and the reverse, so of those two either will do. Where the step is unknown, or has no standard of
 * its own, the lowest or the next lower is taken, and `levelKnown` says so.
 */
export function matchStandard<S extends Matchable>(position: HeldPosition, standards: S[]): StandardMatch<S> | null {
  const step = stepOf(position);
  const words = ` ${bareTitle(position.title)} `;
  const titled = standards
    .filter((it) => related(it.family, position.family))
    .flatMap((standard) => {
      const owned = standard.phrases.map(bareTitle).filter((it) => it !== "" && words.includes(` ${it} `));
      return owned.map((phrase) => ({ standard, phrase }));
    });
  const most = Math.max(0, ...titled.map((it) => it.phrase.length));
  const best = titled.filter((it) => it.phrase.length === most);
  const own = best.filter((it) => it.standard.family === position.family);
  const candidates = (own.length > 0 ? own : best).map((it) => it.standard);
  const named = pick(candidates, step);
  if (named) return { standard: named.standard, reason: { by: "title", words: best[0]?.phrase ?? "", levelKnown: named.levelKnown } };
  const general = pick(
    standards.filter((it) => it.general && it.family === position.family),
    step,
  );
  return general && { standard: general.standard, reason: { by: "family", family: position.family, levelKnown: general.levelKnown } };
}

const loose: Family[] = ["fungsional", "pelaksana"];
const related = (one: Family, other: Family): boolean => one === other || other === "lain" || (loose.includes(one) && loose.includes(other));

/** Of standards that fit alike: the one of this step; without a step the lowest; of others the first by id. */
function pick<S extends Matchable>(standards: S[], step: string | null): { standard: S; levelKnown: boolean } | null {
  const place = (it: S) => steps.indexOf(it.level ?? "");
  const sorted = standards.toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
  const exact = sorted.find((it) => it.level !== null && it.level === step) ?? sorted.find((it) => it.level === null);
  if (exact) return { standard: exact, levelKnown: true };
  const nearest = step === null ? sorted[0] : (sorted.findLast((it) => place(it) <= steps.indexOf(step)) ?? sorted[0]);
  return nearest ? { standard: nearest, levelKnown: false } : null;
}

/** Standards that somebody may mean by these words, best first: "kasi", "lurah", "guru muda", "guru SD". Never throws. */
export function standardsLike<S extends Matchable>(words: string, standards: S[]): S[] {
  const wanted = meaningful(words);
  if (wanted.length === 0) return [];
  const scored = standards.map((standard) => {
    const own = [standard.title, ...standard.phrases].map((it) => bareTitle(it).split(" "));
    const score = Math.max(...own.map((it) => overlap(wanted, [...it, ...(standard.level?.split(" ") ?? [])])));
    return { standard, score };
  });
  const like = scored
    .filter((it) => it.score >= 0.5)
    .sort(
      (a, b) => b.score - a.score || steps.indexOf(a.standard.level ?? "") - steps.indexOf(b.standard.level ?? "") || (a.standard.id < b.standard.id ? -1 : 1),
    )
    .map((it) => it.standard);
  return like.length > 0 ? like : withinTitle(words, standards);
}

/** A position with more said than any standard's name holds: "guru SD", "perawat di RSUD". */
function withinTitle<S extends Matchable>(title: string, standards: S[]): S[] {
  const found = matchStandard({ title, family: "lain", level: null }, standards);
  return found?.reason.by === "title" ? [found.standard] : [];
}

/** Whether these words are a position's own name and no more: "lurah"; "pranata" is several ones'. */
export const isNamed = ({ title, phrases }: Pick<Standard, "title" | "phrases">, words: string): boolean =>
  [title, ...phrases].some((it) => bareTitle(it) === bareTitle(words));

/** Whether a standard is asked for by its own name: every word that means something is in its title. */
export function namedBy(words: string, title: string): boolean {
  const own = bareTitle(title).split(" ");
  return meaningful(words).every((it) => own.includes(it));
}

const meaningful = (words: string): string[] =>
  bareTitle(words)
    .split(" ")
    .filter((it) => it.length > 1 && !filling.has(it));

const filling = new Set("jabatan kompetensi standar apa saja yang untuk sebagai jadi menjadi ingin mau di ke dari dan dong ya sih untuk seorang".split(" "));

/** How much of the wanted words is there, and a little for how much of what is there was wanted. */
function overlap(wanted: string[], own: string[]): number {
  const hits = wanted.filter((it) => own.includes(it)).length;
  const distinct = new Set(own).size;
  return (hits / wanted.length) * 0.8 + (hits / Math.max(1, distinct)) * 0.2;
}
