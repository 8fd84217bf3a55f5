import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import { instantOf } from "../../training/when.ts";
import { closeMisdirected, type LedBy, leaderRequests } from "./close-store.ts";
import { leadingOf } from "./leading.ts";
import { type Leading, raterFor } from "./rater.ts";
import { askOthers } from "./request-plan-store.ts";

/**
 * What is asked of a leader goes to the right one, where what is known of who led whom has been put right since: the old request ends with
 * a note, the right leader is asked with a letter of their own. Where nobody is right, nobody is asked. The number passed on.
 */
export async function passAllOn(tx: Database, tenant: Tenant, zone: string, now: Temporal.Instant): Promise<number> {
  const open = await leaderRequests(tx, tenant, now);
  if (open.length === 0) return 0;
  const leading = await leadingOf(tx, tenant, [...new Set(open.map((it) => it.aboutId))]);
  const lines = Map.groupBy(leading.lines, (it) => it.personId);
  let all = 0;
  for (const it of open) all += (await pass(tx, tenant, zone, { ...leading, lines: lines.get(it.aboutId) ?? [] }, it)) ? 1 : 0;
  return all;
}

/** The same for one request, at its tap. */
export const passOn = async (tx: Database, tenant: Tenant, zone: string, it: LedBy): Promise<boolean> =>
  pass(tx, tenant, zone, await leadingOf(tx, tenant, [it.aboutId]), it);

async function pass(tx: Database, tenant: Tenant, zone: string, leading: Leading, it: LedBy): Promise<boolean> {
  const until = localDate(instantOf(it.dueAt), zone);
  const since = Temporal.PlainDate.from(until).subtract({ days: it.days }).toString();
  const rater = raterFor(leading, it.aboutId, { since, until });
  if (rater === it.respondentId || !(await closeMisdirected(tx, tenant, it.id))) return false;
  if (rater !== null) {
    const { aboutId, dueAt } = it;
    await askOthers(tx, tenant, it.roundId, it.competencies, [{ capacity: "atasan", respondentId: rater, aboutId, dueAt, note: null }]);
  }
  return true;
}
