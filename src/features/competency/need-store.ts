import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Tenant } from "../people/person-store.ts";

export const needStates = ["proposed", "verified", "planned", "deferred", "refused", "withdrawn"] as const;
export type NeedState = (typeof needStates)[number];

const Need = z.object({
  id: z.number(),
  personId: z.number(),
  name: z.string(),
  unit: z.string().nullable(),
  competency: z.string(),
  competencyName: z.string(),
  required: z.number(),
  held: z.number().nullable(),
  official: z.boolean(),
  proposedAs: z.enum(["person", "supervisor", "unit"]),
  proposerId: z.number().nullable(),
  /** Day in UTC. */
  proposedOn: z.string(),
  state: z.enum(needStates),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
});
/** A need for training with the gap it rested on when it was proposed (F12). */
export type Need = z.output<typeof Need>;

/** Which needs; nothing named = all. */
export interface NeedFilter {
  state?: NeedState | undefined;
  personId?: number | undefined;
  id?: number | undefined;
}

/** Needs of a city, oldest first. */
export function needsOf(db: Database, { cell, agencyId }: Tenant, { state, personId, id }: NeedFilter = {}): Promise<Need[]> {
  return db.many(
    Need,
    sql`
    select n.id::int, n.person_id::int as "personId", p.name, u.name as unit, n.competency_id as competency, c.name as "competencyName",
           n.required, n.held, n.official, n.proposed_as as "proposedAs", n.proposer_id::int as "proposerId",
           (n.proposed_at at time zone 'UTC')::date::text as "proposedOn", n.state, n.reason, n.decided_by as "decidedBy"
      from training_need n
      join person p on p.cell = n.cell and p.agency_id = n.agency_id and p.id = n.person_id
      join competency c on c.cell = n.cell and c.agency_id = n.agency_id and c.id = n.competency_id
      left join lateral (
        select o.unit_id from person_position o
         where o.cell = n.cell and o.agency_id = n.agency_id and o.person_id = n.person_id and o.kind = 'definitif'
         order by o.since desc, o.id desc limit 1) o on true
      left join unit u on u.cell = n.cell and u.agency_id = n.agency_id and u.id = o.unit_id
     where n.cell = ${cell} and n.agency_id = ${agencyId}
       ${state === undefined ? sql`` : sql`and n.state = ${state}`}
       ${personId === undefined ? sql`` : sql`and n.person_id = ${personId}`}
       ${id === undefined ? sql`` : sql`and n.id = ${id}`}
     order by n.proposed_at, n.id`,
  );
}

/** A need as it is proposed: whose, in what, with the gap as it is, and by whom (null = a unit, through an officer). */
export interface NewNeed {
  personId: number;
  competency: string;
  required: number;
  held: number | null;
  official: boolean;
  proposedAs: Need["proposedAs"];
  proposerId: number | null;
}

/** The new need's number; undefined = one for this person and competency is open already, which stays as it is. */
export async function proposeNeed(db: Database, { cell, agencyId }: Tenant, need: NewNeed, now: Temporal.Instant): Promise<number | undefined> {
  const row = await db.maybe(
    z.object({ id: z.number() }),
    sql`
    insert into training_need (cell, agency_id, person_id, competency_id, required, held, official, proposed_as, proposer_id, proposed_at)
    values (${cell}, ${agencyId}, ${need.personId}, ${need.competency}, ${need.required}, ${need.held}, ${need.official}, ${need.proposedAs},
            ${need.proposerId}, ${now.toString()})
    on conflict (cell, agency_id, person_id, competency_id) where state in ('proposed', 'verified', 'planned', 'deferred') do nothing
    returning id::int`,
  );
  return row?.id;
}

/** From where a decision may lead where. What is refused or withdrawn stays so: a new need is proposed instead. */
const ways: Record<NeedState, NeedState[]> = {
  proposed: ["verified", "planned", "deferred", "refused", "withdrawn"],
  verified: ["planned", "deferred", "refused"],
  planned: ["deferred", "refused"],
  deferred: ["verified", "planned", "refused"],
  refused: [],
  withdrawn: [],
};

/** Who decides, what, and why; `reason` is needed for `deferred` and `refused`. */
export interface Decision {
  state: NeedState;
  reason: string | null;
  /** Name of an officer, or how the decision came. */
  by: string;
}

/** False when the need is not in a state from which this decision can follow (or not in this city). */
export async function decideNeed(
  db: Database,
  { cell, agencyId }: Tenant,
  id: number,
  { state, reason, by }: Decision,
  now: Temporal.Instant,
): Promise<boolean> {
  const from = needStates.filter((it) => ways[it].includes(state));
  const rows = await db.run(sql`
    update training_need set state = ${state}, reason = ${reason}, decided_by = ${by}, decided_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and state = any(${from}::text[])`);
  return rows > 0;
}

/** Takes back what the person has proposed, while nobody has worked on it. */
export async function withdrawNeed(db: Database, subject: Subject, id: number, now: Temporal.Instant): Promise<boolean> {
  const { cell, agencyId, personId } = subject;
  const rows = await db.run(sql`
    update training_need set state = 'withdrawn', decided_by = 'pengusul', decided_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and proposer_id = ${personId} and state = 'proposed'`);
  return rows > 0;
}
