import type { Subject } from "../../../core/personal-data.ts";
import type { Database } from "../../../db/database.ts";
import { findPerson, type PersonRecord, type Tenant } from "../../people/person-store.ts";
import type { Competency, CompetencyKind, Standard } from "../dictionary/dictionary.ts";
import { type AskedStandard, type StandardHeading, standardsById } from "../dictionary/dictionary-store.ts";
import { openDictionary } from "../dictionary/open-dictionary.ts";
import { type MatchReason, matchStandard, standardsLike } from "../standard-match.ts";
import { type EvidenceRow, evidenceOf, performanceBefore } from "./evidence-store.ts";
import { type EvidenceKind, heldLevel } from "./level.ts";

export { competenciesOf } from "../dictionary/dictionary-store.ts";

/** Where somebody stands in one competency. */
export interface GapItem {
  competency: { id: string; name: string; kind: CompetencyKind };
  /** 1 to 5. */
  required: number;
  /** 0 to 5; null = unknown, which is not a gap of 0. */
  held: number | null;
  /** 0 to 1, see `heldLevel`. */
  certainty: number;
  weight: number;
  /** required − held, never below 0; 0 where unknown: look at `held` first. */
  gap: number;
  /** Rests on an official test (P-13), not on an estimate. */
  official: boolean;
  /** Newest first. */
  evidence: EvidenceRow[];
}

/** A person against what a position asks (P-05). Ours is a tool: no regulation gives a formula. */
export interface GapProfile {
  /** Null = no standard is set for the position ("belum ada standar"); then there are no items. */
  standard: { id: string; title: string; official: boolean; source: string | null } | null;
  /** Title of the position that is held; null = none is in the register. */
  position: string | null;
  /** Why this standard; null for a chosen target. */
  reason: MatchReason | null;
  /** Standards of positions held beside the first (Plt., Plh., further duties): to compare with on request (F7). */
  beside: { position: string; standard: string }[];
  /** By weighted gap; where that is equal, unknown ones first, then by weight and the dictionary's order. */
  items: GapItem[];
  /** The other gap of P-04: the newest predicate of a year before this one, if imported. */
  performance: { year: number; predicate: string } | null;
}

export interface GapOptions {
  /** ISO date in the agency's zone. */
  day: string;
  /** A standard to compare with instead of the held position's (`standardsMatching`). */
  target?: string | undefined;
  /** Evidence to leave out: who rates somebody sees nothing of what that person said of themselves. */
  without?: EvidenceKind | undefined;
}

/** The gap of one person of this city; undefined = there is no such person here. */
export async function gapsOf(db: Database, { cell, agencyId, personId }: Subject, options: GapOptions): Promise<GapProfile | undefined> {
  const person = await findPerson(db, { cell, agencyId, personId }, options.day);
  return person && (await gapProfiles(db, { cell, agencyId }, [person], options))[0];
}

/** The same for several people at the price of one; in their order. */
export async function gapProfiles(
  db: Database,
  tenant: Tenant,
  people: Pick<PersonRecord, "id" | "positions">[],
  { day, target, without }: GapOptions,
): Promise<GapProfile[]> {
  const ids = people.map((it) => it.id);
  const dictionary = await openDictionary(db, tenant);
  const { headings } = dictionary;
  const matches = people.map(({ positions }) => (positions[0] ? matchStandard(positions[0], headings) : null));
  const wanted = target === undefined ? matches.flatMap((it) => it?.standard.id ?? []) : [target];
  const standards = await dictionary.asked([...new Set(wanted)]);
  const seen = (await evidenceOf(db, tenant, ids)).filter((it) => it.kind !== without);
  const evidence = Map.groupBy(seen, (it) => it.personId);
  const performance = await performanceBefore(db, tenant, ids, Temporal.PlainDate.from(day).year);
  return people.map(({ id, positions }, at) => {
    const match = matches[at] ?? null;
    const standard = standards.find((it) => it.id === (target ?? match?.standard.id));
    const { year, predicate } = performance.find((it) => it.personId === id) ?? {};
    return {
      standard: standard ? { id: standard.id, title: standard.title, official: standard.official, source: standard.source } : null,
      position: positions[0]?.title ?? null,
      reason: target === undefined ? (match?.reason ?? null) : null,
      beside: besideOf(positions, headings),
      items: standard ? itemsOf(standard, evidence.get(id) ?? [], day) : [],
      performance: year === undefined || predicate === undefined ? null : { year, predicate },
    };
  });
}

/** The definitive position comes first, if there is one. */
function besideOf(positions: PersonRecord["positions"], headings: StandardHeading[]): GapProfile["beside"] {
  return positions.slice(1).flatMap((it) => {
    const match = matchStandard(it, headings);
    return match ? [{ position: it.kind === "definitif" ? it.title : `${actingWords[it.kind]} ${it.title}`, standard: match.standard.id }] : [];
  });
}

const actingWords = { plt: "Plt.", plh: "Plh.", tambahan: "Tugas tambahan" };

function itemsOf(standard: AskedStandard, evidence: EvidenceRow[], day: string): GapItem[] {
  const items = standard.asked.map(({ competency, required, weight }) => gapItem(competency, required, weight, evidence, day));
  const unknown = (it: GapItem) => (it.held === null ? 0 : 1);
  // A stable sort: where all is equal, the dictionary's order stays.
  return items.sort((a, b) => b.gap * b.weight - a.gap * a.weight || unknown(a) - unknown(b) || b.weight - a.weight);
}

/** One competency of a person against a required level. */
export function gapItem(
  { id, name, kind }: Pick<Competency, "id" | "name" | "kind">,
  required: number,
  weight: number,
  all: EvidenceRow[],
  day: string,
): GapItem {
  const evidence = countable(all.filter((it) => it.competency === id));
  const { level, certainty, official } = heldLevel(evidence, day);
  const gap = level === null ? 0 : Math.max(0, required - level);
  return { competency: { id, name, kind }, required, held: level, certainty, weight, gap, official, evidence };
}

/** What others said in confidence counts beside other evidence only: alone, the level would be the single answer that nobody is to see (F17). */
const countable = (evidence: EvidenceRow[]): EvidenceRow[] => (evidence.every((it) => it.confidential && it.kind !== "self") ? [] : evidence);

/** Standards of a city that these words may mean, best first: for guests and for choosing a target. */
export async function standardsMatching(db: Database, tenant: Tenant, words: string): Promise<Standard[]> {
  const found = standardsLike(words, (await openDictionary(db, tenant)).headings).slice(0, 8);
  const whole = await standardsById(
    db,
    tenant,
    found.map((it) => it.id),
  );
  return found.flatMap(({ id }) => whole.find((it) => it.id === id) ?? []);
}
