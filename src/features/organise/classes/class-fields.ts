import { plain } from "../../../core/reply.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { readDate } from "../../training/schedule.ts";
import { dateOf, shortDate, whenLine } from "../../training/when.ts";
import { endOfDay, readClassDates } from "./class-dates.ts";
import type { ClassPatch } from "./class-store.ts";

/** What an officer's words are read against. */
export interface FieldBase {
  today: string;
  zone: string;
  now: Temporal.Instant;
}

interface ClassField {
  /** On a button. */
  label: string;
  /** What is asked for it. */
  ask: string;
  choices?: readonly string[];
  /** A change, or what is wrong, as a short clause. */
  read(text: string, of: ClassOf | undefined, base: FieldBase): ClassPatch | string;
  /** As it is now, for the question before it is changed. */
  show(of: ClassOf, zone: string): string;
}

export const entryNames = { terbuka: "terbuka", kuota: "kuota unit", usulan: "usulan unit", ditunjuk: "ditunjuk" } as const;
export const approvalNames = { atasan: "atasan", petugas: "petugas", tanpa: "tanpa persetujuan" } as const;

const texts = {
  outside: "alasan di luar rencana belum ditulis, misalnya: luar: kebutuhan mendadak karena aturan baru",
  none: "belum ada",
  noLimit: "tidak dibatasi",
  seats: "tulis angkanya, misalnya 30, atau “bebas”",
  date: "tulis tanggalnya, misalnya 30/11/2026, atau “hapus”",
  choice: (words: string[]) => `tulis salah satu: ${words.join(", ")}`,
  link: "tulis alamatnya lengkap, misalnya https://…",
};

const removed = /^(?:hapus|kosong(?:kan)?|tidak ada|-)$/i;
const textOr = (text: string): string | null => (removed.test(text.trim()) ? null : text.trim());
const bare = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");

function oneOf<T extends string>(text: string, names: Record<T, string>): T | string[] {
  const all = Object.entries(names) as [T, string][];
  const found = all.find(([id, name]) => bare(name) === bare(text) || bare(id) === bare(text)) ?? all.find(([id]) => bare(text).startsWith(bare(id)));
  return found ? found[0] : all.map(([, name]) => name);
}

function dayOf(text: string, of: ClassOf | undefined, { today, zone }: FieldBase): number | null | string {
  if (removed.test(text.trim())) return null;
  const day = readDate(text, today);
  return day === null ? texts.date : endOfDay(day, of?.class.zone ?? zone);
}

const lastDayText = (until: number | null, zone: string): string => (until === null ? texts.none : shortDate(dateOf(until - 1, zone)));

/** Everything of a class that can be changed in words, for the chat and for the command line alike. */
export const classFields = {
  jadwal: {
    label: "Jadwal",
    ask: "Tulis jadwalnya, misalnya *7-9 Desember 2026 08.00-16.00*. Beberapa sesi dipisah titik koma.",
    read(text, of, base) {
      const dates = readClassDates(text, { ...base, zone: of?.class.zone ?? base.zone });
      return typeof dates === "string" ? dates : { dates };
    },
    show: (of, zone) => whenLine(of.class, zone, of.training.selfPaced),
  },
  tempat: {
    label: "Tempat",
    ask: "Tulis tempatnya, misalnya *Aula BKPSDM lantai 2*, atau *hapus*.",
    read: (text) => ({ place: textOr(text) }),
    show: ({ class: it }) => (it.place === null ? texts.none : plain(it.place)),
  },
  tautan: {
    label: "Tautan",
    ask: "Kirim alamat daringnya, misalnya https://…, atau *hapus*.",
    read(text) {
      const link = textOr(text);
      return link === null || /^https?:\/\/\S+\.\S+$/i.test(link) ? { link } : texts.link;
    },
    show: ({ class: it }) => (it.link === null ? texts.none : plain(it.link)),
  },
  kursi: {
    label: "Kursi",
    ask: "Berapa kursinya? Tulis angka, atau *bebas* bila tidak dibatasi.",
    read(text) {
      if (/^(?:bebas|tidak dibatasi|tak terbatas)$/i.test(text.trim())) return { seats: null };
      const count = /^(\d{1,5})(?:\s*(?:kursi|orang|peserta))?$/i.exec(text.trim())?.[1];
      return count && Number(count) > 0 ? { seats: Number(count) } : texts.seats;
    },
    show: ({ class: it }) => (it.seats === null ? texts.noLimit : String(it.seats)),
  },
  batas_daftar: {
    label: "Batas daftar",
    ask: "Sampai tanggal berapa orang boleh mendaftar? Misalnya *30/11/2026*, atau *hapus*.",
    read(text, of, base) {
      const until = dayOf(text, of, base);
      return typeof until === "string" ? until : { registerUntil: until };
    },
    show: ({ class: it }) => lastDayText(it.registerUntil, it.zone),
  },
  batas_batal: {
    label: "Batas batal",
    ask: "Sampai tanggal berapa peserta boleh membatalkan sendiri? Misalnya *3/12/2026*, atau *hapus*.",
    read(text, of, base) {
      const until = dayOf(text, of, base);
      return typeof until === "string" ? until : { cancelUntil: until };
    },
    show: ({ class: it }) => lastDayText(it.cancelUntil, it.zone),
  },
  cara_masuk: {
    label: "Cara masuk",
    ask: "Bagaimana orang menjadi peserta?",
    choices: Object.values(entryNames),
    read(text) {
      const entry = oneOf(text, entryNames);
      return Array.isArray(entry) ? texts.choice(entry) : { entry };
    },
    show: ({ class: it }) => entryNames[it.entry],
  },
  persetujuan: {
    label: "Persetujuan",
    ask: "Siapa yang menyetujui?",
    choices: Object.values(approvalNames),
    read(text) {
      const approval = oneOf(text, approvalNames);
      return Array.isArray(approval) ? texts.choice(approval) : { approval };
    },
    show: ({ class: it }) => approvalNames[it.approval],
  },
  nama: {
    label: "Nama kelas",
    ask: "Tulis nama kelasnya, misalnya *Angkatan 2*, atau *hapus*.",
    read: (text) => ({ name: textOr(text)?.slice(0, 120) ?? null }),
    show: ({ class: it }) => (it.name === null ? texts.none : plain(it.name)),
  },
} as const satisfies Record<string, ClassField>;

export type ClassFieldName = keyof typeof classFields;
export const classFieldNames = Object.keys(classFields) as ClassFieldName[];
export const fieldOf = (name: ClassFieldName): ClassField => classFields[name];

/** Letters that say why. */
const shortestReason = 5;

/** A plan line, or why the class is outside the plan (F12): one of them is always there; a text = what is wrong. */
export function readPlan(text: string): { planLine: string | null; outsidePlan: string | null } | string {
  const outside = /^(?:di\s*)?luar(?:\s+rencana)?\s*[:,-]?\s*(.*)$/is.exec(text.trim());
  if (!outside) return { planLine: text.trim(), outsidePlan: null };
  const why = outside[1]?.trim() ?? "";
  return why.length < shortestReason ? texts.outside : { planLine: null, outsidePlan: why };
}
