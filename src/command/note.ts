import { writeAudits } from "../core/audit.ts";
import type { LedgerKind } from "../core/ledger.ts";
import type { Database } from "../db/database.ts";
import type { CityDesk } from "./city.ts";

/** What was done at the console about somebody, or seen of them; `by` null = whoever runs the server. */
export interface Noted {
  by: number | null;
  about: number | number[];
  kind: LedgerKind;
  action: string;
  outcome: string;
}

/** Writes it into the audit and the agency's ledger, in the transaction of what it tells of. */
export async function note(tx: Database, { tenant, now }: CityDesk, { by, about, kind, action, outcome }: Noted): Promise<void> {
  const at = now.toString();
  const ledger = [about].flat().map((subjectId) => ({ agencyId: tenant.agencyId, at, kind, actorId: by, subjectId, action, outcome }));
  await writeAudits(tx, [{ cell: tenant.cell, at, agency_id: tenant.agencyId, conversation: null, person_id: by, capability: action, outcome, ledger }]);
}
