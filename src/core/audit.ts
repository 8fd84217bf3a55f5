import { type Database, sql } from "../db/database.ts";
import { type LedgerEntry, writeLedger } from "./ledger.ts";

/** What was done, by whom; never what was said. */
export interface Audit {
  cell: number;
  at: string;
  agency_id: number | null;
  conversation: string | null;
  person_id: number | null;
  capability: string;
  outcome: string;
  /** What of it belongs into the agency's ledger: other people's data seen, rights changed. */
  ledger?: LedgerEntry[];
}

/** In the transaction of what they tell of, at its end. Joined: many talks are one statement, and one look at each ledger. */
export async function writeAudits(db: Database, audits: Audit[]): Promise<void> {
  if (audits.length === 0) return;
  const rows = audits.map(({ ledger: _, ...it }) => it);
  await db.run(sql`
    insert into audit (cell, at, agency_id, conversation, person_id, capability, outcome, detail)
    select *, '{}' from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as it (cell smallint, at timestamptz, agency_id smallint, conversation text, person_id bigint, capability text, outcome text)`);
  const told = audits.filter((it) => it.ledger?.length);
  if (told.length > 0 && told[0]) {
    await writeLedger(
      db,
      told[0].cell,
      told.flatMap((it) => it.ledger ?? []),
    );
  }
}
