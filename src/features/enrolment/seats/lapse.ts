import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import type { Button } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { beginOf, type ClassOf, loadClass } from "../class-of.ts";
import { tellCaller } from "../decide/tell-caller.ts";
import { type Change, changeStates, type Enrolment, enrolmentsIn, lockRoom, type Wanted } from "../enrolment-store.ts";
import type { WorkTime } from "../remind/work-time.ts";
import { className, moment } from "../words.ts";
import { type DueClass, dueClasses, everyCity, followDates, hasTurned, undecided } from "./lapse-store.ts";
import { type Desk, lettersAbout, offerSeats, tenantOf } from "./promote.ts";
import { timeHere, waitFor } from "./wait.ts";

const texts = {
  offer: (name: string) =>
    `Tawaran kursi di ${name} belum dijawab sampai batasnya, jadi kursi diberikan kepada yang berikutnya. Bila masih ingin ikut, silakan mendaftar lagi.`,
  call: (name: string) =>
    `Panggilan mengikuti ${name} belum dijawab sampai batasnya, jadi kursinya dilepas. Bila Anda tetap dapat ikut, sampaikan kepada petugas BKPSDM.`,
  escalated: (name: string, until: string) =>
    `Atasan Anda belum sempat memutuskan permintaan untuk ${name}. Sekarang petugas BKPSDM yang memeriksanya, paling lambat ${until}. Kursi Anda tetap disimpan.`,
  undecided: (name: string) =>
    `Mohon maaf, permintaan Anda untuk ${name} belum sempat diputuskan sampai batasnya, jadi kursinya tidak dapat disimpan lagi. Silakan mendaftar lagi, atau tanyakan kepada petugas.`,
  begun: (name: string) => `${name} sudah dimulai, jadi permintaan Anda untuk kelas ini berakhir tanpa kursi. Lain waktu Anda dapat memilih kelas lain.`,
  reasons: { late: "tidak dijawab sampai batas waktu", undecided: "tidak diputuskan sampai batas waktu", begun: "kelas sudah dimulai" },
  again: "Daftar lagi",
  officer: { label: "Hubungi petugas", call: { capability: "ask_officer", input: {} } },
  schedule: { label: "Jadwal", full: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
};

/** What a round needs beside the base. `put` plans letters in the transaction that caused them. */
export interface Round {
  db: Database;
  cell: number;
  now: Temporal.Instant;
  put(tx: Database, letters: Letter[]): Promise<void>;
}

/** Changes and classes in one transaction, so that nobody waits long for the embedded database. */
const changesAtOnce = 200;
const classesAtOnce = 100;

/**
 * Takes further all that is due in all cities: what was not answered or decided in time lapses or goes to an officer, who still waits when
 * a class begins is told so, freed seats pass on, and the classes' status follows their dates. Each class in transactions of its own
 * under its lock, so that a crash loses nothing and a second round finds nothing left. Returns the number of changes.
 */
export async function lapseDue(round: Round): Promise<number> {
  const { db, cell, now } = round;
  const cities = new Map((await everyCity(db)).map((it) => [it.id, it]));
  const faults: Error[] = [];
  let changes = 0;
  for (let found = true; found && faults.length === 0; ) {
    const due = await dueClasses(db, cell, now, classesAtOnce);
    let made = 0;
    for (const it of due) {
      const agency = cities.get(it.agencyId);
      if (agency) made += await lapseClass(round, agency, it).catch((error: Error) => faults.push(error) * 0);
    }
    changes += made;
    found = made > 0;
  }
  changes += await followDates(db, cell, now);
  // The other classes have been served; this one's fault is the job's.
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} classes not taken further: ${faults[0]?.message}`);
  return changes;
}

async function lapseClass(round: Round, agency: Agency, { classId }: DueClass): Promise<number> {
  for (let all = 0; ; ) {
    const made = await round.db.transaction(async (tx) => {
      const desk: Desk = { db: tx, cell: round.cell, agency, now: round.now };
      const { letters, changes } = await lapseSome(desk, classId);
      await round.put(tx, letters);
      return changes;
    });
    all += made;
    if (made < changesAtOnce) return all;
  }
}

async function lapseSome(desk: Desk, classId: number): Promise<{ letters: Letter[]; changes: number }> {
  const tenant = tenantOf(desk);
  const room = await lockRoom(desk.db, tenant, classId);
  const of = room && (await loadClass(desk.db, tenant, classId));
  if (!room || !of || of.class.status === "ditunda") return { letters: [], changes: 0 };
  const begun = of.class.status !== "rencana" && of.class.status !== "batal" && (await hasTurned(desk.db, tenant, classId, desk.now));
  const nowS = desk.now.epochMilliseconds / 1_000;
  const waiting = (await enrolmentsIn(desk.db, tenant, classId)).filter((it) => undecided.includes(it.state));
  const due = waiting.filter((it) => begun || (it.dueAt !== null && it.dueAt <= nowS && it.tellAt === null)).slice(0, changesAtOnce);
  if (due.length === 0) return { letters: [], changes: 0 };
  const wanted: Wanted[] = [];
  const time = await timeHere(desk);
  for (const held of due) wanted.push({ held, change: await changeOf(desk, of, held, begun, time) });
  const letters = await toldOf(desk, of, due, await changeStates(desk.db, tenant, room, wanted), begun);
  if (canStillAnswer(of, nowS)) letters.push(...(await offerSeats(desk, of, room)));
  return { letters, changes: due.length };
}

/** An offer in the last minutes would lapse at once, and with it the whole waiting list, one after the other. */
function canStillAnswer(of: ClassOf, nowS: number): boolean {
  const begin = beginOf(of.class, of.training.selfPaced);
  return begin === null || begin - nowS > 600;
}

/** Where the leader did not decide in time an officer does, and the seat is kept until then; all else ends. */
async function changeOf(desk: Desk, of: ClassOf, it: Enrolment, begun: boolean, time: WorkTime): Promise<Change> {
  const by = { actor: "sistem", actorId: null, now: desk.now } as const;
  if (begun || it.state !== "menunggu_atasan") return { ...by, move: "habis_waktu", to: "lewat", reason: ending(of, it, begun).reason };
  const { dueAt } = await waitFor(desk, of, "menunggu_petugas", it.unitId, time);
  return { ...by, move: "eskalasi", to: "menunggu_petugas", dueAt, approverId: null };
}

/** What those hear whose waiting has ended or goes on with an officer, and who called them. */
async function toldOf(desk: Desk, of: ClassOf, before: Enrolment[], rows: Enrolment[], begun: boolean): Promise<Letter[]> {
  const notices = rows.map((it, at) => ({ it, about: it.state, reply: replyFor(desk, of, before[at] as Enrolment, it, begun), personId: it.personId }));
  const letters = (await lettersAbout(desk, notices)).flat();
  for (const [at, it] of rows.entries()) if (before[at]?.state === "dipanggil" && !begun) letters.push(...(await tellCaller(desk, of, it)));
  return letters;
}

function replyFor({ agency: { zone } }: Desk, of: ClassOf, before: Enrolment, { state, dueAt }: Enrolment, begun: boolean): Letter["reply"] {
  if (state === "menunggu_petugas") return { text: texts.escalated(className(of), moment(dueAt ?? 0, zone, of.class.zone)) };
  const { text, buttons } = ending(of, before, begun);
  return { text, buttons };
}

function ending(of: ClassOf, { state }: Enrolment, begun: boolean): { text: string; buttons: Button[]; reason: string } {
  const name = className(of);
  const again = { label: texts.again, call: { capability: "enrol", input: { class: of.class.id } } };
  if (begun) return { text: texts.begun(name), buttons: [texts.schedule], reason: texts.reasons.begun };
  if (state === "ditawari") return { text: texts.offer(name), buttons: [again, texts.schedule], reason: texts.reasons.late };
  if (state === "dipanggil") return { text: texts.call(name), buttons: [texts.officer], reason: texts.reasons.late };
  return { text: texts.undecided(name), buttons: [again, texts.officer], reason: texts.reasons.undecided };
}
