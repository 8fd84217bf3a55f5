import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import { sql } from "../../../db/database.ts";
import { type ClassOf, loadClasses } from "../class-of.ts";
import { lockRoom } from "../enrolment-store.ts";
import { type Desk, offerSeats, tenantOf } from "../seats/promote.ts";
import { openStates } from "../states.ts";
import { tellAll } from "./tell-all.ts";

/**
 * Does something that may change any of a city's classes (an import), and tells everybody concerned; seats that were added are
 * offered to those who wait. In one transaction; only classes with somebody in them are looked at.
 */
export async function tellingChanges<T>(desk: Desk, work: () => Promise<T>): Promise<{ result: T; letters: Letter[] }> {
  const tenant = tenantOf(desk);
  const entered = await desk.db.many(
    z.object({ id: z.number() }),
    sql`
    select distinct class_id::int as id from enrolment
     where cell = ${tenant.cell} and agency_id = ${tenant.agencyId} and state = any(${openStates}::text[]) order by 1`,
  );
  const ids = entered.map((it) => it.id);
  const before = await loadClasses(desk.db, tenant, ids);
  const result = await work();
  const after = await loadClasses(desk.db, tenant, ids);
  const letters: Letter[] = [];
  for (const id of ids) {
    const [was, is] = [before.get(id), after.get(id)];
    if (!was || !is) continue;
    letters.push(...(await tellAll(desk, was, is)));
    if (grew(was.class.seats, is.class.seats)) letters.push(...(await offerMore(desk, is)));
  }
  return { result, letters };
}

const grew = (before: number | null, after: number | null): boolean => before !== null && (after === null || after > before);

async function offerMore(desk: Desk, of: ClassOf): Promise<Letter[]> {
  const room = await lockRoom(desk.db, tenantOf(desk), of.class.id);
  return room ? offerSeats(desk, of, room) : [];
}
