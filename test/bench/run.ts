/*
 * `npm run bench [-- --data DIR] [--people 5000] [--only start,load,throughput,lanes,soak,enrolment,import,recommend,reminders,feedback,model,intent,requests,abstention,retrieval]`: speed, memory and quality, measured on this machine now.
 * Only when asked for: `feedback-schedule` (minutes), `feedback-coverage --seeds 200 [--first 1] [--arm 0]` (a second a seed; arm 2 = a city of 2,000 people),
 * `feedback-year` with the same (ten seconds a seed) and `feedback-city [--first 1]`
 * (a whole city's year by talk, its classes and seats too; ten minutes and more).
 * The soak (nine minutes) only when it is asked for. What cannot be measured is said aloud. Ratios within one run mean more than the values: machines are noisy.
 */
import { parseArgs } from "node:util";
import { findPostgres } from "../postgres.ts";
import { benchAbstention } from "./abstention.ts";
import { benchEnrolment } from "./enrolment.ts";
import { benchFeedback } from "./feedback.ts";
import { benchFeedbackCity } from "./feedback-city.ts";
import { benchFeedbackSchedule } from "./feedback-schedule.ts";
import { benchFeedbackCoverage, benchFeedbackYear } from "./feedback-year.ts";
import { benchImport } from "./import.ts";
import { benchIntent } from "./intent.ts";
import { benchLanes } from "./lanes.ts";
import { benchLoad } from "./load.ts";
import { benchModel } from "./model.ts";
import { benchRecommend } from "./recommend.ts";
import { benchReminders } from "./reminders.ts";
import { benchRequests } from "./requests.ts";
import { benchRetrieval } from "./retrieval.ts";
import { benchSoak } from "./soak.ts";
import { benchStart } from "./start.ts";
import { benchThroughput } from "./throughput.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    people: { type: "string", default: "5000" },
    seeds: { type: "string", default: "20" },
    first: { type: "string", default: "1" },
    arm: { type: "string" },
    only: { type: "string", default: "start,load,throughput,lanes,enrolment,import,recommend,reminders,feedback,model,intent,abstention,retrieval" },
  },
});
const wanted = new Set(values.only.split(","));
const print = (line: string) => console.log(line);

const postgres = await findPostgres().catch((error: Error) => {
  print(`not measured on PostgreSQL: ${error.message}`);
  return null;
});
try {
  if (wanted.has("start")) await benchStart(postgres?.url ?? null, print);
  if (wanted.has("load")) await benchLoad(postgres?.url ?? null, print);
  if (wanted.has("throughput")) await benchThroughput(postgres?.url ?? null, print);
  if (wanted.has("lanes")) await benchLanes(postgres?.url ?? null, print);
  if (wanted.has("soak")) await benchSoak(postgres?.url ?? null, print);
  if (wanted.has("enrolment")) await benchEnrolment(postgres?.url ?? null, Number(values.people), print);
  if (wanted.has("import")) await benchImport(postgres?.url ?? null, print);
  if (wanted.has("recommend") && postgres) {
    process.env.TEST_DATABASE_URL = postgres.url;
    await benchRecommend(print);
  }
  if (wanted.has("reminders") && postgres) {
    process.env.TEST_DATABASE_URL = postgres.url;
    await benchReminders(print);
  }
  if (wanted.has("feedback") && postgres) {
    process.env.TEST_DATABASE_URL = postgres.url;
    await benchFeedback(print);
  }
  if (wanted.has("feedback-schedule") && postgres) {
    process.env.TEST_DATABASE_URL = postgres.url;
    await benchFeedbackSchedule(print);
  }
  const seeds = { seeds: Number(values.seeds), first: Number(values.first), arm: values.arm === undefined ? null : Number(values.arm) };
  if (wanted.has("feedback-coverage")) await benchFeedbackCoverage(print, seeds);
  if (wanted.has("feedback-year") && postgres) {
    process.env.TEST_DATABASE_URL = postgres.url;
    await benchFeedbackYear(print, seeds);
  }
  if (wanted.has("feedback-city") && postgres) {
    process.env.TEST_DATABASE_URL = postgres.url;
    await benchFeedbackCity(print, { seed: Number(values.first) });
  }
  if (wanted.has("model")) await benchModel(postgres?.url ?? null, print);
  if (wanted.has("intent")) benchIntent(print);
  if (wanted.has("requests")) benchRequests(print);
  if (wanted.has("abstention")) benchAbstention(values.data ?? null, print);
  if (wanted.has("retrieval")) {
    if (postgres) process.env.TEST_DATABASE_URL = postgres.url;
    print("\n— retrieval");
    if (values.data) await benchRetrieval(values.data, print);
    else print("not measured: retrieval on your own data (give --data DIR with regulations/*.md and idk-mrc/valid.json)");
  }
} finally {
  await postgres?.stop();
}
