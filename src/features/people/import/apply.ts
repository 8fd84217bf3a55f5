import { z } from "zod";
import type { Address } from "../../../core/channel.ts";
import { storableJson } from "../../../core/storable.ts";
import { type Database, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../person-store.ts";
import { keyOf, type Ref } from "./person-key.ts";
import type { ImportPlan, PlannedPerson } from "./plan.ts";
import { hasLeft } from "./plan-person.ts";
import { bare } from "./plan-position.ts";

/** What was written, beyond the plan. */
export interface Applied {
  /** Id of every reference of the plan. */
  idOf: (ref: Ref) => number;
  /** Talks of people who have died or gone elsewhere: nothing may be sent there any more. */
  stopped: Address[];
}

export interface ApplyOptions {
  now: Temporal.Instant;
  importer: number | null;
  /** Called after each part, with the share done from 0 to 1. */
  onProgress?: ((share: number) => void | Promise<void>) | undefined;
}

/** Rows of one statement. */
const batch = 1_000;

/** Writes a plan, in the transaction in which the base was loaded. First people, then who leads whom. */
export async function applyPlan(tx: Database, tenant: Tenant, plan: ImportPlan, options: ApplyOptions): Promise<Applied> {
  const { now, importer, onProgress } = options;
  const at = now.toString();
  const unitIds = await writeUnits(tx, tenant, plan);
  const ids = await insertPeople(tx, tenant, plan.added, at, onProgress);
  const idOf = (ref: Ref): number => {
    const id = typeof ref === "number" ? ref : ids.get(ref);
    if (id === undefined) throw new Error("a planned person was not written");
    return id;
  };
  // Without it the planner, which knows nothing of a table that was empty a moment ago, checks each foreign key by reading the whole
  // city through another index: 10,000 people took 12 s instead of 0.6.
  if (plan.added.length > batch) for (const table of [sql`person`, sql`unit`]) await tx.run(sql`analyze ${table}`);
  await updatePeople(tx, tenant, plan, at);
  await onProgress?.(0.6);
  await writePositions(tx, tenant, plan, idOf, unitIds);
  await onProgress?.(0.8);
  await writeLines(tx, tenant, plan, idOf, { at, importer });
  await inBatches(
    plan.performance.map((it) => ({ person: idOf(it.person), year: it.year, predicate: it.predicate })),
    (rows) =>
      tx.run(sql`
      insert into performance (cell, agency_id, person_id, year, predicate, noted_at)
      select ${tenant.cell}, ${tenant.agencyId}, person, year, predicate, ${at}
        from jsonb_to_recordset(${rows}::jsonb) as it (person bigint, year smallint, predicate text)
      on conflict (cell, agency_id, person_id, year) do update set predicate = excluded.predicate, noted_at = excluded.noted_at`),
  );
  const stopped = await endRights(tx, tenant, plan, at);
  await onProgress?.(1);
  return { idOf, stopped };
}

async function inBatches<T>(rows: T[], run: (json: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += batch) await run(storableJson(rows.slice(at, at + batch)));
}

async function writeUnits(tx: Database, { cell, agencyId }: Tenant, { newUnits, unitCities }: ImportPlan): Promise<(name: string) => number | null> {
  await inBatches(newUnits, (rows) =>
    tx.run(sql`
    insert into unit (cell, agency_id, name, city)
    select ${cell}, ${agencyId}, name, city from jsonb_to_recordset(${rows}::jsonb) as it (name text, city text)`),
  );
  await inBatches(unitCities, (rows) =>
    tx.run(sql`
    update unit set city = it.city from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, city text)
     where unit.cell = ${cell} and unit.agency_id = ${agencyId} and unit.id = it.id`),
  );
  const units = await tx.many(
    z.object({ id: z.number(), name: z.string() }),
    sql`select id::int as id, name from unit where cell = ${cell} and agency_id = ${agencyId}`,
  );
  const ids = new Map(units.map((it) => [bare(it.name), it.id]));
  return (name) => ids.get(bare(name)) ?? null;
}

/** The person's own columns in `jsonb_to_recordset`, and how they are called in the table, in the same order. */
const record = sql`
  (id bigint, nip text, name text, "titleBefore" text, "titleAfter" text, status text, duty text, phone text, "phoneConfirmedOn" date, email text,
   grade text, "gradeSince" date, education text, "cpnsSince" date, "contractFrom" date, "contractUntil" date, "leaveFrom" date, "leaveUntil" date)`;

async function insertPeople(tx: Database, { cell, agencyId }: Tenant, added: PlannedPerson[], at: string, onProgress: ApplyOptions["onProgress"]) {
  const ids = new Map<string, number>();
  const Written = z.object({ id: z.number(), nip: z.string().nullable(), name: z.string() });
  for (let from = 0; from < added.length; from += batch) {
    const rows = await tx.many(
      Written,
      sql`
      insert into person (cell, agency_id, nip, name, title_before, title_after, status, duty, phone, phone_confirmed_on, email, grade, grade_since,
                          education, cpns_since, contract_from, contract_until, leave_from, leave_until, added_at, changed_at, left_at)
      select ${cell}, ${agencyId}, nip, name, "titleBefore", "titleAfter", status, duty, phone, "phoneConfirmedOn", email, grade, "gradeSince",
             education, "cpnsSince", "contractFrom", "contractUntil", "leaveFrom", "leaveUntil", ${at}::timestamptz, ${at}::timestamptz,
             case when duty in ('pensiun', 'pindah', 'meninggal', 'keluar') then ${at}::timestamptz end
        from jsonb_to_recordset(${storableJson(added.slice(from, from + batch).map((it) => it.values))}::jsonb) as it ${record}
      returning id::int as id, nip, name`,
    );
    for (const it of rows) ids.set(keyOf({ nip: it.nip, name: it }), it.id);
    await onProgress?.((0.5 * Math.min(from + batch, added.length)) / added.length);
  }
  return ids;
}

async function updatePeople(tx: Database, { cell, agencyId }: Tenant, { changed, absent }: ImportPlan, at: string): Promise<void> {
  await inBatches(
    changed.map((it) => ({ id: it.ref, ...it.values })),
    (rows) =>
      tx.run(sql`
      update person set name = it.name, title_before = it."titleBefore", title_after = it."titleAfter", status = it.status, duty = it.duty, phone = it.phone,
             phone_confirmed_on = it."phoneConfirmedOn", email = it.email, grade = it.grade, grade_since = it."gradeSince", education = it.education,
             cpns_since = it."cpnsSince", contract_from = it."contractFrom", contract_until = it."contractUntil", leave_from = it."leaveFrom",
             leave_until = it."leaveUntil", changed_at = ${at},
             left_at = case when it.duty in ('pensiun', 'pindah', 'meninggal', 'keluar') then coalesce(person.left_at, ${at}::timestamptz) end
        from jsonb_to_recordset(${rows}::jsonb) as it ${record}
       where person.cell = ${cell} and person.agency_id = ${agencyId} and person.id = it.id`),
  );
  await inBatches(
    absent.map((it) => it.id),
    (rows) =>
      tx.run(sql`
      update person set duty = 'keluar', changed_at = ${at}, left_at = ${at}
       where cell = ${cell} and agency_id = ${agencyId} and id in (select it::bigint from jsonb_array_elements_text(${rows}::jsonb) as it)`),
  );
}

async function writePositions(
  tx: Database,
  { cell, agencyId }: Tenant,
  { positions }: ImportPlan,
  idOf: Applied["idOf"],
  unitId: (name: string) => number | null,
) {
  await closeSpans(tx, { cell, agencyId }, sql`person_position`, positions);
  await inBatches(positions.edit, (rows) =>
    tx.run(sql`
    update person_position p set title = it.title, since = it.since from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, title text, since date)
     where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = it.id`),
  );
  const fresh = positions.insert.map(({ person, unit, ...it }) => ({ ...it, person: idOf(person), unit: unit === null ? null : unitId(unit) }));
  await inBatches(fresh, (rows) =>
    tx.run(sql`
    insert into person_position (cell, agency_id, person_id, unit_id, kind, title, family, level, section, since)
    select ${cell}, ${agencyId}, person, unit, kind, title, family, level, section, since
      from jsonb_to_recordset(${rows}::jsonb) as it (person bigint, unit bigint, kind text, title text, family text, level text, section text, since date)`),
  );
}

async function writeLines(
  tx: Database,
  { cell, agencyId }: Tenant,
  { lines }: ImportPlan,
  idOf: Applied["idOf"],
  { at, importer }: { at: string; importer: number | null },
): Promise<void> {
  await closeSpans(tx, { cell, agencyId }, sql`reporting_line`, lines);
  const fresh = lines.insert.map((it) => ({ person: idOf(it.person), supervisor: idOf(it.supervisor), since: it.since }));
  await inBatches(fresh, (rows) =>
    tx.run(sql`
    insert into reporting_line (cell, agency_id, person_id, supervisor_id, since)
    select ${cell}, ${agencyId}, person, supervisor, since from jsonb_to_recordset(${rows}::jsonb) as it (person bigint, supervisor bigint, since date)`),
  );
  const held = lines.held.flatMap((it) => (it.to === null ? [] : [{ person: idOf(it.person), supervisor: idOf(it.to) }]));
  const over = [...lines.withdrawn];
  await inBatches(over, (rows) =>
    tx.run(sql`
    update held_line set decision = 'withdrawn', decided_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and id in (select it::bigint from jsonb_array_elements_text(${rows}::jsonb) as it)`),
  );
  await inBatches(held, (rows) =>
    tx.run(sql`
    insert into held_line (cell, agency_id, person_id, supervisor_id, asked_by, asked_at)
    select ${cell}, ${agencyId}, person, supervisor, ${importer}, ${at} from jsonb_to_recordset(${rows}::jsonb) as it (person bigint, supervisor bigint)
    on conflict (cell, agency_id, person_id) where decision is null
      do update set supervisor_id = excluded.supervisor_id, asked_by = excluded.asked_by, asked_at = excluded.asked_at`),
  );
}

async function closeSpans(
  tx: Database,
  { cell, agencyId }: Tenant,
  table: Sql,
  { close, remove }: { close: { id: number; until: string }[]; remove: number[] },
) {
  await inBatches(close, (rows) =>
    tx.run(sql`
    update ${table} span set until = it.until from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, until date)
     where span.cell = ${cell} and span.agency_id = ${agencyId} and span.id = it.id`),
  );
  await inBatches(remove, (rows) =>
    tx.run(sql`
    delete from ${table} where cell = ${cell} and agency_id = ${agencyId} and id in (select it::bigint from jsonb_array_elements_text(${rows}::jsonb) as it)`),
  );
}

/** Who has left holds no rights and acts for nobody; of who has died or gone elsewhere no talk is left. */
async function endRights(tx: Database, { cell, agencyId }: Tenant, { leaving, added, day }: ImportPlan, at: string): Promise<Address[]> {
  if (leaving.length === 0 && !added.some((it) => hasLeft(it.values.duty))) return [];
  const all = JSON.stringify(leaving.map((it) => it.person.id));
  const mine = sql`(select it::bigint from jsonb_array_elements_text(${all}::jsonb) as it)`;
  await tx.run(sql`
    update person_role set ended_at = ${at} where cell = ${cell} and agency_id = ${agencyId} and ended_at is null and person_id in ${mine}`);
  await tx.run(sql`
    update delegation set until = greatest(since, ${day}::date)
     where cell = ${cell} and agency_id = ${agencyId} and (until is null or until > ${day}::date) and (leader_id in ${mine} or delegate_id in ${mine})`);
  const gone = JSON.stringify(leaving.flatMap(({ person, duty }) => (duty === "meninggal" || duty === "pindah" ? [{ id: person.id, duty }] : [])));
  const rows = await tx.many(
    z.object({ address: z.custom<Address>() }),
    sql`
    update handle set until = ${at}, ended_why = it.duty
      from jsonb_to_recordset(${gone}::jsonb) as it (id bigint, duty text)
     where handle.cell = ${cell} and handle.agency_id = ${agencyId} and handle.until is null and handle.person_id = it.id
    returning handle.address`,
  );
  return rows.map((it) => it.address);
}
