import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";

/** What somebody asks for: put right (UU 27/2022 Pasal 6), a ranking looked at by a person (Pasal 10), processing held (Pasal 11), deletion (Pasal 8). */
export const requestKinds = ["correction", "objection", "restriction", "deletion"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Hours in which the law wants it done and answered (Pasal 30, 32, 40, 41). */
export const dueHours = 72;

const Request = z.object({
  id: z.number(),
  agencyId: z.number(),
  personId: z.number(),
  kind: z.enum(requestKinds),
  subject: z.string(),
  madeAt: z.string(),
  dueAt: z.string(),
  status: z.enum(["open", "done", "refused"]),
  settledAt: z.string().nullable(),
  answer: z.string().nullable(),
});
export type RightsRequest = z.output<typeof Request>;

const columns = sql`id::int as id, agency_id as "agencyId", person_id::int as "personId", kind, subject, to_json(made_at)#>>'{}' as "madeAt",
  to_json(due_at)#>>'{}' as "dueAt", status, to_json(settled_at)#>>'{}' as "settledAt", answer`;

/** Opens a request; its clock begins now. */
export async function openRequest(
  db: Database,
  { cell, agencyId, personId }: Subject,
  { kind, subject }: { kind: RequestKind; subject: string },
  now: Temporal.Instant,
): Promise<RightsRequest> {
  return db.one(
    Request,
    sql`
    insert into rights_request (cell, agency_id, person_id, kind, subject, made_at, due_at)
    values (${cell}, ${agencyId}, ${personId}, ${kind}, ${subject}, ${now.toString()}, ${now.add({ hours: dueHours }).toString()})
    returning ${columns}`,
  );
}

/** A person's requests, oldest first. */
export function requestsOf(db: Database, { cell, agencyId, personId }: Subject): Promise<RightsRequest[]> {
  return db.many(Request, sql`select ${columns} from rights_request where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`);
}

/** An agency's requests: what is due first comes first; `open` leaves out what has been settled. */
export function requestsIn(db: Database, { cell, agencyId }: { cell: number; agencyId: number }, { open }: { open: boolean }): Promise<RightsRequest[]> {
  const which = open ? sql`and status = 'open'` : sql``;
  return db.many(Request, sql`select ${columns} from rights_request where cell = ${cell} and agency_id = ${agencyId} ${which} order by due_at, id`);
}

/** Settles an open request; undefined = there is none with this number. `by` null = at the console. */
export function settleRequest(
  db: Database,
  { cell, agencyId, id }: { cell: number; agencyId: number; id: number },
  { status, answer, by }: { status: "done" | "refused"; answer: string; by: number | null },
  now: Temporal.Instant,
): Promise<RightsRequest | undefined> {
  return db.maybe(
    Request,
    sql`
    update rights_request set status = ${status}, answer = ${answer}, settled_at = ${now.toString()}, settled_by = ${by}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and status = 'open'
    returning ${columns}`,
  );
}

/** Deletes settled requests that are older than the retention allows; returns how many. */
export const deleteRequestsBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from rights_request where cell = ${cell} and settled_at < ${before.toString()}`);
