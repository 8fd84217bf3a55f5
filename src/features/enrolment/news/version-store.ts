import { createHash } from "node:crypto";
import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { ClassOf } from "../class-of.ts";

const Version = z.object({ version: z.number(), told: z.string(), events: z.number() });
/** What participants were last told of a class. */
export type Version = z.output<typeof Version>;

/** The newest; undefined = nothing has changed since the class was made. */
export const versionOf = (db: Database, { cell, agencyId }: Tenant, classId: number): Promise<Version | undefined> =>
  db.maybe(
    Version,
    sql`
    select version, told, events from class_version
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} order by version desc limit 1`,
  );

/** Adds a version; false = somebody else has just added it. */
export async function addVersion(
  tx: Database,
  { cell, agencyId }: Tenant,
  classId: number,
  { version, told, events }: Version,
  now: Temporal.Instant,
): Promise<boolean> {
  const added = await tx.run(sql`
    insert into class_version (cell, agency_id, class_id, version, told, events, at)
    values (${cell}, ${agencyId}, ${classId}, ${version}, ${told}, ${events}, ${now.toString()})
    on conflict (cell, agency_id, class_id, version) do nothing`);
  return added > 0;
}

const off = new Set(["ditunda", "batal"]);

/** A digest of what participants must know of a class: when, where, by which link, and whether it takes place. */
export function toldOf({ class: it }: Pick<ClassOf, "class">): string {
  const facts = [it.sessions, it.startsOn, it.endsOn, it.place, it.city, it.link, off.has(it.status) ? it.status : "jalan"];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 16);
}
