import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Row = z.object({
  id: z.number(),
  communityId: z.number(),
  /** ISO date. */
  heldOn: z.string(),
  topic: z.string(),
  jp: z.number(),
  /** Who was there, as far as nobody denies it. */
  came: z.array(z.number()),
});
/** One exchange of a community. */
export type Session = z.output<typeof Row>;

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Session[]> =>
  db.many(
    Row,
    sql`
    select s.id::int as id, s.community_id::int as "communityId", s.held_on::text as "heldOn", s.topic, s.jp::float8 as jp,
           (select coalesce(jsonb_agg(a.person_id order by a.person_id), '[]'::jsonb) from community_attendance a
             where a.cell = s.cell and a.agency_id = s.agency_id and a.session_id = s.id and not a.denied) as came
      from community_session s
     where s.cell = ${cell} and s.agency_id = ${agencyId} ${which}`,
  );

/** Sessions of a community, by day. */
export const sessionsOf = (db: Database, tenant: Tenant, community: number): Promise<Session[]> =>
  rows(db, tenant, sql`and s.community_id = ${community} order by s.held_on`);
export const sessionOf = async (db: Database, tenant: Tenant, id: number): Promise<Session | undefined> => (await rows(db, tenant, sql`and s.id = ${id}`))[0];

/**
 * Writes a session down with who came; of a day that is written down already, only who was forgotten is added. `added`: who was noted just
 * now; somebody who has denied it is not.
 */
export async function noteSession(
  tx: Database,
  tenant: Tenant,
  it: Omit<Session, "id">,
  { by, now }: { by: number; now: Temporal.Instant },
): Promise<{ session: Session; added: number[]; first: boolean }> {
  const { cell, agencyId } = tenant;
  const made = await tx.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into community_session (cell, agency_id, community_id, held_on, topic, jp, noted_by, noted_at)
    values (${cell}, ${agencyId}, ${it.communityId}, ${it.heldOn}, ${it.topic}, ${it.jp}, ${by}, ${now.toString()})
    on conflict (cell, agency_id, community_id, held_on) do nothing returning id::int as id`,
  );
  const [session] = await rows(tx, tenant, sql`and s.community_id = ${it.communityId} and s.held_on = ${it.heldOn}`);
  if (!session) throw new Error("the session that was just written is not there");
  const added = await tx.many(
    z.object({ id: z.number() }),
    sql`
    insert into community_attendance (cell, agency_id, session_id, person_id)
    select ${cell}, ${agencyId}, ${session.id}, p.id from person p
     where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = any(${it.came}::bigint[]) order by p.id
    on conflict (cell, agency_id, session_id, person_id) do nothing returning person_id::int as id`,
  );
  return { session, added: added.map((one) => one.id), first: made !== undefined };
}

const recordKey = (session: number): string => `komunitas ${session}`;

/** A learning record of these people for a session; the conversion table makes JP of it. However often it is called, the same. */
export async function creditSession(
  tx: Database,
  { cell, agencyId }: Tenant,
  { session, people, title }: { session: Session; people: number[]; title: string },
  { evidence, note }: { evidence: "rekap_hadir" | "pernyataan"; note: string },
  now: Temporal.Instant,
): Promise<void> {
  const at = now.toString();
  const day = session.heldOn;
  await tx.run(sql`
    insert into learning_record (cell, agency_id, person_id, key, title, form, jp, times, starts_on, ends_on, days, source, evidence, evidence_note, state,
                                 noted_at, changed_at)
    select ${cell}, ${agencyId}, it, ${recordKey(session.id)}, ${title}, 'komunitas_belajar', ${session.jp}, 1, ${day}, ${day}, array[${day}]::date[], 'kegiatan',
           ${evidence}, ${note}, 'diakui', ${at}, ${at}
      from unnest(${people}::bigint[]) as it
    on conflict (cell, agency_id, person_id, key) do nothing`);
}

/** Somebody says that they were not there: what was credited for it goes. False = they were not noted, or said so before. */
export async function denySession(tx: Database, { cell, agencyId, personId }: Subject, session: number): Promise<boolean> {
  const denied = await tx.run(sql`
    update community_attendance set denied = true
     where cell = ${cell} and agency_id = ${agencyId} and session_id = ${session} and person_id = ${personId} and not denied`);
  if (denied === 0) return false;
  await tx.run(
    sql`delete from learning_record where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and key = ${recordKey(session)} and source = 'kegiatan'`,
  );
  return true;
}
