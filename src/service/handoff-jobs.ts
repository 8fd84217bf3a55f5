import type { App } from "../app.ts";
import type { JobOptions } from "../delivery/jobs.ts";
import { putLetters } from "../delivery/outbox.ts";
import { remindReviews, tellAskers, tryEntries } from "../features/handoff/entry/entry-round.ts";
import { followTickets, type Round } from "../features/handoff/round.ts";
import { readHours } from "../office-hours.ts";
import { render } from "./pipeline.ts";

/** Minutes between two rounds. */
const everyMinutes = 5;

/**
 * What is done every few minutes about questions to people: tickets that wait too long, and answers on their way into the base. Apart
 * from the other round, since trying an answer with the question sets takes seconds of work.
 */
export function handoffJobs({
  db,
  cell,
  log,
  knowledge,
  trial,
}: Pick<App, "db" | "cell" | "log" | "knowledge" | "trial">): Pick<JobOptions, "handlers" | "plan"> {
  let plannedFor = 0;
  return {
    handlers: {
      async handoff(_payload, now) {
        const round: Round = { db, cell, now, put: (tx, letters) => putLetters({ db: tx, cell }, render, letters, now) };
        const tools = { knowledge, trial };
        const faults: Error[] = [];
        const failed = (error: Error): number => faults.push(error) * 0;
        const counts = {
          tickets: await followTickets(round, readHours).catch(failed),
          tried: await tryEntries(round, tools).catch(failed),
          told: await tellAskers(round, tools).catch(failed),
          reviews: await remindReviews(round).catch(failed),
        };
        if (Object.values(counts).some((it) => it > 0)) log.info(counts, "tickets and answers");
        if (faults.length > 0) throw new AggregateError(faults, faults.map((it) => it.message).join("; "));
      },
    },
    plan(now) {
      const runAt = now.round({ smallestUnit: "minute", roundingIncrement: everyMinutes, roundingMode: "floor" });
      if (runAt.epochMilliseconds === plannedFor) return [];
      plannedFor = runAt.epochMilliseconds;
      return [{ kind: "handoff", key: runAt.toString(), payload: {}, runAt }];
    },
  };
}
