import type { App } from "../app.ts";
import type { PlannedJob } from "../core/job.ts";
import { localDate } from "../core/time.ts";
import type { JobOptions } from "../delivery/jobs.ts";
import { putLetters } from "../delivery/outbox.ts";
import { promptOrganisers } from "../features/completion/attendance/prompts.ts";
import { giveMaterials } from "../features/enrolment/materials/give-materials.ts";
import { planReminders } from "../features/enrolment/remind/plan-reminders.ts";
import { remindDeciders } from "../features/enrolment/remind/remind-deciders.ts";
import { sendReminders } from "../features/enrolment/remind/send-reminders.ts";
import { tellDelegations } from "../features/enrolment/remind/tell-delegations.ts";
import { tellWaiting } from "../features/enrolment/remind/tell-waiting.ts";
import { lapseDue, type Round } from "../features/enrolment/seats/lapse.ts";
import { releaseLeft } from "../features/enrolment/seats/release-left.ts";
import { closeRounds } from "../features/feedback/ask/close-rounds.ts";
import { openRounds } from "../features/feedback/ask/open-rounds.ts";
import { planRounds } from "../features/feedback/ask/plan-rounds.ts";
import { sendSurveys } from "../features/feedback/ask/send-letters.ts";
import { tellChanges } from "../features/feedback/improve/tell-changes.ts";
import { render } from "./pipeline.ts";

/** Minutes between two rounds: how late a deadline may take effect at most. */
const everyMinutes = 5;
/** Hours back in which a round looks for new participants and moved classes; the night's planning finds the rest. */
const freshHours = 2;
/** Of the night's planning, in the capital's zone. */
const nightly = { zone: "Asia/Jakarta", time: "00:30" };

/**
 * What is done every few minutes by whichever replica is first: deadlines, and what is due to be said. A round that was missed is not
 * made up for, since the next one finds all that is due. At night the reminders of the next weeks are planned in bulk.
 */
export function regularJobs({ db, cell, log }: Pick<App, "db" | "cell" | "log">): Pick<JobOptions, "handlers" | "plan"> {
  let plannedFor = 0;
  return {
    handlers: {
      async regular(_payload, now) {
        const round: Round = { db, cell, now, put: (tx, letters) => putLetters({ db: tx, cell }, render, letters, now) };
        const done = await eachOf({
          released: () => releaseLeft(round),
          told: () => tellWaiting(round),
          changes: () => lapseDue(round),
          planned: async () => (await planReminders(db, cell, now, now.subtract({ hours: freshHours }))).reminders,
          reminders: () => sendReminders(round),
          deciders: () => remindDeciders(round),
          delegations: () => tellDelegations(round),
          materials: () => giveMaterials(round),
          prompts: () => promptOrganisers(round),
          rounds: () => planRounds(round),
          asked: () => openRounds(round),
          surveys: () => sendSurveys(round),
          closed: () => closeRounds(round),
          improved: () => tellChanges(round),
        });
        if (Object.values(done.counts).some((it) => it > 0)) log.info(done.counts, "deadlines and reminders");
        if (done.faults.length > 0) throw new AggregateError(done.faults, done.faults.map((it) => it.message).join("; "));
      },
      async reminders(_payload, now) {
        const { reminders, missing } = await planReminders(db, cell, now);
        log.info({ reminders }, "reminders planned");
        for (const { city, years } of missing) log.warn({ city, years }, "no holidays are noted for this year: see kawan calendar import");
      },
    },
    plan(now) {
      const jobs = [roundAt(now), nightAt(now)];
      if (jobs[0]?.runAt.epochMilliseconds === plannedFor) return [];
      plannedFor = jobs[0]?.runAt.epochMilliseconds ?? 0;
      return jobs;
    },
  };
}

/** Does all of them in order; what fails keeps nothing else from being done. */
async function eachOf(steps: Record<string, () => Promise<number>>): Promise<{ counts: Record<string, number>; faults: Error[] }> {
  const [counts, faults]: [Record<string, number>, Error[]] = [{}, []];
  for (const [name, step] of Object.entries(steps)) {
    await step().then(
      (count) => {
        counts[name] = count;
      },
      (fault: Error) => faults.push(fault),
    );
  }
  return { counts, faults };
}

function roundAt(now: Temporal.Instant): PlannedJob {
  const runAt = now.round({ smallestUnit: "minute", roundingIncrement: everyMinutes, roundingMode: "floor" });
  return { kind: "regular", key: runAt.toString(), payload: {}, runAt };
}

function nightAt(now: Temporal.Instant): PlannedJob {
  const day = localDate(now, nightly.zone);
  return { kind: "reminders", key: day, payload: {}, runAt: Temporal.PlainDateTime.from(`${day}T${nightly.time}`).toZonedDateTime(nightly.zone).toInstant() };
}

/** Several sets of jobs as one. */
export const together = (...all: Pick<JobOptions, "handlers" | "plan">[]): Pick<JobOptions, "handlers" | "plan"> => ({
  handlers: Object.assign({}, ...all.map((it) => it.handlers)),
  plan: (now) => all.flatMap((it) => it.plan(now)),
});
