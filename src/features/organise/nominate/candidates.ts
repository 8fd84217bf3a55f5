import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { enrolmentIn, enrolmentsOf } from "../../enrolment/enrolment-store.ts";
import { mayEnter, needOf } from "../../enrolment/may-enter.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { states } from "../../enrolment/states.ts";
import { type Brief, findPerson } from "../../people/person-store.ts";
import { aboutThem } from "../queue/pending-cases.ts";

const texts = {
  already: (state: string) => `sudah ada di kelas ini: ${state}`,
  gone: "tidak ada lagi dalam data pegawai",
};

/** Somebody who may be proposed or called; `refusals` empty = nothing stands against it, `doubts` an officer judges. */
export interface Candidate {
  brief: Brief;
  refusals: string[];
  doubts: string[];
  unitId: number | null;
  need: number | null;
}

/** States from which the move in question may begin although it still goes on: who waits for a seat may be proposed. */
const stillFree: ReadonlySet<string> = new Set(["daftar_tunggu"]);

/** Judges people for a class into which somebody else brings them. */
export async function judge(desk: Desk, of: ClassOf, people: Brief[], { also = stillFree }: { also?: ReadonlySet<string> } = {}): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const brief of people) candidates.push(await judgeOne(desk, of, brief, also));
  return candidates;
}

async function judgeOne(desk: Desk, of: ClassOf, brief: Brief, also: ReadonlySet<string>): Promise<Candidate> {
  const { db, now, agency } = desk;
  const subject = { ...tenantOf(desk), personId: brief.id };
  const day = localDate(now, agency.zone);
  const person = await findPerson(db, subject, day);
  if (!person) return { brief, refusals: [texts.gone], doubts: [], unitId: null, need: null };
  const facts = { unitId: person.positions[0]?.unit?.id ?? null, need: await needOf(db, subject, person, of.training.targets, day) };
  const here = await enrolmentIn(db, subject, of.class.id, brief.id);
  if (here && states[here.state].open && !also.has(here.state)) {
    return { brief, refusals: [texts.already(states[here.state].words.replace(", menunggu jawaban Anda", ""))], doubts: [], ...facts };
  }
  const own = (await enrolmentsOf(db, subject, brief.id)).filter((it) => it.classId !== of.class.id || it.state === "ditolak");
  const { refusals, doubts } = await mayEnter(db, subject, { ...of, person, zone: agency.zone, now, own, invited: true });
  return { brief, refusals: refusals.map(aboutThem), doubts: doubts.map(aboutThem), ...facts };
}
