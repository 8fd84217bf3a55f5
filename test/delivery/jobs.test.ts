import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { PlannedJob } from "../../src/core/job.ts";
import { sql } from "../../src/db/database.ts";
import { dropDeadJobs, listDeadJobs, retryDeadJobs } from "../../src/delivery/dead-jobs.ts";
import { type JobHandler, planJob, startJobs } from "../../src/delivery/jobs.ts";
import { silentLog, testDatabases } from "../world.ts";
import { replicaOf, until, type World } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ status: z.string(), attempts: z.number(), error: z.string().nullable() });

describe.each(testDatabases())("jobs on $name", (database) => {
  const world = useWorld(database);

  const run = ({ place, clock, running }: World, handlers: Record<string, JobHandler>, plan: PlannedJob[] = [], more: { renewEveryMs?: number } = {}) => {
    const jobs = startJobs({ ...place, handlers, plan: () => plan, clock, log: silentLog, ...more });
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
      throw new Error(`not yet\0 198503212010011004 ${"😀".repeat(1_000)}`);
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
    expect((await row(it)).error).toMatch(/^not yet \[NIP\] 😀/u);
  });

  it("that died are listed, done again, or given up", async () => {
    const it = world();
    const at = it.clock();
    for (const key of ["a", "b", "c"]) await planJob(it.place, jobAt(at, key));
    await it.db.run(sql`update job set status = 'dead', attempts = 5, error = 'disk full', finished_at = ${at.toString()} where key <> 'c'`);
    const dead = await listDeadJobs(it.place, 10);
    expect(dead).toMatchObject([
      { kind: "tidy", key: "a", attempts: 5, error: "disk full" },
      { kind: "tidy", key: "b", attempts: 5, error: "disk full" },
    ]);
    expect(
      Temporal.Instant.from(dead[0]?.at ?? "")
        .since(at)
        .total("milliseconds"),
    ).toBeCloseTo(0, 0);
    const [a = 0, b = 0, c = 0] = [1, 2, 3];
    expect(dead.map((job) => job.id)).toEqual([a, b]);
    expect(await listDeadJobs(it.place, 1)).toHaveLength(1);
    expect([await retryDeadJobs(it.place, [a, c, 99]), await dropDeadJobs(it.place, [a, b, c])]).toEqual([[a], [b]]);
    expect([await listDeadJobs(it.place, 10), await retryDeadJobs(it.place, [a, b])]).toEqual([[], []]);
    const done: unknown[] = [];
    run(it, { tidy: async ({ day }) => void done.push(day) }, [jobAt(at, "b")]);
    await until(() => done.length === 2);
    await it.stop();
    expect(done.toSorted()).toEqual(["a", "c"]);
  });

  it("that take long, and those behind them, stay with their process while it lives", async () => {
    const it = world();
    const { promise: long, resolve: finish } = Promise.withResolvers<void>();
    const begun: unknown[] = [];
    for (const key of ["first", "second"]) await planJob(it.place, jobAt(it.clock(), key));
    const tidy: JobHandler = async ({ day }) => {
      begun.push(day);
      await long;
    };
    run(it, { tidy }, [], { renewEveryMs: 20 });
    await until(() => begun.length === 1);
    const other = await replicaOf(it);
    for (let part = 0; part < 3; part++) {
      it.jump({ minutes: 6 });
      if (other !== it) other.jump({ minutes: 6 });
      const wanted = it.clock().add({ minutes: 9 }).toString();
      await until(async () => (await it.count(sql`select count(*) as n from job where lease_until > ${wanted}`)) === 2, "both leases renewed");
    }
    const elsewhere: unknown[] = [];
    await run(other, { tidy: async ({ day }) => void elsewhere.push(day) }).stop();
    expect(elsewhere).toEqual([]);
    finish();
    await until(async () => (await it.count(sql`select count(*) as n from job where status = 'done'`)) === 2);
    expect(begun).toHaveLength(2);
  });

  it("are not spoken of by a process that has lost them", async () => {
    const it = world();
    const { promise: never, reject: fail } = Promise.withResolvers<void>();
    let begun = false;
    await planJob(it.place, jobAt(it.clock()));
    run(it, {
      tidy() {
        begun = true;
        return never;
      },
    });
    await until(() => begun);
    await it.db.run(sql`update job set owner = 'another', attempts = attempts + 1`);
    fail(new Error("too late"));
    await it.stop();
    expect(await row(it)).toEqual({ status: "waiting", attempts: 2, error: null });
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
