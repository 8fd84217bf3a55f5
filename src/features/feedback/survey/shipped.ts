import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Fault } from "../../../core/fault.ts";
import type { Database } from "../../../db/database.ts";
import type { Survey } from "./survey.ts";
import { readSurvey, type SurveyFile } from "./survey-file.ts";
import { addEdition, agenciesBehind, lockSurveys } from "./survey-store.ts";

const shippedFolder = fileURLToPath(new URL("../../../../knowledge/survei", import.meta.url));

/** The YAML files of a folder (the shipped one), in the order of their names. */
export function surveyFiles(folder = shippedFolder): SurveyFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => ({ name, text: readFileSync(`${folder}/${name}`, "utf8") }));
}

/**
 * Gives every city (demo ones too) the shipped surveys; what a city has made its own is left alone. Costs one query where nothing is new.
 * Returns the number of editions made. Throws `Fault` for a broken file.
 */
export async function syncSurveys(db: Database, cell: number, files: SurveyFile[], now: Temporal.Instant): Promise<number> {
  const surveys = new Map(files.map(parsed).map((it) => [it.slug, it]));
  const shipped = [...surveys.values()];
  if ((await agenciesBehind(db, cell, shipped)).length === 0) return 0;
  return db.transaction(async (tx) => {
    await lockSurveys(tx);
    const behind = await agenciesBehind(tx, cell, shipped);
    for (const { agencyId, slug } of behind) {
      const survey = surveys.get(slug);
      if (survey) await addEdition(tx, { cell, agencyId }, survey, { origin: "shipped", by: null, now });
    }
    return behind.length;
  });
}

function parsed({ name, text }: SurveyFile): Survey {
  const { survey, faults } = readSurvey(text);
  if (survey) return survey;
  throw new Fault("bad_input", `Berkas ${name}: ${faults.join(" ")}`);
}
