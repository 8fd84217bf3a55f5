import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseTrainingMapping, type TrainingMapping } from "../../features/training/import/mapping.ts";
import type { Config } from "../../settings/config.ts";

const shipped = fileURLToPath(new URL("../../../knowledge", import.meta.url));

/** How training files are read: the deployment's own mapping, else the shipped one. Read at each use, so that an edit counts at once. */
export function trainingMapping({ KNOWLEDGE_DIR }: Config): TrainingMapping {
  const own = `${KNOWLEDGE_DIR ?? shipped}/impor/pelatihan.yaml`;
  return parseTrainingMapping(readFileSync(existsSync(own) ? own : `${shipped}/impor/pelatihan.yaml`, "utf8"));
}
