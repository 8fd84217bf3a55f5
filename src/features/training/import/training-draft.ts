import { type Form, forms, isAppointed } from "../forms.ts";
import { ruleFor, shippedRules } from "../jp-rules.ts";
import type { Target, Training } from "../store.ts";
import type { WordLists } from "./mapping.ts";
import type { RowReader } from "./row-reader.ts";

/** A training as a file gives it. */
export type TrainingDraft = Omit<Training, "id">;

/** The column of each field, for reports. */
export const trainingColumns: Record<Exclude<keyof TrainingDraft, "code">, string> = {
  name: "nama",
  about: "keterangan",
  route: "jalur",
  form: "bentuk",
  mode: "moda",
  jp: "jp",
  days: "hari",
  abroad: "luar_negeri",
  targets: "kompetensi",
  provider: "penyelenggara",
  partner: "mitra",
  cost: "biaya",
  payer: "ditanggung",
  travelCovered: "perjalanan",
  prerequisites: "prasyarat",
  requirement: "syarat",
  families: "jenis_jabatan",
  levels: "jenjang",
  statuses: "status_pegawai",
  selfPaced: "mandiri",
  series: "seri",
  language: "bahasa",
  keywords: "kata_kunci",
  fictional: "fiktif",
};

/** A competency that trainings may name. */
export interface KnownCompetency {
  id: string;
  name: string;
}

const texts = {
  required: "wajib diisi pada baris pertama pelatihan ini",
  level: 'tulis level awal dan akhir, misalnya "komunikasi 1-2"',
  competency: (word: string, near: string) => `kompetensi "${word}" tidak ada dalam kamus${near ? `; mungkin ${near}` : ""}`,
  twice: (word: string) => `kompetensi "${word}" ditulis dua kali`,
  jp: "JP wajib diisi untuk bentuk ini",
  days: "isi lama hari: belajar mandiri tidak punya sesi untuk menghitung JP per hari",
};

/** The training in a row; null where something that it needs is missing or faulty, which the reader has noted. */
export function trainingDraft(row: RowReader, known: KnownCompetency[], words: WordLists): TrainingDraft | null {
  const [code, name, provider] = [row.text("kode"), row.text("nama"), row.text("penyelenggara")];
  const form = row.choice("bentuk", words.bentuk);
  const mode = row.choice("moda", words.moda);
  const targets = targetsOf(row, known);
  const jp = row.number("jp", 0.5, false);
  const days = row.number("hari", 1);
  const selfPaced = row.flag("mandiri") ?? false;
  for (const id of ["nama", "penyelenggara", "bentuk", "moda"]) if (row.text(id) === null) row.fault(id, texts.required);
  if (form !== null && jp === null && row.text("jp") === null && needsJp(form)) row.fault("jp", texts.jp);
  if (form !== null && selfPaced && days === null && countsByDay(form)) row.fault("hari", texts.days);
  if (code === null || name === null || provider === null || form === null || mode === null || targets === null) return null;
  return {
    code,
    name,
    about: row.text("keterangan"),
    route: row.choice("jalur", words.jalur) ?? forms[form].route,
    form,
    mode,
    jp,
    days,
    abroad: row.flag("luar_negeri") ?? false,
    selfPaced,
    provider,
    partner: row.text("mitra"),
    cost: row.number("biaya", 0) ?? 0,
    payer: row.choice("ditanggung", words.ditanggung),
    travelCovered: row.flag("perjalanan"),
    prerequisites: row.list("prasyarat"),
    requirement: row.text("syarat"),
    families: row.choices("jenis_jabatan", words.jenis_jabatan),
    levels: row.list("jenjang"),
    statuses: row.choices("status_pegawai", words.status_pegawai),
    series: row.text("seri"),
    language: row.text("bahasa") ?? "id",
    keywords: row.text("kata_kunci"),
    fictional: row.flag("fiktif") ?? false,
    targets,
  };
}

const anyDay = "9999-12-31";
/** Of pre-service and leadership training the provider sets the hours: they may be unknown here. */
const needsJp = (form: Form): boolean => !isAppointed(form) && ruleFor(shippedRules, form, anyDay)?.unit === "program";
const countsByDay = (form: Form): boolean => {
  const rule = ruleFor(shippedRules, form, anyDay);
  return rule?.unit === "hari" || (rule?.home.dayCap ?? null) !== null;
};

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** `pelayanan-publik 2-3; Komunikasi 1–2` */
function targetsOf(row: RowReader, known: KnownCompetency[]): Target[] | null {
  const written = row.text("kompetensi");
  if (written === null) return row.fault("kompetensi", texts.required);
  const targets: Target[] = [];
  for (const part of written.split(/[;\n]/).map((it) => it.trim())) {
    if (part === "") continue;
    const [, word = "", from, to] = /^(.+?)\s*:?\s+(\d)\s*(?:-|–|ke|→)\s*(\d)$/.exec(part) ?? [];
    if (!from || !to || Number(to) > 5 || Number(from) >= Number(to)) return row.fault("kompetensi", texts.level);
    const competency = known.find((it) => bare(it.id) === bare(word) || bare(it.name) === bare(word));
    if (!competency) return row.fault("kompetensi", texts.competency(word, nearest(word, known)));
    if (targets.some((it) => it.competency === competency.id)) return row.fault("kompetensi", texts.twice(word));
    targets.push({ competency: competency.id, from: Number(from), to: Number(to) });
  }
  return targets.sort((a, b) => (a.competency < b.competency ? -1 : 1));
}

/** Those that share a word or a beginning with what was written. */
function nearest(word: string, known: KnownCompetency[]): string {
  const words = word
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((it) => it.length > 3);
  const near = known.filter(({ id, name }) => words.some((it) => `${id} ${name}`.toLowerCase().includes(it.slice(0, 5))));
  return near
    .slice(0, 3)
    .map((it) => it.id)
    .join(", ");
}
