import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import type { Tenant } from "./store.ts";

const Row = z.object({ id: z.number(), trainingId: z.number(), asked: z.string(), changed: z.string() });
/** What participants of a training asked for, and what was changed because of it. */
export type TrainingChange = z.output<typeof Row>;

/** What was changed about a training that concerns a class with this last day (ISO; null = open): noted before it ended and within a year of it, newest first. */
export function changesFor(db: Database, { cell, agencyId }: Tenant, trainingId: number, lastDay: string | null, today: string): Promise<TrainingChange[]> {
  const day = lastDay ?? today;
  return db.many(
    Row,
    sql`
    select id::int as id, training_id::int as "trainingId", asked, changed from training_change
     where cell = ${cell} and agency_id = ${agencyId} and training_id = ${trainingId}
       and made_at::date <= ${day}::date and made_at::date > ${day}::date - 366
     order by made_at desc, id desc`,
  );
}
