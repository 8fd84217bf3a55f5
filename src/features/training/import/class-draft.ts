import { isAppointed } from "../forms.ts";
import { readDate, readSessions, type Session, zoneNamed } from "../schedule.ts";
import type { TrainingClass } from "../store.ts";
import type { WordLists } from "./mapping.ts";
import type { RowReader } from "./row-reader.ts";
import type { TrainingDraft } from "./training-draft.ts";

/** A class as a file gives it. */
export interface ClassDraft extends Omit<TrainingClass, "id" | "trainingId" | "approval"> {
  trainingCode: string;
  /** null = not said: what an officer has chosen stays, of a new class the leader decides, of a self-paced one nobody has to. */
  approval: TrainingClass["approval"] | null;
  planLine: string | null;
  budgetSource: string | null;
  outsidePlan: string | null;
  /** All dates as written: what is compared, so that a relative date of an earlier import stays. */
  schedule: string;
  /** Row number, for reports. */
  line: number;
}

const texts = {
  sessions: "isi sesi, misalnya 7/12/2026 08.00-16.00",
  date: (word: string) => `"${word}" bukan tanggal`,
  order: "tanggal selesai lebih awal daripada mulai",
  deadline: "batas daftar lewat dari hari pertama kelas",
  cancel: "batas batal lewat dari hari pertama kelas",
  place: "isi tempat: kelas tatap muka yang dibuka perlu tempat",
  appointed: "pelatihan kepemimpinan dan prajabatan hanya untuk yang ditunjuk; tulis ditunjuk",
  plan: "isi baris rencana, atau alasan mengapa di luar rencana",
  reason: "isi sebabnya",
  taken: "lebih banyak daripada kursi",
  noZone: (it: string) => `"${it}" tidak dikenal; tulis WIB, WITA, atau WIT`,
  zone: (zone: string) => `zona "${zone}" berbeda dengan yang ditulis pada sesi`,
};

/** The column of each field, for reports. */
export const classColumns: Record<string, string> = {
  trainingCode: "kode",
  name: "nama_kelas",
  place: "tempat",
  city: "kota",
  link: "tautan",
  seats: "kursi",
  entry: "cara_masuk",
  status: "status_kelas",
  statusNote: "alasan_status",
  planLine: "baris_rencana",
  budgetSource: "anggaran",
  outsidePlan: "luar_rencana",
  schedule: "sesi",
};

/** The class in a row, null where there is none or something in it is faulty (noted). */
export function classDraft(row: RowReader, training: TrainingDraft, words: WordLists, base: { today: string; zone: string }): ClassDraft | null {
  const code = row.text("kode_kelas");
  if (code === null) return null;
  const zone = zoneOf(row, base.zone);
  const dates = datesOf(row, { today: base.today, zone });
  const entry = row.choice("cara_masuk", words.cara_masuk) ?? (isAppointed(training.form) ? "ditunjuk" : "usulan");
  const status = row.choice("status_kelas", words.status_kelas) ?? "rencana";
  const [seats, taken] = [row.number("kursi", 1), row.number("terisi", 0) ?? 0];
  const plan = { planLine: row.text("baris_rencana"), budgetSource: row.text("anggaran"), outsidePlan: row.text("luar_rencana") };
  const [place, statusNote] = [row.text("tempat"), row.text("alasan_status")];
  if (isAppointed(training.form) && entry !== "ditunjuk") row.fault("cara_masuk", texts.appointed);
  if (status === "dibuka" && training.mode === "tatap_muka" && place === null) row.fault("tempat", texts.place);
  if ((status === "ditunda" || status === "batal") && statusNote === null) row.fault("alasan_status", texts.reason);
  if (plan.planLine === null && plan.outsidePlan === null) row.fault("baris_rencana", texts.plan);
  if (seats !== null && taken > seats) row.fault("terisi", texts.taken);
  if (dates === null) return null;
  if (dates.sessions.length === 0 && dates.startsOn === null && !training.selfPaced && status !== "rencana" && status !== "ditunda" && status !== "batal") {
    return row.fault("sesi", texts.sessions);
  }
  const approval = row.choice("persetujuan", words.persetujuan);
  const names = { code, trainingCode: training.code, name: row.text("nama_kelas"), zone, place, city: row.text("kota"), link: row.text("tautan") };
  return { ...names, ...dates, ...plan, seats, taken, entry, approval, status, statusNote, line: row.line };
}

/** The zone that sessions name, else that of its column, else the city's own. */
function zoneOf(row: RowReader, own: string): string {
  const named = zoneNamed(row.text("sesi") ?? "");
  const written = row.text("zona");
  const column = written === null ? undefined : zoneNamed(written);
  if (written !== null && column === undefined) row.fault("zona", texts.noZone(written));
  if (named && column && named !== column) row.fault("zona", texts.zone(written ?? ""));
  return named ?? column ?? own;
}

type Dates = Pick<ClassDraft, "sessions" | "startsOn" | "endsOn" | "registerUntil" | "cancelUntil" | "schedule">;

function datesOf(row: RowReader, base: { today: string; zone: string }): Dates | null {
  const written = ["sesi", "mulai", "selesai", "batas_daftar"].map((id) => row.text(id) ?? "");
  const sessions = readSessions(written[0] ?? "", base);
  if (typeof sessions === "string") return row.fault("sesi", sessions);
  const [from, until] = [dateIn(row, "mulai", base.today), dateIn(row, "selesai", base.today)];
  const startsOn = sessions[0] ? localDate(sessions[0][0], base.zone) : from;
  const endsOn = lastDay(sessions, base.zone) ?? until;
  if (startsOn && endsOn && endsOn < startsOn) return row.fault("selesai", texts.order);
  const deadline = dateIn(row, "batas_daftar", base.today);
  if (deadline && sessions[0] && startsOn && deadline > startsOn) return row.fault("batas_daftar", texts.deadline);
  const leave = dateIn(row, "batas_batal", base.today);
  if (leave && sessions[0] && startsOn && leave > startsOn) return row.fault("batas_batal", texts.cancel);
  const endOf = (day: string | null) => (day === null ? null : endOfDay(day, base.zone));
  // Behind the others and only where it is written: a file without this column is as it was.
  const schedule = [...written, base.zone, ...(row.text("batas_batal") === null ? [] : [row.text("batas_batal")])].join(" | ");
  return { sessions, startsOn, endsOn, registerUntil: endOf(deadline), cancelUntil: endOf(leave), schedule };
}

function dateIn(row: RowReader, id: string, today: string): string | null {
  const it = row.text(id);
  if (it === null) return null;
  return readDate(it, today) ?? row.fault(id, texts.date(it));
}

const lastDay = (sessions: Session[], zone: string): string | null => {
  const last = sessions.reduce((latest, it) => Math.max(latest, it[1]), 0);
  return last === 0 ? null : localDate(last - 1, zone);
};

const localDate = (epoch: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(epoch * 1000)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();

/** A deadline names the last day on which one may register. */
const endOfDay = (day: string, zone: string): number => Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds / 1000;
