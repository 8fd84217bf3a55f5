import type { Agency } from "../../../core/person.ts";
import type { Database } from "../../../db/database.ts";
import { everyCity } from "../seats/lapse-store.ts";

/**
 * Does something for every city and adds up what it counts. A city in which it fails keeps no other from being served; the faults are
 * the job's afterwards, as one `AggregateError`.
 */
export async function eachCity(db: Database, serve: (agency: Agency) => Promise<number>): Promise<number> {
  const faults: Error[] = [];
  let all = 0;
  for (const agency of await everyCity(db)) all += await serve(agency).catch((error: Error) => faults.push(error) * 0);
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} cities not served: ${faults[0]?.message}`);
  return all;
}
