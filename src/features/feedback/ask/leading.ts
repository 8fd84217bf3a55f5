import type { Database } from "../../../db/database.ts";
import { delegationsOf, linesOf } from "../../people/authority-store.ts";
import type { Tenant } from "../../training/store.ts";
import type { Leading } from "./rater.ts";
import { standingOf } from "./request-plan-store.ts";

/** All that is known of who leads these people. */
export async function leadingOf(db: Database, tenant: Tenant, personIds: number[]): Promise<Leading> {
  const lines = await linesOf(db, tenant, personIds);
  const leaders = [...new Set(lines.map((it) => it.supervisorId))];
  const delegations = await delegationsOf(db, tenant, leaders);
  return { lines, delegations, ...(await standingOf(db, tenant, [...leaders, ...delegations.map((it) => it.delegateId)])) };
}
