import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { personNamed } from "../../competency/team-list.ts";
import { small, spanWords } from "../../people/delegation-notice.ts";
import { delegationsFrom } from "../../people/delegation-store.ts";
import { asksReason, isQuestion, noReason, offersReasons } from "../ask-reason.ts";
import { namesOf } from "../delegate/settle-delegate.ts";
import { enrolmentById, enrolmentsById } from "../enrolment-store.ts";
import { type Desk, letterTo, offerSeats, tenantOf } from "../seats/promote.ts";
import { className, decidingFacts, moment } from "../words.ts";
import { decisionButtons } from "./ask-leader.ts";
import { approve, openCase, refuse, takeBack, undoMinutes } from "./decide.ts";
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
  allConfirm: (names: string) => `Setujui semua permintaan ini?\n${names}`,
  allDone: (count: number) => `${count} permintaan disetujui. Pegawai yang bersangkutan sudah diberi tahu.`,
  notDone: (reasons: string[]) => `Yang tidak disetujui:\n${reasons.map((it) => `• ${it}`).join("\n")}`,
  changed: "Daftarnya sudah berubah. Lihat lagi dengan /persetujuan.",
  approved: (name: string, training: string) => `Disetujui: *${name}* di ${training}. Sudah saya sampaikan.`,
  refused: (name: string, training: string) => `Belum disetujui: *${name}* di ${training}. Sudah saya sampaikan dengan alasannya.`,
  undone: (name: string, training: string) => `Keputusan diurungkan. Permintaan *${name}* untuk ${training} menunggu lagi.`,
  takenBack: (training: string) => `Keputusan atasan tentang ${training} diurungkan dan sedang dipertimbangkan lagi. Anda akan diberi tahu hasilnya.`,
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
      const text = texts.one(plain(only.name), className(only.of), decidingFacts(only.of, zone), untilOf(only, zone));
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
    return isQuestion(reason) ? noReason : refused(context, enrolment, reason);
  },
});

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
    await takeBack(desk, it, { id, actor: "atasan" });
    const row = await enrolmentById(context.db, tenantOf(desk), enrolment);
    // The person has been told of the decision and must not go on believing it.
    const told = row ? await letterTo(desk, row, "ditarik", { text: texts.takenBack(className(it.of)) }) : [];
    const reply = { text: texts.undone(plain(it.name), className(it.of)), buttons: decisionButtons(enrolment) };
    return { reply, letters: [...told, ...(await offerSeats(desk, it.of, it.room))], code: "undone" };
  },
});

/** One tap for a leader with twenty staff: what the list showed, and nothing that came after it. */
export const approveAll = capability({
  id: "approve_all",
  about: "Menyetujui semua permintaan pelatihan yang ditampilkan sekaligus.",
  phrases: [],
  roles: ["supervisor"],
  secondFactor: true,
  input: z.object({ enrolments: z.array(Id).min(1).max(100) }),

  async handle(context, { enrolments }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    if (context.confirmed) return approvedAll(desk, id, enrolments);
    const pending = (await pendingFor(context)).filter((it) => enrolments.includes(it.held.id));
    if (pending.length === 0) return { reply: { text: texts.changed, buttons: [texts.rest] }, code: "changed" };
    const names = pending.map((it) => `• *${plain(it.name)}*: ${className(it.of)}`).join("\n");
    return { reply: { text: "" }, ask: { question: texts.allConfirm(names), input: { enrolments: pending.map((it) => it.held.id) } } };
  },
});

/** One after the other; what has been settled since the list was shown keeps no other from being approved, and is said. */
async function approvedAll(desk: Desk, id: number, enrolments: number[]): Promise<Outcome> {
  const by = { id, actor: "atasan" } as const;
  const letters = [];
  const refusals = new Set<string>();
  let done = 0;
  // In the order of their classes, as every lock on several of them: two leaders at once then wait for each other, never for ever.
  const asked = (await enrolmentsById(desk.db, tenantOf(desk), enrolments)).toSorted((a, b) => a.classId - b.classId || a.id - b.id);
  for (const held of asked) {
    const it = await openCase(desk, held.id, by, ["menunggu_atasan"]).catch((error: unknown) => {
      if (error instanceof Fault) return error;
      throw error;
    });
    if (it instanceof Fault) refusals.add(it.say);
    else {
      letters.push(...(await approve(desk, it, by)).letters);
      done += 1;
    }
  }
  if (done === 0) return { reply: { text: [texts.changed, ...refusals].join("\n"), buttons: [texts.rest] }, code: "changed" };
  const text = [texts.allDone(done), ...(refusals.size > 0 ? [texts.notDone([...refusals])] : [])].join("\n\n");
  return { reply: { text }, letters, code: "approved" };
}

const undoButton = (enrolment: number): Button => ({ label: texts.undo, call: { capability: "undo_decision", input: { enrolment } } });
