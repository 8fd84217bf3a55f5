import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

export const mentoringStates = ["berjalan", "selesai", "batal"] as const;
export type MentoringState = (typeof mentoringStates)[number];

const Row = z.object({
  id: z.number(),
  mentorId: z.number(),
  menteeId: z.number(),
  goal: z.string(),
  state: z.enum(mentoringStates),
  since: z.string(),
});
/** Who learns what from whom. */
export type Mentoring = z.output<typeof Row>;

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Mentoring[]> =>
  db.many(
    Row,
    sql`
    select id::int as id, mentor_id::int as "mentorId", mentee_id::int as "menteeId", goal, state, since::text as since from mentoring
     where cell = ${cell} and agency_id = ${agencyId} ${which}`,
  );

/** All that somebody takes part in, on either side, newest first. */
export const mentoringsOf = (db: Database, { personId, ...tenant }: Subject): Promise<Mentoring[]> =>
  rows(db, tenant, sql`and (mentor_id = ${personId} or mentee_id = ${personId}) order by id desc`);
/** All of a city, newest first. */
export const allMentorings = (db: Database, tenant: Tenant): Promise<Mentoring[]> => rows(db, tenant, sql`order by id desc`);
/** One, locked until the transaction ends: meetings of one pair are written one after the other. */
export const lockMentoring = async (tx: Database, tenant: Tenant, id: number): Promise<Mentoring | undefined> =>
  (await rows(tx, tenant, sql`and id = ${id} for update`))[0];

/** Begins one; null = this pair has one that goes on. */
export async function beginMentoring(
  tx: Database,
  { cell, agencyId }: Tenant,
  it: Pick<Mentoring, "mentorId" | "menteeId" | "goal" | "since">,
  { by, now }: { by: number | null; now: Temporal.Instant },
): Promise<number | null> {
  const at = now.toString();
  const made = await tx.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into mentoring (cell, agency_id, mentor_id, mentee_id, goal, state, since, made_by, made_at, changed_at)
    values (${cell}, ${agencyId}, ${it.mentorId}, ${it.menteeId}, ${it.goal}, 'berjalan', ${it.since}, ${by}, ${at}, ${at})
    on conflict (cell, agency_id, mentor_id, mentee_id) where state = 'berjalan' do nothing
    returning id::int as id`,
  );
  return made?.id ?? null;
}

/** Ends one; false = it is over already. */
export const endMentoring = async (
  tx: Database,
  { cell, agencyId }: Tenant,
  id: number,
  state: Exclude<MentoringState, "berjalan">,
  now: Temporal.Instant,
): Promise<boolean> =>
  (await tx.run(sql`
    update mentoring set state = ${state}, changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'berjalan'`)) > 0;

const Meeting = z.object({
  id: z.number(),
  mentoringId: z.number(),
  heldOn: z.string(),
  about: z.string(),
  loggedBy: z.number(),
  agreed: z.boolean().nullable(),
  /** Epoch seconds to the microsecond, as text: one written down anew is told from the one denied before. */
  loggedAt: z.string(),
});
export type Meeting = z.output<typeof Meeting>;
/** A meeting as it was written down at one time: what somebody who vouches has read. */
export type Edition = Pick<Meeting, "id" | "loggedAt">;

/** Meetings of these, by day. */
export const meetingsOf = (db: Database, { cell, agencyId }: Tenant, mentoringIds: number[]): Promise<Meeting[]> =>
  db.many(
    Meeting,
    sql`
    select id::int as id, mentoring_id::int as "mentoringId", held_on::text as "heldOn", about, logged_by::int as "loggedBy", agreed,
           extract(epoch from logged_at)::text as "loggedAt" from mentoring_meeting
     where cell = ${cell} and agency_id = ${agencyId} and mentoring_id = any(${mentoringIds}::bigint[]) order by held_on, id`,
  );

/** The pair that a meeting is of. */
export const mentoringOfMeeting = async (db: Database, { cell, agencyId }: Tenant, meeting: number): Promise<number | undefined> =>
  (
    await db.maybe(
      z.object({ id: z.number() }),
      sql`select mentoring_id::int as id from mentoring_meeting where cell = ${cell} and agency_id = ${agencyId} and id = ${meeting}`,
    )
  )?.id;

/** Writes a meeting down; one of that day that was denied is written anew. Null = there is one of that day. */
export async function logMeeting(
  tx: Database,
  { cell, agencyId }: Tenant,
  it: Pick<Meeting, "mentoringId" | "heldOn" | "about" | "loggedBy">,
  now: Temporal.Instant,
): Promise<Edition | null> {
  const logged = await tx.maybe(
    Meeting.pick({ id: true, loggedAt: true }),
    sql`
    insert into mentoring_meeting as m (cell, agency_id, mentoring_id, held_on, about, logged_by, logged_at)
    values (${cell}, ${agencyId}, ${it.mentoringId}, ${it.heldOn}, ${it.about}, ${it.loggedBy}, ${now.toString()})
    on conflict (cell, agency_id, mentoring_id, held_on) do update
      set about = excluded.about, logged_by = excluded.logged_by, logged_at = excluded.logged_at, agreed = null, answered_at = null
      where m.agreed is false
    returning id::int as id, extract(epoch from logged_at)::text as "loggedAt"`,
  );
  return logged ?? null;
}

/** What the other one says of the edition that they read; false = it was answered already, or written anew. */
export const answerMeetingOnce = async (
  tx: Database,
  { cell, agencyId }: Tenant,
  { id, loggedAt }: Edition,
  agreed: boolean,
  now: Temporal.Instant,
): Promise<boolean> =>
  (await tx.run(sql`
    update mentoring_meeting set agreed = ${agreed}, answered_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and agreed is null and extract(epoch from logged_at)::text = ${loggedAt}`)) > 0;

/**
 * One learning record a year for who is mentored, of the meetings that both have vouched for; the conversion table makes JP of it. However
 * often it is called, the same.
 */
export async function creditMeetings(
  tx: Database,
  { cell, agencyId }: Tenant,
  it: Mentoring,
  year: string,
  note: string,
  now: Temporal.Instant,
): Promise<void> {
  const days = (await meetingsOf(tx, { cell, agencyId }, [it.id])).filter((one) => one.agreed && one.heldOn.startsWith(year)).map((one) => one.heldOn);
  if (days.length === 0) return;
  const at = now.toString();
  await tx.run(sql`
    insert into learning_record (cell, agency_id, person_id, key, title, form, times, starts_on, ends_on, days, source, evidence, evidence_note, state, noted_at, changed_at)
    values (${cell}, ${agencyId}, ${it.menteeId}, ${`mentoring ${it.id} ${year}`}, ${`Mentoring: ${it.goal}`}, 'mentoring', ${days.length}, ${days[0] ?? ""},
            ${days.at(-1) ?? ""}, ${days}::date[], 'kegiatan', 'pernyataan', ${note}, 'diakui', ${at}, ${at})
    on conflict (cell, agency_id, person_id, key) do update
      set title = excluded.title, times = excluded.times, starts_on = excluded.starts_on, ends_on = excluded.ends_on, days = excluded.days,
          evidence_note = excluded.evidence_note, changed_at = excluded.changed_at`);
}
