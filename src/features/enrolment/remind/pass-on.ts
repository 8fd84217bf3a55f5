import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { sql } from "../../../db/database.ts";
import { supervisorOn } from "../../people/authority.ts";
import { linesOf } from "../../people/authority-store.ts";
import { findPerson, fullName } from "../../people/person-store.ts";
import { loadClass } from "../class-of.ts";
import { askLeader } from "../decide/ask-leader.ts";
import { enrolmentById } from "../enrolment-store.ts";
import { type Desk, letterTo, tenantOf } from "../seats/promote.ts";
import { className } from "../words.ts";
import { nextWorkingMoment, type WorkTime } from "./work-time.ts";

const texts = {
  passed: (name: string, leader: string) =>
    `Permintaan Anda untuk ${name} sekarang menunggu keputusan *${leader}*, yang hari ini tercatat sebagai atasan Anda. Kursi Anda tetap disimpan.`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

const Waiting = z.object({ id: z.number(), personId: z.number(), approverId: z.number(), dueAt: z.number() });

export interface PassedOn {
  letters: Letter[];
  /** Who leads today, by enrolment; null = nobody, or the applicant. */
  led: Map<number, number | null>;
  /** Enrolments whose new leader is asked just now. */
  passed: Set<number>;
}

/**
 * Passes what waits for a leader who leads no longer on to who leads today, and asks that one (F7); in working time, or when the next
 * comes too late. Where nobody leads today it stays as it is: an officer gets it after the deadline.
 */
export async function passOn(desk: Desk, time: WorkTime): Promise<PassedOn> {
  const { db, cell, agency, now } = desk;
  const tenant = tenantOf(desk);
  const waiting = await db.many(
    Waiting,
    sql`
    select id::int as id, person_id::int as "personId", approver_id::int as "approverId", extract(epoch from due_at)::float8 as "dueAt" from enrolment
     where cell = ${cell} and agency_id = ${agency.id} and state = 'menunggu_atasan' and approver_id is not null and due_at > ${now.toString()} order by id`,
  );
  const day = localDate(now, agency.zone);
  const lines = await linesOf(db, tenant, [...new Set(waiting.map((it) => it.personId))]);
  const leaderOf = (personId: number): number | null => {
    const leader = supervisorOn(lines, personId, day);
    return leader === personId ? null : leader;
  };
  const led = new Map(waiting.map((it) => [it.id, leaderOf(it.personId)]));
  const next = nextWorkingMoment(now.epochMilliseconds / 1_000, time);
  const [letters, passed]: [Letter[], Set<number>] = [[], new Set()];
  for (const { id, approverId, dueAt } of waiting) {
    const leader = led.get(id) ?? null;
    if (leader === null || leader === approverId || (next * 1_000 > now.epochMilliseconds && next < dueAt)) continue;
    // Whoever changes the row asks: two replicas ask once.
    const changed = await db.run(sql`
      update enrolment set approver_id = ${leader}, tell_at = null
       where cell = ${cell} and agency_id = ${agency.id} and id = ${id} and state = 'menunggu_atasan' and approver_id = ${approverId}`);
    if (changed === 0) continue;
    passed.add(id);
    letters.push(...(await ask(desk, id, day)));
  }
  return { letters, led, passed };
}

async function ask(desk: Desk, enrolmentId: number, day: string): Promise<Letter[]> {
  const tenant = tenantOf(desk);
  const held = await enrolmentById(desk.db, tenant, enrolmentId);
  const of = held && (await loadClass(desk.db, tenant, held.classId));
  const person = held && (await findPerson(desk.db, { ...tenant, personId: held.personId }, day));
  if (!held || !of || !person) return [];
  // Who asked was told the old leader's name.
  const reply = { text: texts.passed(className(of), person.supervisor ? plain(fullName(person.supervisor)) : ""), buttons: [texts.status] };
  return [...(await askLeader(desk, of, held, person)), ...(await letterTo(desk, held, `dialihkan:${held.approverId}`, reply))];
}
