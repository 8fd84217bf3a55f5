import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { duties, type Tenant } from "../person-store.ts";

const HeldPosition = z.object({
  id: z.number(),
  personId: z.number(),
  kind: z.enum(["definitif", "plt", "plh", "tambahan"]),
  title: z.string(),
  family: z.enum(["jpt", "administrator", "pengawas", "pelaksana", "fungsional", "lain"]),
  level: z.string().nullable(),
  section: z.string().nullable(),
  unitId: z.number().nullable(),
  since: z.string(),
});
export type HeldPosition = z.output<typeof HeldPosition>;

const Line = z.object({ id: z.number(), personId: z.number(), supervisorId: z.number(), since: z.string() });

const Row = z.object({
  id: z.number(),
  nip: z.string().nullable(),
  name: z.string(),
  titleBefore: z.string().nullable(),
  titleAfter: z.string().nullable(),
  status: z.enum(["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU", "LUAR_ASN"]),
  duty: z.enum(duties),
  phone: z.string().nullable(),
  phoneConfirmedOn: z.string().nullable(),
  email: z.string().nullable(),
  grade: z.string().nullable(),
  gradeSince: z.string().nullable(),
  education: z.string().nullable(),
  cpnsSince: z.string().nullable(),
  contractFrom: z.string().nullable(),
  contractUntil: z.string().nullable(),
  leaveFrom: z.string().nullable(),
  leaveUntil: z.string().nullable(),
});

/** Somebody in the register with what is open-ended today or later. */
export interface BasePerson extends z.output<typeof Row> {
  position: HeldPosition | null;
  others: HeldPosition[];
  line: { id: number; supervisorId: number; since: string } | null;
  /** A change of the line that waits for a second officer. */
  held: { id: number; supervisorId: number } | null;
  performance: Map<number, string>;
}

/** The register of a city as an import compares with it. */
export interface StaffBase {
  people: BasePerson[];
  units: { id: number; name: string; city: string | null }[];
  /** Leaders for whom a person may act today, by delegate. */
  leadersOf: Map<number, number[]>;
}

/** Keeps other imports of this city out until the transaction ends; reading goes on. */
export async function lockStaff(tx: Database, { agencyId }: Tenant): Promise<void> {
  await tx.run(sql`select id from agency where id = ${agencyId} for no key update`);
}

/** Everything an import compares with. Once per import; 10,000 people take some hundred milliseconds. */
export async function loadStaff(tx: Database, { cell, agencyId }: Tenant, day: string): Promise<StaffBase> {
  const people = await tx.many(
    Row,
    sql`
    select id::int as id, nip, name, title_before as "titleBefore", title_after as "titleAfter", status, duty, phone,
           phone_confirmed_on::text as "phoneConfirmedOn", email, grade, grade_since::text as "gradeSince", education, cpns_since::text as "cpnsSince",
           contract_from::text as "contractFrom", contract_until::text as "contractUntil", leave_from::text as "leaveFrom", leave_until::text as "leaveUntil"
      from person where cell = ${cell} and agency_id = ${agencyId} order by id`,
  );
  const positions = await tx.many(
    HeldPosition,
    sql`
    select id::int as id, person_id::int as "personId", kind, title, family, level, section, unit_id::int as "unitId", since::text as since
      from person_position where cell = ${cell} and agency_id = ${agencyId} and until is null order by since, id`,
  );
  const lines = await tx.many(
    Line,
    sql`
    select id::int as id, person_id::int as "personId", supervisor_id::int as "supervisorId", since::text as since
      from reporting_line where cell = ${cell} and agency_id = ${agencyId} and until is null order by since, id`,
  );
  const held = await tx.many(
    Line.omit({ since: true }),
    sql`
    select id::int as id, person_id::int as "personId", supervisor_id::int as "supervisorId"
      from held_line where cell = ${cell} and agency_id = ${agencyId} and decision is null`,
  );
  const performance = await tx.many(
    z.object({ personId: z.number(), year: z.number(), predicate: z.string() }),
    sql`select person_id::int as "personId", year::int as year, predicate from performance where cell = ${cell} and agency_id = ${agencyId}`,
  );
  const units = await tx.many(
    z.object({ id: z.number(), name: z.string(), city: z.string().nullable() }),
    sql`select id::int as id, name, city from unit where cell = ${cell} and agency_id = ${agencyId} order by id`,
  );
  const delegations = await tx.many(
    z.object({ leaderId: z.number(), delegateId: z.number() }),
    sql`
    select leader_id::int as "leaderId", delegate_id::int as "delegateId" from delegation
     where cell = ${cell} and agency_id = ${agencyId} and (until is null or until > ${day}::date)`,
  );
  const byPerson = new Map<number, BasePerson>(
    people.map((it) => [it.id, { ...it, position: null, others: [], line: null, held: null, performance: new Map() }]),
  );
  for (const it of positions) {
    const person = byPerson.get(it.personId);
    if (!person) continue;
    if (it.kind === "definitif") person.position = it;
    else person.others.push(it);
  }
  for (const { personId, ...it } of lines) Object.assign(byPerson.get(personId) ?? {}, { line: it });
  for (const { personId, ...it } of held) Object.assign(byPerson.get(personId) ?? {}, { held: it });
  for (const it of performance) byPerson.get(it.personId)?.performance.set(it.year, it.predicate);
  const leadersOf = new Map<number, number[]>();
  for (const { leaderId, delegateId } of delegations) leadersOf.getOrInsertComputed(delegateId, () => []).push(leaderId);
  return { people: [...byPerson.values()], units, leadersOf };
}
