import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";
import { holdsOn } from "../../people/authority.ts";
import { delegationsOf } from "../../people/authority-store.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { holdersOf } from "../../people/link/link-store.ts";
import { findPerson, fullName } from "../../people/person-store.ts";
import { loadClass } from "../class-of.ts";
import { decisionButtons } from "../decide/ask-leader.ts";
import type { Round } from "../seats/lapse.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { className, heldFacts, moment } from "../words.ts";
import { eachCity } from "./each-city.ts";
import { halfWay } from "./half-way.ts";
import { passOn } from "./pass-on.ts";
import { nextWorkingMoment, type WorkTime } from "./work-time.ts";
import { workTimeOf } from "./work-time-store.ts";

const texts = {
  one: (name: string, training: string, facts: string, until: string) =>
    `Pengingat: *${name}* masih menunggu keputusan Anda untuk ${training}.\n${facts}\n\nSesudah ${until}, petugas BKPSDM yang menanganinya.`,
  many: (count: number, until: string) =>
    `Pengingat: ${count} permintaan pelatihan masih menunggu keputusan Anda. Yang pertama diserahkan kepada petugas BKPSDM sesudah ${until}.`,
  open: { label: "Lihat semua", full: "Lihat semua permintaan", call: { capability: "pending_approvals", input: {} } },
  officers: (count: number, until: string) => `${count} permintaan pelatihan menunggu pemeriksaan petugas; yang paling awal sampai ${until}. Ketik /antrean.`,
};

const Waiting = z.object({ id: z.number(), personId: z.number(), approverId: z.number(), since: z.number(), dueAt: z.number(), unitId: z.number().nullable() });

/**
 * Reminds leaders once, half-way through their time, in working time and never after their deadline: one message for all that waits for
 * who leads today; a leader who is new is asked first. Tells a city's officers of what waits for them: in the morning, and when something new has come. Returns the letters.
 */
export const remindDeciders = (round: Round): Promise<number> => eachCity(round.db, (agency) => remindIn(round, agency));

async function remindIn({ db, cell, now, put }: Round, agency: Agency): Promise<number> {
  const time = await workTimeOf(db, { cell, agencyId: agency.id }, agency.zone);
  return db.transaction(async (tx) => {
    const desk: Desk = { db: tx, cell, agency, now };
    const all = [...(await remindLeaders(desk, time)), ...(await tellOfficers(desk, time))];
    await put(tx, all);
    return all.length;
  });
}

async function remindLeaders(desk: Desk, time: WorkTime): Promise<Letter[]> {
  const { db, cell, agency, now } = desk;
  const nowS = now.epochMilliseconds / 1_000;
  const { letters, led, passed } = await passOn(desk, time);
  const open = sql`cell = ${cell} and agency_id = ${agency.id} and state = 'menunggu_atasan' and approver_id is not null and due_at > ${now.toString()}
    and tell_at is null and (reminded_at is null or reminded_at < since)`;
  const waiting = await db.many(
    Waiting,
    sql`
    select id::int as id, person_id::int as "personId", approver_id::int as "approverId", extract(epoch from since)::float8 as since, extract(epoch from due_at)::float8 as "dueAt",
           unit_id::int as "unitId"
      from enrolment where ${open}`,
  );
  const due = waiting.filter((it) => {
    const [half, worked] = [halfWay(it, time), nextWorkingMoment(nowS, time, it.unitId)];
    return half !== null && half <= nowS && (worked <= nowS || worked >= it.dueAt);
  });
  if (due.length === 0) return letters;
  // Whoever marks them writes the letters: two replicas remind once.
  const marked = await db.many(
    z.object({ id: z.number() }),
    sql`update enrolment set reminded_at = ${now.toString()} where ${open} and id = any(${due.map((it) => it.id)}::bigint[]) returning id::int as id`,
  );
  const mine = new Set(marked.map((it) => it.id));
  // Who was asked a moment ago is not reminded as well; who leads no longer has nothing to decide.
  for (const [leader, own] of Map.groupBy(
    due.filter((it) => mine.has(it.id) && led.get(it.id) === it.approverId && !passed.has(it.id)),
    (it) => it.approverId,
  ))
    letters.push(...(await toLeader(desk, leader, own)));
  return letters;
}

/** To the leader and who stands in today; nobody hears of a request of their own. */
async function toLeader(desk: Desk, leader: number, waiting: z.output<typeof Waiting>[]): Promise<Letter[]> {
  const { db, agency, now } = desk;
  const tenant = tenantOf(desk);
  const day = localDate(now, agency.zone);
  const delegates = (await delegationsOf(db, tenant, [leader])).filter((it) => holdsOn(it, day)).map((it) => it.delegateId);
  const letters: Letter[] = [];
  for (const personId of new Set([leader, ...delegates])) {
    const theirs = waiting.filter((it) => it.personId !== personId).toSorted((a, b) => a.dueAt - b.dueAt);
    const [first] = theirs;
    const reply = first && (await replyFor(desk, first, theirs.length, day));
    if (!first || !reply) continue;
    const key = `ingat-atasan:${agency.id}:${personId}:${leader}:${first.id}:${Math.floor(first.since)}`;
    letters.push(...(await lettersTo(db, { ...tenant, personId }, { key, intent: "notice", now, reply })));
  }
  return letters;
}

async function replyFor(desk: Desk, first: z.output<typeof Waiting>, count: number, day: string): Promise<Letter["reply"] | null> {
  const { db, agency } = desk;
  if (count > 1) return { text: texts.many(count, moment(first.dueAt, agency.zone)), buttons: [texts.open] };
  const tenant = tenantOf(desk);
  const { classId, personId } = await db.one(
    z.object({ classId: z.number(), personId: z.number() }),
    sql`select class_id::int as "classId", person_id::int as "personId" from enrolment where cell = ${tenant.cell} and agency_id = ${agency.id} and id = ${first.id}`,
  );
  const [of, person] = [await loadClass(db, tenant, classId), await findPerson(db, { ...tenant, personId }, day)];
  if (!of || !person) return null;
  const until = moment(first.dueAt, agency.zone, of.class.zone);
  return { text: texts.one(plain(fullName(person)), className(of), heldFacts(of, agency.zone), until), buttons: decisionButtons(first.id) };
}

const Queue = z.object({ count: z.number(), fresh: z.number(), first: z.number().nullable() });
/** Hours in which officers hear once at most. */
const slotHours = 3;

async function tellOfficers(desk: Desk, time: WorkTime): Promise<Letter[]> {
  const { db, cell, agency, now } = desk;
  const nowS = now.epochMilliseconds / 1_000;
  if (nextWorkingMoment(nowS, time) > nowS) return [];
  const local = now.toZonedDateTimeISO(agency.zone);
  const slot = Math.floor(local.hour / slotHours);
  const { count, fresh, first } = await queueOf(db, { cell, agencyId: agency.id }, now.subtract({ hours: slotHours }));
  const morning = slot * slotHours <= 8 && 8 < (slot + 1) * slotHours;
  if (count === 0 || (fresh === 0 && !morning)) return [];
  const text = texts.officers(count, first === null ? "-" : moment(first, agency.zone));
  const letters: Letter[] = [];
  for (const personId of await holdersOf(db, { cell, agencyId: agency.id }, ["officer"], 0, now)) {
    const key = `antrean:${agency.id}:${personId}:${local.toPlainDate()}:${slot}`;
    letters.push(...(await lettersTo(db, { cell, agencyId: agency.id, personId }, { key, intent: "notice", now, reply: { text } })));
  }
  return letters;
}

const queueOf = (db: Database, { cell, agencyId }: { cell: number; agencyId: number }, since: Temporal.Instant): Promise<z.output<typeof Queue>> =>
  db.one(
    Queue,
    sql`
    select count(*)::int as count, (count(*) filter (where since > ${since.toString()}))::int as fresh, extract(epoch from min(due_at))::float8 as first
      from enrolment where cell = ${cell} and agency_id = ${agencyId} and state in ('diusulkan', 'menunggu_petugas')`,
  );
