import { z } from "zod";
import type { Agency } from "../../../core/person.ts";
import { type Database, rawSql, sql } from "../../../db/database.ts";
import type { State } from "../states.ts";

/** States that end when the class begins: nobody has said the last yes. */
export const undecided: readonly State[] = ["diusulkan", "menunggu_petugas", "menunggu_atasan", "daftar_tunggu", "ditawari", "dipanggil"];

const City = z.object({ id: z.number(), slug: z.string(), name: z.string(), zone: z.string(), demo: z.boolean() });

/** Every city of the base, the made-up one too: time passes for all of them. */
export const everyCity = (db: Database): Promise<Agency[]> => db.many(City, sql`select id, slug, name, zone, demo from agency order by id`);

/** When a class begins or, of self-paced learning, ends; as `beginOf` and `entryEnd` reckon it. */
const turn = rawSql(`case when t.self_paced then (c.ends_on + 1)::timestamp at time zone c.zone
  else coalesce((select min(s.starts_at) from training_session s where s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id),
                c.starts_on::timestamp at time zone c.zone) end`);

const Place = z.object({ agencyId: z.number(), classId: z.number() });
/** A class of which something is due. */
export type DueClass = z.output<typeof Place>;

/**
 * Classes in which the time of somebody who was told is up, or which have begun while somebody still waited. Those that are postponed stand still: their
 * deadlines are set anew when they open again.
 */
export function dueClasses(db: Database, cell: number, now: Temporal.Instant, most: number): Promise<DueClass[]> {
  const at = now.toString();
  return db.many(
    Place,
    sql`
    select distinct e.agency_id as "agencyId", e.class_id::int as "classId"
      from enrolment e join training_class c on c.cell = e.cell and c.agency_id = e.agency_id and c.id = e.class_id
     where e.cell = ${cell} and e.due_at is not null and e.due_at <= ${at} and e.tell_at is null and e.state = any(${undecided}::text[]) and c.status <> 'ditunda'
    union
    select c.agency_id, c.id::int
      from training_class c join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where c.cell = ${cell} and c.status in ('dibuka', 'ditutup', 'berjalan', 'selesai') and ${turn} <= ${at}
       and exists (select from enrolment e where e.cell = c.cell and e.agency_id = c.agency_id and e.class_id = c.id and e.state = any(${undecided}::text[]))
     order by 1, 2 limit ${most}`,
  );
}

/** Whether a class has begun, or self-paced learning ended, at this moment. */
export async function hasTurned(
  db: Database,
  { cell, agencyId }: { cell: number; agencyId: number },
  classId: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const found = await db.maybe(
    z.object({ turned: z.boolean().nullable() }),
    sql`
    select ${turn} <= ${now.toString()}::timestamptz as turned
      from training_class c join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where c.cell = ${cell} and c.agency_id = ${agencyId} and c.id = ${classId}`,
  );
  return found?.turned ?? false;
}

/** Lets the status of classes follow their dates: begun, and over after the last day; the number that changed. Self-paced learning only ends. */
export function followDates(db: Database, cell: number, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  const over = sql`(coalesce(c.ends_on, c.starts_on) + 1)::timestamp at time zone c.zone <= ${at}::timestamptz`;
  return db.run(sql`
    update training_class c set status = case when ${over} then 'selesai' else 'berjalan' end, changed_at = ${at}
      from training t
     where t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
       and c.cell = ${cell} and c.status in ('dibuka', 'ditutup', 'berjalan')
       and (${over} or (c.status <> 'berjalan' and not t.self_paced and ${turn} <= ${at}::timestamptz))`);
}
