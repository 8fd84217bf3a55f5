import { z } from "zod";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Row = z.object({
  id: z.number(),
  communityId: z.number(),
  personId: z.number(),
  words: z.string(),
  link: z.string().nullable(),
  /** What the host says of it; null = nothing yet. */
  agreed: z.boolean().nullable(),
});
/** A practice that a member shares with the others. */
export type Note = z.output<typeof Row>;

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Note[]> =>
  db.many(
    Row,
    sql`
    select id::int as id, community_id::int as "communityId", person_id::int as "personId", words, link, agreed from community_note
     where cell = ${cell} and agency_id = ${agencyId} ${which}`,
  );

/** Notes of a community, newest first. */
export const notesOf = (db: Database, tenant: Tenant, community: number): Promise<Note[]> =>
  rows(db, tenant, sql`and community_id = ${community} order by id desc`);
export const noteOf = async (db: Database, tenant: Tenant, id: number): Promise<Note | undefined> => (await rows(db, tenant, sql`and id = ${id}`))[0];

/** Keeps a note; null = this person has sent the same before. */
export async function sendNote(tx: Database, { cell, agencyId }: Tenant, it: Omit<Note, "id">, now: Temporal.Instant): Promise<number | null> {
  const made = await tx.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into community_note (cell, agency_id, community_id, person_id, words, link, agreed, sent_at, answered_at)
    values (${cell}, ${agencyId}, ${it.communityId}, ${it.personId}, ${it.words}, ${it.link}, ${it.agreed}, ${now.toString()}, ${it.agreed === null ? null : now.toString()})
    on conflict (cell, agency_id, community_id, person_id, words) do nothing returning id::int as id`,
  );
  return made?.id ?? null;
}

/** The host's yes or no; false = it was answered already. */
export const answerNote = async (tx: Database, { cell, agencyId }: Tenant, id: number, agreed: boolean, now: Temporal.Instant): Promise<boolean> =>
  (await tx.run(sql`
    update community_note set agreed = ${agreed}, answered_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and agreed is null`)) > 0;
