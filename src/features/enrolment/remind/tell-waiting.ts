import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { recordsOf } from "../../people/person-store.ts";
import { callLetters } from "../call-letter.ts";
import { beginOf, type ClassOf, loadClass } from "../class-of.ts";
import { askLeaders } from "../decide/ask-leader.ts";
import type { Enrolment } from "../enrolment-store.ts";
import { type Answerable, isShort } from "../seats/deadlines.ts";
import type { Round } from "../seats/lapse.ts";
import { type Desk, offerLetters, tenantOf } from "../seats/promote.ts";
import { waitFor } from "../seats/wait.ts";
import type { State } from "../states.ts";
import { eachCity } from "./each-city.ts";
import { halfWay } from "./half-way.ts";
import { claimUntold, classesToTell, noteTellings, type Telling } from "./tell-store.ts";
import type { WorkTime } from "./work-time.ts";
import { workTimeOf } from "./work-time-store.ts";

/** In one transaction, so that nobody waits long for the embedded database. */
const atOnce = 100;

/**
 * Tells what was decided by the system outside working time and had to wait (F22): seats offered, people called, leaders asked. What has
 * been settled meanwhile is not told any more, and a postponed class stands still. Each class in transactions of its own; one in which it
 * fails keeps no other untold. Returns the number of letters.
 */
export const tellWaiting = (round: Round): Promise<number> => eachCity(round.db, (agency) => tellIn(round, agency));

async function tellIn(round: Round, agency: Agency): Promise<number> {
  const { db, cell, now } = round;
  const tenant = tenantOf({ cell, agency });
  const classes = await classesToTell(db, tenant, now);
  if (classes.length === 0) return 0;
  const time = await workTimeOf(db, tenant, agency.zone);
  const faults: Error[] = [];
  let told = 0;
  for (const it of classes) told += await tellClass(round, agency, it, time).catch((error: Error) => faults.push(error) * 0);
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} classes not told: ${faults[0]?.message}`);
  return told;
}

async function tellClass({ db, cell, now, put }: Round, agency: Agency, classId: number, time: WorkTime): Promise<number> {
  for (let told = 0; ; ) {
    const { claimed, letters } = await db.transaction(async (tx) => {
      const desk: Desk = { db: tx, cell, agency, now };
      const tenant = tenantOf(desk);
      const [of, claimed] = [await loadClass(tx, tenant, classId), await claimUntold(tx, tenant, classId, now, atOnce)];
      if (!of || of.class.status === "ditunda") return { claimed: 0, letters: [] };
      const tellings: Telling[] = [];
      for (const it of claimed) tellings.push(await tellingOf(desk, of, it, time));
      const letters = await lettersOf(desk, of, await noteTellings(tx, tenant, tellings, now));
      await put(tx, letters);
      return { claimed: claimed.length, letters };
    });
    told += letters.length;
    if (claimed < atOnce) return told;
  }
}

const answerable: ReadonlySet<State> = new Set<Answerable>(["ditawari", "dipanggil", "menunggu_atasan", "menunggu_petugas"]);

/**
 * Nobody is told of a deadline that has passed, or nearly, because the service was down when it was time to tell: they have their time from
 * now on. Nor is anybody woken up by its coming back at night.
 */
async function tellingOf(desk: Desk, of: ClassOf, it: Enrolment, time: WorkTime): Promise<Telling> {
  const nowS = desk.now.epochMilliseconds / 1_000;
  if (!answerable.has(it.state) || it.dueAt === null) return { id: it.id, due: null, tell: null, reminded: false };
  const state = it.state as Answerable;
  const wait = await waitFor(desk, of, state, it.unitId, time);
  const late = wait.tellAt !== null || isShort(state, nowS, it.dueAt, time, it.unitId);
  const dueS = wait.dueAt.epochMilliseconds / 1_000;
  const due = late && dueS > it.dueAt ? wait.dueAt.toString() : null;
  const half = halfWay({ ...it, dueAt: due === null ? it.dueAt : dueS }, time);
  const reminded = state === "menunggu_atasan" && wait.tellAt === null && half !== null && half <= nowS;
  return { id: it.id, due, tell: wait.tellAt?.toString() ?? null, reminded };
}

/** Of a class that has begun nothing is asked any more: that it has, everybody is told by whoever ends their waiting. */
async function lettersOf(desk: Desk, of: ClassOf, told: Enrolment[]): Promise<Letter[]> {
  const begin = beginOf(of.class, of.training.selfPaced);
  if (begin !== null && begin <= desk.now.epochMilliseconds / 1_000) return [];
  const by = Map.groupBy(told, (it) => it.state);
  const asked = by.get("menunggu_atasan") ?? [];
  const ids = asked.map((it) => it.personId);
  const people = ids.length === 0 ? [] : await recordsOf(desk.db, tenantOf(desk), ids, localDate(desk.now, desk.agency.zone));
  const asking = asked.flatMap((it) => people.filter((one) => one.id === it.personId).map((person) => ({ it, person })));
  return [
    ...(await offerLetters(desk, of, by.get("ditawari") ?? [])),
    ...(await callLetters(desk, of, by.get("dipanggil") ?? [])),
    ...[...(await askLeaders(desk, of, asking)).values()].flat(),
  ];
}
