import { type Button, plain } from "../../../core/reply.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { enrolmentsIn } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { type State, states } from "../../enrolment/states.ts";
import { className } from "../../enrolment/words.ts";
import { dateOf, dayAndDate, whenLine } from "../../training/when.ts";
import { approvalNames, entryNames } from "./class-fields.ts";
import { movesFrom, statusMoves } from "./class-status.ts";
import { planOf } from "./class-store.ts";

const texts = {
  code: (code: string, status: string, note: string | null) => `Kode ${code}; ${status}${note ? ` (${plain(note)})` : ""}.`,
  seats: (taken: number, seats: number | null) => `Kursi: ${taken} terisi dari ${seats ?? "tidak dibatasi"}.`,
  unnamed: (count: number) => `${count} di antaranya sudah terisi saat katalog diimpor; namanya tidak ada di sini.`,
  where: (place: string) => `Tempat: ${place}.`,
  link: (link: string) => `Tautan: ${link}`,
  entry: (entry: string, approval: string) => `Cara masuk: ${entry}; persetujuan: ${approval}.`,
  deadlines: { register: (when: string) => `Batas daftar ${when}.`, cancel: (when: string) => `Batas batal ${when}.` },
  plan: (line: string) => `Rencana: ${line}.`,
  outside: (why: string) => `Di luar rencana: ${why}.`,
  edit: "Ubah",
  duplicate: "Gandakan",
  people: "Peserta",
  call: "Panggil peserta",
  quota: "Kuota unit",
  letters: "Surat",
  speakers: "Pemateri",
};

/** The status of a class in words for officers. */
export const statusWords = {
  rencana: "masih rencana",
  dibuka: "pendaftaran dibuka",
  ditutup: "pendaftaran ditutup",
  berjalan: "sedang berjalan",
  selesai: "selesai",
  ditunda: "ditunda",
  batal: "batal",
} as const;

/** Short words for counting, in the order in which they are told. */
const counted: [State, string][] = [
  ["terdaftar", "terdaftar"],
  ["dipanggil", "dipanggil"],
  ["ditawari", "ditawari"],
  ["menunggu_atasan", "menunggu atasan"],
  ["menunggu_petugas", "menunggu petugas"],
  ["diusulkan", "diusulkan"],
  ["daftar_tunggu", "daftar tunggu"],
  ["selesai", "selesai"],
  ["tidak_selesai", states.tidak_selesai.words],
  ["tidak_hadir", "tidak hadir"],
];

/** All that an officer needs to know of a class, on one screen. */
export async function sheetText(desk: Desk, of: ClassOf): Promise<string> {
  const { zone } = desk.agency;
  const { training, class: it } = of;
  const all = await enrolmentsIn(desk.db, tenantOf(desk), it.id);
  const counts = counted.flatMap(([state, words]) => {
    const count = all.filter((one) => one.state === state).length;
    return count > 0 ? [`${count} ${words}`] : [];
  });
  const unnamed = it.taken - all.filter((one) => states[one.state].seat).length;
  const plan = await planOf(desk.db, tenantOf(desk), it.id);
  const where = [it.place, it.city].filter((text) => text !== null).map(plain);
  return [
    [className(of), texts.code(plain(it.code), statusWords[it.status], it.statusNote)],
    [whenLine(it, zone, training.selfPaced), ...(where.length > 0 ? [texts.where(where.join(", "))] : []), ...(it.link ? [texts.link(plain(it.link))] : [])],
    [
      texts.seats(it.taken, it.seats),
      ...(counts.length > 0 ? [`${counts.join(", ")}.`] : []),
      ...(unnamed > 0 ? [texts.unnamed(unnamed)] : []),
      texts.entry(entryNames[it.entry], approvalNames[it.approval]),
      ...(it.registerUntil === null ? [] : [texts.deadlines.register(lastDay(it.registerUntil, it.zone))]),
      ...(it.cancelUntil === null ? [] : [texts.deadlines.cancel(lastDay(it.cancelUntil, it.zone))]),
    ],
    [plan.planLine === null ? texts.outside(plain(plan.outsidePlan ?? "")) : texts.plan(plain(plan.planLine))],
  ]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** A deadline names the last day on which one may still: its instant is the midnight after. */
const lastDay = (until: number, zone: string): string => dayAndDate(dateOf(until - 1, zone));

/** What can be done with it now. */
export function sheetButtons({ class: it }: ClassOf): Button[] {
  const input = { class: it.id };
  const moves = movesFrom(it.status).map((move) => ({ label: statusMoves[move].label, call: { capability: "move_class", input: { ...input, move } } }));
  const over = it.status === "selesai" || it.status === "batal";
  return [
    ...moves,
    ...(over ? [] : [{ label: texts.edit, call: { capability: "edit_class", input } }]),
    { label: texts.people, call: { capability: "class_people", input } },
    ...(over ? [] : [{ label: texts.call, call: { capability: "call_people", input } }]),
    ...(!over && (it.entry === "kuota" || it.entry === "usulan") ? [{ label: texts.quota, call: { capability: "set_quota", input } }] : []),
    { label: texts.letters, call: { capability: "class_letter", input } },
    { label: texts.speakers, call: { capability: "note_speakers", input } },
    { label: texts.duplicate, call: { capability: "duplicate_class", input } },
  ];
}
