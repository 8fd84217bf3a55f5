import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, rawSql, sql } from "../../db/database.ts";

export { maskNip } from "./nip.ts";
export { fullName, type NameParts } from "./person-name.ts";

/** Whose people: the wall between cities. Every query of people carries both. */
export type Tenant = Pick<Subject, "cell" | "agencyId">;

const Unit = z.object({ id: z.number(), name: z.string(), city: z.string().nullable() });

const Position = z.object({
  /** `definitif` first; the gap is against that one. */
  kind: z.enum(["definitif", "plt", "plh", "tambahan"]),
  title: z.string(),
  /** Jenis jabatan. */
  family: z.enum(["jpt", "administrator", "pengawas", "pelaksana", "fungsional", "lain"]),
  /** Jenjang. */
  level: z.string().nullable(),
  /** Part of the unit (bidang, bagian). */
  section: z.string().nullable(),
  unit: Unit.nullable(),
  /** ISO dates; `until` is the first day it no longer holds. */
  since: z.string(),
  until: z.string().nullable(),
});
export type Position = z.output<typeof Position>;

const Named = z.object({ id: z.number(), name: z.string(), titleBefore: z.string().nullable(), titleAfter: z.string().nullable() });
export type Named = z.output<typeof Named>;

export const duties = ["aktif", "cuti", "cltn", "tubel", "mpp", "pensiun", "pindah", "meninggal", "keluar"] as const;
export type Duty = (typeof duties)[number];

const PersonRecord = Named.extend({
  /** For masking only; never shown whole. */
  nip: z.string().nullable(),
  status: z.enum(["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU", "LUAR_ASN"]),
  duty: z.enum(duties),
  addressAs: z.enum(["bapak", "ibu", "nama"]).nullable(),
  /** Golongan and since when (ISO dates here and below). */
  grade: z.string().nullable(),
  gradeSince: z.string().nullable(),
  education: z.string().nullable(),
  cpnsSince: z.string().nullable(),
  contractFrom: z.string().nullable(),
  contractUntil: z.string().nullable(),
  leaveFrom: z.string().nullable(),
  leaveUntil: z.string().nullable(),
  phone: z.string().nullable(),
  phoneConfirmedOn: z.string().nullable(),
  email: z.string().nullable(),
  /** Those that hold on the asked day, `definitif` first. */
  positions: z.array(Position),
  /** On the asked day. */
  supervisor: Named.extend({ since: z.string() }).nullable(),
});
export type PersonRecord = z.output<typeof PersonRecord>;

/** Positions of person `p` on a day as JSON. */
const positionsOn = (day: string) => sql`coalesce((
  select jsonb_agg(jsonb_build_object('kind', o.kind, 'title', o.title, 'family', o.family, 'level', o.level, 'section', o.section, 'since', o.since, 'until', o.until,
           'unit', case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name, 'city', u.city) end)
         order by array_position(array['definitif', 'plt', 'plh', 'tambahan'], o.kind), o.since, o.id)
    from person_position o
    left join unit u on u.cell = o.cell and u.agency_id = o.agency_id and u.id = o.unit_id
   where o.cell = p.cell and o.agency_id = p.agency_id and o.person_id = p.id and o.since <= ${day}::date and (o.until is null or o.until > ${day}::date)), '[]'::jsonb)`;

const named = rawSql(`p.id::int as id, p.name, p.title_before as "titleBefore", p.title_after as "titleAfter"`);

const record = (day: string) => sql`
    select ${named}, p.nip, p.status, p.duty, p.address_as as "addressAs", p.grade, p.grade_since::text as "gradeSince", p.education,
           p.cpns_since::text as "cpnsSince", p.contract_from::text as "contractFrom", p.contract_until::text as "contractUntil",
           p.leave_from::text as "leaveFrom", p.leave_until::text as "leaveUntil", p.phone, p.phone_confirmed_on::text as "phoneConfirmedOn", p.email,
           ${positionsOn(day)} as positions,
           (select jsonb_build_object('id', s.id, 'name', s.name, 'titleBefore', s.title_before, 'titleAfter', s.title_after, 'since', l.since)
              from reporting_line l
              join person s on s.cell = l.cell and s.agency_id = l.agency_id and s.id = l.supervisor_id
             where l.cell = p.cell and l.agency_id = p.agency_id and l.person_id = p.id and l.since <= ${day}::date and (l.until is null or l.until > ${day}::date)
             order by l.since desc, l.id desc limit 1) as supervisor
      from person p`;

/** One person of this city as on a day (ISO, in the agency's zone); undefined = none, or of another city. */
export function findPerson(db: Database, { cell, agencyId, personId }: Subject, day: string): Promise<PersonRecord | undefined> {
  return db.maybe(PersonRecord, sql`${record(day)} where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = ${personId}`);
}

/** The same for several at once, in the order of their ids; who is of another city is left out. */
export function recordsOf(db: Database, { cell, agencyId }: Tenant, ids: number[], day: string): Promise<PersonRecord[]> {
  return db.many(PersonRecord, sql`${record(day)} where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = any(${ids}::bigint[]) order by p.id`);
}

const Brief = Named.extend({ nip: z.string().nullable(), status: z.string(), duty: z.enum(duties), title: z.string().nullable(), unit: z.string().nullable() });
/** Somebody in a list, with the definitive position of the day. */
export type Brief = z.output<typeof Brief>;

const brief = (day: string) => sql`
    select ${named}, p.nip, p.status, p.duty, o.title, u.name as unit
      from person p
      left join lateral (
        select title, unit_id from person_position
         where cell = p.cell and agency_id = p.agency_id and person_id = p.id and since <= ${day}::date and (until is null or until > ${day}::date)
         order by kind <> 'definitif', since, id limit 1) o on true
      left join unit u on u.cell = p.cell and u.agency_id = p.agency_id and u.id = o.unit_id`;

/** Those whom this person leads on a day, by the dated line or as delegate of who leads; never the person, nor who has left. */
export function subordinatesOf(db: Database, { cell, agencyId, personId }: Subject, day: string): Promise<Brief[]> {
  return db.many(
    Brief,
    sql`${brief(day)}
     where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id <> ${personId} and p.duty not in ('pensiun', 'pindah', 'meninggal', 'keluar')
       and exists (
         select 1 from reporting_line l
          where l.cell = p.cell and l.agency_id = p.agency_id and l.person_id = p.id and l.since <= ${day}::date and (l.until is null or l.until > ${day}::date)
            and (l.supervisor_id = ${personId} or exists (
              select 1 from delegation d
               where d.cell = l.cell and d.agency_id = l.agency_id and d.leader_id = l.supervisor_id and d.delegate_id = ${personId}
                 and d.since <= ${day}::date and (d.until is null or d.until > ${day}::date))))
     order by p.name, p.id`,
  );
}

/** People of a city by id, some at a time: hand in the last id of the page before. Who has left is among them, by `duty`. */
export function peopleOf(db: Database, { cell, agencyId }: Tenant, day: string, { after = 0, count = 100 } = {}): Promise<Brief[]> {
  return db.many(Brief, sql`${brief(day)} where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id > ${after} order by p.id limit ${count}`);
}

/** The person of this city with a NIP (18 digits). */
export function personByNip(db: Database, { cell, agencyId }: Tenant, nip: string, day: string): Promise<Brief | undefined> {
  return db.maybe(Brief, sql`${brief(day)} where p.cell = ${cell} and p.agency_id = ${agencyId} and p.nip = ${nip}`);
}

/** These people of this city, in no order. */
export function briefsOf(db: Database, { cell, agencyId }: Tenant, ids: number[], day: string): Promise<Brief[]> {
  return db.many(Brief, sql`${brief(day)} where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = any(${ids}::bigint[])`);
}

/** Units of this city whose name holds these words; the exact one alone where there is one. */
export async function unitsNamed(db: Database, { cell, agencyId }: Tenant, words: string): Promise<z.output<typeof Unit>[]> {
  const units = await db.many(Unit, sql`select id::int as id, name, city from unit where cell = ${cell} and agency_id = ${agencyId} order by name`);
  const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const exact = units.filter((it) => bare(it.name) === bare(words));
  return exact.length > 0 ? exact : units.filter((it) => bare(it.name).includes(bare(words)));
}
