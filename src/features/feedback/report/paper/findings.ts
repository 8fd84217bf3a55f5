import type { Facts, MeasureFact, PartFacts } from "../../measure/facts.ts";
import { measures } from "../../measure/values.ts";
import { estimateText, heldText } from "../fact-words.ts";
import { betweenText, numberText, percentText } from "../number-words.ts";
import { hiddenText, measureName, partName } from "../part-words.ts";
import { thanText } from "../summary.ts";

/** What follows from the results: each a sentence with its figures. */
export interface Findings {
  keep: string[];
  change: string[];
  unknown: string[];
}

const texts = {
  told: (name: string, part: string, words: string, told: string) => `${name} (${part}) ${words}: ${told}`,
  good: { mean: "dinilai baik", nps: "lebih banyak yang menyarankan daripada yang tidak", gain: "terbukti naik", share: "lebih dari separuh" },
  bad: { mean: "dinilai kurang", nps: "lebih banyak yang tidak menyarankan", gain: "terbukti turun", share: "kurang dari separuh" },
  open: (part: string, told: string[]) => `${part}: rentangnya terlalu lebar untuk disimpulkan pada ${told.join("; ")}`,
  better: "membaik",
  worse: "memburuk",
  tempo: { pas: "Kecepatan dan lamanya dipertahankan", lambat: "Percepat penyampaian", cepat: "Perlambat penyampaian atau tambah waktunya" },
  tempoTold: (what: string, label: string, count: number, answered: number) => `${what}: ${count} dari ${answered} menjawab “${label}”`,
  obstacle: (label: string, count: number, answered: number, when: string, advice: string) =>
    `Hambatan “${label}” disebut ${count} dari ${answered} orang (${when})${advice === "" ? "" : `; ${advice}`}`,
  gap: (more: boolean, gap: string, between: string, pairs: number) =>
    `Peserta menilai tingkat perilakunya ${more ? "lebih tinggi" : "lebih rendah"} daripada atasan: selisih ${gap} tingkat (${between}; ${pairs} pasang). Bahas patokan perilakunya bersama`,
  silent: (part: string, answered: number, asked: number, share: string) =>
    `${part}: hanya ${answered} dari ${asked} menjawab (${share}). Nilainya sudah memperhitungkan yang diketahui tentang yang tidak menjawab, tetapi pendapat mereka sendiri tidak diketahui`,
  hidden: (part: string, why: string) => `${part}: ${why}`,
  missing: { belajar: "Hasil belajar belum ditanyakan", perilaku: "Penerapan di pekerjaan belum ditanyakan, atau belum waktunya" },
  noTest: "Tes awal dan akhir belum cukup untuk dibandingkan; kenaikan kemampuan baru menurut peserta sendiri",
  noLeaders: "Penilaian atasan belum cukup untuk ditampilkan",
  noFormer: "Belum ada hasil sebelumnya sebagai pembanding",
  cause: "Tanpa kelompok pembanding, perubahan di pekerjaan tidak seluruhnya dapat disebut hasil pelatihan ini",
};

/** What an obstacle asks for, by its id in the shipped survey. */
const advice: Record<string, string> = {
  waktu: "sepakati waktu penerapan dengan atasan sejak sebelum kelas",
  alat: "periksa alat di unit sebelum kelas, atau berlatih dengan alat yang ada",
  atasan: "libatkan atasan sebelum dan sesudah kelas",
  anggaran: "pilih latihan yang tidak memerlukan biaya, atau masukkan ke rencana anggaran",
  kesempatan: "panggil peserta yang tugasnya segera memakai isi pelatihan ini",
};

/** From where on a mean is good or poor, as a place on its scale: 3,8 and 3,4 of five. */
const [goodFrom, poorUntil] = [0.7, 0.6];
/** Below this many of those asked, who kept silent is worth a word; from this share on an obstacle is. */
const [fewAnswers, obstacleFrom] = [0.5, 0.25];

/** Draws what can be concluded: only where the whole interval lies on one side; all else is said to be unknown. */
export function findingsOf(facts: Facts): Findings {
  const found: Findings = { keep: [], change: [], unknown: [] };
  const lastAsked = facts.parts.findLast((it) => it.measures.some((one) => one.topic === "hambatan"));
  for (const part of facts.parts) {
    if (part.hidden) found.unknown.push(texts.hidden(partName(part), hiddenText(part)));
    else judgePart(part, thanText(facts), found);
    if (!part.hidden && part.asked > 0 && part.answered / part.asked < fewAnswers)
      found.unknown.push(texts.silent(partName(part), part.answered, part.asked, percentText(part.answered / part.asked)));
  }
  if (lastAsked) judgeObstacles(lastAsked, found);
  found.unknown.push(...missingIn(facts));
  return found;
}

function judgePart(part: PartFacts, than: string, found: Findings): void {
  const open: string[] = [];
  for (const fact of part.measures) {
    const told = estimateText(fact, than);
    const verdict = told === undefined ? undefined : verdictOf(fact);
    if (fact.topic === "tempo") judgeTempo(fact, found);
    if (told === undefined || verdict === undefined) continue;
    const { side, words } = turned(verdict, fact);
    if (side === "unknown") open.push(`${measureName(fact)} ${heldText(fact)}`);
    else found[side].push(texts.told(measureName(fact), partName(part).toLowerCase(), words, told));
  }
  if (open.length > 0) found.unknown.push(texts.open(partName(part), open));
  const { agreement } = part;
  if (agreement && (agreement.gap.low > 0 || agreement.gap.high < 0)) {
    const text = (it: number) => `${it > 0.05 ? "+" : ""}${numberText(it)}`;
    found.change.push(texts.gap(agreement.gap.value > 0, text(agreement.gap.value), betweenText(agreement.gap, text), agreement.pairs));
  }
}

interface Verdict {
  side: keyof Findings;
  words: string;
}

/** What has surely become worse is to be looked at, however good it still is; what has surely become better is kept, unless it is still poor. */
function turned(verdict: Verdict, { change }: MeasureFact): Verdict {
  if (change && change.high < 0) return { side: "change", words: texts.worse };
  return change && change.low > 0 && verdict.side !== "change" ? { side: "keep", words: texts.better } : verdict;
}

/** On which side the whole interval lies; undefined where a measure is no verdict by itself (a level, what somebody could before). */
function verdictOf({ measure, topic, estimate, scale, factor }: MeasureFact): Verdict | undefined {
  if (!estimate || !scale) return undefined;
  const kind = kindOf(measure, topic);
  if (!kind) return undefined;
  const place = (it: number) => (it / factor - scale.least) / (scale.most - scale.least);
  const [good, poor] = kind === "mean" ? [goodFrom, poorUntil] : [0.5, 0.5];
  if (place(estimate.low) > good || (kind === "mean" && place(estimate.low) >= good)) return { side: "keep", words: texts.good[kind] };
  if (place(estimate.high) < poor) return { side: "change", words: texts.bad[kind] };
  return place(estimate.low) >= poor ? undefined : { side: "unknown", words: "" };
}

function kindOf(measure: string, topic: string): keyof typeof texts.good | undefined {
  if (measure === measures.nps) return "nps";
  if (measure === measures.learning || measure === measures.test) return "gain";
  if (measure === measures.applied || measure === measures.seen) return "share";
  return ["pembicara", "materi", "relevansi", "fasilitas"].includes(topic) ? "mean" : undefined;
}

function judgeTempo({ choices, answered }: MeasureFact, found: Findings): void {
  const [first] = choices.toSorted((a, b) => b.count - a.count);
  const what = first && texts.tempo[first.value as keyof typeof texts.tempo];
  if (!first || !what || first.share <= 0.5) return;
  found[first.value === "pas" ? "keep" : "change"].push(texts.tempoTold(what, first.label, first.count, answered));
}

/** What is in the way last, where it was asked more than once. */
function judgeObstacles(part: PartFacts, found: Findings): void {
  for (const { choices, answered } of part.measures.filter((it) => it.topic === "hambatan")) {
    const named = choices.filter((it) => it.value !== "tidak_ada" && it.share >= obstacleFrom).toSorted((a, b) => b.count - a.count);
    for (const it of named.slice(0, 3)) found.change.push(texts.obstacle(it.label, it.count, answered, partName(part).toLowerCase(), advice[it.value] ?? ""));
  }
}

/** What was not asked or cannot be compared. */
function missingIn({ parts, before }: Facts): string[] {
  const shown = parts.filter((it) => !it.hidden);
  const has = (step: PartFacts["step"]) => parts.some((it) => it.step === step);
  const tested = shown.some((it) => it.measures.some((one) => one.measure === measures.test));
  const led = shown.some((it) => it.capacity === "atasan");
  return [
    ...(has("belajar") ? [] : [texts.missing.belajar]),
    ...(has("perilaku") ? [] : [texts.missing.perilaku]),
    ...(shown.some((it) => it.step === "belajar") && !tested ? [texts.noTest] : []),
    ...(has("perilaku") && !led ? [texts.noLeaders] : []),
    ...(before === null && parts.every((it) => it.runs < 2) ? [texts.noFormer] : []),
    ...(shown.some((it) => it.step === "perilaku") ? [texts.cause] : []),
  ];
}
