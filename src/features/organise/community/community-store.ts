import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Row = z.object({
  id: z.number(),
  agencyId: z.number(),
  topic: z.string(),
  hostId: z.number(),
  /** With whom, by which agreement, and its last day; all of it or nothing. */
  partner: z.string().nullable(),
  agreement: z.string().nullable(),
  agreementUntil: z.string().nullable(),
  state: z.enum(["berjalan", "selesai"]),
  since: z.string(),
  members: z.number(),
});
/** People who exchange what they know of a topic. */
export type Community = z.output<typeof Row>;

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Community[]> =>
  db.many(
    Row,
    sql`
    select c.id::int as id, c.agency_id::int as "agencyId", c.topic, c.host_id::int as "hostId", c.partner, c.agreement, c.agreement_until::text as "agreementUntil", c.state,
           c.since::text as since, (select count(*)::int from community_member m
                                     where m.cell = c.cell and m.agency_id = c.agency_id and m.community_id = c.id and m.left_at is null) as members
      from community c
     where c.cell = ${cell} and c.agency_id = ${agencyId} ${which}`,
  );

/** All of a city, newest first. */
export const allCommunities = (db: Database, tenant: Tenant): Promise<Community[]> => rows(db, tenant, sql`order by c.id desc`);
export const communityOf = async (db: Database, tenant: Tenant, id: number): Promise<Community | undefined> =>
  (await rows(db, tenant, sql`and c.id = ${id}`))[0];
/** One, locked until the transaction ends: what is written in it is written one after the other. */
export const lockCommunity = async (tx: Database, tenant: Tenant, id: number): Promise<Community | undefined> =>
  (await rows(tx, tenant, sql`and c.id = ${id} for update of c`))[0];

/** Begins one, its host the first member; null = one with this topic goes on. */
export async function beginCommunity(
  tx: Database,
  { cell, agencyId }: Tenant,
  it: Pick<Community, "topic" | "hostId" | "partner" | "agreement" | "agreementUntil" | "since">,
  { by, now }: { by: number | null; now: Temporal.Instant },
): Promise<number | null> {
  const at = now.toString();
  const made = await tx.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into community (cell, agency_id, topic, host_id, partner, agreement, agreement_until, state, since, made_by, made_at, changed_at)
    values (${cell}, ${agencyId}, ${it.topic}, ${it.hostId}, ${it.partner}, ${it.agreement}, ${it.agreementUntil}, 'berjalan', ${it.since}, ${by}, ${at}, ${at})
    on conflict (cell, agency_id, lower(topic)) where state = 'berjalan' do nothing
    returning id::int as id`,
  );
  if (made) await joinCommunity(tx, { cell, agencyId, personId: it.hostId }, made.id, now);
  return made?.id ?? null;
}

/** Lets the agreement run on; false = none goes on by this number, or it has no partner. */
export const renewAgreement = async (
  tx: Database,
  { cell, agencyId }: Tenant,
  id: number,
  { until, agreement }: { until: string; agreement: string | null },
  now: Temporal.Instant,
): Promise<boolean> =>
  (await tx.run(sql`
    update community set agreement_until = ${until}, agreement = coalesce(${agreement}, agreement), changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'berjalan' and partner is not null`)) > 0;

/** Ends one; false = it is over already. */
export const endCommunity = async (tx: Database, { cell, agencyId }: Tenant, id: number, now: Temporal.Instant): Promise<boolean> =>
  (await tx.run(sql`
    update community set state = 'selesai', changed_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = 'berjalan'`)) > 0;

/** Takes part from now on, or again; false = did so already. */
export const joinCommunity = async (tx: Database, { cell, agencyId, personId }: Subject, id: number, now: Temporal.Instant): Promise<boolean> =>
  (await tx.run(sql`
    insert into community_member as m (cell, agency_id, community_id, person_id, joined_at) values (${cell}, ${agencyId}, ${id}, ${personId}, ${now.toString()})
    on conflict (cell, agency_id, community_id, person_id) do update set joined_at = excluded.joined_at, left_at = null where m.left_at is not null`)) > 0;

/** Takes part no longer; false = did not. */
export const leaveCommunity = async (tx: Database, { cell, agencyId, personId }: Subject, id: number, now: Temporal.Instant): Promise<boolean> =>
  (await tx.run(sql`
    update community_member set left_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and community_id = ${id} and person_id = ${personId} and left_at is null`)) > 0;

/** Who takes part, by when they came. */
export const membersOf = async (db: Database, { cell, agencyId }: Tenant, id: number): Promise<number[]> =>
  (
    await db.many(
      z.object({ id: z.number() }),
      sql`
      select person_id::int as id from community_member
       where cell = ${cell} and agency_id = ${agencyId} and community_id = ${id} and left_at is null order by joined_at, person_id`,
    )
  ).map((it) => it.id);

/** Numbers of those in which somebody takes part. */
export const joinedBy = async (db: Database, { cell, agencyId, personId }: Subject): Promise<Set<number>> =>
  new Set(
    (
      await db.many(
        z.object({ id: z.number() }),
        sql`
        select community_id::int as id from community_member
         where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and left_at is null`,
      )
    ).map((it) => it.id),
  );
