import { z } from "zod";
import { writeLedger } from "../core/ledger.ts";
import { type Database, sql } from "../db/database.ts";

/** Whose switch. */
export interface City {
  cell: number;
  agencyId: number;
}

/** What has to be known before anything of a city's people may leave the house (UU 27/2022). */
export interface Terms {
  /** Who processes: the endpoint's operator. */
  processor: string;
  country: string;
  /** On which ground data may go there: a contract, an equivalent level of protection, the house's own machine. */
  basis: string;
}

const Row = z.object({
  on: z.boolean(),
  processor: z.string().nullable(),
  country: z.string().nullable(),
  basis: z.string().nullable(),
  changedBy: z.number().nullable(),
  changedAt: z.string(),
});
export type SwitchChange = z.output<typeof Row>;

/** Every change of a city's switch, the newest first; instants are ISO. */
export function switchChanges(db: Database, { cell, agencyId }: City): Promise<SwitchChange[]> {
  return db.many(
    Row,
    sql`
    select turned_on as on, processor, country, basis, changed_by::int as "changedBy", to_json(changed_at)#>>'{}' as "changedAt" from model_switch
     where cell = ${cell} and agency_id = ${agencyId} order by id desc`,
  );
}

/** Whether a city has its model on; off where nothing was ever said. */
export async function isOn(db: Database, { cell, agencyId }: City): Promise<boolean> {
  const row = await db.maybe(
    z.object({ on: z.boolean() }),
    sql`select turned_on as on from model_switch where cell = ${cell} and agency_id = ${agencyId} order by id desc limit 1`,
  );
  return row?.on ?? false;
}

/** It is the city's own affair: no line of the ledger shows up with any person. */
const nobody = 0;

/** Turns it on with these terms, or off with null; the ledger tells of it. False = it stands so already, and nothing was written. */
export async function turnSwitch(
  db: Database,
  { cell, agencyId }: City,
  terms: Terms | null,
  changedBy: number | null,
  now: Temporal.Instant,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.run(sql`select 1 from agency where id = ${agencyId} for update`);
    const [newest] = await switchChanges(tx, { cell, agencyId });
    const same =
      terms === null ? !newest?.on : newest?.on && newest.processor === terms.processor && newest.country === terms.country && newest.basis === terms.basis;
    if (same) return false;
    await tx.run(sql`
      insert into model_switch (cell, agency_id, turned_on, processor, country, basis, changed_by, changed_at)
      values (${cell}, ${agencyId}, ${terms !== null}, ${terms?.processor ?? null}, ${terms?.country ?? null}, ${terms?.basis ?? null}, ${changedBy}, ${now.toString()})`);
    const entry = { agencyId, at: now.toString(), kind: "right" as const, actorId: changedBy, subjectId: nobody, action: "model_switch" };
    await writeLedger(tx, cell, [{ ...entry, outcome: terms === null ? "off" : "on" }]);
    return true;
  });
}
