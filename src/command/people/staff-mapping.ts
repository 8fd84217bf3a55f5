import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseStaffMapping, type StaffMapping } from "../../features/people/import/mapping.ts";
import type { Config } from "../../settings/config.ts";

const shipped = fileURLToPath(new URL("../../../knowledge", import.meta.url));

/** How staff files are read: the deployment's own mapping, else the shipped one. Read at each use, so that an edit counts at once. */
export function staffMapping({ KNOWLEDGE_DIR }: Config): StaffMapping {
  const own = `${KNOWLEDGE_DIR ?? shipped}/impor/pegawai.yaml`;
  return parseStaffMapping(readFileSync(existsSync(own) ? own : `${shipped}/impor/pegawai.yaml`, "utf8"));
}
