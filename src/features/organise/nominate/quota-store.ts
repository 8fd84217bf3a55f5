import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Quota = z.object({ classId: z.number(), unitId: z.number(), unit: z.string(), seats: z.number(), called: z.boolean() });
/** Seats of a class for which a unit may propose names; `called`: its staff officers were written to. */
export type Quota = z.output<typeof Quota>;

/** Quotas of these classes, by the units' names. */
export function quotasOf(db: Database, { cell, agencyId }: Tenant, classIds: number[]): Promise<Quota[]> {
  return db.many(
    Quota,
    sql`
    select q.class_id::int as "classId", q.unit_id::int as "unitId", u.name as unit, q.seats, q.called_at is not null as called
      from class_quota q
      join unit u on u.cell = q.cell and u.agency_id = q.agency_id and u.id = q.unit_id
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.class_id = any(${classIds}::bigint[]) order by u.name`,
  );
}

/** Sets quotas of a class; a unit that is not named keeps its own, 0 takes it away. Its staff officers have then not been written to. */
export async function saveQuotas(tx: Database, { cell, agencyId }: Tenant, classId: number, quotas: { unitId: number; seats: number }[]): Promise<void> {
  for (const { unitId, seats } of quotas) {
    if (seats === 0)
      await tx.run(sql`delete from class_quota where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and unit_id = ${unitId}`);
    else
      await tx.run(sql`
        insert into class_quota (cell, agency_id, class_id, unit_id, seats) values (${cell}, ${agencyId}, ${classId}, ${unitId}, ${seats})
        on conflict (cell, agency_id, class_id, unit_id) do update set seats = excluded.seats, called_at = null`);
  }
}

/** Their staff officers have been written to. */
export async function markCalled(tx: Database, { cell, agencyId }: Tenant, classId: number, unitIds: number[], now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    update class_quota set called_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and unit_id = any(${unitIds}::bigint[])`);
}

/** People who work in these units on a day, by their definitive position first; not who has left. */
export async function peopleInUnits(db: Database, { cell, agencyId }: Tenant, unitIds: number[], day: string): Promise<Map<number, number>> {
  const rows = await db.many(
    z.object({ personId: z.number(), unitId: z.number() }),
    sql`
    select person_id::int as "personId", unit_id::int as "unitId" from (
      select distinct on (o.person_id) o.person_id, o.unit_id
        from person_position o
        join person p on p.cell = o.cell and p.agency_id = o.agency_id and p.id = o.person_id and p.duty not in ('pensiun', 'pindah', 'meninggal', 'keluar')
       where o.cell = ${cell} and o.agency_id = ${agencyId} and o.since <= ${day}::date and (o.until is null or o.until > ${day}::date)
       order by o.person_id, o.kind <> 'definitif', o.since, o.id) it
     where unit_id = any(${unitIds}::bigint[])`,
  );
  return new Map(rows.map((it) => [it.personId, it.unitId]));
}
