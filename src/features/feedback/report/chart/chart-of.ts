import type { Facts, MeasureFact, PartFacts } from "../../measure/facts.ts";
import { measures } from "../../measure/values.ts";
import { valueText } from "../fact-words.ts";
import { betweenText, numberText, percentText } from "../number-words.ts";
import { measureName, partName } from "../part-words.ts";
import { thanText } from "../summary.ts";
import type { Chart, ChoicesRow, IntervalRow, RateRow, Section, StepsRow } from "./chart.ts";

const texts = {
  answered: "Yang menjawab",
  rate: (answered: number, asked: number, share: string) => `${answered} dari ${asked} (${share})`,
  between: (between: string, answered: number) => `${between}; ${answered} jawaban`,
  change: {
    up: (by: string, than: string) => `naik ${by} dari ${than}`,
    down: (by: string, than: string) => `turun ${by} dari ${than}`,
  },
  reaction: "Tanggapan sesudah kelas",
  choices: (name: string, answered: number) => `${name} (${answered} jawaban)`,
  year: (year: number) => `Tahun ${year}`,
  every: "Semua tahun",
  pairs: (pairs: number) => `Selisih tingkat, peserta dikurangi atasan (${pairs} pasang)`,
  alt: (title: string, what: string) => `Grafik evaluasi ${title}: ${what}.`,
  foot: "Garis dan angka dalam rentang: keyakinan 95%.",
  footFormer: (than: string) => `Kotak kosong: nilai ${than}.`,
  footFew: "Isi jawaban ditampilkan mulai 5 orang.",
};

/** Choices of one question in a picture. */
const mostChoices = 6;

/** Everything that may be shown of a group as pictures: what was said of the class, and what became of it at work. Only what facts tell. */
export function chartsOf(title: string, facts: Facts): Chart[] {
  const than = thanText(facts);
  const rates: Section = { title: texts.answered, rows: facts.parts.filter((it) => it.asked > 0).map(rateRow) };
  const shown = facts.parts.filter((it) => !it.hidden);
  const reaction = shown.filter((it) => it.step === "reaksi").map((it) => ({ title: texts.reaction, rows: reactionRows(it, than) }));
  const later = shown.filter((it) => it.step !== "reaksi").map((it) => ({ title: partName(it), rows: laterRows(it, than), part: it }));
  const subtitle = facts.group.kind === "kelas" ? [] : [facts.year === null ? texts.every : texts.year(facts.year)];
  const made = (sections: Section[]): Chart[] => {
    const own = sections.filter((it) => it.rows.length > 0);
    if (own.every((it) => it.rows.every((row) => row.kind === "rate"))) return [];
    const former = own.some((it) => it.rows.some((row) => row.kind === "interval" && row.former !== undefined));
    const alt = texts.alt(title, own.map((it) => it.title.toLowerCase()).join("; "));
    return [{ title, subtitle, sections: own, foot: [texts.foot, ...(former ? [texts.footFormer(than)] : []), texts.footFew], alt }];
  };
  const early = Math.min(...shown.filter((it) => it.step === "perilaku").map((it) => it.afterDays));
  const until = (part: PartFacts) => part.step !== "perilaku" || part.afterDays <= early;
  return [...made([rates, ...reaction]), ...made(later.filter((it) => until(it.part))), ...made(later.filter((it) => !until(it.part)))];
}

const rateRow = (part: PartFacts): RateRow => ({
  kind: "rate",
  name: partName(part),
  share: part.answered / part.asked,
  value: texts.rate(part.answered, part.asked, percentText(part.answered / part.asked)),
});

function reactionRows(part: PartFacts, than: string): Section["rows"] {
  const nps = part.measures.find((it) => it.measure === measures.nps);
  return [
    ...part.measures.filter((it) => !it.measure.startsWith("=") && it.kind !== "nps").flatMap((it) => stepsRow(it, than) ?? choicesRow(it) ?? []),
    ...(nps ? [npsSpread(part), intervalRow(nps, than)].flatMap((it) => it ?? []) : []),
  ];
}

const told: string[] = [measures.learning, measures.test, measures.applied, measures.seen, measures.level];

function laterRows(part: PartFacts, than: string): Section["rows"] {
  const values = part.measures.filter((it) => told.includes(it.measure)).flatMap((it) => intervalRow(it, than) ?? []);
  const spread = part.measures.filter((it) => ["dulu", "kini"].includes(it.topic) && !it.measure.startsWith("=")).flatMap((it) => stepsRow(it, than) ?? []);
  const choices = part.measures.filter((it) => it.ranked || (it.kind === "single" && !it.scale)).flatMap((it) => choicesRow(it) ?? []);
  return [...values, ...spread, ...agreementRows(part), ...choices];
}

function stepsRow(fact: MeasureFact, than: string): StepsRow | undefined {
  if (!fact.estimate || !fact.scale || fact.choices.length < 2 || fact.ranked) return undefined;
  const text = valueText(fact);
  return {
    kind: "steps",
    name: measureName(fact),
    shares: fact.choices.map((it) => it.share),
    ends: endsOf(fact.choices),
    value: `${text(fact.estimate.value)} dari ${fact.scale.most}`,
    note: noteOf(fact, than),
  };
}

/** What the outermost pieces of the bar stand for: the lowest and the highest step that somebody chose, one name where all chose the same. */
function endsOf(choices: { label: string; share: number }[]): [string, string] {
  const given = choices.filter((it) => it.share > 0);
  return [given[0]?.label ?? "", given.length > 1 ? (given.at(-1)?.label ?? "") : ""];
}

/** Who would dissuade, who is in between, who would recommend. */
function npsSpread(part: PartFacts): StepsRow | undefined {
  const fact = part.measures.find((it) => it.kind === "nps" && !it.measure.startsWith("="));
  if (!fact || fact.choices.length === 0) return undefined;
  const band = (from: number, to: number) => ({
    label: `${from}–${to}`,
    share: fact.choices.filter((it) => Number(it.value) >= from && Number(it.value) <= to).reduce((all, it) => all + it.share, 0),
  });
  const bands = [band(0, 6), band(7, 8), band(9, 10)];
  return { kind: "steps", name: measureName(fact), shares: bands.map((it) => it.share), ends: endsOf(bands), value: "", note: "" };
}

function intervalRow(fact: MeasureFact, than: string): IntervalRow | undefined {
  if (!fact.estimate || !fact.scale) return undefined;
  const text = valueText(fact);
  const [least, most] = axisOf(fact);
  const middle = least < 0 ? 0 : (least + most) / 2;
  return {
    kind: "interval",
    name: measureName(fact),
    least,
    most,
    ticks: [least, middle, most].map((at) => ({ at, text: text(at) })),
    estimate: fact.estimate,
    ...(fact.former !== undefined && { former: fact.former }),
    value: text(fact.estimate.value),
    note: noteOf(fact, than),
  };
}

/** As much of the scale as holds what is shown, from nought where there is one, so that a small effect does not vanish on a wide scale. */
function axisOf({ measure, scale, factor, estimate, former }: MeasureFact): [number, number] {
  const [least, most] = [(scale?.least ?? 0) * factor, (scale?.most ?? 1) * factor];
  if (measure !== measures.learning && measure !== measures.test) return [least, most];
  const step = measure === measures.test ? 20 : 1;
  const held = [estimate?.low ?? 0, estimate?.high ?? 0, former ?? 0];
  return [
    Math.max(least, Math.min(-step, Math.floor(Math.min(...held) / step) * step)),
    Math.min(most, Math.max(2 * step, Math.ceil(Math.max(...held) / step) * step)),
  ];
}

function agreementRows({ agreement }: PartFacts): IntervalRow[] {
  if (!agreement) return [];
  const text = (it: number) => `${it > 0.05 ? "+" : ""}${numberText(it)}`;
  const { gap, pairs } = agreement;
  const ticks = [-2, 0, 2].map((at) => ({ at, text: text(at) }));
  const wide = Math.max(2, Math.ceil(Math.max(Math.abs(gap.low), Math.abs(gap.high))));
  return [{ kind: "interval", name: texts.pairs(pairs), least: -wide, most: wide, ticks, estimate: gap, value: text(gap.value), note: betweenText(gap, text) }];
}

function choicesRow(fact: MeasureFact): ChoicesRow | undefined {
  if (fact.choices.length === 0 || fact.kind === "nps") return undefined;
  return {
    kind: "choices",
    name: texts.choices(measureName(fact), fact.answered),
    choices: fact.choices.slice(0, mostChoices).map((it) => ({ label: it.label, share: it.share, value: `${it.count} (${percentText(it.share)})` })),
  };
}

function noteOf(fact: MeasureFact, than: string): string {
  const { estimate, change } = fact;
  const text = valueText(fact);
  const lead = texts.between(betweenText(estimate ?? { low: 0, high: 0 }, text), fact.answered);
  // As in words, a change is told only where chance alone does not make it; what it was before is drawn anyway.
  if (!change || (change.low <= 0 && change.high >= 0)) return lead;
  const by = text(Math.abs(change.value)).replace(/^\+/, "");
  return `${lead}; ${change.value > 0 ? texts.change.up(by, than) : texts.change.down(by, than)}`;
}
