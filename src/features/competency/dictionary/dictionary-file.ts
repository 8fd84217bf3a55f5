import { parse, stringify, YAMLError } from "yaml";
import { z } from "zod";
import { Fault } from "../../../core/fault.ts";
import { type Catalogue, Competency, competencyKinds, families, type Requirement, Standard } from "./dictionary.ts";

const texts = {
  yaml: (name: string, line: number) => `Berkas ${name} tidak terbaca di sekitar baris ${line}. Periksa titik dua, tanda kutip, dan lekuk barisnya.`,
  entry: (name: string, which: string, why: string) => `Berkas ${name}, ${which}: ${why}.`,
  twice: (what: string, id: string) => `${what} "${id}" tertulis dua kali.`,
  unknown: (id: string, competency: string) => `Standar "${id}" memakai kompetensi "${competency}" yang tidak ada dalam kamus.`,
  step: (id: string, step: string) => `Standar "${id}" memakai jenjang "${step}" yang tidak ada dalam daftar jenjang.`,
};

const CompetencyEntry = z
  .strictObject({
    id: z.string(),
    nama: z.string(),
    jenis: z.enum(competencyKinds),
    tentang: z.string(),
    tanya: z.string(),
    level: z.array(z.strictObject({ pilihan: z.string(), perilaku: z.string() })),
  })
  .transform((it) => ({
    id: it.id,
    name: it.nama,
    kind: it.jenis,
    about: it.tentang,
    question: it.tanya,
    levels: it.level.map(({ pilihan, perilaku }) => ({ choice: pilihan, behaviour: perilaku })),
  }))
  .pipe(Competency);

const levels = z.record(z.string(), z.number().int().min(1).max(5));

const StandardEntry = z.strictObject({
  id: z.string(),
  jabatan: z.string(),
  rumpun: z.enum(families),
  jenjang: z.string().nullish(),
  cocok: z.array(z.string()).default([]),
  umum: z.boolean().default(false),
  resmi: z.boolean().default(false),
  sumber: z.string().nullish(),
  /** All managerial and socio-cultural ones at once. */
  mansoskul: z.number().int().min(1).max(5).optional(),
  syarat: levels.default({}),
  bobot: z.record(z.string(), z.number()).default({}),
  /** One standard for each of these steps, by the table `jenjang` of the file. */
  per_jenjang: z.array(z.string()).default([]),
  inti: z.array(z.string()).default([]),
  pendukung: z.array(z.string()).default([]),
});
type StandardEntry = z.output<typeof StandardEntry>;

const File = z.strictObject({
  kompetensi: z.array(z.unknown()).default([]),
  jenjang: z.record(z.string(), z.strictObject({ mansoskul: z.number().int().min(1).max(5), teknis: z.number().int().min(1).max(5) })).default({}),
  standar: z.array(z.unknown()).default([]),
});

/** A file of a dictionary, its name for messages. */
export interface DictionaryFile {
  name: string;
  text: string;
}

/**
 * Competencies and standards of several YAML files as one catalogue; `known` are those of the city already, which a file may use
 * without repeating them. Throws `Fault` that names file, entry and reason.
 */
export function parseDictionary(files: DictionaryFile[], known: Competency[] = []): Catalogue {
  const read = files.map((file) => ({ file, content: check(file.name, "isi", File, load(file)) }));
  const competencies = read.flatMap(({ file, content }) => content.kompetensi.map((it) => check(file.name, `kompetensi ${idOf(it)}`, CompetencyEntry, it)));
  const dictionary = [...competencies, ...known.filter((it) => !competencies.some(({ id }) => id === it.id))];
  const core = dictionary.filter((it) => it.kind !== "teknis").map((it) => it.id);
  const standards = read.flatMap(({ file, content }) =>
    content.standar.flatMap((it) => {
      const entry = check(file.name, `standar ${idOf(it)}`, StandardEntry, it);
      return expanded(entry, content.jenjang, core).map((standard) => check(file.name, `standar "${standard.id}"`, Standard, standard));
    }),
  );
  return whole({ competencies, standards }, dictionary);
}

/** Each id once, and every requirement's competency known. Throws `Fault`. */
export function whole(catalogue: Catalogue, dictionary: Competency[]): Catalogue {
  once("Kompetensi", catalogue.competencies);
  once("Standar", catalogue.standards);
  const known = new Set(dictionary.map((it) => it.id));
  for (const { id, requirements } of catalogue.standards) {
    const stranger = requirements.find((it) => !known.has(it.competency));
    if (stranger) throw new Fault("bad_input", texts.unknown(id, stranger.competency));
  }
  return catalogue;
}

function once(what: string, entries: { id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (seen.has(id)) throw new Fault("bad_input", texts.twice(what, id));
    seen.add(id);
  }
}

function load({ name, text }: DictionaryFile): unknown {
  try {
    return parse(text, { logLevel: "error" }) ?? {};
  } catch (error) {
    // An alias that leads nowhere, or to too much, is no YAMLError.
    const line = error instanceof YAMLError ? (error.linePos?.[0].line ?? 1) : 1;
    throw new Fault("bad_input", texts.yaml(name, line), {}, { cause: error });
  }
}

const idOf = (entry: unknown): string => {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === "string" ? `"${id}"` : "tanpa id";
};

const indonesian = z.locales.id().localeError;

function check<T extends z.ZodType>(file: string, which: string, schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value, { error: indonesian });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join(".") ?? "";
  throw new Fault("bad_input", texts.entry(file, which, [place, issue?.message ?? ""].filter(Boolean).join(": ")));
}

function expanded(entry: StandardEntry, steps: z.output<typeof File>["jenjang"], core: string[]): Standard[] {
  if (entry.per_jenjang.length === 0) return [standardOf(entry, entry.id, entry.jabatan, entry.jenjang ?? null, requirementsOf(entry, core, {}))];
  return entry.per_jenjang.map((step) => {
    const level = steps[step];
    if (!level) throw new Fault("bad_input", texts.step(entry.id, step));
    const technical = {
      ...Object.fromEntries(entry.pendukung.map((id) => [id, Math.max(1, level.teknis - 1)])),
      ...Object.fromEntries(entry.inti.map((id) => [id, level.teknis])),
    };
    const weighed = { ...entry, mansoskul: level.mansoskul, bobot: { ...Object.fromEntries(entry.inti.map((id) => [id, 2])), ...entry.bobot } };
    return standardOf(entry, `${entry.id}-${step.replaceAll(" ", "-")}`, `${entry.jabatan} ${titled(step)}`, step, requirementsOf(weighed, core, technical));
  });
}

const titled = (words: string): string => words.replace(/\b\p{L}/gu, (it) => it.toUpperCase());

const standardOf = (entry: StandardEntry, id: string, title: string, level: string | null, requirements: Requirement[]): Standard => ({
  id,
  title,
  family: entry.rumpun,
  level,
  phrases: entry.cocok,
  general: entry.umum,
  official: entry.resmi,
  source: entry.sumber ?? null,
  requirements,
});

function requirementsOf(entry: StandardEntry, core: string[], technical: Record<string, number>): Requirement[] {
  const all = entry.mansoskul;
  const base = all === undefined ? {} : Object.fromEntries(core.map((id) => [id, all]));
  const required: Record<string, number> = { ...base, ...technical, ...entry.syarat };
  return Object.entries(required).map(([competency, level]) => ({ competency, required: level, weight: entry.bobot[competency] ?? 1 }));
}

/** The same as text that `parseDictionary` takes back unchanged. */
export function writeDictionary({ competencies, standards }: Catalogue): string {
  const kompetensi = competencies.map(({ id, name, kind, about, question, levels }) => ({
    id,
    nama: name,
    jenis: kind,
    tentang: about,
    tanya: question,
    level: levels.map(({ choice, behaviour }) => ({ pilihan: choice, perilaku: behaviour })),
  }));
  const standar = standards.map(({ id, title, family, level, phrases, general, official, source, requirements }) => ({
    id,
    jabatan: title,
    rumpun: family,
    jenjang: level,
    cocok: phrases,
    umum: general,
    resmi: official,
    sumber: source,
    syarat: Object.fromEntries(requirements.map((it) => [it.competency, it.required])),
    bobot: Object.fromEntries(requirements.filter((it) => it.weight !== 1).map((it) => [it.competency, it.weight])),
  }));
  return stringify({ kompetensi, standar }, { lineWidth: 160 });
}
