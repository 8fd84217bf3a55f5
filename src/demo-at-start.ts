import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { App } from "./app.ts";
import { staffMapping } from "./command/people/staff-mapping.ts";
import { trainingMapping } from "./command/training/training-mapping.ts";
import { type DemoOff, type DemoPerson, demoOff, endDemoAccess, issueDemoCodes } from "./demo/access.ts";
import { type DemoFiles, loadDemo } from "./demo/load.ts";
import { dictionaryFiles } from "./features/competency/dictionary/shipped.ts";
import { surveyFiles, syncSurveys } from "./features/feedback/survey/shipped.ts";

const shipped = fileURLToPath(new URL("../knowledge", import.meta.url));

/** What the made-up city is made of, as it was shipped. */
export const demoFiles = (app: Pick<App, "config">): DemoFiles => ({
  mapping: staffMapping(app.config),
  trainingMapping: trainingMapping(app.config),
  dictionary: dictionaryFiles(`${shipped}/kompetensi`),
  catalogue: readFileSync(`${shipped}/katalog/kendari.csv`),
});

/** People to try, or why there are none. */
export type Demo = { people: DemoPerson[] } | { off: DemoOff | "setting" };

/**
 * The made-up city at the start of the service: put into a base that was empty until now, so that a newcomer sees the whole thing at
 * once; its ways in are closed for good as soon as something real is attached (F4).
 */
export async function demoAtStart(app: Pick<App, "config" | "db" | "cell" | "clock" | "fresh">): Promise<Demo> {
  const { config, db, cell, clock, fresh } = app;
  const now = clock();
  const off = config.DEMO === "off" ? "setting" : await demoOff(db, cell, config);
  if (off === "absent" && fresh) {
    await loadDemo(db, cell, demoFiles(app), now);
    await syncSurveys(db, cell, surveyFiles(), now);
  } else if (off !== null) {
    await endDemoAccess(db, cell, now);
    return { off };
  }
  return { people: await issueDemoCodes(db, cell, now) };
}
