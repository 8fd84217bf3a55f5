import { describe, expect, it } from "vitest";
import { answerQuestion } from "../../../../src/features/knowledge/answer/answer-question.ts";
import { isBareNumber, smallTalk } from "../../../../src/features/knowledge/answer/courtesy.ts";
import { shippedBase } from "../base-of.ts";

const base = shippedBase();
const ask = (text: string, previous?: string) => answerQuestion(base, { text, scopes: ["nasional"], asOf: "2026-11-22", previous });

describe("small talk", () => {
  it.each([
    ["halo", "greeting"],
    ["selamat pagi pak", "greeting"],
    ["min", "greeting"],
    ["izin bu", "greeting"],
    ["mhn arahan", "greeting"],
    ["Mohon arahannya pak 🙏", "greeting"],
    ["izin bertanya", "greeting"],
    ["P", "greeting"],
    ["sore, ape kabar semue", "greeting"],
    ["terime kasih banyak", "thanks"],
    ["mohon arahan tubel", null],
    ["itu gimana sih ya", null],
    ["siap pak", "nod"],
    ["oke", "nod"],
    ["sudah jelas", "nod"],
    ["baik bu, terima kasih", "thanks"],
    ["sangat membantu", "thanks"],
    ["kamu robot ya", "about"],
    ["berapa JP", null],
  ])("%s is %s", (text, kind) => expect(smallTalk(text)).toBe(kind));

  it("asks what is wanted of who only opens, and takes it for no complaint", () => {
    for (const text of ["mhn arahan", "mohon arahan", "izin bertanya", "P", "mohon petunjuk pak", "minta info dong"]) {
      const { outcome, text: said } = ask(text);
      expect([text, outcome]).toEqual([text, "small_talk"]);
      expect(said).toContain("Ada yang bisa dibantu?");
    }
  });

  it("takes a single word that says nothing here for no greeting", () => {
    for (const text of ["bunga", "hujan"]) expect([text, ask(text).outcome]).not.toEqual([text, "small_talk"]);
    for (const text of ["horas", "tabea", "hmm", "spadaaa"]) expect([text, ask(text).outcome]).toEqual([text, "small_talk"]);
  });

  it("asks back for a number or a sign that stands alone, whatever was asked before", () => {
    for (const text of ["1", "lima", "empat", "yang kedua pak", "ketiga min", "dua puluh", "?", "...", "👎"]) {
      expect(isBareNumber(text), text).toBe(true);
      expect([text, ask(text, "berapa JP minimal PNS setahun").outcome]).toEqual([text, "needs_clarification"]);
    }
    for (const text of ["20 JP", "pasal 203", "pp 11/2017", "dua hari", "empat jalur"]) expect(isBareNumber(text), text).toBe(false);
  });
});

describe("questions that go on from an answer", () => {
  it("are of the asker's scopes only, even where the question names a city", () => {
    const titles = new Map([...base.documents.values()].flatMap(({ meta, passages }) => passages.map((it) => [it.title, meta.scope])));
    const questions = [
      "berapa jumlah asn di kendari",
      "program bangkom di kendari apa saja",
      "program pelatihan di pontianak apa saja",
      "tantangan bangkom di lhokseumawe",
      "anggaran pelatihan kota tanjungpinang",
    ];
    const answers = questions.map((it) => ask(it));
    expect(answers.some((it) => it.citations.some(({ document }) => document === "kendari"))).toBe(true);
    for (const it of answers.flatMap(({ related }) => related)) expect([it, titles.get(it)]).toEqual([it, "nasional"]);
  });
});
