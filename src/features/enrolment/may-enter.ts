import type { Subject } from "../../core/personal-data.ts";
import { plain } from "../../core/reply.ts";
import type { Database } from "../../db/database.ts";
import { gapProfiles } from "../competency/gap/gap.ts";
import type { PersonRecord } from "../people/person-store.ts";
import { type Busy, clashes, leaveAsBusy } from "../training/busy.ts";
import { eligibility, factsOf } from "../training/eligibility.ts";
import { isAppointed } from "../training/forms.ts";
import { type Done, doneBy } from "../training/record-store.ts";
import { type Target, type Tenant, type Training, trainingsOf } from "../training/store.ts";
import { shortDate } from "../training/when.ts";
import { beginOf, type ClassOf, entryEnd, loadClasses } from "./class-of.ts";
import type { Enrolment } from "./enrolment-store.ts";
import { states } from "./states.ts";

const texts = {
  closed: {
    rencana: "pendaftarannya belum dibuka",
    ditutup: "pendaftarannya sudah ditutup",
    berjalan: "kelasnya sudah berjalan",
    selesai: "kelasnya sudah selesai",
    ditunda: "kelasnya ditunda",
    batal: "kelasnya dibatalkan",
  },
  begun: "kelasnya sudah dimulai",
  late: "batas pendaftarannya sudah lewat",
  over: "masa belajarnya sudah berakhir",
  appointed: "pesertanya dipanggil atau ditunjuk BKPSDM, tidak mendaftar sendiri",
  byUnit: "pesertanya diusulkan lewat pengelola kepegawaian unit",
  done: (date: string) => `Anda sudah mengikutinya (${date})`,
  entered: (name: string) => `Anda sudah masuk kelas lain dari pelatihan yang sama (${name})`,
  clash: (name: string) => `waktunya bentrok dengan *${name}* yang sudah Anda ikuti`,
  leave: "waktunya bertepatan dengan cuti Anda",
  often: "permintaan untuk kelas ini sudah tiga kali tidak disetujui; silakan bicarakan dengan atasan atau petugas",
};

/** Refusals after which the same class is not asked for again. */
const mostRefusals = 3;

/** What stands against it, as far as that decides what can be done next. */
export type Against = "closed" | "done" | "same" | "clash" | "leave" | "audience" | "often" | "called";

/**
 * Whether somebody may enter a class. `refusals`: why not, short Indonesian clauses, empty = yes; `against`: their kinds. `doubts`: what only an
 * officer can judge (F15): then an officer looks first. `called`: the way in is not open to oneself, and an interest can be noted instead.
 */
export interface Verdict {
  refusals: string[];
  against: Against[];
  /** Of `same`: the class that the person is in. */
  inClass?: number;
  doubts: string[];
  called: boolean;
}

export interface Asked extends ClassOf {
  person: PersonRecord;
  /** IANA zone of the agency. */
  zone: string;
  now: Temporal.Instant;
  /** All that the person has entered. */
  own: Enrolment[];
  /** Somebody else brings the person in (a unit, an officer): the way in and its deadline are then not judged. */
  invited?: true;
}

export async function mayEnter(db: Database, { cell, agencyId }: Subject, asked: Asked): Promise<Verdict> {
  const [verdict] = await mayEnterAll(db, { cell, agencyId }, [asked]);
  return verdict as Verdict;
}

/** The same for many, in their order. */
export async function mayEnterAll(db: Database, tenant: Tenant, asked: Asked[]): Promise<Verdict[]> {
  const others = await loadClasses(db, tenant, [...new Set(asked.flatMap(othersOf))]);
  const done = await doneBy(
    db,
    tenant,
    asked.map((it) => it.person.id),
  );
  // The catalogue is only for the names of what is presupposed.
  const catalogue = asked.some((it) => it.training.prerequisites.length > 0) ? await trainingsOf(db, tenant) : [];
  return asked.map((it) => judge(it, { others: othersOf(it).flatMap((id) => others.get(id) ?? []), done: done.get(it.person.id) ?? [], catalogue }));
}

/** What else the person is in, or asks for. */
const othersOf = ({ own, class: it }: Asked): number[] => own.flatMap((one) => (states[one.state].open && one.classId !== it.id ? [one.classId] : []));

function judge(asked: Asked, { others, done, catalogue }: { others: ClassOf[]; done: Done[]; catalogue: Training[] }): Verdict {
  const { training, class: it, person, zone, now, own } = asked;
  const called = !asked.invited && (isAppointed(training.form) || it.entry === "ditunjuk" || it.entry === "usulan" || it.entry === "kuota");
  const closed = (asked.invited ? closedToInvited : closedBecause)(asked, now.epochMilliseconds / 1_000);
  const since = Temporal.PlainDate.from(now.toZonedDateTimeISO(zone).toPlainDate()).subtract({ years: 1 }).toString();
  const again = done.find((one) => one.trainingId === training.id && one.until >= since);
  const judged = eligibility(training, factsOf(person), new Set(done.flatMap((one) => one.trainingCode ?? [])), catalogue);
  const refusedBefore = own.some((one) => one.classId === it.id && one.state === "ditolak" && one.attempt >= mostRefusals);
  const same = others.find((one) => one.training.id === training.id);
  const found: Record<Against, string[]> = {
    closed,
    done: again ? [texts.done(shortDate(again.until))] : [],
    same: same ? [texts.entered(plain(same.class.name ?? same.class.code))] : [],
    clash: clashing(asked, others),
    leave: clashes(it, leaveAsBusy(person.leaveFrom, person.leaveUntil, zone)) ? [texts.leave] : [],
    audience: judged.verdict === "tidak" ? judged.reasons : [],
    often: refusedBefore ? [texts.often] : [],
    called: called ? [it.entry === "ditunjuk" || isAppointed(training.form) ? texts.appointed : texts.byUnit] : [],
  };
  return {
    refusals: Object.values(found).flat(),
    ...(same && { inClass: same.class.id }),
    against: (Object.keys(found) as Against[]).filter((kind) => found[kind].length > 0),
    doubts: judged.verdict === "belum_pasti" ? judged.reasons : [],
    called: called && closed.length === 0,
  };
}

/** Why nobody can enter the class at this second; empty = it is open. */
export function closedBecause({ training, class: it }: ClassOf, nowS: number): string[] {
  if (it.status !== "dibuka") return [texts.closed[it.status]];
  const begin = beginOf(it, training.selfPaced);
  if (begin !== null && begin <= nowS) return [texts.begun];
  const end = entryEnd({ training, class: it });
  if (end === null || end > nowS) return [];
  return [training.selfPaced && it.registerUntil === null ? texts.over : texts.late];
}

/** Why nobody can be brought in by others at this second: who is called needs no open registration, only a class that is still to begin. */
export function closedToInvited({ training, class: it }: ClassOf, nowS: number): string[] {
  const status = it.status === "rencana" || it.status === "ditutup" ? "dibuka" : it.status;
  return closedBecause({ training, class: { ...it, status, registerUntil: null } }, nowS);
}

function clashing({ class: it }: Asked, others: ClassOf[]): string[] {
  const clash = others.find((one) => clashes(it, one.class.sessions as Busy[]));
  return clash ? [texts.clash(plain(clash.training.name))] : [];
}

/** Levels that a training would close for somebody, against the position held; null = nothing is known about any of them. */
export async function needOf(db: Database, { cell, agencyId }: Subject, person: PersonRecord, targets: Target[], day: string): Promise<number | null> {
  const [need] = await needsOf(db, { cell, agencyId }, [person], targets, day);
  return need ?? null;
}

/** The same for many, in their order. */
export async function needsOf(db: Database, tenant: Tenant, people: PersonRecord[], targets: Target[], day: string): Promise<(number | null)[]> {
  if (targets.length === 0) return people.map(() => null);
  return (await gapProfiles(db, tenant, people, { day })).map(({ items }) => {
    const known = targets.flatMap(({ competency, to }) => {
      const item = items.find((it) => it.competency.id === competency);
      return item && item.held !== null ? [Math.max(0, Math.min(item.required, to) - item.held)] : [];
    });
    return known.length === 0 ? null : known.reduce((sum, it) => sum + it, 0);
  });
}
