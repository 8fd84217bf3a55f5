import { z } from "zod";
import { type Audit, writeAudits } from "../../core/audit.ts";
import { Fault } from "../../core/fault.ts";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Notice } from "./notice.ts";
import { fullName, type Tenant } from "./person-store.ts";

/** Rights that are given by hand, never imported; each ends by itself after a year (F3). */
export type GrantedRole = "unit_officer" | "officer" | "administrator";

export const roleNames: Record<GrantedRole, string> = {
  unit_officer: "pengelola kepegawaian unit",
  officer: "petugas BKPSDM",
  administrator: "administrator",
};

const texts = {
  self: "Tidak seorang pun memberi hak kepada dirinya sendiri. Minta administrator lain melakukannya.",
  selfRevoke: "Tidak seorang pun mencabut haknya sendiri. Minta administrator lain melakukannya.",
  notAdministrator: "Yang memberi atau mencabut hak ini harus administrator yang haknya masih berlaku.",
  notOfficer: "Yang memberi atau mencabut hak ini harus petugas BKPSDM atau administrator yang haknya masih berlaku.",
  hasOne: "Kota ini sudah mempunyai administrator. Hak berikutnya diberikan oleh administrator: kawan admin grant.",
  unit: "Pengelola kepegawaian memerlukan unit: tambahkan --unit.",
  gone: "Orang ini tidak lagi bertugas menurut data pegawai.",
  none: "Orang ini tidak memegang hak itu.",
  last: "Ini administrator terakhir. Tambahkan administrator lain dulu: kawan admin grant.",
  granted: (name: string, role: string, by: string) =>
    `Hak *${role}* diberikan kepada ${name} oleh ${by}, berlaku satu tahun. Bila ini tidak semestinya, segera hubungi administrator lain.`,
  revoked: (name: string, role: string, by: string) => `Hak *${role}* dari ${name} telah dicabut (oleh ${by}).`,
  console: "pengelola server",
};

const Grant = z.object({
  id: z.number(),
  personId: z.number(),
  name: z.string(),
  titleBefore: z.string().nullable(),
  titleAfter: z.string().nullable(),
  nip: z.string().nullable(),
  role: z.enum(["unit_officer", "officer", "administrator"]),
  unitId: z.number().nullable(),
  unit: z.string().nullable(),
  grantedBy: z.string().nullable(),
  grantedAt: z.string(),
  expiresAt: z.string(),
});
/** A right that holds; instants are ISO. */
export type Grant = z.output<typeof Grant>;

/** Rights of a city that hold now, of those who are still at work. */
export function grantsOf(db: Database, { cell, agencyId }: Tenant, now: Temporal.Instant): Promise<Grant[]> {
  return db.many(
    Grant,
    sql`
    select r.id::int as id, r.person_id::int as "personId", p.name, p.title_before as "titleBefore", p.title_after as "titleAfter", p.nip, r.role,
           r.unit_id::int as "unitId", u.name as unit, g.name as "grantedBy", to_json(r.granted_at)#>>'{}' as "grantedAt", to_json(r.expires_at)#>>'{}' as "expiresAt"
      from person_role r
      join person p on p.cell = r.cell and p.agency_id = r.agency_id and p.id = r.person_id and p.duty not in ('pensiun', 'pindah', 'meninggal', 'keluar')
      left join unit u on u.cell = r.cell and u.agency_id = r.agency_id and u.id = r.unit_id
      left join person g on g.cell = r.cell and g.agency_id = r.agency_id and g.id = r.granted_by
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.ended_at is null and r.expires_at > ${now.toString()}
     order by r.role, p.name, r.id`,
  );
}

interface Change {
  role: GrantedRole;
  /** Only for `unit_officer`. */
  unitId?: number | null;
  /** Who gives or takes it; null = at the server's console, for the first administrator only. */
  by: number | null;
  now: Temporal.Instant;
}

/** Gives a right for one year; given again, it begins anew. Returns what all administrators are told. Throws `Fault`. */
export async function grantRole(tx: Database, subject: Subject, { role, unitId = null, by, now }: Change): Promise<Notice[]> {
  const { cell, agencyId, personId } = subject;
  const held = await lockedGrants(tx, subject, now);
  mayChange(held, { role, personId, by }, texts.self);
  if (role === "unit_officer" && unitId === null) throw new Fault("bad_input", texts.unit);
  const person = await atWork(tx, subject);
  await endRole(tx, subject, { role, unitId, now });
  const expires = now.toZonedDateTimeISO("UTC").add({ years: 1 }).toInstant().toString();
  await tx.run(sql`
    insert into person_role (cell, agency_id, person_id, role, unit_id, granted_by, granted_at, expires_at)
    values (${cell}, ${agencyId}, ${personId}, ${role}, ${unitId}, ${by}, ${now.toString()}, ${expires})`);
  await writeAudits(tx, [audit(subject, "grant_role", `granted:${role}`, by, now)]);
  return announced(held, [personId], texts.granted(person, roleNames[role], actorName(held, by)), `${role} ${personId} ${now}`);
}

/** Takes a right away. Returns what all administrators, and who held it, are told. Throws `Fault`. */
export async function revokeRole(tx: Database, subject: Subject, { role, unitId = null, by, now }: Change): Promise<Notice[]> {
  const held = await lockedGrants(tx, subject, now);
  mayChange(held, { role, personId: subject.personId, by }, texts.selfRevoke);
  const mine = held.find((it) => it.personId === subject.personId && it.role === role);
  if (!mine) throw new Fault("not_found", texts.none);
  if (role === "administrator" && held.filter((it) => it.role === "administrator").length === 1) throw new Fault("conflict", texts.last);
  await endRole(tx, subject, { role, unitId, now });
  await writeAudits(tx, [audit(subject, "revoke_role", `revoked:${role}`, by, now)]);
  return announced(held, [subject.personId], texts.revoked(fullName(mine), roleNames[role], actorName(held, by)), `${role} ${subject.personId} ${now}`);
}

/** Units for which somebody is staff officer now. */
export async function unitsInCareOf(db: Database, subject: Subject, now: Temporal.Instant): Promise<number[]> {
  const grants = await grantsOf(db, subject, now);
  return grants.flatMap((it) => (it.personId === subject.personId && it.role === "unit_officer" && it.unitId !== null ? [it.unitId] : []));
}

/** Two grants at once would each see no administrator yet. */
async function lockedGrants(tx: Database, { cell, agencyId }: Subject, now: Temporal.Instant): Promise<Grant[]> {
  await tx.run(sql`select id from agency where id = ${agencyId} for no key update`);
  return grantsOf(tx, { cell, agencyId }, now);
}

function mayChange(held: Grant[], { role, personId, by }: { role: GrantedRole; personId: number; by: number | null }, self: string): void {
  const administrators = held.filter((it) => it.role === "administrator");
  if (by === null) {
    if (role !== "administrator") throw new Fault("forbidden", texts.notAdministrator);
    if (administrators.length > 0) throw new Fault("conflict", texts.hasOne);
    return;
  }
  if (by === personId) throw new Fault("forbidden", self);
  const mine = held.filter((it) => it.personId === by).map((it) => it.role);
  if (mine.includes("administrator")) return;
  if (role !== "unit_officer") throw new Fault("forbidden", texts.notAdministrator);
  if (!mine.includes("officer")) throw new Fault("forbidden", texts.notOfficer);
}

async function atWork(tx: Database, { cell, agencyId, personId }: Subject): Promise<string> {
  const row = await tx.maybe(
    z.object({ name: z.string(), titleBefore: z.string().nullable(), titleAfter: z.string().nullable() }),
    sql`
    select name, title_before as "titleBefore", title_after as "titleAfter" from person
     where cell = ${cell} and agency_id = ${agencyId} and id = ${personId} and duty not in ('pensiun', 'pindah', 'meninggal', 'keluar')`,
  );
  if (!row) throw new Fault("conflict", texts.gone);
  return fullName(row);
}

function endRole(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  { role, unitId, now }: { role: GrantedRole; unitId: number | null; now: Temporal.Instant },
): Promise<number> {
  const where = role === "unit_officer" && unitId !== null ? sql`and unit_id = ${unitId}` : sql``;
  return tx.run(sql`
    update person_role set ended_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and role = ${role} and ended_at is null ${where}`);
}

const actorName = (held: Grant[], by: number | null): string => {
  const actor = held.find((it) => it.personId === by);
  return actor ? fullName(actor) : texts.console;
};

function announced(held: Grant[], others: number[], text: string, what: string): Notice[] {
  const people = new Set([...held.filter((it) => it.role === "administrator").map((it) => it.personId), ...others]);
  return [...people].map((personId) => ({ personId, key: `right ${what} to ${personId}`, reply: { text } }));
}

const audit = ({ cell, agencyId, personId }: Subject, action: string, outcome: string, by: number | null, now: Temporal.Instant): Audit => ({
  cell,
  at: now.toString(),
  agency_id: agencyId,
  conversation: null,
  person_id: by,
  capability: action,
  outcome,
  ledger: [{ agencyId, at: now.toString(), kind: "right", actorId: by, subjectId: personId, action, outcome }],
});
