import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { changeState, lockRoom } from "../../enrolment/enrolment-store.ts";
import { letterTo, tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { jpText } from "../../training/words.ts";
import { revokeFor } from "../certificate/certificate-store.ts";
import { mayCertify } from "../certificate/may-certify.ts";
import { daysOf, endOf } from "../class-days.ts";
import type { OfficerDesk } from "../officer-class.ts";
import { refuseParticipant } from "../participants.ts";
import { type Credit, creditClass, uncreditClass } from "./credit.ts";
import { type Judged, type Judgement, judgeClass } from "./judge-class.ts";
import { lackWords, percent } from "./result-words.ts";

const texts = {
  notOver: "Kelas itu belum selesai.",
  gone: "Kelas itu tidak ada lagi.",
  unconfirmed: "Masih ada hari yang kehadirannya belum dikukuhkan.",
  notHeld: "Kelas itu tidak diselenggarakan pada hari mana pun.",
  another: "menyatakan hasilnya",
  corrected: "hasil kelas dikoreksi",
  evidence: (days: number, all: number, code: number, list: number) => `hadir ${days} dari ${all} hari; ${code} lewat kode, ${list} dari daftar`,
  alone: (score: number) => `tes akhir ${score}`,
  done: (name: string, jp: string) => `Selamat, Anda menyelesaikan ${name}. ${jp}`,
  jp: (jp: number) => `${jpText(jp)} JP dicatat di akun JP Anda; lihat /jp.`,
  jpByTable: "JP-nya dicatat menurut tabel konversi; lihat /jp.",
  certificate: "Sertifikat dikirim di sini setelah ditandatangani.",
  elsewhere: (provider: string) => `Sertifikat diterbitkan oleh ${provider}.`,
  lacking: (name: string, why: string) => `Hasil ${name}: belum memenuhi syarat selesai (${why}). Bila keliru, sampaikan kepada petugas BKPSDM.`,
  absent: (name: string) => `Anda tercatat tidak hadir di ${name}. Bila keliru, sampaikan kepada petugas BKPSDM; kelas lain dapat dilihat di /jadwal.`,
};

/** Throws `Fault` for an officer whose own result it would be. */
export const refuseOwnResult = (desk: OfficerDesk, of: ClassOf): Promise<void> => refuseParticipant(desk, of.class.id, texts.another);

/** What a declaration did. */
export interface Declared {
  judgement: Judgement;
  /** Whose result is new or another than before. */
  changed: number[];
  letters: Letter[];
}

/**
 * Declares a class's results: states, JP, competency evidence and the word to each person, in the caller's transaction and under the class's
 * lock, so that all of it happens or nothing. Done again it changes only what has become different; a corrected result takes its
 * credit and its certificate back.
 */
export async function declareResults(desk: OfficerDesk, of: ClassOf): Promise<Declared> {
  const tenant = tenantOf(desk);
  const end = endOf(of);
  if (end !== null && end > desk.now.epochMilliseconds / 1_000) throw new Fault("conflict", texts.notOver);
  const room = await lockRoom(desk.db, tenant, of.class.id);
  if (!room) throw new Fault("not_found", texts.gone);
  await refuseOwnResult(desk, of);
  const judgement = await judgeClass(desk, of);
  if (judgement.unconfirmed.length > 0) throw new Fault("conflict", texts.unconfirmed);
  if (judgement.notHeld) throw new Fault("conflict", texts.notHeld);
  const letters: Letter[] = [];
  const changed: number[] = [];
  for (const it of judgement.people) {
    const { enrolment: held, result } = it;
    const differs = held.state !== result;
    const reason = it.lacks.length === 0 ? null : lackWords(it, judgement.rule);
    const move = { move: "nyatakan", to: result, actor: "petugas", actorId: desk.by, now: desk.now, reason } as const;
    const row = differs ? await changeState(desk.db, tenant, room, held, move) : held;
    await settle(desk, of, it, judgement);
    if (!differs) continue;
    changed.push(held.personId);
    letters.push(...(await letterTo(desk, row, row.state, { text: told(desk, of, it, reason) })));
  }
  return { judgement, changed, letters };
}

async function settle(desk: OfficerDesk, of: ClassOf, it: Judged, judgement: Judgement): Promise<void> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const { personId } = it.enrolment;
  if (it.result === "selesai") {
    await creditClass(db, { ...tenant, personId }, of, creditFor(desk, of, it, judgement), now);
    return;
  }
  if (await uncreditClass(db, tenant, { personId, classId: of.class.id, reason: texts.corrected, now })) {
    await revokeFor(db, tenant, { classId: of.class.id, personId, reason: texts.corrected, by: desk.by, now });
  }
}

function creditFor({ now, agency }: OfficerDesk, of: ClassOf, { attendance, score, testedOn }: Judged, { days }: Judgement): Credit {
  const all = daysOf(of);
  const alone = testedOn ?? localDate(now, agency.zone);
  // What is learnt alone is learnt on the day on which its test was passed; the class's span says only when it could be.
  if (attendance === null) return { from: alone, until: alone, days: null, note: texts.alone(score ?? 0) };
  const [from, until] = [days[0] ?? all[0] ?? alone, days.at(-1) ?? all.at(-1) ?? alone];
  return { from, until, days: attendance.days, note: texts.evidence(attendance.days.length, days.length, attendance.byCode, attendance.byList) };
}

function told(desk: OfficerDesk, of: ClassOf, it: Judged, reason: string | null): string {
  const name = className(of);
  if (it.result === "tidak_hadir") return texts.absent(name);
  if (it.result === "tidak_selesai") return texts.lacking(name, reason ?? percent(it.attendance?.share ?? 0));
  const certificate = mayCertify(of.training, desk.agency) ? texts.certificate : texts.elsewhere(of.training.provider);
  return `${texts.done(name, of.training.jp === null ? texts.jpByTable : texts.jp(of.training.jp))}\n${certificate}`;
}
