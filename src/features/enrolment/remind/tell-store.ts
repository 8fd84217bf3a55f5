import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import { Enrolment, enrolmentColumns } from "../enrolment-row.ts";

/** Classes in which somebody is to be told something by now; those that are postponed stand still. */
export async function classesToTell(db: Database, { cell, agencyId }: Tenant, now: Temporal.Instant): Promise<number[]> {
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`
    select distinct e.class_id::int as id
      from enrolment e join training_class c on c.cell = e.cell and c.agency_id = e.agency_id and c.id = e.class_id
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.tell_at <= ${now.toString()} and c.status <> 'ditunda'
     order by 1`,
  );
  return rows.map((it) => it.id);
}

/** Those of a class whose time to be told has come, locked: two replicas tell once. Who holds a row just now is settling it. */
export const claimUntold = (tx: Database, { cell, agencyId }: Tenant, classId: number, now: Temporal.Instant, most: number): Promise<Enrolment[]> =>
  tx.many(
    Enrolment,
    sql`
    select ${enrolmentColumns} from enrolment e
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.class_id = ${classId} and e.tell_at <= ${now.toString()}
     order by e.id limit ${most} for update skip locked`,
  );

/** What becomes of a claimed one. */
export interface Telling {
  id: number;
  /** null = as it was. */
  due: string | null;
  /** null = is told now. */
  tell: string | null;
  /** What a reminder would have been for: it is told in its stead. */
  reminded: boolean;
}

/** Notes it; the enrolments as they are now, in the order of their ids. */
export async function noteTellings(tx: Database, { cell, agencyId }: Tenant, tellings: Telling[], now: Temporal.Instant): Promise<Enrolment[]> {
  const rows = await tx.many(
    Enrolment,
    sql`
    update enrolment e set due_at = coalesce(it.due, e.due_at), tell_at = it.tell,
           reminded_at = case when it.reminded then ${now.toString()}::timestamptz else e.reminded_at end
      from jsonb_to_recordset(${JSON.stringify(tellings)}::jsonb) as it (id bigint, due timestamptz, tell timestamptz, reminded boolean)
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.id = any(${tellings.map((it) => it.id)}::bigint[]) and e.id = it.id
    returning ${enrolmentColumns}`,
  );
  return rows.sort((a, b) => a.id - b.id);
}
