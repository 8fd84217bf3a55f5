import type { Agency } from "../../../core/person.ts";
import type { Database } from "../../../db/database.ts";
import { beginOf, type ClassOf } from "../class-of.ts";
import type { WorkTime } from "../remind/work-time.ts";
import { workTimeFrom } from "../remind/work-time-store.ts";
import { type Answerable, deadlineFor } from "./deadlines.ts";

/** Until when an answer is waited for, and when who has to answer is told: null = at once. */
export interface Wait {
  dueAt: Temporal.Instant;
  tellAt: Temporal.Instant | null;
}

interface Place {
  db: Database;
  cell: number;
  agency: Agency;
  now: Temporal.Instant;
}

/** The city's working time from today on. */
export const timeHere = ({ db, cell, agency, now }: Place): Promise<WorkTime> => workTimeFrom(db, { cell, agencyId: agency.id }, agency.zone, now);

/** How long a state of a class waits for an answer, in the hours of the unit of who is in it. */
export async function waitFor(place: Place, { training, class: it }: ClassOf, state: Answerable, unitId: number | null, time?: WorkTime): Promise<Wait> {
  const nowS = place.now.epochMilliseconds / 1_000;
  const { tellAt, until } = deadlineFor(state, nowS, beginOf(it, training.selfPaced), time ?? (await timeHere(place)), unitId);
  return { dueAt: instant(until), tellAt: tellAt <= nowS ? null : instant(tellAt) };
}

const instant = (second: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(second * 1_000);
