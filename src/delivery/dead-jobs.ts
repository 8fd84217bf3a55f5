import { z } from "zod";
import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

const DeadJob = z.object({
  id: z.coerce.number(),
  kind: z.string(),
  key: z.string(),
  /** When it was given up. */
  at: z.string(),
  attempts: z.number(),
  error: z.string().nullable(),
});
export type DeadJob = z.output<typeof DeadJob>;

/** Scheduled work that failed for good, oldest first; what it is about (its payload) is left out. */
export async function listDeadJobs({ db, cell }: Place, most: number): Promise<DeadJob[]> {
  return db.many(
    DeadJob,
    sql`
    select id, kind, key, to_json(finished_at)#>>'{}' as at, attempts, error from job
     where cell = ${cell} and status = 'dead'
     order by id
     limit ${most}`,
  );
}

/** Has them done again soon; those that are not dead (any more) are left. */
export async function retryDeadJobs(place: Place, ids: number[]): Promise<number[]> {
  return settled(place, ids, sql`status = 'waiting', attempts = 0, error = null, lease_until = null, finished_at = null`);
}

/** Gives them up: their rows keep the error, and their keys, so that nobody plans them again. */
export async function dropDeadJobs(place: Place, ids: number[]): Promise<number[]> {
  return settled(place, ids, sql`status = 'done'`);
}

async function settled({ db, cell }: Place, ids: number[], change: ReturnType<typeof sql>): Promise<number[]> {
  const rows = await db.many(
    z.object({ id: z.coerce.number() }),
    sql`update job set ${change} where cell = ${cell} and id = any(${ids}::bigint[]) and status = 'dead' returning id`,
  );
  return rows.map((it) => it.id).toSorted((a, b) => a - b);
}
