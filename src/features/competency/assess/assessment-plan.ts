import type { Database } from "../../../db/database.ts";
import type { PersonRecord, Tenant } from "../../people/person-store.ts";
import type { Competency } from "../dictionary/dictionary.ts";
import { competenciesOf } from "../dictionary/dictionary-store.ts";
import { evidenceOf } from "../gap/evidence-store.ts";
import { type GapItem, gapItem, gapProfiles } from "../gap/gap.ts";
import { certainEnough, type EvidenceKind } from "../gap/level.ts";
import type { Planned } from "./interview.ts";

/** Days for which a rating stands before the same person may rate the same competency anew. */
export const coolDownDays = 90;

/** Most competencies in one sitting; the rest is offered afterwards. */
export const mostAsked = 9;

/** Where the asking begins when no standard says what is required. */
const unaskedStart = 2;

/** Who answers about whom: only ratings of this kind by this rater cool down. */
export interface Rating {
  kind: Extract<EvidenceKind, "self" | "supervisor">;
  raterId: number;
  day: string;
}

export interface Plan {
  /** What to ask now, most needed first. */
  plan: Planned[];
  /** How many more could be asked afterwards. */
  later: number;
  /** The first day on which something may be asked again; null = nothing is cooling down. */
  againOn: string | null;
  /** No standard is set for the position: the core competencies are asked. */
  withoutStandard: boolean;
}

/**
 * What to ask about a person: the position's competencies (without a standard: the managerial and socio-cultural ones), by weight times
 * uncertainty, leaving out what is certain enough and what this rater has judged lately. `topic` asks for that one, however certain.
 */
export async function planFor(db: Database, tenant: Tenant, person: Pick<PersonRecord, "id" | "positions">, rating: Rating, topic?: Competency): Promise<Plan> {
  // Who rates somebody is asked as if that person had said nothing: the choice of questions would tell.
  const without = rating.kind === "supervisor" ? "self" : undefined;
  const [profile] = await gapProfiles(db, tenant, [person], { day: rating.day, without });
  const own = profile?.items ?? [];
  const withoutStandard = !profile?.standard;
  const core = withoutStandard || (topic && !own.some((it) => it.competency.id === topic.id)) ? await competenciesOf(db, tenant) : [];
  const evidence = core.length > 0 ? (await evidenceOf(db, tenant, [person.id])).filter((it) => it.kind !== without) : [];
  const item = (it: Competency) => gapItem(it, unaskedStart, 1, evidence, rating.day);
  const items = withoutStandard ? core.filter((it) => it.kind !== "teknis").map(item) : own;
  if (topic) {
    const about = own.find((it) => it.competency.id === topic.id) ?? item(topic);
    return { ...planOf([about], rating, true), withoutStandard: false };
  }
  return { ...planOf(items, rating, false), withoutStandard };
}

/** The pure part: order, what is left out, and when it may be asked again. */
export function planOf(items: GapItem[], rating: Rating, alsoCertain: boolean): Omit<Plan, "withoutStandard"> {
  const cooling = items.flatMap((it) => untilOf(it, rating) ?? []);
  const open = items
    .filter((it) => untilOf(it, rating) === null && (alsoCertain || it.certainty < certainEnough))
    .sort((a, b) => b.weight * (1 - b.certainty) - a.weight * (1 - a.certainty));
  return {
    plan: open.slice(0, mostAsked).map((it) => ({ competency: it.competency.id, start: it.required })),
    later: Math.max(0, open.length - mostAsked),
    againOn: cooling.toSorted()[0] ?? null,
  };
}

/** The day on which this rater may judge the competency again; null = now. */
function untilOf({ evidence }: GapItem, { kind, raterId, day }: Rating): string | null {
  const last = evidence.find((it) => it.kind === kind && it.raterId === raterId);
  if (!last) return null;
  const until = Temporal.PlainDate.from(last.observedOn).add({ days: coolDownDays }).toString();
  return until > day ? until : null;
}
