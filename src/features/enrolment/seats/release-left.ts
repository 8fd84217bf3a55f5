import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { type Database, sql } from "../../../db/database.ts";
import { beginOf, loadClass } from "../class-of.ts";
import { changeState, enrolmentById, lockRoom } from "../enrolment-store.ts";
import { openStates, states } from "../states.ts";
import type { Round } from "./lapse.ts";
import { everyCity } from "./lapse-store.ts";
import { type Desk, offerSeats, tenantOf } from "./promote.ts";

const reason = "tidak lagi bertugas menurut data pegawai";
const Found = z.object({ agencyId: z.number(), classId: z.number(), ids: z.array(z.number()) });

/** Enrolments that still go on, of people who have left or died, by class. */
const ofThoseWhoLeft = (db: Database, cell: number) =>
  db.many(
    Found,
    sql`
    select e.agency_id as "agencyId", e.class_id::int as "classId", json_agg(e.id) as ids
      from enrolment e join person p on p.cell = e.cell and p.agency_id = e.agency_id and p.id = e.person_id
     where e.cell = ${cell} and e.state = any(${openStates}::text[]) and p.duty in ('pensiun', 'pindah', 'meninggal', 'keluar')
     group by 1, 2 order by 1, 2 limit 100`,
  );

/**
 * Whoever has left the city's service keeps no seat and no place: it passes on, and nobody writes to them about it. What has begun
 * stays as it is. Returns how many were let go.
 */
export async function releaseLeft(round: Round): Promise<number> {
  const cities = new Map((await everyCity(round.db)).map((it) => [it.id, it]));
  let released = 0;
  for (const it of await ofThoseWhoLeft(round.db, round.cell)) {
    const agency = cities.get(it.agencyId);
    if (agency) released += await releaseFrom(round, agency, it.classId, it.ids);
  }
  return released;
}

function releaseFrom(round: Round, agency: Agency, classId: number, ids: number[]): Promise<number> {
  return round.db.transaction(async (tx) => {
    const desk: Desk = { db: tx, cell: round.cell, agency, now: round.now };
    const tenant = tenantOf(desk);
    const room = await lockRoom(tx, tenant, classId);
    const of = room && (await loadClass(tx, tenant, classId));
    const begin = of ? beginOf(of.class, of.training.selfPaced) : null;
    if (!room || !of || (begin !== null && begin <= round.now.epochMilliseconds / 1_000)) return 0;
    let released = 0;
    for (const id of ids) {
      const held = await enrolmentById(tx, tenant, id);
      if (!held || !states[held.state].open) continue;
      await changeState(tx, tenant, room, held, { move: "keluarkan", to: "dikeluarkan", actor: "sistem", actorId: null, now: round.now, reason });
      released++;
    }
    const letters: Letter[] = released > 0 ? await offerSeats(desk, of, room) : [];
    await round.put(tx, letters);
    return released;
  });
}
