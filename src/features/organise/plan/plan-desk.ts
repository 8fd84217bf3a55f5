import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { competencyLike } from "../../competency/dictionary/competency-named.ts";
import { competenciesOf } from "../../competency/gap/gap.ts";
import { isQuestion, noReason } from "../../enrolment/ask-reason.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { csvOf } from "../../people/table/write-table.ts";
import { type Form, forms } from "../../training/forms.ts";
import { rupiah } from "../../training/words.ts";
import { deskOf } from "../classes/class-desk.ts";
import { classesOffPlan, type FollowedLine, needsOffPlan, type PlanLine, planOfYear, savePlan } from "./plan-store.ts";
import { type PlanMapping, planColumns, readPlanFile } from "./read-plan.ts";

const texts = {
  none: (year: number) => `Belum ada baris rencana ${year}. Tambahkan satu per satu di sini, atau sekaligus dari berkas oleh pengelola server.`,
  head: (count: number, year: number) => `*Rencana ${year}*: ${count} baris.`,
  line: (it: FollowedLine) => `${plain(it.code)} ${plain(it.name)}: ${followed(it)}`,
  loose: (codes: string, count: number) => `⚠️ ${count} kelas memakai baris yang tidak ada dalam rencana: ${codes}.`,
  needs: (names: string) => `⚠️ Kebutuhan yang belum ada barisnya: ${names}.`,
  add: "Tambah baris",
  edit: "Ubah",
  more: "Berikutnya",
  list: "Daftar rencana",
  needsList: { label: "Kebutuhan", call: { capability: "training_needs", input: {} } },
  gone: "Baris rencana itu tidak ada.",
  which: (code: string) => `Apa yang diubah pada baris ${plain(code)}?`,
  taken: (code: string) => `Kode ${plain(code)} sudah dipakai pada tahun ini. Tulis kode lain, atau ubah baris itu.`,
  wrong: (why: string) => `Belum dapat dibaca: ${plain(why)}. Mohon tulis lagi.`,
  confirm: (year: number, facts: string) => `Simpan baris rencana ${year} ini?\n${facts}`,
  saved: (code: string) => `✅ Baris rencana ${plain(code)} disimpan.`,
};

type Part = (typeof planColumns)[number];

/** The seven elements of a plan (PP 11/2017 Pasal 207 ayat (3)) with code and name: how each is called, and asked for. */
const parts: Record<Part, { label: string; ask: string }> = {
  kode: { label: "Kode", ask: "Apa kode barisnya? Misalnya *RB-12*." },
  nama: { label: "Nama kegiatan", ask: "Apa nama kegiatannya?" },
  kompetensi: { label: "Kompetensi", ask: "Kompetensi apa yang dikembangkan? Misalnya *Pelayanan Publik*; beberapa dipisah titik koma." },
  sasaran: { label: "Sasaran", ask: "Siapa sasarannya? Misalnya *pelaksana di unit layanan*." },
  jumlah: { label: "Jumlah peserta", ask: "Berapa jumlah peserta yang ditargetkan?" },
  bentuk: { label: "Bentuk", ask: "Apa bentuknya? Misalnya *pelatihan teknis*, *seminar*, atau *e-learning*." },
  penyelenggara: { label: "Penyelenggara", ask: "Siapa penyelenggaranya?" },
  jadwal: { label: "Jadwal", ask: "Kapan jadwalnya? Misalnya *triwulan II* atau *Mei 2027*." },
  kurikulum: { label: "Kurikulum", ask: "Bagaimana kesesuaian kurikulumnya? Misalnya *kurikulum instansi pembina* atau *disusun kota*." },
  anggaran: { label: "Anggaran", ask: "Berapa anggarannya dalam rupiah? Tulis *0* bila tanpa biaya." },
  sumber: { label: "Sumber anggaran", ask: "Dari mana sumber anggarannya?" },
};

const followed = (it: FollowedLine): string =>
  [
    `target ${it.targetCount}`,
    `${it.classes} kelas${it.postponed > 0 ? ` (${it.postponed} ditunda)` : ""}`,
    it.seats > 0 ? `${it.taken} dari ${it.seats} kursi` : `${it.taken} peserta`,
    `${it.needs} kebutuhan`,
    rupiah(it.budget),
  ].join("; ");

const shown = 6;
const named = 5;
const Year = z.number().int().min(2020).max(2100);
const yearOf = ({ now, agency }: Desk, year: number | undefined): number => year ?? Number(localDate(now, agency.zone).slice(0, 4));

/** The yearly plan: each line with what has become of it, and what no line knows. */
export const showPlan = capability({
  id: "show_plan",
  about: "Menampilkan rencana pengembangan kompetensi tahunan kota, kelasnya, dan kebutuhan yang belum masuk rencana.",
  command: "rencanakota",
  phrases: ["lihat rencana tahunan kota", "kelola rencana tahunan"],
  roles: ["officer"],
  input: z.object({ year: Year.optional(), code: z.string().max(60).optional(), after: z.number().int().min(0).max(100_000).default(0) }),

  async handle(context, { year: given, code, after }) {
    const desk = deskOf(context);
    const year = yearOf(desk, given);
    const all = await planOfYear(desk.db, tenantOf(desk), year);
    if (code !== undefined) return card(all, year, code, await namesOf(desk));
    const add = { label: texts.add, call: { capability: "save_plan_line", input: { year } } };
    const next = { label: String(year + 1), full: `Rencana ${year + 1}`, call: { capability: "show_plan", input: { year: year + 1 } } };
    const some = all.slice(after, after + shown);
    const lines = some.map((it, at) => `${after + at + 1}. ${texts.line(it)}`);
    const choose = some.map(
      (it, at): Button => ({
        label: `Pilih ${after + at + 1}`,
        full: `${it.code} ${it.name}`,
        call: { capability: "show_plan", input: { year, code: it.code } },
      }),
    );
    const more = all.length > after + shown ? [{ label: texts.more, call: { capability: "show_plan", input: { year, after: after + shown } } }] : [];
    const head = all.length === 0 ? texts.none(year) : texts.head(all.length, year);
    const text = [head, ...(lines.length > 0 ? [lines.join("\n")] : []), ...(after === 0 ? await gaps(desk, year) : [])].join("\n\n");
    return { reply: { text, buttons: [...choose, ...more, add, texts.needsList, next] }, code: all.length === 0 ? "none" : "listed" };
  },
});

/** Classes and needs that no line knows, a few of each. */
async function gaps(desk: Desk, year: number): Promise<string[]> {
  const [loose, needs] = [await classesOffPlan(desk.db, tenantOf(desk), year), await needsOffPlan(desk.db, tenantOf(desk), year)];
  const few = (all: string[]): string => [...all.slice(0, named).map(plain), ...(all.length > named ? [`dan ${all.length - named} lagi`] : [])].join(", ");
  return [
    ...(loose.length > 0 ? [texts.loose(few(loose.map((it) => it.code)), loose.length)] : []),
    ...(needs.length > 0 ? [texts.needs(few(needs.map((it) => `${it.name} (${it.people} orang)`)))] : []),
  ];
}

function card(all: FollowedLine[], year: number, code: string, names: Names): Outcome {
  const it = lineCoded(all, code);
  if (!it) throw new Fault("not_found", texts.gone);
  const edit = { label: texts.edit, call: { capability: "save_plan_line", input: { year, line: it.code } } };
  const list = { label: texts.list, call: { capability: "show_plan", input: { year } } };
  return { reply: { text: `${factsOf(valuesOf(it, names))}\n\n${capital(followed(it))}.`, buttons: [edit, list] }, code: "shown" };
}

const lineCoded = <L extends PlanLine>(all: L[], code: string): L | undefined => all.find((it) => it.code.toLowerCase() === code.trim().toLowerCase());

const Words = z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.").optional();
const Values = z.object(Object.fromEntries(planColumns.map((it) => [it, Words])) as Record<Part, typeof Words>);
type Values = z.output<typeof Values>;

/** Makes a line part by part, or changes one part of a line; nothing is kept before the yes. */
export const savePlanLine = capability({
  id: "save_plan_line",
  about: "Menambah atau mengubah satu baris rencana pengembangan kompetensi tahunan.",
  phrases: [],
  roles: ["officer"],
  /** `line`: the code of the line that is changed, `part` what of it; `asked`: the part that was awaited. */
  input: Values.extend({
    year: Year.optional(),
    line: z.string().max(300).optional(),
    part: z.enum(planColumns).optional(),
    asked: z.enum(planColumns).optional(),
  }),

  async handle(context, { year: given, line, part, asked, ...values }) {
    if (asked !== undefined && isQuestion(values[asked] ?? "")) return noReason;
    const desk = deskOf(context);
    const year = yearOf(desk, given);
    const all = await planOfYear(desk.db, tenantOf(desk), year);
    const before = line === undefined ? undefined : lineCoded(all, line);
    if (line !== undefined && !before) throw new Fault("not_found", texts.gone);
    if (before && part === undefined) return whichPart(year, before.code);
    const kept = { year, ...(line !== undefined && { line }), ...(part && { part }) };
    const missing = part ? (values[part] ? undefined : part) : planColumns.find((it) => !values[it]);
    const names = await namesOf(desk);
    const unread = await readParts(desk, year, { ...(before && valuesOf(before, names)), ...values });
    const fault = unread.faults.find((it) => values[it.part]);
    if (fault) return asks(fault.part, kept, values, texts.wrong(fault.reason));
    const clash = line === undefined && values.kode ? lineCoded(all, values.kode) : undefined;
    if (clash) return asks("kode", kept, values, texts.taken(clash.code));
    if (missing) return asks(missing, kept, values);
    if (!unread.line) throw new Error("a plan line without a fault that could not be read");
    return save(context, desk, { year, line: unread.line, names, input: { ...kept, ...values } });
  },
});

async function save(
  { confirmed }: Context,
  desk: Desk,
  { year, line, names, input }: { year: number; line: PlanLine; names: Names; input: object },
): Promise<Outcome> {
  if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(year, factsOf(valuesOf(line, names))), input: { ...input } } };
  await savePlan(desk.db, tenantOf(desk), [line], desk.now);
  const show = { label: texts.list, call: { capability: "show_plan", input: { year } } };
  return { reply: { text: texts.saved(line.code), buttons: [show] }, code: "saved" };
}

function whichPart(year: number, code: string): Outcome {
  const buttons = planColumns
    .filter((it) => it !== "kode")
    .map((part): Button => ({ label: parts[part].label, call: { capability: "save_plan_line", input: { year, line: code, part } } }));
  return { reply: { text: texts.which(code), buttons }, code: "which" };
}

function asks(part: Part, kept: object, values: Partial<Values>, text = parts[part].ask): Outcome {
  const given = Object.fromEntries(Object.entries(values).filter(([name, value]) => name !== part && value !== undefined));
  const call = { capability: "save_plan_line", input: { ...kept, ...given } };
  return { reply: { text }, awaits: { ...call, input: { ...call.input, asked: part }, field: part }, form: call, code: part };
}

/** Read as a row of a plan's file is read, so that both refuse the same. */
async function readParts(desk: Desk, year: number, values: Partial<Values>) {
  const mapping = Object.fromEntries(planColumns.map((it) => [it, [it]])) as PlanMapping;
  const competencies = await competenciesOf(desk.db, tenantOf(desk));
  // A part that is still to come is not what is wrong with the others.
  const given = { ...placeholders(competencies), ...defined(values) };
  // A file names competencies as the dictionary does; in a talk people write them as they speak.
  const words = given.kompetensi.split(";").map((it) => competencyLike(it, competencies)?.id ?? it);
  const filled = planColumns.map((it) => (it === "kompetensi" ? words.join(";") : given[it]));
  const bytes = csvOf({ name: "Rencana", headers: [...planColumns], rows: [filled] });
  const { lines, faults } = await readPlanFile(bytes, { mapping, year, competencies, formOf });
  return { line: lines[0], faults: faults.map((it) => ({ part: it.column as Part, reason: it.reason })) };
}

const defined = (values: Partial<Values>): Partial<Record<Part, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const placeholders = ([first]: { id: string }[]): Record<Part, string> => ({
  ...(Object.fromEntries(planColumns.map((it) => [it, "-"])) as Record<Part, string>),
  kompetensi: first?.id ?? "-",
  jumlah: "1",
  anggaran: "0",
  bentuk: "kursus",
});

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** By its whole name, or the first that begins so: "seminar", "bimbingan". */
function formOf(text: string): Form | undefined {
  const all = Object.entries(forms) as [Form, { name: string }][];
  const wanted = bare(text);
  if (wanted === "") return undefined;
  return (all.find(([id, { name }]) => bare(name) === wanted || bare(id) === wanted) ?? all.find(([, { name }]) => bare(name).startsWith(wanted)))?.[0];
}

/** Competencies by id, as people call them. */
type Names = Map<string, string>;
const namesOf = async (desk: Desk): Promise<Names> => new Map((await competenciesOf(desk.db, tenantOf(desk))).map((it) => [it.id, it.name]));

const valuesOf = (it: PlanLine, names: Names): Record<Part, string> => ({
  kode: it.code,
  nama: it.name,
  kompetensi: it.competencies.map((id) => names.get(id) ?? id).join("; "),
  sasaran: it.target,
  jumlah: String(it.targetCount),
  bentuk: forms[it.form].name,
  penyelenggara: it.provider,
  jadwal: it.schedule,
  kurikulum: it.curriculum,
  anggaran: String(it.budget),
  sumber: it.budgetSource,
});

const factsOf = (values: Record<Part, string>): string =>
  planColumns.map((it) => `• ${parts[it].label}: ${it === "anggaran" ? rupiah(Number(values[it])) : plain(values[it])}`).join("\n");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
