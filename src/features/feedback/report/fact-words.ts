import { plain } from "../../../core/reply.ts";
import type { Agreement } from "../measure/agreement.ts";
import type { MeasureFact, PartFacts } from "../measure/facts.ts";
import type { Theme } from "../measure/themes.ts";
import { measures } from "../measure/values.ts";
import { betweenText, numberText, percentText } from "./number-words.ts";
import { measureName } from "./part-words.ts";

const texts = {
  of: (most: number) => ` dari ${most}`,
  rise: (by: string, than: string) => `; naik ${by} dari ${than}`,
  fall: (by: string, than: string) => `; turun ${by} dari ${than}`,
  fromTo: (from: string, to: string) => ` (dari ${from} menjadi ${to})`,
  pairs: (pairs: number, gap: string, between: string) => `Peserta dan atasan (${pairs} pasang): selisih ${gap} tingkat (${between})`,
  same: (share: string) => `${share} sama atau berbeda satu tingkat`,
  kappa: (value: string) => `ukuran sepakat ${value} dari 1`,
  none: "Tidak ada",
};

/** How a value of a measure is written: a share, a difference, points. */
export function valueText({ scale, factor, measure }: Pick<MeasureFact, "scale" | "factor" | "measure">): (value: number) => string {
  if (scale?.share) return percentText;
  const digits = factor === 1 && measure !== measures.test ? 1 : 0;
  const signed = (scale?.least ?? 0) < 0;
  return (value) => `${signed && value > 0.5 / 10 ** digits ? "+" : ""}${numberText(value, digits)}`;
}

/** `4,2 dari 5 (antara 3,9 dan 4,4)`; undefined for what has no mean. */
export function heldText(fact: MeasureFact): string | undefined {
  const { estimate, scale } = fact;
  if (!estimate || !scale) return undefined;
  const text = valueText(fact);
  const of = scale.share || scale.least < 0 ? "" : texts.of(scale.most);
  return `${text(estimate.value)}${of} (${betweenText(estimate, text)})`;
}

/** `4,2 dari 5 (antara 3,9 dan 4,4); naik 0,3 dari angkatan sebelumnya`; undefined for what has no mean. */
export function estimateText(fact: MeasureFact, than: string): string | undefined {
  const told = heldText(fact);
  const { change } = fact;
  // A change is told only where chance alone does not make it.
  if (told === undefined || !change || (change.low <= 0 && change.high >= 0)) return told;
  const by = numberWithout(valueText(fact)(Math.abs(change.value)));
  return `${told}${change.value > 0 ? texts.rise(by, than) : texts.fall(by, than)}`;
}

const numberWithout = (text: string): string => text.replace(/^\+/, "");

/** The most frequent choices: `Sudah pas 70%, Terlalu cepat 25%`. */
export const choicesText = ({ choices, ranked }: MeasureFact, most: number): string =>
  choices
    .filter((it) => it.count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, most)
    .map((it) => `${plain(it.label)} ${ranked ? `${it.count} orang` : percentText(it.share)}`)
    .join(", ");

/** What a summary leaves out, since something else in it says the same. */
export const besides = (part: PartFacts): Set<string> => {
  const has = (measure: string) => part.measures.some((it) => it.measure === measure);
  const topics = [
    ...(has(measures.nps) ? ["rekomendasi", "nps"] : []),
    ...(has(measures.learning) ? ["dulu", "kini"] : []),
    ...(has(measures.applied) ? ["penerapan", "terap"] : []),
    ...(has(measures.seen) ? ["tampak"] : []),
  ];
  return new Set(part.measures.filter((it) => !it.measure.startsWith("=") && topics.includes(it.topic)).map((it) => it.measure));
};

/** A part's measures, one line each. */
export function measureLines(part: PartFacts, than: string): string[] {
  const left = besides(part);
  return part.measures
    .filter((it) => !left.has(it.measure))
    .flatMap((it) => {
      const told = estimateText(it, than) ?? choicesText(it, 3);
      return told === "" ? [] : [`${measureName(it)}: ${told}${it.measure === measures.learning ? fromTo(part) : ""}`];
    });
}

function fromTo({ measures: all }: PartFacts): string {
  const [then, now] = ["dulu", "kini"].map((topic) => all.find((it) => it.topic === topic && it.estimate && !it.measure.startsWith("=")));
  return then?.estimate && now?.estimate ? texts.fromTo(numberText(then.estimate.value), numberText(now.estimate.value)) : "";
}

/** How far participants and leaders see the same, in one line. */
export function agreementText({ pairs, gap, within, kappa }: Agreement): string {
  const signed = (value: number) => `${value > 0.05 ? "+" : ""}${numberText(value)}`;
  const parts = [texts.pairs(pairs, signed(gap.value), betweenText(gap, signed)), texts.same(percentText(within))];
  return [...parts, ...(kappa === null ? [] : [texts.kappa(numberText(kappa, 2))])].join("; ");
}

/** `contoh kasus (6 orang): “…”` */
export const themeText = ({ term, people, examples }: Theme): string => `${plain(term)} (${people} orang)${examples[0] ? `: “${plain(examples[0])}”` : ""}`;
