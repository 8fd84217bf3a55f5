import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";

const Speaker = z.object({ name: z.string(), personId: z.number().nullable() });
/** Who spoke in a class; of our own staff, or null from outside. */
export type Speaker = z.output<typeof Speaker>;

export const speakersOf = (db: Database, { cell, agencyId }: Tenant, classId: number): Promise<Speaker[]> =>
  db.many(
    Speaker,
    sql`select name, person_id::int as "personId" from class_speaker where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} order by id`,
  );

/** Puts these in the place of who was noted before. */
export async function setSpeakers(tx: Database, { cell, agencyId }: Tenant, classId: number, speakers: Speaker[]): Promise<void> {
  await tx.run(sql`delete from class_speaker where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId}`);
  await tx.run(sql`
    insert into class_speaker (cell, agency_id, class_id, name, person_id)
    select ${cell}, ${agencyId}, ${classId}, name, person
      from jsonb_to_recordset(${JSON.stringify(speakers.map(({ name, personId }) => ({ name, person: personId })))}::jsonb) as it (name text, person bigint)
    on conflict (cell, agency_id, class_id, name) do nothing`);
}

/** Staff at work who are called just so, capitals apart; titles are not part of it. */
export const staffCalled = async (db: Database, { cell, agencyId }: Tenant, name: string): Promise<number[]> =>
  (
    await db.many(
      z.object({ id: z.number() }),
      sql`
      select id::int as id from person
       where cell = ${cell} and agency_id = ${agencyId} and lower(name) = lower(${name}) and duty not in ('pensiun', 'pindah', 'meninggal', 'keluar') order by id limit 2`,
    )
  ).map((it) => it.id);
