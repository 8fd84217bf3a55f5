import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import { type AskSetting, usualSetting } from "./setting.ts";

const Row = z.object({ behaviourDays: z.array(z.number()), colleague: z.boolean(), openDays: z.number() });

/** How a city asks, or the usual. */
export async function settingOf(db: Database, { cell, agencyId }: Tenant): Promise<AskSetting> {
  const own = await db.maybe(
    Row,
    sql`
    select behaviour_days as "behaviourDays", colleague, open_days as "openDays" from survey_setting where cell = ${cell} and agency_id = ${agencyId}`,
  );
  return own ?? usualSetting;
}

/** Sets how a city asks from now on; rounds that have opened stay as they are. */
export async function saveSetting(tx: Database, { cell, agencyId }: Tenant, it: AskSetting, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into survey_setting (cell, agency_id, behaviour_days, colleague, open_days, changed_at)
    values (${cell}, ${agencyId}, ${it.behaviourDays}::smallint[], ${it.colleague}, ${it.openDays}, ${now.toString()})
    on conflict (cell, agency_id) do update
      set behaviour_days = excluded.behaviour_days, colleague = excluded.colleague, open_days = excluded.open_days, changed_at = excluded.changed_at`);
}
