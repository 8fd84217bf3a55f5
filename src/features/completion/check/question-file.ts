import { parse } from "yaml";
import { z } from "zod";
import { cellAt, dataRows, findColumns } from "../../people/table/columns.ts";
import { readTable } from "../../people/table/read-table.ts";
import type { Question } from "./test-store.ts";

/** What was read, and what is wrong with it, Indonesian; with faults nothing is used. */
export interface ReadQuestions {
  questions: Question[];
  faults: string[];
}

/** A short test is short: it is answered in a chat. */
const mostQuestions = 20;
const longest = { question: 400, option: 150 };
const letters = "ABCDEF";

const Item = z.object({ soal: z.string(), pilihan: z.array(z.union([z.string(), z.number()])), benar: z.union([z.string(), z.number()]) });

const specs = [
  { id: "question", names: ["Soal", "Pertanyaan"], required: true },
  ...[...letters].map((it) => ({ id: it, names: [`Pilihan ${it}`, it], required: it < "C" })),
  { id: "correct", names: ["Benar", "Jawaban", "Kunci"], required: true },
];

/**
 * Questions from YAML (a list of `soal`, `pilihan`, `benar`) or from a table (CSV, XLSX) with columns Soal, Pilihan A…F, Benar.
 * Throws `Fault` for a file that is no table of these.
 */
export async function readQuestions(name: string, bytes: Uint8Array): Promise<ReadQuestions> {
  const drafts = /\.ya?ml$/i.test(name) ? fromYaml(bytes) : await fromTable(bytes);
  if (typeof drafts === "string") return { questions: [], faults: [drafts] };
  const read = drafts.map((it, at) => checked(it, at + 1));
  const faults = read.flatMap((it) => (typeof it === "string" ? [it] : []));
  if (drafts.length === 0) faults.push("Tidak ada soal.");
  if (drafts.length > mostQuestions) faults.push(`Paling banyak ${mostQuestions} soal; tes ini dijawab di percakapan.`);
  return { questions: read.flatMap((it) => (typeof it === "string" ? [] : [it])), faults };
}

interface Draft {
  question: string;
  options: string[];
  /** A letter, a number from 1, or the right answer's own words. */
  correct: string;
}

function fromYaml(bytes: Uint8Array): Draft[] | string {
  let raw: unknown;
  try {
    raw = parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return `Bukan YAML yang dapat dibaca: ${error instanceof Error ? error.message.split("\n")[0] : ""}`;
  }
  const items = z.array(Item).safeParse(raw);
  if (!items.success) return "Isinya harus daftar soal, masing-masing dengan soal, pilihan, dan benar.";
  return items.data.map((it) => ({ question: it.soal.trim(), options: it.pilihan.map((one) => String(one).trim()), correct: String(it.benar).trim() }));
}

async function fromTable(bytes: Uint8Array): Promise<Draft[]> {
  const columns = findColumns(await readTable(bytes), specs);
  return dataRows(columns).map(({ cells }) => ({
    question: cellAt(columns, cells, "question").text.trim(),
    options: [...letters].map((it) => cellAt(columns, cells, it).text.trim()).filter((it) => it !== ""),
    correct: cellAt(columns, cells, "correct").text.trim(),
  }));
}

function checked({ question, options, correct }: Draft, at: number): Question | string {
  if (question === "") return `Soal ${at}: kosong.`;
  if (question.length > longest.question) return `Soal ${at}: lebih dari ${longest.question} huruf.`;
  if (options.length < 2 || options.length > letters.length) return `Soal ${at}: pilihannya harus 2 sampai ${letters.length}.`;
  if (options.some((it) => it.length > longest.option)) return `Soal ${at}: ada pilihan lebih dari ${longest.option} huruf.`;
  if (new Set(options.map((it) => it.toLowerCase())).size < options.length) return `Soal ${at}: ada pilihan yang sama.`;
  const place = placeOf(correct, options);
  return place < 0 ? `Soal ${at}: jawaban benar "${correct}" bukan huruf, nomor, atau bunyi salah satu pilihan.` : { question, options, correct: place };
}

function placeOf(correct: string, options: string[]): number {
  const words = options.findIndex((it) => it.toLowerCase() === correct.toLowerCase());
  if (words >= 0) return words;
  const place = /^[a-f]$/i.test(correct) ? letters.indexOf(correct.toUpperCase()) : /^\d$/.test(correct) ? Number(correct) - 1 : -1;
  return place < options.length ? place : -1;
}
