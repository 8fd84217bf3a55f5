import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { personNamed } from "../../competency/team-list.ts";
import { asksReason, isQuestion, noReason, offersReasons } from "../../enrolment/ask-reason.ts";
import { approve, type Case, type Decider, openCase, refuse, takeBack, undoMinutes } from "../../enrolment/decide/decide.ts";
import { enrolmentById, freeSeats } from "../../enrolment/enrolment-store.ts";
import { type Desk, letterTo, offerSeats, tenantOf } from "../../enrolment/seats/promote.ts";
import type { State } from "../../enrolment/states.ts";
import { className, moment } from "../../enrolment/words.ts";
import { callIn } from "../nominate/call-in.ts";
import { caseButtons, queueButton } from "./officer-queue.ts";
import { pendingCases } from "./pending-cases.ts";

const texts = {
  approved: (name: string, training: string) => `Disetujui: *${name}* di ${training}. Sudah saya sampaikan.`,
  forwarded: (name: string, training: string) => `Diteruskan: *${name}* di ${training} sekarang menunggu persetujuan atasannya.`,
  called: (name: string, training: string, until: string) => `Dipanggil: *${name}* untuk ${training}. Jawabannya ditunggu sampai ${until}.`,
  refused: (name: string, training: string) => `Belum disetujui: *${name}* di ${training}. Sudah saya sampaikan dengan alasannya.`,
  undone: (name: string, training: string) => `Keputusan diurungkan. *${name}* untuk ${training} menunggu lagi.`,
  takenBack: (training: string) => `Keputusan tentang ${training} diurungkan petugas dan sedang diperiksa lagi. Anda akan diberi tahu hasilnya.`,
  undoNote: `Keliru? Dapat diurungkan dalam ${undoMinutes} menit.`,
  undo: "Urungkan",
  undoAll: "Urungkan semua",
  allUndone: (count: number) => `${count} keputusan diurungkan. Permintaannya menunggu lagi.`,
  askReason: "Apa alasannya? Pegawai akan membacanya.",
  writeReason: "Tulis alasannya dalam satu kalimat. Pegawai akan membacanya.",
  ownWords: "Tulis alasan lain",
  reasons: ["Belum memenuhi syarat", "Kuota unit sudah habis", "Sudah pernah mengikuti"],
  allConfirm: (names: string) => `Setujui semua ini?\n${names}`,
  allDone: (count: number) => `${count} permintaan diputuskan. Pegawai yang bersangkutan sudah diberi tahu.`,
  left: (count: number) => `${count} belum, karena kursinya sudah penuh.`,
  changed: "Daftarnya sudah berubah. Lihat lagi dengan /antrean.",
};

const waiting: readonly State[] = ["diusulkan", "menunggu_petugas"];
const undoable: readonly State[] = ["terdaftar", "ditolak", "dipanggil", "menunggu_atasan"];
/** Letters that say anything at all. */
const shortest = 3;
const Id = z.number().int().positive();
const Reason = z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.");

const officerOf = (context: Context): { desk: Desk; by: Decider } => {
  const { id, agency } = context.person as Person;
  return { desk: { ...context, agency }, by: { id, actor: "petugas" } };
};

export const officerApprove = capability({
  id: "officer_approve",
  about: "Menyetujui satu permintaan, atau memanggil seorang yang diusulkan unitnya.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ enrolment: Id }),

  async handle(context, { enrolment }) {
    const { desk, by } = officerOf(context);
    const it = await openCase(desk, enrolment, by, waiting);
    const { text, letters, code } = await sayYes(desk, it, by);
    return { reply: { text: `${text}\n${texts.undoNote}`, buttons: [undoButton(enrolment), queueButton] }, letters, looked: [it.person.id], code };
  },
});

async function sayYes(desk: Desk, it: Case, by: Decider): Promise<{ text: string; letters: Letter[]; code: string }> {
  const [name, training] = [plain(it.name), className(it.of)];
  if (it.held.state === "diusulkan") {
    const { row, letters } = await callIn(desk, it.of, it.room, it.held, by.id);
    return { text: texts.called(name, training, moment(row.dueAt ?? 0, desk.agency.zone, it.of.class.zone)), letters, code: "called" };
  }
  const { state, letters } = await approve(desk, it, by);
  return { text: (state === "terdaftar" ? texts.approved : texts.forwarded)(name, training), letters, code: state === "terdaftar" ? "approved" : "forwarded" };
}

export const officerRefuse = capability({
  id: "officer_refuse",
  about: "Menolak satu permintaan atau usulan, dengan alasan.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ enrolment: Id, reason: Reason.optional() }),

  async handle(context, { enrolment, reason }) {
    if (reason !== undefined) return refused(context, enrolment, reason);
    const common = texts.reasons.map((it) => ({ label: it, call: { capability: "officer_refuse", input: { enrolment, reason: it } } }));
    const own = { label: texts.ownWords, call: { capability: "officer_refuse_with_reason", input: { enrolment } } };
    return offersReasons(texts.askReason, [...common, own], own.call);
  },
});

export const officerRefuseWithReason = capability({
  id: "officer_refuse_with_reason",
  about: "Menolak satu permintaan atau usulan dengan alasan yang ditulis sendiri.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ enrolment: Id, reason: Reason.optional() }),

  async handle(context, { enrolment, reason }) {
    if (reason === undefined) return asksOfficer(enrolment);
    if (isQuestion(reason)) return noReason;
    // Somebody's name alone is whose request is meant (F6), and no reason against another's.
    const { desk, by } = officerOf(context);
    if (personNamed(reason, await pendingCases(desk, by.id)).length > 0)
      return { reply: { text: "" }, next: { capability: "officer_queue", input: { name: reason.slice(0, 80) } } };
    return refused(context, enrolment, reason);
  },
});

const asksOfficer = (enrolment: number): Outcome => asksReason(texts.writeReason, { capability: "officer_refuse_with_reason", input: { enrolment } });

async function refused(context: Context, enrolment: number, reason: string): Promise<Outcome> {
  if (reason.length < shortest) return asksOfficer(enrolment);
  const { desk, by } = officerOf(context);
  const it = await openCase(desk, enrolment, by, waiting);
  const letters = await refuse(desk, it, by, plain(reason));
  const text = `${texts.refused(plain(it.name), className(it.of))}\n${texts.undoNote}`;
  return { reply: { text, buttons: [undoButton(enrolment), queueButton] }, letters, looked: [it.person.id], code: "refused" };
}

export const officerUndo = capability({
  id: "officer_undo",
  about: "Mengurungkan keputusan petugas tentang satu permintaan, dalam sepuluh menit.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ enrolment: Id }),

  async handle(context, { enrolment }) {
    const { desk, by } = officerOf(context);
    const { it, proposed, letters } = await undone(desk, by, enrolment);
    const text = texts.undone(plain(it.name), className(it.of));
    return { reply: { text, buttons: caseButtons(enrolment, proposed) }, letters, looked: [it.person.id], code: "undone" };
  },
});

async function undone(desk: Desk, by: Decider, enrolment: number): Promise<{ it: Case; proposed: boolean; letters: Letter[] }> {
  const it = await openCase(desk, enrolment, by, undoable);
  await takeBack(desk, it, by);
  const row = await enrolmentById(desk.db, tenantOf(desk), enrolment);
  // The person has been told of the decision and must not go on believing it.
  const told = row ? await letterTo(desk, row, "ditarik", { text: texts.takenBack(className(it.of)) }) : [];
  return { it, proposed: row?.state === "diusulkan", letters: [...told, ...(await offerSeats(desk, it.of, it.room))] };
}

/** All that one yes has decided, or nothing of it: what cannot be taken back any more is said. */
export const officerUndoAll = capability({
  id: "officer_undo_all",
  about: "Mengurungkan semua keputusan petugas yang baru dibuat sekaligus, dalam sepuluh menit.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ enrolments: z.array(Id).min(1).max(100) }),

  async handle(context, { enrolments }) {
    const { desk, by } = officerOf(context);
    const letters: Letter[] = [];
    const looked: number[] = [];
    for (const id of enrolments) {
      const one = await undone(desk, by, id);
      letters.push(...one.letters);
      looked.push(one.it.person.id);
    }
    return { reply: { text: texts.allUndone(enrolments.length), buttons: [queueButton] }, letters, looked, code: "undone" };
  },
});

/** What the list showed, and nothing that came after it; each still judged for itself, as far as seats go. */
export const officerApproveAll = capability({
  id: "officer_approve_all",
  about: "Menyetujui semua permintaan yang ditampilkan pada antrean petugas sekaligus.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ enrolments: z.array(Id).min(1).max(100) }),

  async handle(context, { enrolments }) {
    const { desk, by } = officerOf(context);
    const pending = (await pendingCases(desk, by.id)).filter((it) => enrolments.includes(it.held.id));
    if (pending.length === 0) return { reply: { text: texts.changed, buttons: [queueButton] }, code: "changed" };
    const looked = pending.map((it) => it.held.personId);
    const names = pending.map((it) => `• *${plain(it.name)}*: ${className(it.of)}`).join("\n");
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.allConfirm(names), input: { enrolments: pending.map((it) => it.held.id) } } };
    const letters: Letter[] = [];
    const done: number[] = [];
    // In the order of their classes, as every lock on several of them: two officers at once then wait for each other, never for ever.
    for (const { held } of pending.toSorted((a, b) => a.held.classId - b.held.classId || a.held.id - b.held.id)) {
      const it = await openCase(desk, held.id, by, waiting);
      if (it.held.state === "diusulkan" && freeSeats(it.room) === 0) continue;
      letters.push(...(await sayYes(desk, it, by)).letters);
      done.push(held.id);
    }
    const left = pending.length - done.length;
    const text = [texts.allDone(done.length), ...(left > 0 ? [texts.left(left)] : []), texts.undoNote].join(" ");
    const undo = { label: texts.undoAll, call: { capability: "officer_undo_all", input: { enrolments: done } } };
    return { reply: { text, buttons: [undo, queueButton] }, letters, looked, code: "approved" };
  },
});

const undoButton = (enrolment: number): Button => ({ label: texts.undo, call: { capability: "officer_undo", input: { enrolment } } });
