import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { density, fontFiles } from "../../../../src/drawing/picture.ts";
import { pictureWidth } from "../../../../src/drawing/pieces.ts";
import type { Facts, MeasureFact, PartFacts } from "../../../../src/features/feedback/measure/facts.ts";
import type { Chart, Row } from "../../../../src/features/feedback/report/chart/chart.ts";
import { chartsOf } from "../../../../src/features/feedback/report/chart/chart-of.ts";
import { evaluationPng, evaluationSvg } from "../../../../src/features/feedback/report/chart/draw.ts";

const steps = ["Sangat kurang", "Kurang", "Cukup", "Baik", "Sangat baik"];
const fact = (measure: string, more: Partial<MeasureFact> = {}): MeasureFact => ({
  measure,
  ask: `Bagaimana ${measure}?`,
  topic: measure,
  kind: "scale",
  place: 1,
  labels: new Map(),
  factor: 1,
  answered: 20,
  choices: steps.map((label, at) => ({ value: String(at + 1), label, count: at + 2, share: (at + 2) / 20 })),
  scale: { least: 1, most: 5 },
  estimate: { value: 3.9, low: 3.5, high: 4.3, answered: 20, asked: 30, runs: 1 },
  ...more,
});
const part = (step: PartFacts["step"], afterDays: number, own: MeasureFact[], more: Partial<PartFacts> = {}): PartFacts => ({
  step,
  afterDays,
  capacity: "peserta",
  asked: 30,
  answered: 20,
  shown: 20,
  runs: 1,
  measures: own,
  themes: [],
  ...more,
});
const share = (value: number) => ({ value, low: value - 0.1, high: value + 0.1, answered: 20, asked: 30, runs: 1 });
const obstacles = fact("hambatan", { kind: "multiple", ranked: true, choices: [{ value: "waktu", label: "Waktu", count: 9, share: 0.45 }] });
const { estimate: _, scale: __, ...ranked } = obstacles;
const applied = (value: number) => fact("=terap", { kind: "lain", scale: { least: 0, most: 1, share: true }, estimate: share(value), choices: [] });
const facts: Facts = {
  group: { kind: "kelas", id: 1 },
  year: null,
  before: { group: { kind: "kelas", id: 2 }, year: null },
  parts: [
    part("reaksi", 0, [
      fact("pembicara", { change: { value: 0.4, low: 0.1, high: 0.7 }, former: 3.5 }),
      fact("=nps", {
        kind: "lain",
        factor: 100,
        scale: { least: -1, most: 1 },
        estimate: { value: 20, low: -5, high: 45, answered: 20, asked: 30, runs: 1 },
        former: 35,
      }),
    ]),
    part("belajar", 0, [
      fact("=belajar", { kind: "lain", scale: { least: -4, most: 4 }, estimate: { value: 0.8, low: 0.5, high: 1.1, answered: 20, asked: 30, runs: 1 } }),
    ]),
    part("perilaku", 30, [applied(0.6), ranked as MeasureFact]),
    part("perilaku", 90, [applied(0.4)]),
    part("perilaku", 90, [], { capacity: "atasan", answered: 4, shown: 0, hidden: "kurang_dari_lima" }),
  ],
};
const rowsOf = (all: Facts): Row[] => chartsOf("Kelas Contoh", all).flatMap((it) => it.sections.flatMap((one) => one.rows));
const sizesIn = (svg: string): number[] => [...svg.matchAll(/<text ([^>]*)>/g)].map(([, how = ""]) => Number(/font-size[:=]"?([\d.]+)px/.exec(how)?.[1]));

describe("pictures of results", () => {
  it("tell who answered, how answers are spread, effects with their intervals, and what it was before", () => {
    const rows = rowsOf(facts);
    expect(rows.filter((it) => it.kind === "rate").map((it) => [it.name, it.value])).toContainEqual([
      "Perilaku sesudah 90 hari, menurut atasan",
      "4 dari 30 (13%)",
    ]);
    expect(rows.find((it) => it.kind === "steps")).toMatchObject({
      value: "3,9 dari 5",
      note: "antara 3,5 dan 4,3; 20 jawaban; naik 0,4 dari angkatan sebelumnya",
    });
    const intervals = rows.filter((it) => it.kind === "interval");
    expect(intervals.map((it) => [it.name, it.value, it.former])).toEqual([
      ["NPS (saran kepada rekan)", "+20", 35],
      ["Kenaikan kemampuan", "+0,8", undefined],
      ["Menerapkan isinya", "60%", undefined],
      ["Menerapkan isinya", "40%", undefined],
    ]);
    expect(rows.find((it) => it.kind === "choices")).toMatchObject({ choices: [{ label: "Waktu", value: "9 (45%)" }] });
  });

  it("name at the ends of a bar what its outermost pieces stand for", () => {
    const said = (counts: number[]) =>
      fact("materi", { choices: steps.map((label, at) => ({ value: String(at + 1), label, count: counts[at] ?? 0, share: (counts[at] ?? 0) / 13 })) });
    const scores = ["7", "10"].map((value, at) => ({ value, label: value, count: 5 + at, share: (5 + at) / 11 }));
    const nps = fact("nps", { kind: "nps", scale: { least: 0, most: 10 }, choices: scores });
    const rows = rowsOf({ ...facts, parts: [part("reaksi", 0, [said([0, 0, 0, 7, 6]), said([0, 13]), nps, fact("=nps", { kind: "lain", choices: [] })])] });
    expect(rows.flatMap((it) => (it.kind === "steps" ? [it.ends] : []))).toEqual([
      ["Baik", "Sangat baik"],
      ["Kurang", ""],
      ["7–8", "9–10"],
    ]);
  });

  it("tell the day of a class with a long name", async () => {
    const svg = await evaluationSvg((chartsOf("Pelayanan Publik Berbasis Elektronik bagi Petugas Garis Depan — Minggu, 20 Sep 2026", facts) as [Chart])[0]);
    expect([...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text).join(" ")).toContain("20 Sep 2026");
  });

  it("are not made where nothing may be shown, and hold nothing of what is hidden", () => {
    const hidden = facts.parts.map((it) => ({ ...it, answered: 4, measures: [], hidden: "kurang_dari_lima" as const }));
    expect(chartsOf("Kelas Contoh", { ...facts, parts: hidden })).toEqual([]);
    expect(chartsOf("Kelas Contoh", facts).flatMap((it) => it.sections.map((one) => one.title))).not.toContain("Perilaku sesudah 90 hari, menurut atasan");
  });

  it("are drawn with letters no smaller than eleven points, inside the width of a phone", async () => {
    const font = { fontFiles: Object.values(fontFiles()), loadSystemFonts: false };
    const long = "Penyelenggaraan Pengawasan dan Pengendalian Pemanfaatan Ruang Terpadu Wilayah ".repeat(3);
    for (const chart of chartsOf(long, facts)) {
      const svg = await evaluationSvg(chart);
      expect(Math.min(...sizesIn(svg))).toBeGreaterThanOrEqual(11);
      expect(svg).toMatch(/^<svg role="img" [^>]*><title>Grafik evaluasi/);
      const drawn = new Resvg(svg, { font }).innerBBox();
      expect(drawn && drawn.x >= 0 && drawn.x + drawn.width <= pictureWidth + 0.5).toBe(true);
      const png = Buffer.from(await evaluationPng(chart));
      expect([png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual(["PNG", density * pictureWidth]);
    }
  });
});
