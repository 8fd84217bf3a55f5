import { z } from "zod";
import type { PersonalData } from "../../../core/personal-data.ts";
import { rawSql, sql } from "../../../db/database.ts";
import { maskNip } from "../nip.ts";
import { fullName } from "../person-name.ts";
import { maskPhone } from "../phone.ts";

const text = z.string().nullable();
const Record = z.object({
  nip: text,
  name: z.string(),
  titleBefore: text,
  titleAfter: text,
  status: z.string(),
  duty: z.string(),
  phone: text,
  phoneConfirmedOn: text,
  phoneDoubtedOn: text,
  email: text,
  grade: text,
  gradeSince: text,
  education: text,
  cpnsSince: text,
  contractFrom: text,
  contractUntil: text,
  leaveFrom: text,
  leaveUntil: text,
  addressAs: text,
  addedAt: z.string(),
  changedAt: z.string(),
  leftAt: text,
});
const Json = z.object({
  positions: z.array(z.object({ kind: z.string(), title: z.string(), unit: text, since: z.string(), until: text })),
  lines: z.array(z.object({ supervisor: z.string(), since: z.string(), until: text })),
  performance: z.array(z.object({ year: z.number(), predicate: z.string() })),
  rights: z.array(z.object({ role: z.string(), unit: text, since: z.string(), until: z.string(), ended: text })),
  heldLines: z.array(z.object({ supervisor: z.string(), askedAt: z.string(), decidedAt: text, decision: text })),
  delegations: z.array(z.object({ leader: z.string(), delegate: z.string(), since: z.string(), until: text })),
});

/** The register: kept on the city's authority as employer, so nothing of it goes with a withdrawn consent. */
export const registerData: PersonalData = {
  title: "Data kepegawaian",
  tables: ["person", "person_position", "reporting_line", "performance", "person_role", "delegation", "held_line", "unit"],
  purpose: {
    use: "mengelola kepegawaian dan pengembangan kompetensi",
    basis: "kewenangan",
    kept: "selama Anda pegawai kota ini dan menurut jadwal retensi arsip kota",
    seenBy: "Anda, atasan Anda, dan petugas kepegawaian kota Anda",
  },
  async collect(db, { cell, agencyId, personId }) {
    const own = sql`cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`;
    const person = await db.one(
      Record,
      sql`
      select nip, name, title_before as "titleBefore", title_after as "titleAfter", status, duty, phone, phone_confirmed_on::text as "phoneConfirmedOn",
             doubted_on::text as "phoneDoubtedOn", email, grade, grade_since::text as "gradeSince", education, cpns_since::text as "cpnsSince", contract_from::text as "contractFrom",
             contract_until::text as "contractUntil", leave_from::text as "leaveFrom", leave_until::text as "leaveUntil", address_as as "addressAs",
             to_json(added_at)#>>'{}' as "addedAt", to_json(changed_at)#>>'{}' as "changedAt", to_json(left_at)#>>'{}' as "leftAt"
        from person where cell = ${cell} and agency_id = ${agencyId} and id = ${personId}`,
    );
    const unit = sql`(select name from unit u where u.cell = t.cell and u.agency_id = t.agency_id and u.id = t.unit_id) as unit`;
    const nameOf = (column: string) => sql`(select p.name from person p where p.cell = t.cell and p.agency_id = t.agency_id and p.id = ${rawSql(column)})`;
    const rest = await db.one(
      Json,
      sql`
      select
        coalesce((select jsonb_agg(it order by it.since) from (select kind, title, ${unit}, since, until from person_position t where ${own}) it), '[]') as positions,
        coalesce((select jsonb_agg(it order by it.since) from (select ${nameOf("t.supervisor_id")} as supervisor, since, until from reporting_line t where ${own}) it), '[]') as lines,
        coalesce((select jsonb_agg(it order by it."askedAt") from (
          select ${nameOf("t.supervisor_id")} as supervisor, asked_at as "askedAt", decided_at as "decidedAt", decision from held_line t where ${own}) it), '[]') as "heldLines",
        coalesce((select jsonb_agg(it order by it.year) from (select year, predicate from performance t where ${own}) it), '[]') as performance,
        coalesce((select jsonb_agg(it order by it.since) from (select role, ${unit}, granted_at as since, expires_at as until, ended_at as ended from person_role t where ${own}) it), '[]') as rights,
        coalesce((select jsonb_agg(it order by it.since) from (
          select ${nameOf("t.leader_id")} as leader, ${nameOf("t.delegate_id")} as delegate, since, until from delegation t
           where cell = ${cell} and agency_id = ${agencyId} and ${personId} in (leader_id, delegate_id)) it), '[]') as delegations`,
    );
    const position = rest.positions.filter((it) => it.until === null).map((it) => `${it.title}${it.unit ? `, ${it.unit}` : ""}`);
    const lines = [
      fullName(person),
      `NIP ${maskNip(person.nip)}, ${person.status}`,
      ...position,
      ...(person.phone ? [`Telepon ${maskPhone(person.phone)}`] : []),
      ...(person.email ? [`E-mail ${person.email}`] : []),
      ...rest.performance.slice(-2).map((it) => `Predikat kinerja ${it.year}: ${it.predicate.replaceAll("_", " ")}`),
    ];
    return { lines, data: { ...person, ...rest } };
  },
  async erase(db, { cell, agencyId, personId }) {
    // How to address somebody was told in a chat, and rests on consent.
    await db.run(sql`update person set address_as = null where cell = ${cell} and agency_id = ${agencyId} and id = ${personId}`);
  },
};
