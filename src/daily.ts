import { join } from "node:path";
import type { App } from "./app.ts";
import type { PlannedJob } from "./core/job.ts";
import { localDate } from "./core/time.ts";
import { dailyName, keepNewest, writeBackup } from "./db/backup.ts";
import type { JobHandler, JobOptions } from "./delivery/jobs.ts";
import { deleteExpired } from "./retention.ts";

const zone = "Asia/Jakarta";
/** Before office hours in all zones; a service that was off then does it when it starts. */
const times = { backup: "01:30", retention: "02:00" } as const;
const planEveryMs = 60_000;

/** What is done once a day by whichever replica is first. */
export function dailyJobs(app: Pick<App, "config" | "db" | "cell" | "log">): Pick<JobOptions, "handlers" | "plan"> {
  const { config, db, cell, log } = app;
  const kinds = (Object.keys(times) as (keyof typeof times)[]).filter((it) => it !== "backup" || config.BACKUP_KEEP > 0);
  const handlers: Record<keyof typeof times, JobHandler> = {
    retention: (_payload, now) => deleteExpired({ db, cell, config, log }, now),
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
  const day = localDate(now, zone);
  return { kind, key: day, payload: {}, runAt: Temporal.PlainDateTime.from(`${day}T${times[kind]}`).toZonedDateTime(zone).toInstant() };
}
