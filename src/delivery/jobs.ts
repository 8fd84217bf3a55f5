import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { PlannedJob } from "../core/job.ts";
import { maskPersonalData } from "../core/mask.ts";
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
  renewEveryMs?: number;
}

const leaseMs = 10 * 60_000;
const usualRenewalMs = 60_000;
const mostAttempts = 5;
const Due = z.object({ id: z.coerce.number(), kind: z.string(), payload: z.record(z.string(), z.unknown()), attempts: z.number() });
type Due = z.output<typeof Due>;

/** Runs due jobs until stopped; any number of replicas may do so. */
export function startJobs(options: JobOptions): Pulse {
  const owner = randomUUID();
  return new Pulse(
    { pauseMs: 5_000 },
    async () => {
      const now = options.clock();
      for (const job of options.plan(now)) await planJob(options, job);
      const due = await claimJobs(options, owner, now);
      const left = new Set(due);
      const renewal = setInterval(() => {
        renewJobs(options, owner, [...left], options.clock()).catch((error: Error) => options.log.warn({ err: error.message }, "leases not renewed"));
      }, options.renewEveryMs ?? usualRenewalMs);
      try {
        for (const job of due) {
          await runOne(options, owner, job);
          left.delete(job);
        }
      } finally {
        clearInterval(renewal);
      }
      return due.length;
    },
    options.log,
  );
}

async function claimJobs({ db, cell }: Place, owner: string, now: Temporal.Instant): Promise<Due[]> {
  const at = now.toString();
  return db.many(
    Due,
    sql`
    update job set owner = ${owner}, attempts = attempts + 1, lease_until = ${leaseFrom(now)}
     where cell = ${cell} and id in (
       select id from job
        where cell = ${cell} and status = 'waiting' and run_at <= ${at} and (lease_until is null or lease_until < ${at})
        order by run_at
        limit 5
        for update skip locked)
    returning id, kind, payload, attempts`,
  );
}

const leaseFrom = (now: Temporal.Instant): string => now.add({ milliseconds: leaseMs }).toString();

/** A job may take longer than its lease, and others wait behind it: nobody else must begin them meanwhile. */
async function renewJobs({ db, cell }: Place, owner: string, jobs: Due[], now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    update job set lease_until = ${leaseFrom(now)}
     where cell = ${cell} and id = any(${jobs.map((it) => it.id)}::bigint[]) and status = 'waiting' and owner = ${owner}`);
}

/** As it was claimed: whoever has lost a job has nothing more to say about it. */
const stillOurs = ({ cell }: Place, owner: string, { id, attempts }: Due) =>
  sql`cell = ${cell} and id = ${id} and status = 'waiting' and owner = ${owner} and attempts = ${attempts}`;

async function runOne(options: JobOptions, owner: string, job: Due): Promise<void> {
  try {
    const handler = options.handlers[job.kind];
    if (!handler) throw new Error(`no handler for jobs of kind ${job.kind}`);
    await handler(job.payload, options.clock());
    await options.db.run(sql`
      update job set status = 'done', lease_until = null, finished_at = ${options.clock().toString()} where ${stillOurs(options, owner, job)}`);
    options.log.info({ job: job.id, kind: job.kind }, "job done");
  } catch (error) {
    const reason = maskPersonalData(error instanceof Error ? error.message : String(error));
    options.log.error({ job: job.id, kind: job.kind, err: reason }, "job failed");
    const dead = job.attempts >= mostAttempts;
    const now = options.clock();
    await options.db.run(sql`
      update job set status = ${dead ? "dead" : "waiting"}, error = ${storableText(reason).slice(0, 2_000)},
             lease_until = ${dead ? null : now.add({ minutes: 2 ** job.attempts }).toString()}, finished_at = ${dead ? now.toString() : null}
       where ${stillOurs(options, owner, job)}`);
  }
}
