import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Step } from "../survey/request-store.ts";

/** One kind of asking in one year. */
export interface ScorePart {
  step: Step;
  afterDays: number;
  year: number;
}

const Rounds = z.object({ block: z.number(), rounds: z.array(z.number()) });

/** The rounds that each block of participants was made of. */
export async function blockRounds(db: Database, { cell, agencyId }: Tenant, { step, afterDays, year }: ScorePart): Promise<Map<number, number[]>> {
  const rows = await db.many(
    Rounds,
    sql`
    select k.id::int as block, array_agg(distinct q.round_id::int) as rounds
      from survey_block k
      join survey_block_member m on m.cell = k.cell and m.agency_id = k.agency_id and m.block_id = k.id
      join survey_request q on q.cell = m.cell and q.agency_id = m.agency_id and q.id = m.request_id
     where k.cell = ${cell} and k.agency_id = ${agencyId} and k.family = 'kelas' and k.capacity = 'peserta' and k.step = ${step} and k.after_days = ${afterDays} and k.year = ${year}
     group by k.id`,
  );
  return new Map(rows.map((it) => [it.block, it.rounds]));
}

const Stratum = z.object({ block: z.number(), stratum: z.number(), requests: z.array(z.number()) });
/** The requests behind a total. */
export type BlockStratum = z.output<typeof Stratum>;

/** Who stands behind the totals of each block: of all of it (0), and of each stratum (from 1). */
export function blockStrata(db: Database, { cell, agencyId }: Tenant, { step, afterDays, year }: ScorePart): Promise<BlockStratum[]> {
  return db.many(
    Stratum,
    sql`
    select k.id::int as block, s.stratum, array_agg(m.request_id::int) as requests
      from survey_block k
      join survey_block_member m on m.cell = k.cell and m.agency_id = k.agency_id and m.block_id = k.id
     cross join lateral (values (0), (m.stratum + 1)) as s (stratum)
     where k.cell = ${cell} and k.agency_id = ${agencyId} and k.family = 'kelas' and k.capacity = 'peserta' and k.step = ${step} and k.after_days = ${afterDays} and k.year = ${year}
     group by k.id, s.stratum`,
  );
}

/** Scores of one stratum; of all that were asked in the block, and of who answered in the stratum. */
export interface RescoredTotal {
  block: number;
  stratum: number;
  scoreAsked: number;
  scoreAnswered: number;
}

export async function setScores(tx: Database, { cell, agencyId }: Tenant, totals: RescoredTotal[]): Promise<void> {
  await tx.run(sql`
    update survey_total o set score_asked = it."scoreAsked", score_answered = it."scoreAnswered"
      from jsonb_to_recordset(${JSON.stringify(totals)}::jsonb) as it (block bigint, stratum smallint, "scoreAsked" float8, "scoreAnswered" float8)
     where o.cell = ${cell} and o.agency_id = ${agencyId} and o.block_id = it.block and o.stratum = it.stratum`);
}
