import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Material = z.object({ id: z.number(), classId: z.number(), title: z.string(), link: z.string(), dueAt: z.number() });
/** What participants get of a class; `dueAt` in epoch seconds. */
export type Material = z.output<typeof Material>;

const columns = sql`id::int as id, class_id::int as "classId", title, link, extract(epoch from due_at)::float8 as "dueAt"`;

/** Materials of a class that are due by an instant, oldest first. */
export const materialsOf = (db: Database, { cell, agencyId }: Tenant, classId: number, now: Temporal.Instant): Promise<Material[]> =>
  db.many(
    Material,
    sql`
    select ${columns} from class_material
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and due_at <= ${now.toString()} order by due_at, id`,
  );

/** Keeps a material; the same link again changes title and time, and is given out anew only if it has not been. */
export async function keepMaterial(
  tx: Database,
  { cell, agencyId }: Tenant,
  { classId, title, link, dueAt }: Omit<Material, "id">,
  now: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    insert into class_material (cell, agency_id, class_id, title, link, due_at, added_at)
    values (${cell}, ${agencyId}, ${classId}, ${title}, ${link}, to_timestamp(${dueAt}), ${now.toString()})
    on conflict (cell, agency_id, class_id, link) do update set title = excluded.title, due_at = excluded.due_at`);
}

const Due = Material.extend({ agencyId: z.number() });
/** Marks the next that is due as given out, in the caller's transaction; of classes that take place, and none of `except`. */
export const claimMaterial = (tx: Database, cell: number, now: Temporal.Instant, except: number[]): Promise<z.output<typeof Due> | undefined> =>
  tx.maybe(
    Due,
    sql`
    update class_material set delivered_at = ${now.toString()}
     where (cell, agency_id, id) in (
       select m.cell, m.agency_id, m.id from class_material m
         join training_class c on c.cell = m.cell and c.agency_id = m.agency_id and c.id = m.class_id and c.status in ('dibuka', 'ditutup', 'berjalan', 'selesai')
        where m.cell = ${cell} and m.delivered_at is null and m.due_at <= ${now.toString()} and m.id <> all(${except}::bigint[])
        order by m.due_at limit 1 for update of m skip locked)
    returning ${columns}, agency_id as "agencyId"`,
  );
