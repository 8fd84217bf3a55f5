import type { WrittenTable } from "../../people/table/write-table.ts";
import type { Facts, MeasureFact, PartFacts } from "../measure/facts.ts";
import { numberText } from "./number-words.ts";
import { hiddenText, measureName, partName } from "./part-words.ts";

const texts = {
  name: "Hasil",
  headers: [
    "Bagian",
    "Diminta",
    "Menjawab",
    "Ukuran",
    "Pertanyaan",
    "Penjawab ukuran",
    "Nilai",
    "Batas bawah 95%",
    "Batas atas 95%",
    "Pilihan",
    "Jumlah",
    "Bagian dari penjawab",
  ],
  themes: "Tema komentar",
  themeHeaders: ["Bagian", "Tema", "Orang", "Komentar", "Contoh"],
  agreement: "Kesepakatan peserta dan atasan (pasangan)",
  gap: "Selisih tingkat, peserta dikurangi atasan",
  within: "Sama atau berbeda satu tingkat",
};

/** All that is told of a group as rows: one for a value, one for each choice. What cannot be told says why. */
export function factTables(facts: Facts): WrittenTable[] {
  const rows = facts.parts.flatMap(partRows);
  const themes = facts.parts.flatMap((part) =>
    part.themes.map((it) => [partName(part), it.term, String(it.people), String(it.comments), it.examples.join(" | ")]),
  );
  return [
    { name: texts.name, headers: texts.headers, rows, widths: [34, 9, 9, 34, 50, 10, 9, 10, 10, 24, 9, 12] },
    ...(themes.length > 0 ? [{ name: texts.themes, headers: texts.themeHeaders, rows: themes, widths: [34, 24, 8, 10, 80] }] : []),
  ];
}

function partRows(part: PartFacts): string[][] {
  const lead = [partName(part), String(part.asked), String(part.answered)];
  if (part.hidden) return [[...lead, hiddenText(part), ...empty(8)]];
  const agreed = part.agreement
    ? [
        [...lead, texts.agreement, texts.gap, String(part.agreement.pairs), ...interval(part.agreement.gap, 1), ...empty(3)],
        [...lead, texts.agreement, texts.within, String(part.agreement.pairs), numberText(part.agreement.within, 2), ...empty(5)],
      ]
    : [];
  return [...part.measures.flatMap((it) => measureRows(lead, it)), ...agreed];
}

function measureRows(lead: string[], fact: MeasureFact): string[][] {
  const own = [...lead, measureName(fact), fact.ask.replaceAll("*", ""), String(fact.answered)];
  const value = fact.estimate ? [[...own, ...interval(fact.estimate, fact.scale?.share ? 100 : 1), ...empty(3)]] : [];
  const choices = fact.measure.startsWith("=") ? [] : fact.choices;
  return [...value, ...choices.map((it) => [...own, ...empty(3), it.label, String(it.count), `${numberText(100 * it.share, 0)}%`])];
}

/** Shares in percent. */
const interval = ({ value, low, high }: { value: number; low: number; high: number }, factor: number): string[] =>
  [value, low, high].map((it) => (factor === 100 ? `${numberText(100 * it, 0)}%` : numberText(it, 2)));
const empty = (count: number): string[] => Array.from({ length: count }, () => "");
