import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { ClassDay } from "./attendance-store.ts";

const DayRow = z.object({
  day: z.string(),
  /** Counted in the room; null = not yet. */
  heads: z.number().nullable(),
  confirmed: z.boolean(),
  /** Was not held, so it does not count. */
  skipped: z.boolean(),
});
/** What the organiser has said of a day. */
export type DayRow = z.output<typeof DayRow>;

/** What was said of a class's days; a day that is missing has not been spoken of. */
export async function dayRowsOf(db: Database, { cell, agencyId }: Tenant, classId: number): Promise<Map<string, DayRow>> {
  const rows = await db.many(
    DayRow,
    sql`
    select day::text as day, heads, confirmed_at is not null as confirmed, skipped from attendance_day
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} order by day`,
  );
  return new Map(rows.map((it) => [it.day, it]));
}

interface Said {
  by: number;
  now: Temporal.Instant;
}

/** Heads counted in the room; what was confirmed before has to be confirmed anew. */
export async function saveHeads(
  tx: Database,
  { cell, agencyId }: Tenant,
  { classId, day }: ClassDay,
  { heads, by, now }: Said & { heads: number },
): Promise<void> {
  await tx.run(sql`
    insert into attendance_day (cell, agency_id, class_id, day, heads, counted_by, counted_at)
    values (${cell}, ${agencyId}, ${classId}, ${day}, ${heads}, ${by}, ${now.toString()})
    on conflict (cell, agency_id, class_id, day) do update
      set heads = excluded.heads, counted_by = excluded.counted_by, counted_at = excluded.counted_at, confirmed_by = null, confirmed_at = null`);
}

/** The day counts as it stands; `skipped`: it was not held. */
export async function confirmDay(
  tx: Database,
  { cell, agencyId }: Tenant,
  { classId, day }: ClassDay,
  { skipped, by, now }: Said & { skipped: boolean },
): Promise<void> {
  await tx.run(sql`
    insert into attendance_day (cell, agency_id, class_id, day, confirmed_by, confirmed_at, skipped)
    values (${cell}, ${agencyId}, ${classId}, ${day}, ${by}, ${now.toString()}, ${skipped})
    on conflict (cell, agency_id, class_id, day) do update
      set confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at, skipped = excluded.skipped`);
}

/** Something of the day has changed: it is to be looked at again. */
export async function reopenDay(tx: Database, { cell, agencyId }: Tenant, { classId, day }: ClassDay): Promise<void> {
  await tx.run(sql`
    update attendance_day set confirmed_by = null, confirmed_at = null, skipped = false
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and day = ${day}`);
}
