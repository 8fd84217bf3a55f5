import { describe, expect, it } from "vitest";
import type { Facts, MeasureFact, PartFacts } from "../../../../src/features/feedback/measure/facts.ts";
import { findingsOf } from "../../../../src/features/feedback/report/paper/findings.ts";

const mean = (topic: string, value: number, half: number, more: Partial<MeasureFact> = {}): MeasureFact => ({
  measure: topic,
  ask: topic,
  topic,
  kind: "scale",
  place: 1,
  labels: new Map(),
  factor: 1,
  answered: 20,
  choices: [],
  scale: { least: 1, most: 5 },
  estimate: { value, low: value - half, high: value + half, answered: 20, asked: 30, runs: 1 },
  ...more,
});
const applied = (value: number, half: number) => mean("penerapan", value, half, { measure: "=terap", scale: { least: 0, most: 1, share: true } });
const part = (step: PartFacts["step"], measures: MeasureFact[], more: Partial<PartFacts> = {}): PartFacts => ({
  step,
  afterDays: step === "perilaku" ? 90 : 0,
  capacity: "peserta",
  asked: 30,
  answered: 20,
  shown: 20,
  runs: 1,
  measures,
  themes: [],
  ...more,
});
const found = (...parts: PartFacts[]) => findingsOf({ group: { kind: "pelatihan", id: 1 }, year: null, before: null, parts } satisfies Facts);

describe("what follows from results", () => {
  it("is concluded only where the whole interval lies on one side", () => {
    const { keep, change, unknown } = found(part("reaksi", [mean("pembicara", 4.3, 0.2), mean("materi", 3, 0.2), mean("fasilitas", 3.6, 0.6)]));
    expect(keep).toEqual(["Pengajar (tanggapan sesudah kelas) dinilai baik: 4,3 dari 5 (antara 4,1 dan 4,5)"]);
    expect(change).toEqual(["Materi mudah dipahami (tanggapan sesudah kelas) dinilai kurang: 3,0 dari 5 (antara 2,8 dan 3,2)"]);
    expect(unknown[0]).toBe("Tanggapan sesudah kelas: rentangnya terlalu lebar untuk disimpulkan pada Sarana 3,6 dari 5 (antara 3,0 dan 4,2)");
  });

  it("says of a sure fall that it is to be looked at, however good it still is, and makes no claim of an unsure one", () => {
    const fell = mean("pembicara", 4.3, 0.2, { change: { value: -0.4, low: -0.6, high: -0.2 }, former: 4.7 });
    expect(found(part("reaksi", [fell]))).toMatchObject({ keep: [], change: [expect.stringMatching(/memburuk: 4,3 .*turun 0,4 dari tahun sebelumnya/)] });
    const wavers = mean("pembicara", 4.3, 0.2, { change: { value: -0.1, low: -0.4, high: 0.2 }, former: 4.4 });
    expect(found(part("reaksi", [wavers])).change).toEqual([]);
  });

  it("asks for redesign's evidence and names what is in the way, as often as it was named", () => {
    const obstacle = {
      ...mean("hambatan", 0, 0),
      ranked: true,
      choices: [
        { value: "waktu", label: "Waktu", count: 9, share: 0.45 },
        { value: "alat", label: "Alat", count: 3, share: 0.15 },
        { value: "tidak_ada", label: "Tidak ada hambatan", count: 8, share: 0.4 },
      ],
    };
    const { estimate: _, scale: __, ...bare } = obstacle;
    const { change } = found(part("perilaku", [applied(0.3, 0.1), bare]));
    expect(change[0]).toMatch(/^Menerapkan isinya .* kurang dari separuh: 30% \(antara 20% dan 40%\)/);
    expect(change.slice(1)).toEqual([expect.stringMatching(/“Waktu” disebut 9 dari 20 orang .*; sepakati waktu/)]);
  });

  it("says what is not known: silence, what is hidden, what was never asked, and what no comparison shows", () => {
    const hidden = part("belajar", [], { answered: 3, shown: 0, hidden: "kurang_dari_lima" });
    const { unknown } = found(part("reaksi", [], { answered: 9 }), hidden);
    expect(unknown.join("\n")).toMatch(/hanya 9 dari 30 menjawab \(30%\)/);
    expect(unknown.join("\n")).toMatch(/Hasil belajar: baru 3 jawaban; isinya ditampilkan mulai 5/);
    expect(unknown).toEqual(
      expect.arrayContaining(["Penerapan di pekerjaan belum ditanyakan, atau belum waktunya", "Belum ada hasil sebelumnya sebagai pembanding"]),
    );
  });
});
