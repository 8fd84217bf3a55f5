import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { type Database, sql } from "../../../db/database.ts";
import { type ClassOf, loadClass } from "../../enrolment/class-of.ts";
import { className } from "../../enrolment/words.ts";
import { grantsOf } from "../../people/grants.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { spanOn } from "../class-days.ts";
import { type Moment, moments } from "./attendance-store.ts";
import { momentNames } from "./moment-names.ts";

const texts = {
  due: (name: string, moment: string) => `Sekarang waktunya menampilkan *${moment}* di ${name}. Saatnya diundi, jadi peserta tidak dapat menduganya.`,
  show: "Tampilkan kode",
};

/** What a round needs beside the base. `put` plans letters in the transaction that caused them. */
export interface Round {
  db: Database;
  cell: number;
  now: Temporal.Instant;
  put(tx: Database, letters: Letter[]): Promise<void>;
}

/** Parts of a webinar's day in which each prompt is drawn: never at its very beginning, middle or end. */
const parts: Record<Moment, [number, number]> = { masuk: [0.1, 0.45], keluar: [0.55, 0.9] };
/** Minutes ahead in which a webinar gets its moments, and after which a moment that was missed is not asked for any more. */
const aheadMinutes = 15;
const lateMinutes = 20;

/** An instant of a part of a span, by lot. Epoch seconds. */
export function drawn([from, until]: [number, number], moment: Moment, lot = randomInt): number {
  const [first, last] = parts[moment];
  const span = until - from;
  return from + Math.round(span * first) + lot(Math.max(1, Math.round(span * (last - first))));
}

/**
 * Draws two moments for each webinar of the day, and asks the city's officers to show a code when one has come (F18). Safe to repeat: a day's
 * moments are drawn once, and each is told once. Returns how many letters were planned.
 */
export async function promptOrganisers(round: Round): Promise<number> {
  await drawMoments(round);
  let told = 0;
  for (const it of await dueMoments(round)) told += await round.db.transaction((tx) => tell(round, tx, it));
  return told;
}

const Day = z.object({ agencyId: z.number(), classId: z.number(), day: z.string() });

async function drawMoments({ db, cell, now }: Round): Promise<void> {
  const days = await db.many(
    Day,
    sql`
    select distinct c.agency_id::int as "agencyId", c.id::int as "classId", (s.starts_at at time zone c.zone)::date::text as day
      from training_session s
      join training_class c on c.cell = s.cell and c.agency_id = s.agency_id and c.id = s.class_id
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where s.cell = ${cell} and s.starts_at <= ${now.add({ minutes: aheadMinutes }).toString()} and s.ends_at > ${now.toString()}
       and t.mode = 'daring' and not t.self_paced and c.status in ('dibuka', 'ditutup', 'berjalan')
       and not exists (select 1 from attendance_prompt p where p.cell = c.cell and p.agency_id = c.agency_id and p.class_id = c.id
                          and p.day = (s.starts_at at time zone c.zone)::date)`,
  );
  for (const { agencyId, classId, day } of days) {
    const of = await loadClass(db, { cell, agencyId }, classId);
    if (!of) continue;
    for (const moment of moments) {
      const at = Temporal.Instant.fromEpochMilliseconds(drawn(spanOn(of, day), moment) * 1_000).toString();
      await db.run(sql`
        insert into attendance_prompt (cell, agency_id, class_id, day, moment, at) values (${cell}, ${agencyId}, ${classId}, ${day}, ${moment}, ${at}) on conflict do nothing`);
    }
  }
}

const Due = Day.extend({ moment: z.enum(moments) });
type Due = z.output<typeof Due>;

const dueMoments = ({ db, cell, now }: Round): Promise<Due[]> =>
  db.many(
    Due,
    sql`
    select agency_id::int as "agencyId", class_id::int as "classId", day::text as day, moment from attendance_prompt
     where cell = ${cell} and told_at is null and at <= ${now.toString()} and at > ${now.subtract({ minutes: lateMinutes }).toString()} order by at`,
  );

async function tell({ cell, now, put }: Round, tx: Database, { agencyId, classId, day, moment }: Due): Promise<number> {
  const taken = await tx.run(sql`
    update attendance_prompt set told_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and day = ${day} and moment = ${moment} and told_at is null`);
  const of = taken === 0 ? undefined : await loadClass(tx, { cell, agencyId }, classId);
  if (!of) return 0;
  const letters = await lettersFor(tx, { cell, agencyId }, of, { day, moment, now });
  await put(tx, letters);
  return letters.length;
}

/** To the officer who has shown a code in this class before, else to all: one who is there is enough. */
async function lettersFor(
  tx: Database,
  tenant: { cell: number; agencyId: Agency["id"] },
  of: ClassOf,
  { day, moment, now }: { day: string; moment: Moment; now: Temporal.Instant },
): Promise<Letter[]> {
  const officers = (await grantsOf(tx, tenant, now)).filter((it) => it.role === "officer").map((it) => it.personId);
  const shown = await tx.many(
    z.object({ id: z.number() }),
    sql`
    select distinct made_by::int as id from attendance_code
     where cell = ${tenant.cell} and agency_id = ${tenant.agencyId} and class_id = ${of.class.id} and made_by = any(${officers}::bigint[])`,
  );
  const reply = {
    text: texts.due(className(of), momentNames(of)[moment]),
    buttons: [{ label: texts.show, call: { capability: "show_attendance_code", input: { class: of.class.id, moment } } }],
  };
  const letters: Letter[] = [];
  for (const personId of shown.length > 0 ? shown.map((it) => it.id) : officers) {
    const key = `attendance:${tenant.agencyId}:${of.class.id}:${day}:${moment}:${personId}`;
    letters.push(...(await lettersTo(tx, { ...tenant, personId }, { key, intent: "notice", now, reply, confirmed: true })));
  }
  return letters.map((it) => ({ ...it, expires: now.add({ minutes: lateMinutes }).toString() }));
}
