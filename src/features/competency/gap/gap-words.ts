import { plain } from "../../../core/reply.ts";
import { longDate } from "../../../core/time.ts";
import { type Competency, familyNames } from "../dictionary/dictionary.ts";
import type { EvidenceRow } from "./evidence-store.ts";
import type { GapItem, GapProfile } from "./gap.ts";
import type { EvidenceKind } from "./level.ts";

const predicates: Record<string, string> = {
  sangat_baik: "Sangat Baik",
  baik: "Baik",
  butuh_perbaikan: "Butuh Perbaikan",
  kurang: "Kurang",
  sangat_kurang: "Sangat Kurang",
};

const kinds: Record<EvidenceKind, string> = {
  assessment_center: "penilaian kompetensi",
  test: "tes",
  supervisor: "penilaian atasan",
  training: "hasil pelatihan",
  self: "asesmen diri",
};
/** Of what was answered in confidence nobody is told who said it when. */
const confidential = "penilaian perilaku setelah pelatihan";

const texts = {
  official: (source: string | null) => `Standar ini ditetapkan resmi${source ? ` (${source})` : ""}.`,
  own: "Standar ini setelan kota, bukan ketentuan.",
  noPosition: "Jabatan belum tercatat dalam data kepegawaian, jadi belum ada standar untuk membandingkan.",
  noStandard: (position: string) => `Belum ada standar kompetensi untuk jabatan *${position}*.`,
  standsIn: (words: string, title: string) => `Untuk “${words}” dipakai standar *${title}*.`,
  byFamily: (position: string, family: string) => `Jabatan ${position} belum punya standar sendiri, jadi dipakai standar umum ${family}.`,
  levelUnknown: "Jenjangnya belum jelas, jadi dipakai jenjang terdekat di bawahnya.",
  strengthen: "Yang paling perlu dikuatkan:",
  gap: (name: string, held: number, required: number) => `*${name}*: kini level ${held}, diminta ${required}.`,
  start: (name: string, required: number) => `*${name}*: belum mulai, diminta level ${required}.`,
  next: (choice: string) => `Langkah berikutnya: ${lowered(choice)}.`,
  moreGaps: (names: string) => `Juga: ${names}.`,
  noGap: "Semua kompetensi yang diminta sudah terpenuhi.",
  noKnownGap: (known: number, all: number) => `${known} dari ${all} kompetensi sudah diketahui, dan memenuhi yang diminta.`,
  strong: (names: string) => `Sudah memenuhi: ${names}.`,
  unknown: (count: number, names: string) => `Belum diketahui (${count}): ${names}.`,
  allUnknown: (count: number) => `Belum ada bukti untuk ${count} kompetensi yang diminta, jadi kesenjangannya belum diketahui.`,
  basis: (parts: string) => `Dasarnya: ${parts}.`,
  officialTests: (count: number) => `${count} hasil uji resmi`,
  estimates: (count: number) => `${count} perkiraan`,
  asked: "Yang diminta:",
  level: (level: number, names: string) => `Level ${level}: ${names}`,
  performance: (year: number, predicate: string) => `Predikat kinerja ${year}: ${predicate}.`,
  tool: "Ini alat bantu, bukan penilaian resmi.",
  others: (count: number) => `dan ${count} lainnya`,
  detail: (name: string, held: number | null, required: number, basis: string) =>
    `${name}: ${held === null ? "belum diketahui" : held === 0 ? "belum mulai" : `level ${held}`}, diminta ${required}${basis}`,
};

/** Most gaps and most names that a phone's screen shows at once. */
const gapsShown = 3;
const namesShown = 4;

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export function namesOf(items: Pick<GapItem, "competency">[], most = namesShown): string {
  const names = items.slice(0, most).map((it) => it.competency.name);
  return items.length > most ? `${names.join(", ")}, ${texts.others(items.length - most)}` : names.join(", ");
}

/** Why this standard, and what it is worth; lines. */
export function standardLines(profile: GapProfile): string[] {
  const { standard, reason, position } = profile;
  if (!standard) return [position === null ? texts.noPosition : texts.noStandard(position)];
  const why = reason?.by === "family" && position !== null ? [texts.byFamily(position, familyNames[reason.family])] : [];
  const level = reason && !reason.levelKnown ? [texts.levelUnknown] : [];
  return [[...why, ...level, standard.official ? texts.official(standard.source) : texts.own].join(" ")];
}

/** The gaps in words, the largest three with their next step, then what is strong and what is unknown. Paragraphs. */
export function gapParagraphs({ items, performance }: GapProfile, dictionary: Map<string, Competency>): string[] {
  const known = items.filter((it) => it.held !== null);
  const unknown = items.filter((it) => it.held === null);
  const past = performance ? texts.performance(performance.year, predicates[performance.predicate] ?? performance.predicate) : "";
  if (known.length === 0) return [texts.allUnknown(items.length), [texts.asked, ...levelLines(items)].join("\n"), past].filter(Boolean);
  const gaps = known.filter((it) => it.gap > 0);
  const strong = known.filter((it) => it.gap === 0);
  return [
    gaps.length > 0 ? strengthen(gaps, dictionary) : unknown.length > 0 ? texts.noKnownGap(known.length, items.length) : texts.noGap,
    [strong.length > 0 ? texts.strong(namesOf(strong)) : "", unknown.length > 0 ? texts.unknown(unknown.length, namesOf(unknown)) : ""]
      .filter(Boolean)
      .join("\n"),
    [texts.basis(basisOf(known)), past, texts.tool].filter(Boolean).join(" "),
  ].filter(Boolean);
}

function strengthen(gaps: GapItem[], dictionary: Map<string, Competency>): string {
  const shown = gaps.slice(0, gapsShown).map((it, at) => `${at + 1}. ${gapLine(it, dictionary)}`);
  const rest = gaps.slice(gapsShown);
  return [texts.strengthen, ...shown, ...(rest.length > 0 ? [texts.moreGaps(namesOf(rest))] : [])].join("\n");
}

/** Said where a standard is taken for a position that does not bear its name. */
export const standsIn = (words: string, title: string): string => texts.standsIn(plain(words), plain(title));

/** What is asked, the highest level first; one line a level. */
export function levelLines(items: { competency: { name: string }; required: number }[]): string[] {
  const levels = [...Map.groupBy(items, (it) => it.required)].sort(([a], [b]) => b - a);
  return levels.map(([level, asked]) => texts.level(level, asked.map((it) => it.competency.name).join(", ")));
}

/** One gap: where somebody is, what is asked, and what the next level looks like (never what is lacking). */
export function gapLine({ competency, held, required }: GapItem, dictionary: Map<string, Competency>): string {
  const next = dictionary.get(competency.id)?.levels[held ?? 0]?.choice;
  const now = held === null || held === 0 ? texts.start(competency.name, required) : texts.gap(competency.name, held, required);
  return next === undefined ? now : `${now} ${texts.next(next)}`;
}

function basisOf(known: GapItem[]): string {
  const official = known.filter((it) => it.official).length;
  const estimates = known.filter((it) => !it.official);
  const from = [...new Set(estimates.flatMap((it) => it.evidence.map((one) => (one.confidential ? confidential : kinds[one.kind]))))];
  const parts = [
    ...(official > 0 ? [texts.officialTests(official)] : []),
    ...(estimates.length > 0 ? [`${texts.estimates(estimates.length)} dari ${from.join(", ")}`] : []),
  ];
  return parts.join(" dan ");
}

/** Every competency in one line, in words for who sees no picture: level, what is asked, on what it rests and since when. */
export const detailLines = ({ items }: GapProfile): string[] => items.map((it) => texts.detail(it.competency.name, it.held, it.required, restsOn(it)));

function restsOn({ held, official, evidence }: GapItem): string {
  const newest = evidence.find((it) => it.official === official) ?? evidence[0];
  return held === null || !newest ? "" : ` (${evidenceWords(newest)})`;
}

export const evidenceWords = (it: EvidenceRow): string =>
  it.confidential ? confidential : `${it.official ? "uji resmi" : kinds[it.kind]}, ${longDate(it.observedOn)}`;
