import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import { seatStates } from "../states.ts";
import { inOrder, nextOnes, type Standing, type Waiting } from "./queue.ts";

const Rows = z.array(z.tuple([z.number(), z.number(), z.number().nullable(), z.number().nullable(), z.number()]));

/** Those who wait in a class with where they stand, who is next first. */
export async function queueOf(db: Database, tenant: Tenant, classId: number, now: Temporal.Instant): Promise<(Waiting & { standing: Standing })[]> {
  const { waiting, seatsByUnit } = await readQueue(db, tenant, classId);
  return inOrder(waiting, seatsByUnit, now.epochMilliseconds / 1_000);
}

/** Who gets the next seats of a class, in the order in which they get them. */
export async function nextInQueue(db: Database, tenant: Tenant, classId: number, now: Temporal.Instant, count: number): Promise<Waiting[]> {
  const { waiting, seatsByUnit } = await readQueue(db, tenant, classId);
  return nextOnes(waiting, seatsByUnit, now.epochMilliseconds / 1_000, count);
}

/** As one text: a popular class has thousands of them, and everybody who joins is told the place. */
async function readQueue(db: Database, { cell, agencyId }: Tenant, classId: number): Promise<{ waiting: Waiting[]; seatsByUnit: Map<number | null, number> }> {
  const { all } = await db.one(
    z.object({ all: z.string() }),
    sql`
    select coalesce(json_agg(json_build_array(id, person_id, unit_id, need::float8, extract(epoch from coalesce(queued_at, since))::float8)), '[]'::json)::text as "all"
      from enrolment where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and state = 'daftar_tunggu'`,
  );
  const waiting = Rows.parse(JSON.parse(all)).map(([id, personId, unitId, need, queuedAt]) => ({ id, personId, unitId, need, queuedAt }));
  if (waiting.length === 0) return { waiting, seatsByUnit: new Map() };
  const units = await db.many(
    z.object({ unit: z.number().nullable(), held: z.number() }),
    sql`
    select unit_id::int as unit, count(*)::int as held from enrolment
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and state = any(${seatStates}::text[])
     group by unit_id`,
  );
  return { waiting, seatsByUnit: new Map(units.map((it) => [it.unit, it.held])) };
}

/** Whether anybody waits in a class. */
export async function somebodyWaits(db: Database, { cell, agencyId }: Tenant, classId: number): Promise<boolean> {
  const { waits } = await db.one(
    z.object({ waits: z.boolean() }),
    sql`
    select exists (select 1 from enrolment
                    where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and state = 'daftar_tunggu') as waits`,
  );
  return waits;
}
