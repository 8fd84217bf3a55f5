import { parse, stringify, YAMLError } from "yaml";
import { z } from "zod";
import type { Item, Survey } from "./survey.ts";
import { ItemEntry, longest, rawOf } from "./survey-entry.ts";
import { faultsOf } from "./survey-faults.ts";

/** A file of a survey, its name for messages. */
export interface SurveyFile {
  name: string;
  text: string;
}

/** What was read, or every fault, one Indonesian line each with its place; with faults nothing is used. */
export type ReadSurvey = { survey: Survey; faults: [] } | { survey: null; faults: string[] };

const texts = {
  yaml: (line: number) => `Tidak terbaca di sekitar baris ${line}: periksa titik dua, tanda kutip, dan lekuk barisnya.`,
  notText: "Bukan berkas teks: simpan sebagai teks biasa (UTF-8), bukan Excel, Word, atau PDF.",
  twice: (line: number) => `Kunci yang sama ditulis dua kali, di sekitar baris ${line}.`,
  several: "Satu berkas berisi satu survei: hapus garis `---` dan semua yang ada di bawahnya.",
  shape: "Isinya harus survei dengan nama, judul, tingkat, pengantar, dan butir.",
  at: (place: string, field: string, why: string) => [place, field, why].filter(Boolean).join(": "),
  item: (at: number, id: string) => (id === "" ? `Butir ${at}` : `Butir ${at} (${id})`),
  missing: "wajib diisi",
  type: {
    string: "harus berupa teks",
    number: "harus berupa angka",
    boolean: "harus true atau false",
    array: "harus berupa daftar",
    object: "harus berisi id, jenis, dan tanya",
  } as Record<string, string>,
  unknown: (keys: string) => `tidak dikenal: ${keys}`,
  kind: "jenisnya harus skala, pilih, pilih_banyak, angka, nps, tabel, perilaku, atau teks",
};

const Head = z.strictObject({
  nama: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "ditulis dengan huruf kecil, angka, dan tanda hubung"),
  judul: z.string().trim().min(3, "terlalu pendek").max(60, "paling panjang 60 huruf"),
  tingkat: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)], "harus 1, 2, 3, atau 4"),
  pengantar: z.string().trim().min(10, "terlalu pendek").max(longest.intro, `paling panjang ${longest.intro} huruf`),
  butir: z.array(z.unknown(), "wajib diisi, sebagai daftar").min(1, "perlu paling sedikit satu butir").max(30, "paling banyak 30 butir"),
});

/** A survey from YAML. */
export function readSurvey(text: string): ReadSurvey {
  // What UTF-8 cannot be read as, and what the database cannot hold, also where it is written as "\\0".
  if (unreadable.test(text)) return failed([texts.notText]);
  let raw: unknown;
  try {
    raw = parse(text, { logLevel: "error" });
  } catch (error) {
    return failed([notYaml(error)]);
  }
  if (/\\u0000/.test(JSON.stringify(raw) ?? "")) return failed([texts.notText]);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return failed([texts.shape]);
  const head = Head.safeParse(raw, { error: indonesian });
  const entries = "butir" in raw && Array.isArray(raw.butir) ? raw.butir : [];
  const read = entries.map((it, at) => readItem(it, at + 1));
  const faults = [...(head.success ? [] : head.error.issues.map((it) => lineOf("", it))), ...read.flatMap((it) => it.faults)];
  if (!head.success || faults.length > 0) return failed(faults);
  const { nama: slug, judul: title, tingkat: level, pengantar: intro } = head.data;
  const survey: Survey = { slug, level, title, intro, items: read.flatMap((it) => (it.item ? [it.item] : [])) };
  const found = faultsOf(survey);
  return found.length > 0 ? failed(found) : { survey, faults: [] };
}

const unreadable = /[\0\uFFFD]/;

/** An alias that leads nowhere, or to too much, is no YAMLError. */
function notYaml(error: unknown): string {
  const line = error instanceof YAMLError ? (error.linePos?.[0].line ?? 1) : 1;
  if (!(error instanceof YAMLError)) return texts.yaml(line);
  if (error.code === "MULTIPLE_DOCS") return texts.several;
  return error.code === "DUPLICATE_KEY" ? texts.twice(line) : texts.yaml(line);
}

/** The same as text that `readSurvey` takes back unchanged. */
export const writeSurvey = ({ slug, title, level, intro, items }: Survey): string =>
  stringify({ nama: slug, judul: title, tingkat: level, pengantar: intro, butir: items.map(rawOf) }, { lineWidth: 140 });

const failed = (faults: string[]): ReadSurvey => ({ survey: null, faults });

function readItem(raw: unknown, at: number): { item: Item | null; faults: string[] } {
  const read = ItemEntry.safeParse(raw, { error: indonesian });
  if (read.success) return { item: read.data, faults: [] };
  const id = typeof raw === "object" && raw !== null && "id" in raw ? String(raw.id) : "";
  return { item: null, faults: read.error.issues.map((it) => lineOf(texts.item(at, id), it)) };
}

const { localeError: indonesian } = z.locales.id();

function lineOf(place: string, issue: z.core.$ZodIssue): string {
  const field = issue.path.map((it) => (typeof it === "number" ? it + 1 : String(it))).join(" ");
  return texts.at(place, field, whyOf(issue));
}

function whyOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return texts.unknown(issue.keys.join(", "));
  if (issue.code === "invalid_union" && issue.path.at(-1) === "jenis") return texts.kind;
  if (issue.code === "invalid_type" && issue.input === undefined && /undefined/.test(issue.message)) return texts.missing;
  if (issue.code === "invalid_type") return texts.type[issue.expected] ?? issue.message;
  return issue.message;
}
