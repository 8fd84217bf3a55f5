import { describe, expect, it } from "vitest";
import { leaveAsBusy, overlap } from "../../../src/features/training/busy.ts";
import { eligibility, type Facts } from "../../../src/features/training/eligibility.ts";
import { matchTopic, topicWords } from "../../../src/features/training/topic.ts";
import { modeIn } from "../../../src/features/training/words.ts";
import { training } from "../advice/rank-instances.ts";

const who: Facts = { status: "PNS", duty: "aktif", family: "pelaksana", level: null };
const verdict = (of: Parameters<typeof training>[1], facts: Facts | null = who, done: string[] = []) =>
  eligibility(training(1, of), facts, new Set(done)).verdict;

describe("who a training is for", () => {
  it.each([
    ["everybody", {}, who, [], "sesuai"],
    ["everybody, also a guest", {}, null, [], "sesuai"],
    ["some, and a guest is nobody yet", { statuses: ["PNS"] }, null, [], "belum_pasti"],
    ["the own status", { statuses: ["PNS", "PPPK"] }, who, [], "sesuai"],
    ["another status", { statuses: ["CPNS"] }, who, [], "tidak"],
    ["the own family", { families: ["pelaksana"] }, who, [], "sesuai"],
    ["another family", { families: ["pengawas"] }, who, [], "tidak"],
    ["a family, and none is in the register", { families: ["pengawas"] }, { ...who, family: null }, [], "belum_pasti"],
    ["a jenjang, and none is in the register", { levels: ["Ahli Muda"] }, who, [], "belum_pasti"],
    ["the own jenjang, however written", { levels: ["Ahli Muda"] }, { ...who, level: "JF ahli muda" }, [], "sesuai"],
    ["another jenjang", { levels: ["Ahli Muda"] }, { ...who, level: "Ahli Madya" }, [], "tidak"],
    ["a prerequisite that is not in the register", { prerequisites: ["A"] }, who, [], "belum_pasti"],
    ["a prerequisite that was done", { prerequisites: ["A"] }, who, ["A"], "sesuai"],
    ["what only an officer can judge", { requirement: "lulus tes" }, who, [], "belum_pasti"],
    ["another family, whatever else is unknown", { families: ["pengawas"], requirement: "lulus tes" }, who, [], "tidak"],
    ["everybody, and the person is away for long", {}, { ...who, duty: "cltn" }, [], "belum_pasti"],
  ] as const)("%s", (_, of, facts, done, expected) => {
    expect(verdict(of as Parameters<typeof training>[1], facts, [...done])).toBe(expected);
  });
});

describe("times that clash", () => {
  it("overlap, touch, or lie apart", () => {
    const cases: [[number, number][], [number, number][], boolean][] = [
      [[[0, 10]], [[9, 12]], true],
      [[[0, 10]], [[10, 12]], false],
      [
        [
          [0, 1],
          [20, 30],
        ],
        [
          [5, 6],
          [29, 40],
        ],
        true,
      ],
      [
        [
          [0, 1],
          [20, 30],
        ],
        [[2, 19]],
        false,
      ],
      [[], [[0, 99]], false],
    ];
    expect(cases.map(([a, b]) => overlap(a, b))).toEqual(cases.map((it) => it[2]));
    expect(cases.map(([a, b]) => overlap(b, a))).toEqual(cases.map((it) => it[2]));
  });

  it("a leave is its whole days in the agency's zone", () => {
    const [[from, until]] = leaveAsBusy("2026-12-07", "2026-12-08", "Asia/Makassar") as [[number, number]];
    const iso = (at: number) => Temporal.Instant.fromEpochMilliseconds(at * 1_000).toString();
    expect([iso(from), iso(until)]).toEqual(["2026-12-06T16:00:00Z", "2026-12-08T16:00:00Z"]);
    expect(leaveAsBusy(null, null, "Asia/Makassar")).toEqual([]);
  });
});

describe("what a request is about", () => {
  const list = [
    training(1, {
      name: "Dasar Sistem Pemerintahan Berbasis Elektronik (SPBE)",
      keywords: "e-government aplikasi",
      targets: [{ competency: "spbe", from: 0, to: 1 }],
    }),
    training(2, { name: "Pengelolaan Arsip Dinamis", keywords: "surat", targets: [{ competency: "kearsipan", from: 0, to: 2 }] }),
    training(3, { name: "Kepemimpinan ASN Muda", about: "Memimpin tim dan menyusun surat tugas.", targets: [{ competency: "kerja-sama", from: 0, to: 1 }] }),
  ];
  const names = new Map([["kerja-sama", "Kerja Sama"]]);
  const found = (text: string) => matchTopic(text, list, names).map((it) => it.training.id);

  it.each([
    ["SPBE", [1]],
    ["rekomendasiin pelatihan e-gov dong", [1]],
    ["pelatihan mengelola arsip", [2]],
    ["kearsipan", [2]],
    ["surat", [2, 3]],
    ["leadership", [3]],
    ["kerja sama tim", [3]],
    ["T2", [2]],
    ["memasak rendang", []],
    ["pelatihan apa yang bagus", []],
    ["", []],
  ])("%s", (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  const shelf = [
    training(1, { name: "Pelatihan Dasar CPNS", targets: [{ competency: "pelayanan-publik", from: 0, to: 1 }] }),
    training(2, { name: "Pelayanan Prima di Loket", keywords: "keluhan warga", targets: [{ competency: "pelayanan-publik", from: 1, to: 2 }] }),
    training(3, { name: "Literasi Digital", targets: [{ competency: "tik-dasar", from: 1, to: 2 }] }),
    training(4, { name: "Pengelolaan Arsip Dinamis", keywords: "surat", targets: [{ competency: "kearsipan", from: 0, to: 2 }] }),
    training(5, { name: "Berbagi Pengalaman", about: "Cerita dari loket.", targets: [{ competency: "kerja-sama", from: 0, to: 1 }] }),
  ];
  it.each([
    ["pelayanan prima", [2, 1]],
    ["komputer", [3]],
    ["komputr", [3]],
    ["pelayanna prima", [2, 1]],
    ["ngarsip", [4]],
    ["keluhan", [2]],
    ["loket", [2, 1, 5]],
    ["pelatihan komputer dasar", [3, 1]],
  ])("who says it in the title comes first, slips and everyday words are understood: %s", (text, ids) => {
    expect(matchTopic(text, shelf, new Map()).map((it) => it.training.id)).toEqual(ids);
  });

  it("is said again without its filling words", () => {
    expect(topicWords("rekomendasiin pelatihan SPBE dong")).toBe("SPBE");
  });

  it.each([
    ["SPBE online aja", { mode: "daring", rest: "SPBE aja" }],
    ["yang tatap muka soal arsip", { mode: "tatap_muka", rest: "yang soal arsip" }],
    ["arsip", { mode: null, rest: "arsip" }],
  ])("its way of learning is told apart: %s", (text, expected) => {
    expect(modeIn(text)).toEqual(expected);
  });
});
