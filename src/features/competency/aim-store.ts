import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, sql } from "../../db/database.ts";

const Aim = z.object({ standardId: z.string(), title: z.string(), chosenOn: z.string() });
/** The position that somebody wants to grow into; `chosenOn` is a day in UTC. */
export type Aim = z.output<typeof Aim>;

export function aimOf(db: Database, { cell, agencyId, personId }: Subject): Promise<Aim | undefined> {
  return db.maybe(
    Aim,
    sql`
    select a.standard_id as "standardId", s.title, (a.chosen_at at time zone 'UTC')::date::text as "chosenOn"
      from position_aim a
      join job_standard s on s.cell = a.cell and s.agency_id = a.agency_id and s.id = a.standard_id
     where a.cell = ${cell} and a.agency_id = ${agencyId} and a.person_id = ${personId}`,
  );
}

export async function setAim(db: Database, { cell, agencyId, personId }: Subject, standardId: string, now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    insert into position_aim (cell, agency_id, person_id, standard_id, chosen_at)
    values (${cell}, ${agencyId}, ${personId}, ${standardId}, ${now.toString()})
    on conflict (cell, agency_id, person_id) do update set standard_id = excluded.standard_id, chosen_at = excluded.chosen_at`);
}

export async function clearAim(db: Database, { cell, agencyId, personId }: Subject): Promise<void> {
  await db.run(sql`delete from position_aim where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
}
