import { z } from "zod";
import { capability } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { clockTime } from "../../core/time.ts";
import { dateOf, instantOf, shortDate } from "../training/when.ts";
import { loadClass, loadClasses } from "./class-of.ts";
import { type EnrolmentEvent, enrolmentById, enrolmentsOf, historyOf } from "./enrolment-store.ts";
import { classLine } from "./schedule/class-buttons.ts";
import { type Desk, tenantOf } from "./seats/promote.ts";
import { type Actor, type MoveName, states } from "./states.ts";
import { className } from "./words.ts";

const texts = {
  none: "Belum ada riwayat pendaftaran Anda.",
  gone: "Pendaftaran itu tidak ada lagi.",
  which: "Riwayat pendaftaran yang mana?",
  head: (name: string) => `Riwayat pendaftaran Anda di ${name}:`,
  reason: (words: string) => `. Alasan: ${plain(words)}`,
  earlier: (count: number) => `…dan ${count} kejadian sebelumnya; seluruhnya ada di /dataku.`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

const byWhom: Record<Actor, string> = { peserta: "Anda", atasan: "atasan", pengelola: "unit Anda", petugas: "petugas BKPSDM", sistem: "sistem" };
/** What happened, for the person; by whom is said where it is not in the word itself. */
const happened: Record<MoveName, (by: string) => string> = {
  daftar: () => "Anda mendaftar",
  usulkan: () => "diusulkan unit Anda",
  panggil: () => "dipanggil BKPSDM",
  tawarkan: () => "kursi kosong ditawarkan",
  terima: () => "Anda menerima",
  lewati: () => "Anda tidak mengambilnya",
  setujui: (by) => `disetujui ${by}`,
  tolak: (by) => `belum disetujui ${by}`,
  tarik: (by) => `keputusan ditarik ${by}`,
  eskalasi: () => "belum diputuskan atasan, diteruskan kepada petugas",
  habis_waktu: () => "batas waktunya lewat",
  batalkan: () => "Anda membatalkan",
  keluarkan: () => "dilepas penyelenggara",
  nyatakan: (by) => `hasil dinyatakan ${by}`,
};

/** Events on one screen. */
const shown = 12;

export const enrolmentHistory = capability({
  id: "enrolment_history",
  about: "Menampilkan riwayat satu pendaftaran Anda: apa yang terjadi, kapan, oleh siapa, dan alasannya.",
  phrases: ["riwayat pendaftaran", "riwayat pendaftaran saya"],
  roles: ["asn"],
  input: z.object({ enrolment: z.number().int().positive().optional() }),

  async handle(context, { enrolment }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const own = enrolment === undefined ? await enrolmentsOf(context.db, tenant, id) : [await enrolmentById(context.db, tenant, enrolment)];
    const [only, second] = own;
    if (enrolment === undefined && !only) return { reply: { text: texts.none, buttons: [texts.status] }, code: "none" };
    if (second)
      return which(
        desk,
        own.flatMap((it) => it ?? []),
      );
    const of = only?.personId === id ? await loadClass(context.db, tenant, only.classId) : undefined;
    if (!only || !of) return { reply: { text: texts.gone, buttons: [texts.status] }, code: "gone" };
    const events = await historyOf(context.db, tenant, only.id);
    const left = events.length - Math.min(events.length, shown);
    const lines = events.slice(-shown).map((it) => lineOf(it, agency.zone));
    const text = [texts.head(className(of)), ...(left > 0 ? [texts.earlier(left)] : []), lines.join("\n")].join("\n\n");
    return { reply: { text, buttons: [texts.status], data: events.map(({ actorId: _, ...it }) => it) }, code: "shown" };
  },
});

async function which(desk: Desk, own: { id: number; classId: number }[]) {
  const some = own.slice(0, 8);
  const classes = await loadClasses(
    desk.db,
    tenantOf(desk),
    some.map((it) => it.classId),
  );
  const buttons = some.flatMap((it, at): Button[] => {
    const of = classes.get(it.classId);
    const call = { capability: "enrolment_history", input: { enrolment: it.id } };
    return of ? [{ label: `Pilih ${at + 1}`, full: classLine(of, desk.agency.zone), call }] : [];
  });
  return { reply: { text: texts.which, buttons }, code: "which" };
}

/** `24 Nov 2026, 09.00 WITA: disetujui atasan (terdaftar)`; nobody is named, only their part. */
function lineOf({ at, move, to, actor, reason }: EnrolmentEvent, zone: string): string {
  const when = `${shortDate(dateOf(at, zone))}, ${clockTime(instantOf(at), zone)}`;
  return `${when}: ${happened[move as MoveName](byWhom[actor])} → ${states[to].words}${reason ? texts.reason(reason) : ""}`;
}
