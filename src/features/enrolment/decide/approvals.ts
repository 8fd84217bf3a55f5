import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { personNamed } from "../../competency/team-list.ts";
import { small, spanWords } from "../../people/delegation-notice.ts";
import { delegationsFrom } from "../../people/delegation-store.ts";
import { subordinatesOf } from "../../people/person-store.ts";
import { asksReason, isQuestion, noReason, offersReasons } from "../ask-reason.ts";
import { namesOf } from "../delegate/settle-delegate.ts";
import type { Desk } from "../seats/promote.ts";
import { className, heldFacts, moment } from "../words.ts";
import { decisionButtons } from "./ask-leader.ts";
import { approve, openCase, refuse, undo, undoMinutes } from "./decide.ts";
import { type Pending, pendingFor } from "./pending.ts";

const texts = {
  none: "Tidak ada permintaan yang menunggu persetujuan Anda.",
  head: (count: number) => `${count} permintaan menunggu persetujuan Anda:`,
  line: (name: string, training: string, until: string) => `*${name}*: ${training}; sampai ${until}`,
  one: (name: string, training: string, facts: string, until: string) => `*${name}* ingin mengikuti ${training}.\n${facts}\n\nKursi disimpan sampai ${until}.`,
  instead: (leader: string) => `mewakili *${leader}*`,
  delegate: (name: string, span: string) => `Wakil Anda: *${name}*, ${span}. Atur lewat /wakil.`,
  more: (count: number) => `…dan ${count} lagi.`,
  unknown: (words: string) => `Tidak ada permintaan dari “${plain(words)}” yang menunggu Anda.`,
  all: (count: number) => ({ label: "Setujui semua", full: `Setujui semua (${count})` }),
  approved: (name: string, training: string) => `Disetujui: *${name}* di ${training}. Sudah saya sampaikan.`,
  refused: (name: string, training: string) => `Belum disetujui: *${name}* di ${training}. Sudah saya sampaikan dengan alasannya.`,
  undone: (name: string, training: string) => `Keputusan diurungkan. Permintaan *${name}* untuk ${training} menunggu lagi.`,
  undo: "Urungkan",
  undoNote: `Keliru? Dapat diurungkan dalam ${undoMinutes} menit.`,
  askReason: "Apa alasannya? Pegawai akan membacanya.",
  writeReason: "Tulis alasannya dalam satu kalimat. Pegawai akan membacanya.",
  ownWords: "Tulis alasan lain",
  reasons: ["Ada tugas penting", "Belum sesuai tugas", "Giliran rekan lain"],
  rest: { label: "Lihat yang lain", call: { capability: "pending_approvals", input: {} } },
};

const shown = 5;
const Id = z.number().int().positive();
const Reason = z.string().trim().min(3, "Tulis alasannya dalam beberapa kata.").max(300);

export const pendingApprovals = capability({
  id: "pending_approvals",
  about: "Menampilkan permintaan pelatihan bawahan yang menunggu persetujuan Anda.",
  command: "persetujuan",
  phrases: ["persetujuan pelatihan", "permintaan yang menunggu saya", "setujui pelatihan bawahan"],
  roles: ["supervisor"],
  input: z.object({ name: z.string().trim().max(80).optional().describe("Nama bawahan"), enrolment: Id.optional() }),

  async handle(context, { name = "", enrolment }) {
    const all = await pendingFor(context);
    const delegates = await delegatesOf(context);
    if (all.length === 0) return { reply: { text: [texts.none, ...delegates].join("\n\n") }, code: "none" };
    const one = all.filter((it) => it.held.id === enrolment);
    const named = one.length > 0 ? one : name === "" ? all : personNamed(name, all);
    if (named.length === 0) return { reply: { text: texts.unknown(name), buttons: [texts.rest] }, code: "unknown" };
    const { zone } = (context.person as Person).agency;
    const [only, second] = named;
    if (only && !second) {
      const text = texts.one(plain(only.name), className(only.of), heldFacts(only.of, zone), untilOf(only, zone));
      return { reply: { text: [text, ...insteadOf(only), ...delegates].join("\n\n"), buttons: decisionButtons(only.held.id) }, code: "one" };
    }
    const lines = named
      .slice(0, shown)
      .map((it, at) => `${at + 1}. ${[texts.line(plain(it.name), className(it.of), untilOf(it, zone)), ...insteadOf(it)].join("; ")}`);
    const rest = named.length - shown;
    const open: Button[] = named.slice(0, shown).map((it, at) => ({
      label: `Lihat ${at + 1}`,
      full: `Lihat ${at + 1}: ${it.name}`,
      call: { capability: "pending_approvals", input: { name: it.name, enrolment: it.held.id } },
    }));
    const batch = { ...texts.all(named.length), call: { capability: "approve_all", input: { enrolments: named.map((it) => it.held.id) } } };
    const text = [texts.head(named.length), lines.join("\n"), ...(rest > 0 ? [texts.more(rest)] : []), ...delegates].join("\n\n");
    return { reply: { text, buttons: [...open, batch] }, code: "listed" };
  },
});

const untilOf = ({ held, of }: Pending, zone: string): string => moment(held.dueAt ?? 0, zone, of.class.zone);
const insteadOf = ({ leader }: Pending): string[] => (leader === null ? [] : [texts.instead(plain(leader))]);

/** Who decides beside this leader, today or soon. */
async function delegatesOf({ db, cell, now, person }: Context): Promise<string[]> {
  const { id, agency } = person as Person;
  const [leader, day] = [{ cell, agencyId: agency.id, personId: id }, localDate(now, agency.zone)];
  const all = await delegationsFrom(db, leader, day);
  const names = await namesOf(db, leader, all, day);
  return all.map((it) => texts.delegate(plain(names.get(it.delegateId) ?? ""), small(spanWords(it, day))));
}

export const approveEnrolment = capability({
  id: "approve_enrolment",
  about: "Menyetujui permintaan pelatihan seorang bawahan.",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({ enrolment: Id }),

  async handle(context, { enrolment }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const it = await openCase(desk, enrolment, { id, actor: "atasan" }, ["menunggu_atasan"]);
    const { letters } = await approve(desk, it, { id, actor: "atasan" });
    return {
      reply: { text: `${texts.approved(plain(it.name), className(it.of))}\n${texts.undoNote}`, buttons: [undoButton(enrolment)] },
      letters,
      code: "approved",
    };
  },
});

export const refuseEnrolment = capability({
  id: "refuse_enrolment",
  about: "Menolak permintaan pelatihan seorang bawahan, dengan alasan.",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({ enrolment: Id, reason: Reason.optional() }),

  async handle(context, { enrolment, reason }) {
    if (reason !== undefined) return refused(context, enrolment, reason);
    const common = texts.reasons.map((it) => ({ label: it, call: { capability: "refuse_enrolment", input: { enrolment, reason: it } } }));
    const own = { label: texts.ownWords, call: { capability: "refuse_with_reason", input: { enrolment } } };
    return offersReasons(texts.askReason, [...common, own], own.call);
  },
});

export const refuseWithReason = capability({
  id: "refuse_with_reason",
  about: "Menolak permintaan pelatihan seorang bawahan dengan alasan yang ditulis sendiri.",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({ enrolment: Id, reason: Reason.optional() }),

  async handle(context, { enrolment, reason }) {
    if (reason === undefined) return asksReason(texts.writeReason, { capability: "refuse_with_reason", input: { enrolment } });
    if (isQuestion(reason)) return noReason;
    // Somebody's name alone is whose request is meant (F6), and no reason against another's.
    if (await namesOwn(context, reason)) return { reply: { text: "" }, next: { capability: "pending_approvals", input: { name: reason.slice(0, 80) } } };
    return refused(context, enrolment, reason);
  },
});

/** Whether words are only the name of somebody whom this leader decides about. */
async function namesOwn({ db, cell, now, person }: Context, words: string): Promise<boolean> {
  const { id, agency } = person as Person;
  const team = await subordinatesOf(db, { cell, agencyId: agency.id, personId: id }, localDate(now, agency.zone));
  return personNamed(words, team).length > 0;
}

async function refused(context: Context, enrolment: number, reason: string): Promise<Outcome> {
  const { id, agency } = context.person as Person;
  const desk: Desk = { ...context, agency };
  const it = await openCase(desk, enrolment, { id, actor: "atasan" }, ["menunggu_atasan"]);
  const letters = await refuse(desk, it, { id, actor: "atasan" }, plain(reason));
  return {
    reply: { text: `${texts.refused(plain(it.name), className(it.of))}\n${texts.undoNote}`, buttons: [undoButton(enrolment)] },
    letters,
    code: "refused",
  };
}

export const undoDecision = capability({
  id: "undo_decision",
  about: "Mengurungkan keputusan Anda tentang permintaan pelatihan, dalam sepuluh menit.",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({ enrolment: Id }),

  async handle(context, { enrolment }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const it = await openCase(desk, enrolment, { id, actor: "atasan" }, ["terdaftar", "ditolak"]);
    const letters = await undo(desk, it, { id, actor: "atasan" });
    return { reply: { text: texts.undone(plain(it.name), className(it.of)), buttons: decisionButtons(enrolment) }, letters, code: "undone" };
  },
});

const undoButton = (enrolment: number): Button => ({ label: texts.undo, call: { capability: "undo_decision", input: { enrolment } } });
