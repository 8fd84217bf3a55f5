import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

/** When a training counts as completed. */
export interface CompletionRule {
  /** Share of the attendance, 0 to 1, that is needed. */
  attendance: number;
  /** Points of 100 that the post-test takes; null = no test is asked for. */
  testLeast: number | null;
}

/** What holds where a training has no rule of its own; ours, no regulation gives one for all trainings. */
export const usualRule: CompletionRule = { attendance: 0.8, testLeast: null };

const Row = z.object({ attendance: z.number(), testLeast: z.number().nullable() });

export async function ruleOf(db: Database, { cell, agencyId }: Tenant, trainingId: number): Promise<CompletionRule> {
  const row = await db.maybe(
    Row,
    sql`
    select attendance::float8 as attendance, test_least as "testLeast" from completion_rule
     where cell = ${cell} and agency_id = ${agencyId} and training_id = ${trainingId}`,
  );
  return row ?? usualRule;
}

export async function saveRule(tx: Database, { cell, agencyId }: Tenant, trainingId: number, rule: CompletionRule, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into completion_rule (cell, agency_id, training_id, attendance, test_least, changed_at)
    values (${cell}, ${agencyId}, ${trainingId}, ${rule.attendance}, ${rule.testLeast}, ${now.toString()})
    on conflict (cell, agency_id, training_id) do update
      set attendance = excluded.attendance, test_least = excluded.test_least, changed_at = excluded.changed_at`);
}
