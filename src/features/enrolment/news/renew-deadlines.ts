import { sql } from "../../../db/database.ts";
import { beginOf, type ClassOf } from "../class-of.ts";
import { approvalUntil, callUntil, offerUntil, officerUntil } from "../deadlines.ts";
import type { Desk } from "../promote.ts";

const until = { menunggu_atasan: approvalUntil, menunggu_petugas: officerUntil, ditawari: offerUntil, dipanggil: callUntil };

/** After a postponement everybody has the whole time again: while the class stood still, nobody could be expected to decide. */
export async function renewDeadlines({ db, cell, agency, now }: Desk, of: ClassOf): Promise<void> {
  const begin = beginOf(of.class, of.training.selfPaced);
  for (const [state, reckon] of Object.entries(until)) {
    const due = Temporal.Instant.fromEpochMilliseconds(reckon(now.epochMilliseconds / 1_000, begin) * 1_000).toString();
    await db.run(sql`
      update enrolment set due_at = ${due}
       where cell = ${cell} and agency_id = ${agency.id} and class_id = ${of.class.id} and state = ${state} and due_at < ${due}::timestamptz`);
  }
}
