/** What says how far somebody is. `test` = an examination of the subject; `training` = passed a training that leads to a level. */
export const evidenceKinds = ["assessment_center", "test", "supervisor", "training", "self"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export interface Evidence {
  kind: EvidenceKind;
  /** 0 to 5; 0 = not yet at level 1. */
  level: number;
  /** An official test (P-13). */
  official: boolean;
  /** ISO date. */
  observedOn: string;
  /** Who judged; evidence of one rater replaces the rater's own older one. */
  raterId: number | null;
}

export interface Held {
  /** 0 to 5; null = nobody knows: no evidence, or only what is too weak or too old. */
  level: number | null;
  /** 0 to 1; above `certainEnough` nothing more need be asked. */
  certainty: number;
  /** The level rests on an official test; otherwise it is an estimate. */
  official: boolean;
}

/** How far a fresh piece of evidence is trusted (0 to 1), and the days after which half of that is left. */
const trust: Record<EvidenceKind | "official", { reliability: number; halfLifeDays: number }> = {
  official: { reliability: 0.95, halfLifeDays: 1095 },
  assessment_center: { reliability: 0.7, halfLifeDays: 1095 },
  test: { reliability: 0.7, halfLifeDays: 730 },
  supervisor: { reliability: 0.5, halfLifeDays: 365 },
  training: { reliability: 0.35, halfLifeDays: 730 },
  self: { reliability: 0.25, halfLifeDays: 365 },
};

/** Below this a level is not named: a self-assessment reaches it after sixteen months, an official test after almost ten years. */
const knownFrom = 0.1;

/** From here on an assessment asks no more. */
export const certainEnough = 0.7;

/** Weights are whole numbers, so that a sum never depends on its order. */
const unit = 10_000;

/** What a piece of evidence weighs on a day, 0 to 1; what is dated later than the day counts as fresh. */
export function weightOf(it: Evidence, today: string): number {
  const { reliability, halfLifeDays } = trust[it.official ? "official" : it.kind];
  const days = Math.max(0, Temporal.PlainDate.from(it.observedOn).until(today).days);
  return Math.round(unit * reliability * 2 ** (-days / halfLifeDays)) / unit;
}

/**
 * The level that evidence supports, and how sure that is. A tool of ours, not an official formula: no regulation gives one.
 *
 * 1. What is not newer than the newest official test is left out: the test measured after it.
 * 2. Each voice counts once: of the official tests, of other tests, of one's own ratings, and of each rater the newest only (of two on
 *    one day the lower). Trainings are one voice together; a training shows that its level was reached and says nothing against a higher one.
 * 3. A voice weighs its kind's reliability, halved every half-life.
 * 4. The level is the highest for which more weight speaks (evidence at or above it) than against (evidence below it).
 * 5. Certainty is 1 − Π(1 − weight) of those within a level, times the share of the weight that lies there (a neighbouring level counts half).
 *
 * From this follows, and is tested: the level lies between the lowest and the highest piece; raising a piece never lowers it; the order
 * does not matter; for a year after an official test its level is moved by no other voice alone, nor by the supervisor and the person together.
 */
export function heldLevel(evidence: Evidence[], today: string): Held {
  const voices = voicesOf(evidence, today);
  const certainLevel = levelOf(voices);
  if (certainLevel === null) return { level: null, certainty: 0, official: false };
  const certainty = certaintyOf(voices, certainLevel);
  if (certainty < knownFrom) return { level: null, certainty, official: false };
  const official = voices.some((it) => it.official && it.level === certainLevel);
  return { level: certainLevel, certainty, official };
}

interface Voice {
  level: number;
  /** In whole parts of `unit`. */
  weight: number;
  official: boolean;
  /** Speaks for its level and below, never against a higher one. */
  onlyFor: boolean;
}

function voicesOf(evidence: Evidence[], today: string): Voice[] {
  const official = newest(evidence.filter((it) => it.official));
  const counted = evidence.filter((it) => !it.official && (official === undefined || it.observedOn > official.observedOn));
  const voice = (it: Evidence): Voice => ({
    level: it.level,
    weight: Math.round(unit * weightOf(it, today)),
    official: it.official,
    onlyFor: it.kind === "training",
  });
  const judged = Map.groupBy(
    counted.filter((it) => it.kind !== "training"),
    (it) => `${it.kind} ${it.kind === "supervisor" ? it.raterId : ""}`,
  );
  const single = [...judged.values()].flatMap((group) => newest(group) ?? []);
  const all = [...(official ? [official] : []), ...single].map(voice);
  return [...all, ...strongest(counted.filter((it) => it.kind === "training").map(voice))].sort((a, b) => a.level - b.level || a.weight - b.weight);
}

function newest(evidence: Evidence[]): Evidence | undefined {
  return evidence.reduce<Evidence | undefined>((best, it) => {
    if (best === undefined || it.observedOn > best.observedOn) return it;
    return it.observedOn === best.observedOn && it.level < best.level ? it : best;
  }, undefined);
}

/** Of several trainings: for each level the weight of the strongest that reaches it, and no more, however many there are. */
function strongest(trainings: Voice[]): Voice[] {
  let spent = 0;
  return trainings
    .toSorted((a, b) => b.level - a.level || b.weight - a.weight)
    .flatMap((it) => {
      const more = it.weight - spent;
      if (more <= 0) return [];
      spent = it.weight;
      return [{ ...it, weight: more }];
    });
}

function levelOf(voices: Voice[]): number | null {
  const sum = (some: Voice[]) => some.reduce((all, it) => all + it.weight, 0);
  const levels = [...new Set(voices.map((it) => it.level))].sort((a, b) => b - a);
  const supported = levels.find((level) => {
    const pro = sum(voices.filter((it) => it.level >= level));
    const contra = sum(voices.filter((it) => it.level < level && !it.onlyFor));
    return pro > contra;
  });
  return supported ?? null;
}

function certaintyOf(voices: Voice[], level: number): number {
  const counted = voices.filter((it) => !it.onlyFor || it.level >= level);
  const close = (it: Voice) => Math.max(0, 1 - (it.onlyFor ? 0 : Math.abs(it.level - level)) / 2);
  const all = counted.reduce((sum, it) => sum + it.weight, 0);
  if (all === 0) return 0;
  const near = counted.reduce((sum, it) => sum + it.weight * close(it), 0);
  const doubt = counted.reduce((product, it) => product * (1 - (it.weight / unit) * close(it)), 1);
  return ((1 - doubt) * near) / all;
}
