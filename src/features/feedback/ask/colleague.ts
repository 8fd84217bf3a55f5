import { createHash } from "node:crypto";

/** Others whom somebody rates as a colleague at once, at most. */
export const mostRated = 2;

/** Somebody of the same unit. */
export interface Peer {
  personId: number;
  unitId: number;
  /** Others whom they are asked about already. */
  rating: number;
}

/**
 * A colleague by lot who rates somebody: of the same unit, none of `leaders` (who leads the person, or is led by them), nobody who rates
 * enough already. The lot is the same for the same key, so that a repeat asks nobody else. null = there is none.
 */
export function colleagueFor(key: string, personId: number, unitId: number | null, peers: Peer[], leaders: Set<number>): number | null {
  const free = peers.filter((it) => it.unitId === unitId && it.personId !== personId && !leaders.has(it.personId) && it.rating < mostRated);
  const lot = ({ personId: peer }: Peer) => createHash("sha256").update(`${key}:${personId}:${peer}`).digest("hex");
  return free.map((it) => ({ it, lot: lot(it) })).sort((a, b) => (a.lot < b.lot ? -1 : 1))[0]?.it.personId ?? null;
}
