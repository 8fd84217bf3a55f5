import { z } from "zod";
import { sql } from "../../../db/database.ts";
import type { ClassOf } from "../class-of.ts";
import type { Desk } from "../seats/promote.ts";
import { timeHere, waitFor } from "../seats/wait.ts";

const Waiting = z.object({ state: z.enum(["menunggu_atasan", "menunggu_petugas", "ditawari", "dipanggil"]), unitId: z.number().nullable() });

/**
 * After a postponement everybody has the whole time again: while the class stood still, nobody could be expected to decide. Who has not been
 * told yet is told when their working time next begins, not when the postponement happens to end.
 */
export async function renewDeadlines(desk: Desk, of: ClassOf): Promise<void> {
  const { db, cell, agency, now } = desk;
  const inClass = sql`e.cell = ${cell} and e.agency_id = ${agency.id} and e.class_id = ${of.class.id}`;
  const waiting = await db.many(
    Waiting,
    sql`select distinct e.state, e.unit_id::int as "unitId" from enrolment e where ${inClass} and e.state = any(${Waiting.shape.state.options}::text[])`,
  );
  const time = await timeHere(desk);
  const anew = [];
  for (const { state, unitId } of waiting) {
    const { dueAt, tellAt } = await waitFor(desk, of, state, unitId, time);
    anew.push({ state, unit: unitId, due: dueAt.toString(), tell: (tellAt ?? now).toString() });
  }
  await db.run(sql`
    update enrolment e set due_at = greatest(e.due_at, it.due), tell_at = case when e.tell_at is null then null else it.tell end
      from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as it (state text, unit bigint, due timestamptz, tell timestamptz)
     where ${inClass} and e.state = it.state and e.unit_id is not distinct from it.unit`);
}
