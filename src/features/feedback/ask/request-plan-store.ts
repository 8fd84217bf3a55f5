import { z } from "zod";
import { type Database, rawSql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { Peer } from "./colleague.ts";
import type { Opening } from "./round-store.ts";
import type { ClosedNote } from "./states.ts";

/** Not at work any more: asked nothing, and nothing is asked about them. */
export const goneDuties = rawSql("('mpp', 'pensiun', 'pindah', 'meninggal', 'keluar', 'cltn', 'tubel')");

/** Hours for which a result may have become visible after its own moment: what was asked already is not asked again. */
const overlapHours = 2;

const Asked = z.object({ id: z.number(), personId: z.number(), dueAt: z.number() });
/** A participant who has just been noted as asked; `dueAt` in epoch seconds. */
export type Asked = z.output<typeof Asked>;

/**
 * Notes everybody who was there as asked, about themselves, each once. Of a class with dates: who has a seat and was not declared absent; of
 * self-paced learning: who has finished since the round was last looked at, each on their own day.
 */
export function askParticipants(tx: Database, { cell, agencyId }: Tenant, round: Opening, competencies: string[], now: Temporal.Instant): Promise<Asked[]> {
  const { id, classId, step, days, month, zone } = round;
  const due = month === 0 ? sql`to_timestamp(${round.opensAt})` : sql`e.since + ${`${days} days`}::interval`;
  const who =
    month === 0
      ? sql`e.state in ('terdaftar', 'selesai', 'tidak_selesai')`
      : sql`e.state = 'selesai' and to_char(e.since at time zone ${zone}, 'YYYYMM')::int = ${month} and ${due} <= ${now.toString()}::timestamptz
            and (${round.askedUntil}::float8 is null or ${due} > to_timestamp(${round.askedUntil}) - ${`${overlapHours} hours`}::interval)
            and not exists (select from survey_request q
                              join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
                             where q.cell = e.cell and q.agency_id = e.agency_id and q.respondent_id = e.person_id and q.capacity = 'peserta'
                               and r.class_id = e.class_id and r.step = ${step} and r.after_days = ${days})`;
  return tx.many(
    Asked,
    sql`
    insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, competencies, due_at)
    select e.cell, e.agency_id, ${id}, gen_random_uuid()::text, 'peserta', e.person_id, e.person_id, ${competencies}::text[], ${due}
      from enrolment e
      join person p on p.cell = e.cell and p.agency_id = e.agency_id and p.id = e.person_id and p.duty not in ${goneDuties}
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.class_id = ${classId} and ${who}
    on conflict do nothing
    returning id::int as id, respondent_id::int as "personId", extract(epoch from due_at)::float8 as "dueAt"`,
  );
}

/** Somebody who is asked about a participant; without a respondent it says why nobody is. */
export interface AskedOther {
  capacity: "atasan" | "rekan";
  respondentId: number | null;
  aboutId: number;
  dueAt: number;
  note: ClosedNote | null;
}

/** Notes others as asked about participants, each once. Who was taken for the wrong leader before and is the right one after all is asked again. */
export async function askOthers(tx: Database, { cell, agencyId }: Tenant, roundId: number, competencies: string[], others: AskedOther[]): Promise<void> {
  if (others.length === 0) return;
  await tx.run(sql`
    insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, competencies, due_at, closed_note)
    select ${cell}, ${agencyId}, ${roundId}, gen_random_uuid()::text, capacity, "respondentId", "aboutId", ${competencies}::text[], to_timestamp("dueAt"), note
      from jsonb_to_recordset(${JSON.stringify(others)}::jsonb) as it (capacity text, "respondentId" bigint, "aboutId" bigint, "dueAt" float8, note text)
    on conflict (cell, agency_id, round_id, capacity, respondent_id, about_id) where respondent_id is not null
    do update set closed_note = null where survey_request.closed_note = 'ganti_atasan' and excluded.closed_note is null`);
}

/** What behaviour is asked of after a training: the two competencies it is to raise most, as far as the dictionary still has them. */
export async function askedCompetencies(db: Database, { cell, agencyId }: Tenant, trainingId: number): Promise<string[]> {
  const rows = await db.many(
    z.object({ id: z.string() }),
    sql`
    select t.competency as id from training_target t
      join competency c on c.cell = t.cell and c.agency_id = t.agency_id and c.id = t.competency and c.retired_at is null
     where t.cell = ${cell} and t.agency_id = ${agencyId} and t.training_id = ${trainingId}
     order by t.to_level - t.from_level desc, t.competency limit 2`,
  );
  return rows.map((it) => it.id);
}

const Standing = z.object({ id: z.number(), outside: z.boolean(), gone: z.boolean() });

/** Which of these people lead from outside the civil service, and which are not at work any more. */
export async function standingOf(db: Database, { cell, agencyId }: Tenant, ids: number[]): Promise<{ outside: Set<number>; gone: Set<number> }> {
  const rows = await db.many(
    Standing,
    sql`
    select id::int as id, status = 'LUAR_ASN' as outside, duty in ${goneDuties} as gone from person
     where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::bigint[])`,
  );
  const those = (which: "outside" | "gone") => new Set(rows.filter((it) => it[which]).map((it) => it.id));
  return { outside: those("outside"), gone: those("gone") };
}

const Unit = z.object({ personId: z.number(), unitId: z.number() });

/** Units of these people by their definitive position on a day. */
export async function unitsOf(db: Database, { cell, agencyId }: Tenant, ids: number[], day: string): Promise<Map<number, number>> {
  const rows = await db.many(
    Unit,
    sql`
    select distinct on (person_id) person_id::int as "personId", unit_id::int as "unitId" from person_position
     where cell = ${cell} and agency_id = ${agencyId} and person_id = any(${ids}::bigint[]) and unit_id is not null
       and since <= ${day}::date and (until is null or until > ${day}::date)
     order by person_id, kind <> 'definitif', since, id`,
  );
  return new Map(rows.map((it) => [it.personId, it.unitId]));
}

const PeerRow = z.object({ personId: z.number(), unitId: z.number(), rating: z.number() });

/** Everybody at work in these units on a day with a chat of their own, and how many others they are asked about as colleagues just now. */
export function peersIn(db: Database, { cell, agencyId }: Tenant, units: number[], day: string): Promise<Peer[]> {
  return db.many(
    PeerRow,
    sql`
    select distinct on (p.id) p.id::int as "personId", o.unit_id::int as "unitId",
           (select count(*) from survey_request q where q.cell = p.cell and q.agency_id = p.agency_id and q.respondent_id = p.id and q.capacity = 'rekan'
               and q.done_at is null and q.declined_at is null and q.closed_note is null)::int as rating
      from person p
      join person_position o on o.cell = p.cell and o.agency_id = p.agency_id and o.person_id = p.id and o.kind = 'definitif'
       and o.since <= ${day}::date and (o.until is null or o.until > ${day}::date)
     where p.cell = ${cell} and p.agency_id = ${agencyId} and p.duty = 'aktif' and o.unit_id = any(${units}::bigint[])
       and exists (select from handle h where h.cell = p.cell and h.agency_id = p.agency_id and h.person_id = p.id and h.until is null)
     order by p.id, o.since, o.id`,
  );
}

/** Lets one round after the other choose colleagues, so that nobody is chosen twice too often. */
export const lockColleagues = (tx: Database, { cell, agencyId }: Tenant): Promise<unknown> =>
  tx.many(z.object({}), sql`select from survey_setting where cell = ${cell} and agency_id = ${agencyId} for update`);
