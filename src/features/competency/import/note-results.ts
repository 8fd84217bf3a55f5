import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { addEvidence, type NewEvidence } from "../gap/evidence-store.ts";
import type { Problem } from "./problem.ts";
import type { ReadResult } from "./results.ts";

const texts = { unknown: "NIP ini tidak ada pada data pegawai kota.", left: "Pegawai ini tercatat sudah tidak di kota ini." };

/** Results whose people are in the register. */
export interface MatchedResults {
  evidence: NewEvidence[];
  people: number;
  problems: Problem[];
}

/** Finds the people. The same result handed in again is the same evidence, since its key says what it is of. */
export async function matchResults(db: Database, { cell, agencyId }: Tenant, results: ReadResult[]): Promise<MatchedResults> {
  const nips = [...new Set(results.map((it) => it.nip))];
  const rows = await db.many(
    z.object({ id: z.number(), nip: z.string(), duty: z.string() }),
    sql`select id::int, nip, duty from person where cell = ${cell} and agency_id = ${agencyId} and nip = any(${nips}::text[])`,
  );
  const known = new Map(rows.map((it) => [it.nip, it]));
  const gone = (duty: string) => ["pindah", "meninggal", "keluar"].includes(duty);
  const problems = results.flatMap(({ nip, address }) => {
    const person = known.get(nip);
    if (!person) return [{ address, reason: texts.unknown }];
    return gone(person.duty) ? [{ address, reason: texts.left }] : [];
  });
  const evidence = results.flatMap((it): NewEvidence[] => {
    const person = known.get(it.nip);
    return person && !gone(person.duty) ? [evidenceOf(person.id, it)] : [];
  });
  const distinct = [...new Map(evidence.map((it) => [`${it.personId} ${it.key}`, it])).values()];
  return {
    evidence: distinct,
    people: new Set(distinct.map((it) => it.personId)).size,
    problems: [...new Map(problems.map((it) => [it.address, it])).values()],
  };
}

const evidenceOf = (personId: number, { competency, level, date, kind, source, official }: ReadResult): NewEvidence => ({
  personId,
  competency,
  level,
  kind,
  official,
  observedOn: date,
  source,
  raterId: null,
  key: `import:${kind}:${date}:${source.toLowerCase()}:${competency}`,
});

/** Rows that are new or different. */
export const noteResults = (db: Database, tenant: Tenant, evidence: NewEvidence[], now: Temporal.Instant): Promise<number> =>
  addEvidence(db, tenant, evidence, now);
