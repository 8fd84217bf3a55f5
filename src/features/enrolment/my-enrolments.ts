import { z } from "zod";
import { capability } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { type ClassOf, loadClasses } from "./class-of.ts";
import { type Enrolment, enrolmentsOf } from "./enrolment-store.ts";
import { type Paper, paperButton, papersOf } from "./papers.ts";
import { progressOf, progressText, testButton } from "./progress.ts";
import { type Desk, tenantOf } from "./seats/promote.ts";
import { queueOf } from "./seats/queue-store.ts";
import { states } from "./states.ts";
import { className, moment, standingText, whenAndWhere } from "./words.ts";

const texts = {
  none: "Anda belum terdaftar di kelas mana pun.",
  head: "Pelatihan Anda:",
  until: (when: string) => `sampai ${when}`,
  queue: (place: number, of: number, why: string) => `urutan ${place} dari ${of} (${why})`,
  reason: (words: string) => `alasan: ${words}`,
  postponed: (why: string | null) => `Kelasnya ditunda${why ? ` (${plain(why)})` : ""}; waktu yang baru saya sampaikan di sini.`,
  more: (count: number) => `…dan ${count} yang lebih lama.`,
  cancel: (name: string) => ({ label: "Batalkan", full: `Batalkan ${name}` }),
  calendar: { label: "Kalender", full: "Berkas kalender", call: { capability: "class_calendar", input: {} } },
  history: { label: "Riwayat", full: "Riwayat pendaftaran", call: { capability: "enrolment_history", input: {} } },
  schedule: { label: "Jadwal", full: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
};

const shownOpen = 6;
const shownEnded = 3;
/** What ended longer ago is no news. */
const recentDays = 60;

export const myEnrolments = capability({
  id: "my_enrolments",
  about: "Menampilkan pendaftaran pelatihan Anda dan keadaannya.",
  command: "status",
  phrases: ["status pendaftaran saya", "pendaftaran saya", "status pelatihan saya", "sudah disetujui belum"],
  roles: ["asn"],
  input: z.object({}),

  async handle(context) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const all = await enrolmentsOf(context.db, tenant, id);
    const open = all.filter((it) => states[it.state].open);
    const since = context.now.epochMilliseconds / 1_000 - recentDays * 86_400;
    const ended = all.filter((it) => !states[it.state].open && it.since >= since).slice(0, shownEnded);
    if (open.length + ended.length === 0) return { reply: { text: texts.none, buttons: [texts.schedule] }, code: "none" };
    const shown = [...open.slice(0, shownOpen), ...ended];
    const classes = await loadClasses(
      context.db,
      tenant,
      shown.map((it) => it.classId),
    );
    const papers = await papersOf(context.db, { ...tenant, personId: id });
    const learning = open.filter((it) => it.state === "terdaftar").map((it) => it.classId);
    const progress = await progressOf(context.db, { ...tenant, personId: id }, learning);
    const lines: string[] = [];
    const buttons: Button[] = [];
    for (const it of shown) {
      const of = classes.get(it.classId);
      if (!of) continue;
      const far = states[it.state].open ? progress.get(it.classId) : undefined;
      lines.push([await entry(desk, of, it), ...(far ? [progressText(far)] : [])].join("\n"));
      buttons.push(...(far ? testButton(far, of.training.name) : []), ...buttonsFor(of, it), ...papersFor(of, it, papers));
    }
    const dated = shown.some((it) => it.state === "terdaftar" && isDated(classes.get(it.classId)));
    const rest = open.length - Math.min(open.length, shownOpen);
    const text = [texts.head, ...lines, ...(rest > 0 ? [texts.more(rest)] : [])].join("\n\n");
    return {
      reply: { text, buttons: [...buttons.slice(0, 7), ...(dated ? [texts.calendar] : []), texts.history, texts.schedule], data: shown },
      code: "shown",
    };
  },
});

/** A class that is postponed has no time that anybody could note. */
const isDated = (of: ClassOf | undefined): boolean => of !== undefined && of.class.startsOn !== null && of.class.status !== "ditunda";

async function entry(desk: Desk, of: ClassOf, it: Enrolment): Promise<string> {
  const { zone } = desk.agency;
  const details = [
    ...(it.dueAt !== null && states[it.state].open ? [texts.until(moment(it.dueAt, zone, of.class.zone))] : []),
    ...(it.state === "daftar_tunggu" ? [await placeOf(desk, it)] : []),
    ...(it.reason && !states[it.state].open ? [texts.reason(plain(it.reason))] : []),
  ];
  return [
    className(of),
    `${states[it.state].words}${details.length > 0 ? `, ${details.join("; ")}` : ""}`,
    ...(states[it.state].open ? [of.class.status === "ditunda" ? texts.postponed(of.class.statusNote) : whenAndWhere(of, zone)] : []),
  ].join("\n");
}

async function placeOf(desk: Desk, { classId, id }: Enrolment): Promise<string> {
  const queue = await queueOf(desk.db, tenantOf(desk), classId, desk.now);
  const at = queue.findIndex((it) => it.id === id);
  const standing = queue[at]?.standing;
  return standing ? texts.queue(at + 1, queue.length, standingText(standing)) : "";
}

function buttonsFor(of: ClassOf, it: Enrolment): Button[] {
  if (it.state === "ditawari" || it.state === "dipanggil") {
    const answer = (label: string, accept: boolean) => ({
      label,
      full: `${label}: ${of.training.name}`,
      call: { capability: "answer_offer", input: { enrolment: it.id, accept } },
    });
    if (it.state === "ditawari") return [answer("Terima", true), answer("Lewati", false)];
    // Whoever was called says why not: the unit has to find somebody else.
    const decline = { label: "Tidak bersedia", full: `Tidak bersedia: ${of.training.name}`, call: { capability: "decline_call", input: { enrolment: it.id } } };
    return [answer("Bersedia", true), decline];
  }
  return states[it.state].open ? [{ ...texts.cancel(of.training.name), call: { capability: "cancel_enrolment", input: { enrolment: it.id } } }] : [];
}

/** Letters to go with, and the certificate once it is earned. */
const papersFor = (of: ClassOf, { state }: Enrolment, papers: Paper[]): Button[] =>
  papers
    .filter((it) => it.classId === of.class.id && (it.what === "sertifikat" ? state === "selesai" : states[state].open))
    .map((it) => paperButton(it, of.training.name));
