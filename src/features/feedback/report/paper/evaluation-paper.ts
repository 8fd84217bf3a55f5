import { clockTime, localDate, longDate } from "../../../../core/time.ts";
import type { Facts, PartFacts } from "../../measure/facts.ts";
import { measures } from "../../measure/values.ts";
import type { Chart } from "../chart/chart.ts";
import { agreementText, besides, choicesText, estimateText, heldText, valueText } from "../fact-words.ts";
import { answeredText, betweenText, numberText } from "../number-words.ts";
import { hiddenText, measureName, partName } from "../part-words.ts";
import { thanText } from "../summary.ts";
import { findingsOf } from "./findings.ts";
import type { Paper, PaperBlock } from "./paper.ts";

/** Everything that a report is made of; nothing in it but what may be shown (`facts`). */
export interface EvaluationSource {
  title: string;
  city: string;
  zone: string;
  now: Temporal.Instant;
  exportNo: string;
  facts: Facts;
  /** Runs of the training, newest first, each with its own facts. */
  runs: { title: string; facts: Facts }[];
  /** What was noted as changed because participants asked for it. */
  changes: { asked: string; changed: string }[];
  /** Why the training is listed for redesign; undefined = it is not. */
  redesign?: string | undefined;
  charts: { chart: Chart; png: Uint8Array }[];
}

const texts = {
  title: "LAPORAN EVALUASI PELATIHAN",
  of: { kelas: "Kelas", pelatihan: "Pelatihan", penyelenggara: "Penyelenggara", pemateri: "Pemateri", unit: "Unit kerja", kota: "Kota" },
  year: (year: number | null) => (year === null ? "Semua tahun" : `Tahun ${year}`),
  made: (at: string, city: string, no: string) => `Disusun ${at}, ${city}; nomor ekspor ${no}`,
  foot: "Disusun otomatis oleh Kawan ASN dari jawaban survei sebagai bahan petugas; bukan penilaian resmi.",
  summary: "Ringkasan",
  conclusion: "Simpulan",
  verdicts: {
    none: "Belum dapat disimpulkan: isi jawaban ditampilkan mulai lima orang.",
    redesign: (why: string) => `Pelatihan ini perlu dirancang ulang: ${why}.`,
    change: (changes: number) => `Dapat dilanjutkan dengan perbaikan: ${changes} hal pada bagian “Yang perlu diubah”.`,
    keep: "Dapat dilanjutkan seperti sekarang: tidak ada yang terbukti perlu diubah.",
  },
  keep: "Yang dipertahankan",
  change: "Yang perlu diubah",
  nothingKeep: "Belum ada yang terbukti baik dengan keyakinan 95%.",
  nothingChange: "Belum ada yang terbukti kurang dengan keyakinan 95%.",
  done: "Yang sudah diubah karena masukan peserta",
  doneLine: (asked: string, changed: string) => `Diminta: ${asked}. Diubah: ${changed}`,
  comments: "Yang ditulis peserta",
  commentsLead: "Kata yang dipakai tiga orang atau lebih, dengan contoh kalimat tanpa nama dan nomor.",
  commentsHeaders: ["Tema", "Orang", "Contoh"],
  compare: (than: string) => `Perbandingan dengan ${than}`,
  compareHeaders: ["Ukuran", "Sebelumnya", "Sekarang", "Perubahan (rentang 95%)"],
  sure: { up: "naik", down: "turun", none: "tidak terbukti berubah" },
  runs: "Perbandingan antarangkatan",
  runsHeaders: ["Angkatan", "Menjawab", "NPS", "Kenaikan kemampuan", "Menerapkan"],
  unknown: "Yang belum diketahui",
  evidence: "Bukti: semua angka",
  evidenceHeaders: ["Ukuran", "Nilai (rentang 95%)", "Penjawab"],
  charts: "Grafik",
  how: "Cara membaca",
  howText: [
    "Nilai adalah perkiraan pendapat semua yang diminta, termasuk yang tidak menjawab, sejauh diketahui dari kehadiran, tes, dan kebiasaan menjawab. Rentang 95% menunjukkan seberapa yakin perkiraan itu.",
    "Sesuatu disebut baik atau kurang hanya bila seluruh rentangnya berada di satu sisi: rata-rata baik mulai 3,8 dari 5 dan kurang di bawah 3,4 dari 5; penerapan dibanding separuh peserta; kenaikan dan NPS dibanding nol.",
    "Isi jawaban hanya ditampilkan dari kelompok berisi lima orang atau lebih, dan tidak pernah per orang.",
  ],
};

/** The report of a group, as an officer would write it: conclusion, what to keep and to change, evidence, and what is not known. */
export function evaluationPaper(source: EvaluationSource): Paper {
  const { facts, now, zone } = source;
  const at = `${longDate(localDate(now, zone))} ${clockTime(now, zone)}`;
  const group = texts.of[facts.group.kind];
  return {
    title: texts.title,
    lead: [`${group}: ${source.title}`, ...(facts.group.kind === "kelas" ? [] : [texts.year(facts.year)]), texts.made(at, source.city, source.exportNo)],
    blocks: blocksOf(source),
    foot: texts.foot,
    author: source.city,
    madeAt: now.toString(),
  };
}

function blocksOf(source: EvaluationSource): PaperBlock[] {
  const { facts, changes } = source;
  const found = findingsOf(facts);
  const shown = facts.parts.filter((it) => !it.hidden);
  const heading = (text: string): PaperBlock => ({ kind: "heading", text });
  const list = (items: string[], none: string): PaperBlock => (items.length === 0 ? { kind: "text", text: none } : { kind: "list", items });
  return [
    heading(texts.summary),
    { kind: "list", items: facts.parts.map((it) => summaryOf(it, thanText(facts))) },
    heading(texts.conclusion),
    { kind: "text", text: verdictOf(source, shown.length > 0, found.change.length) },
    ...(shown.length > 0 ? [heading(texts.keep), list(found.keep, texts.nothingKeep), heading(texts.change), list(found.change, texts.nothingChange)] : []),
    ...(changes.length > 0
      ? [
          heading(texts.done),
          list(
            changes.map((it) => texts.doneLine(it.asked, it.changed)),
            "",
          ),
        ]
      : []),
    ...commentBlocks(shown, heading),
    ...compareBlocks(facts, heading),
    ...runBlocks(source, heading),
    heading(texts.unknown),
    { kind: "list", items: found.unknown },
    ...(source.charts.length > 0 ? [picturesOf(source)] : []),
    ...(shown.length > 0 ? [heading(texts.evidence)] : []),
    ...shown.flatMap(evidenceOf),
    heading(texts.how),
    ...texts.howText.map((text): PaperBlock => ({ kind: "text", text })),
  ];
}

const picturesOf = ({ charts }: EvaluationSource): PaperBlock => ({
  kind: "pictures",
  heading: texts.charts,
  pictures: charts.map(({ chart, png }) => ({ png, ...sizeOf(png), alt: chart.alt })),
});

/** The wide and high of a PNG, from its own header. */
const sizeOf = (png: Uint8Array): { width: number; height: number } => {
  const head = Buffer.from(png.buffer, png.byteOffset, 24);
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
};

const headlines: string[] = [measures.nps, measures.learning, measures.test, measures.applied, measures.seen];

function summaryOf(part: PartFacts, than: string): string {
  const lead = `${partName(part)}: ${answeredText(part)}`;
  if (part.hidden) return `${lead}; ${hiddenText(part)}.`;
  const told = part.measures.filter((it) => headlines.includes(it.measure) || it.topic === "pembicara" || it.topic === "relevansi");
  const values = told.flatMap((it) => {
    const text = estimateText(it, than);
    return text === undefined ? [] : [`${measureName(it)} ${text}`];
  });
  return [lead, ...values].join(". ").concat(".");
}

function verdictOf({ redesign, facts }: EvaluationSource, known: boolean, changes: number): string {
  if (!known) return texts.verdicts.none;
  if (redesign !== undefined && facts.group.kind === "pelatihan") return texts.verdicts.redesign(redesign);
  return changes > 0 ? texts.verdicts.change(changes) : texts.verdicts.keep;
}

function commentBlocks(shown: PartFacts[], heading: (text: string) => PaperBlock): PaperBlock[] {
  const rows = shown.flatMap((part) => part.themes.map((it) => [it.term, String(it.people), it.examples.map((one) => `“${one}”`).join(" ")]));
  return rows.length === 0
    ? []
    : [heading(texts.comments), { kind: "text", text: texts.commentsLead }, { kind: "table", headers: texts.commentsHeaders, rows, widths: [24, 10, 66] }];
}

function compareBlocks(facts: Facts, heading: (text: string) => PaperBlock): PaperBlock[] {
  const rows = facts.parts.flatMap((part) => {
    const left = besides(part);
    return part.measures.flatMap((it) => {
      if (left.has(it.measure) || it.former === undefined || !it.estimate || !it.change) return [];
      const text = valueText(it);
      const { change } = it;
      const words = change.low > 0 ? texts.sure.up : change.high < 0 ? texts.sure.down : texts.sure.none;
      return [[`${measureName(it)}, ${partName(part).toLowerCase()}`, text(it.former), text(it.estimate.value), `${words} (${betweenText(change, text)})`]];
    });
  });
  return rows.length === 0 ? [] : [heading(texts.compare(thanText(facts))), { kind: "table", headers: texts.compareHeaders, rows, widths: [40, 15, 15, 30] }];
}

function runBlocks({ runs }: EvaluationSource, heading: (text: string) => PaperBlock): PaperBlock[] {
  const rows = runs.map(({ title, facts }) => {
    const [reaction] = facts.parts.filter((it) => it.step === "reaksi");
    const value = (measure: string) => {
      const it = facts.parts
        .filter((part) => !part.hidden)
        .flatMap((part) => part.measures.find((one) => one.measure === measure) ?? [])
        .at(-1);
      return it?.estimate ? `${valueText(it)(it.estimate.value)} (${betweenText(it.estimate, valueText(it))})` : "–";
    };
    return [title, reaction ? `${reaction.answered} dari ${reaction.asked}` : "–", value(measures.nps), value(measures.learning), value(measures.applied)];
  });
  return rows.length < 2 ? [] : [heading(texts.runs), { kind: "table", headers: texts.runsHeaders, rows, widths: [30, 13, 19, 19, 19] }];
}

function evidenceOf(part: PartFacts): PaperBlock[] {
  const rows = part.measures.flatMap((it) => {
    const told = heldText(it) ?? choicesText(it, 6);
    return told === "" ? [] : [[measureName(it), told, numberText(it.answered, 0)]];
  });
  return [
    { kind: "subheading", text: `${partName(part)}: ${answeredText(part)}` },
    { kind: "table", headers: texts.evidenceHeaders, rows, widths: [34, 52, 14] },
    ...(part.agreement ? [{ kind: "text" as const, text: `${agreementText(part.agreement)}.` }] : []),
  ];
}
