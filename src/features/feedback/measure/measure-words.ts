import type { Item, Survey } from "../survey/survey.ts";
import type { Scale } from "./estimate.ts";
import { aboutOf, isApplied, isNow, isObstacle, isSeen, isThen, keysOf, measures } from "./values.ts";

/** How a measure was asked and is read. */
export interface MeasureWords {
  ask: string;
  topic: string;
  kind: Item["kind"] | "lain";
  /** In the order of the survey; what is computed comes behind what it is computed from. */
  place: number;
  labels: Map<string, string>;
  /** Where a mean says something. */
  scale?: Scale;
  /** What an estimate is told in: a hundredth for NPS. */
  factor: number;
  /** Most frequent choice first. */
  ranked?: boolean;
}

const texts = {
  nps: "Skor NPS (−100 sampai 100)",
  learning: "Peningkatan kemampuan menurut peserta (sekarang dikurangi sebelum)",
  test: "Kenaikan nilai tes (akhir dikurangi awal)",
  applied: "Menerapkan isi pelatihan (kadang-kadang atau lebih)",
  seen: "Perubahan tampak bagi atasan (cukup tampak atau lebih)",
  level: "Tingkat perilaku",
  pairSelf: "Tingkat perilaku menurut peserta, yang juga dinilai atasan",
  pairLeader: "Tingkat perilaku peserta itu menurut atasan",
  pairGap: "Selisih peserta dan atasan",
  somebody: "pegawai",
  theClass: "kelas ini",
};

/** By measure, from all editions of all surveys: what was asked last counts, and what is asked no more stays readable. */
export function measureWords(surveys: Survey[]): Map<string, MeasureWords> {
  const found = new Map<string, MeasureWords>();
  for (const survey of surveys) survey.items.forEach((item, at) => wordsOf(item, survey.level * 100 + at * 2).forEach((it, key) => found.set(key, it)));
  return found;
}

function wordsOf(item: Item, place: number): Map<string, MeasureWords> {
  const found = new Map<string, MeasureWords>();
  // What was asked of each in other words is told of all.
  const asked = (ask: string) => ask.replaceAll("{pegawai}", texts.somebody).replaceAll("{kelas}", texts.theClass);
  const put = (measure: string, own: Partial<MeasureWords>) =>
    found.set(measure, { ask: asked(item.ask), topic: aboutOf(item), kind: item.kind, place, labels: new Map(), factor: 1, ...own });
  const computed = (measure: string, ask: string, scale: Scale, factor = 1) => put(measure, { ask, kind: "lain", place: place + 1, scale, factor });
  const scale = scaleOf(item);
  const labels = new Map("choices" in item ? item.choices.map((it) => [String(it.value), it.label]) : []);
  if (item.kind === "behaviour") {
    const levels = { least: 0, most: 5 };
    computed(measures.level, texts.level, levels);
    computed(measures.pairSelf, texts.pairSelf, levels);
    computed(measures.pairLeader, texts.pairLeader, levels);
    computed(measures.pairGap, texts.pairGap, { least: -5, most: 5 });
    return found;
  }
  for (const key of keysOf(item)) {
    const row = item.kind === "matrix" ? item.rows.find((it) => key === `${item.id}.${it.id}`) : undefined;
    put(key, {
      ...(row && { ask: asked(`${item.ask} ${row.ask}`) }),
      labels,
      ...(scale && { scale }),
      ...(isObstacle(item) || item.kind === "multiple" ? { ranked: true } : {}),
    });
  }
  if (item.kind === "nps") computed(measures.nps, texts.nps, { least: -1, most: 1 }, 100);
  if (isApplied(item)) computed(measures.applied, texts.applied, { least: 0, most: 1, share: true });
  if (isSeen(item)) computed(measures.seen, texts.seen, { least: 0, most: 1, share: true });
  if ((isThen(item) || isNow(item)) && scale) {
    const range = scale.most - scale.least;
    computed(measures.learning, texts.learning, { least: -range, most: range });
    computed(measures.test, texts.test, { least: -100, most: 100 });
  }
  return found;
}

function scaleOf(item: Item): Scale | undefined {
  if (item.kind === "nps") return { least: 0, most: 10 };
  if (item.kind === "number") return { least: item.least, most: item.most };
  if (item.kind !== "scale" && item.kind !== "matrix") return undefined;
  const values = item.choices.map((it) => it.value);
  return { least: Math.min(...values), most: Math.max(...values) };
}
