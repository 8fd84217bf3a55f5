import { z } from "zod";
import { rawSql } from "../../db/database.ts";
import { type State, stateNames } from "./states.ts";

/** How somebody came: alone, proposed by the unit, or called by the city. */
export type Via = "sendiri" | "usulan" | "panggilan";

export const Enrolment = z.object({
  id: z.number(),
  classId: z.number(),
  personId: z.number(),
  state: z.enum(stateNames as [State, ...State[]]),
  via: z.enum(["sendiri", "usulan", "panggilan"]),
  attempt: z.number(),
  /** Epoch seconds, here and below: since when in this state, and in the queue across offers. */
  since: z.number(),
  queuedAt: z.number().nullable(),
  dueAt: z.number().nullable(),
  /** When who has to answer is told; null = has been. */
  tellAt: z.number().nullable(),
  /** Who was asked; null = an officer. */
  approverId: z.number().nullable(),
  unitId: z.number().nullable(),
  /** Levels missing in what the training develops, at entry; null = was not known. */
  need: z.number().nullable(),
  reason: z.string().nullable(),
});
export type Enrolment = z.output<typeof Enrolment>;

/** Of table `e`. */
export const enrolmentColumns = rawSql(`e.id::int as id, e.class_id::int as "classId", e.person_id::int as "personId", e.state, e.via, e.attempt,
  extract(epoch from e.since)::float8 as since, extract(epoch from e.queued_at)::float8 as "queuedAt", extract(epoch from e.due_at)::float8 as "dueAt",
  extract(epoch from e.tell_at)::float8 as "tellAt",
  e.approver_id::int as "approverId", e.unit_id::int as "unitId", e.need::float8 as need, e.reason`);
