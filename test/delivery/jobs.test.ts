import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { PlannedJob } from "../../src/core/job.ts";
import { sql } from "../../src/db/database.ts";
import { type JobHandler, planJob, startJobs } from "../../src/delivery/jobs.ts";
import { silentLog, testDatabases } from "../world.ts";
import { replicaOf, until, type World } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ status: z.string(), attempts: z.number(), error: z.string().nullable() });

describe.each(testDatabases())("jobs on $name", (database) => {
  const world = useWorld(database);

  const run = ({ place, clock, running }: World, handlers: Record<string, JobHandler>, plan: PlannedJob[] = []) => {
    const jobs = startJobs({ ...place, handlers, plan: () => plan, clock, log: silentLog });
    running.push(jobs);
    return jobs;
  };
  const jobAt = (runAt: Temporal.Instant, key = "2026-11-22"): PlannedJob => ({ kind: "tidy", key, payload: { day: key }, runAt });
  const row = ({ db }: World) => db.one(Row, sql`select status, attempts, error from job`);

  it("are done once however often and by whomever they are planned", async () => {
    const it = world();
    const job = jobAt(it.clock());
    for (let at = 0; at < 3; at++) await planJob(it.place, job);
    const done: unknown[] = [];
    const tidy: JobHandler = async (payload) => void done.push(payload);
    run(it, { tidy }, [job]);
    run(await replicaOf(it), { tidy }, [job]);
    await until(async () => (await row(it)).status === "done");
    await it.stop();
    expect(done).toEqual([{ day: "2026-11-22" }]);
    const again = run(it, { tidy }, [job]);
    await again.stop();
    expect(done).toHaveLength(1);
    expect(await row(it)).toEqual({ status: "done", attempts: 1, error: null });
  });

  it("wait for their time and come in its order", async () => {
    const it = world();
    const done: unknown[] = [];
    const tidy: JobHandler = async ({ day }) => void done.push(day);
    await planJob(it.place, jobAt(it.clock().add({ hours: 2 }), "late"));
    await planJob(it.place, jobAt(it.clock().add({ hours: 1 }), "soon"));
    const early = run(it, { tidy });
    await early.stop();
    expect(done).toEqual([]);
    it.jump({ hours: 1, minutes: 1 });
    const first = run(it, { tidy });
    await until(() => done.length === 1);
    await first.stop();
    it.jump({ hours: 1 });
    run(it, { tidy });
    await until(() => done.length === 2);
    expect(done).toEqual(["soon", "late"]);
  });

  it("are tried again after a failure, whatever its words, and put aside after five", async () => {
    const it = world();
    let tries = 0;
    const tidy: JobHandler = async () => {
      tries += 1;
      throw new Error(`not yet\0 ${"😀".repeat(1_000)}`);
    };
    await planJob(it.place, jobAt(it.clock()));
    for (let attempt = 1; attempt <= 5; attempt++) {
      const jobs = run(it, { tidy });
      await until(() => tries === attempt);
      await jobs.stop();
      expect(await row(it)).toMatchObject({ status: attempt < 5 ? "waiting" : "dead", attempts: attempt });
      it.jump({ hours: 1 });
    }
    await run(it, { tidy }).stop();
    expect(tries).toBe(5);
    expect((await row(it)).error).toMatch(/^not yet 😀/u);
  });

  it("of a process that died are done by another one when its lease ran out", async () => {
    const it = world();
    const { promise: never, resolve: letGo } = Promise.withResolvers<void>();
    let begun = false;
    await planJob(it.place, jobAt(it.clock()));
    run(it, {
      tidy: () => {
        begun = true;
        return never;
      },
    });
    await until(() => begun);
    const done: unknown[] = [];
    const other = await replicaOf(it);
    const tidy: JobHandler = async (payload) => void done.push(payload);
    await run(other, { tidy }).stop();
    expect(done).toEqual([]);
    it.jump({ minutes: 11 });
    if (other !== it) other.jump({ minutes: 11 });
    run(other, { tidy });
    await until(() => done.length === 1);
    letGo();
  });
});
