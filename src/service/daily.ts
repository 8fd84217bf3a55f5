import { join } from "node:path";
import type { App } from "../app.ts";
import { sealAudit } from "../core/audit-seal.ts";
import type { PlannedJob } from "../core/job.ts";
import { localDate } from "../core/time.ts";
import { dailyName, keepNewest, writeBackup } from "../db/backup.ts";
import type { JobHandler, JobOptions } from "../delivery/jobs.ts";
import { putLetters } from "../delivery/outbox.ts";
import { settleUnitsOfMonth } from "../features/feedback/measure/units-of-month.ts";
import { changedNoticeLetters } from "../features/people/privacy/changed-notice.ts";
import { dueLetters } from "../features/people/privacy/due.ts";
import { render } from "./pipeline.ts";
import { deleteExpired } from "./retention.ts";

const zone = "Asia/Jakarta";
/** Before office hours in all zones, but for what is written to people; a service that was off then does it when it starts. */
const times = { seal: "01:15", backup: "01:30", retention: "02:00", units: "03:00", due: "08:00", notice: "08:30" } as const;
const planEveryMs = 60_000;

/** What is done once a day by whichever replica is first. */
export function dailyJobs(app: Pick<App, "config" | "db" | "cell" | "log" | "purposes">): Pick<JobOptions, "handlers" | "plan"> {
  const { config, db, cell, log } = app;
  const kinds = (Object.keys(times) as (keyof typeof times)[]).filter((it) => it !== "backup" || config.BACKUP_KEEP > 0);
  const handlers: Record<keyof typeof times, JobHandler> = {
    // What was done before midnight is written by now. The digests go into the log as well: a copy that no query can reach.
    async seal(_payload, now) {
      const midnight = Temporal.PlainDate.from(localDate(now, zone)).toZonedDateTime(zone).toInstant();
      const seal = await sealAudit(db, cell, midnight, now);
      if (seal) log.info({ seal: seal.number, rows: seal.rows, hash: seal.hash }, "audit sealed");
    },
    retention: (_payload, now) => deleteExpired({ db, cell, config, log }, now),
    async units(_payload, now) {
      const blocks = await settleUnitsOfMonth({ db, cell }, now);
      if (blocks > 0) log.info({ blocks }, "results put together by unit");
    },
    due: (_payload, now) =>
      db.transaction(async (tx) => {
        await putLetters({ db: tx, cell }, render, await dueLetters(tx, cell, now), now);
      }),
    // Not all at once: a large city's letters would hold one transaction for long.
    async notice(_payload, now) {
      for (let again = true; again; ) {
        again = await db.transaction(async (tx) => {
          const { letters, more } = await changedNoticeLetters(tx, cell, app.purposes, now);
          await putLetters({ db: tx, cell }, render, letters, now);
          return more;
        });
      }
    },
    async backup(_payload, now) {
      const folder = join(config.DATA_DIR, "backups");
      await writeBackup(db, join(folder, dailyName(localDate(now, zone))), { now, replace: true });
      keepNewest(folder, config.BACKUP_KEEP);
    },
  };
  let plannedAt: Temporal.Instant | undefined;
  return {
    handlers,
    plan(now) {
      if (plannedAt && now.since(plannedAt).total("milliseconds") < planEveryMs) return [];
      plannedAt = now;
      return kinds.map((kind) => jobOf(kind, now));
    },
  };
}

function jobOf(kind: keyof typeof times, now: Temporal.Instant): PlannedJob {
  const today = localDate(now, zone);
  // Once a month, on its first day.
  const day = kind === "units" ? `${today.slice(0, 7)}-01` : today;
  return { kind, key: day, payload: {}, runAt: Temporal.PlainDateTime.from(`${day}T${times[kind]}`).toZonedDateTime(zone).toInstant() };
}
