import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { PlannedJob } from "../core/job.ts";
import { storableText } from "../core/storable.ts";
import type { Clock } from "../core/time.ts";
import { sql } from "../db/database.ts";
import type { Log } from "../log.ts";
import type { Place } from "./place.ts";
import { Pulse } from "./pulse.ts";

/** Plans a job; a second plan under its key changes nothing. */
export async function planJob(place: Place, job: PlannedJob): Promise<void> {
  await place.db.run(sql`
    insert into job (cell, kind, key, payload, run_at)
    values (${place.cell}, ${job.kind}, ${job.key}, ${JSON.stringify(job.payload)}, ${job.runAt.toString()})
    on conflict (cell, kind, key) do nothing`);
}

/** What a kind of job does, outside any transaction; it must bear being done twice after a crash. */
export type JobHandler = (payload: Record<string, unknown>, now: Temporal.Instant) => Promise<void>;

export interface JobOptions extends Place {
  handlers: Record<string, JobHandler>;
  /** Called on every round: plans what is next (unique keys make this harmless). */
  plan(now: Temporal.Instant): PlannedJob[];
  clock: Clock;
  log: Log;
}

const leaseMs = 10 * 60_000;
const mostAttempts = 5;
const Due = z.object({ id: z.coerce.number(), kind: z.string(), payload: z.record(z.string(), z.unknown()), attempts: z.number() });

/** Runs due jobs until stopped; any number of replicas may do so. */
export function startJobs(options: JobOptions): Pulse {
  const owner = randomUUID();
  return new Pulse(
    { pauseMs: 5_000 },
    async () => {
      const now = options.clock();
      for (const job of options.plan(now)) await planJob(options, job);
      const at = now.toString();
      const due = await options.db.many(
        Due,
        sql`
      update job set owner = ${owner}, attempts = attempts + 1, lease_until = ${now.add({ milliseconds: leaseMs }).toString()}
       where cell = ${options.cell} and id in (
         select id from job
          where cell = ${options.cell} and status = 'waiting' and run_at <= ${at} and (lease_until is null or lease_until < ${at})
          order by run_at
          limit 5
          for update skip locked)
      returning id, kind, payload, attempts`,
      );
      for (const job of due) await runOne(options, job);
      return due.length;
    },
    options.log,
  );
}

async function runOne(options: JobOptions, job: z.output<typeof Due>): Promise<void> {
  try {
    const handler = options.handlers[job.kind];
    if (!handler) throw new Error(`no handler for jobs of kind ${job.kind}`);
    await handler(job.payload, options.clock());
    await options.db.run(sql`
      update job set status = 'done', lease_until = null, finished_at = ${options.clock().toString()}
       where cell = ${options.cell} and id = ${job.id}`);
    options.log.info({ job: job.id, kind: job.kind }, "job done");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    options.log.error({ job: job.id, kind: job.kind, err: reason }, "job failed");
    const dead = job.attempts >= mostAttempts;
    const now = options.clock();
    await options.db.run(sql`
      update job set status = ${dead ? "dead" : "waiting"}, error = ${storableText(reason).slice(0, 2_000)},
             lease_until = ${dead ? null : now.add({ minutes: 2 ** job.attempts }).toString()}, finished_at = ${dead ? now.toString() : null}
       where cell = ${options.cell} and id = ${job.id}`);
  }
}
