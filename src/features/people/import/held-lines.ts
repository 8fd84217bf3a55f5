import { z } from "zod";
import { writeAudits } from "../../../core/audit.ts";
import { Fault } from "../../../core/fault.ts";
import type { Agency } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";
import { holdsOn } from "../authority.ts";
import { delegationsOf } from "../authority-store.ts";
import { grantsOf } from "../grants.ts";
import type { Notice } from "../notice.ts";
import type { Tenant } from "../person-store.ts";
import { lineNotice } from "./line-notice.ts";

const texts = {
  none: "Perubahan atasan dengan nomor itu tidak ada atau sudah diputuskan.",
  officer: "Yang memastikan harus petugas BKPSDM atau administrator yang haknya masih berlaku.",
  same: "Yang memastikan harus orang lain: bukan yang mengimpor, bukan pegawainya, dan bukan calon atasannya.",
  circle: "Perubahan ini membuat garis atasan berputar. Tolak, lalu perbaiki di berkas.",
  gone: "Pegawai atau calon atasannya sudah tidak bertugas. Tolak perubahan ini.",
};

const Held = z.object({
  id: z.number(),
  personId: z.number(),
  person: z.string(),
  personNip: z.string().nullable(),
  supervisorId: z.number(),
  supervisor: z.string(),
  currentId: z.number().nullable(),
  current: z.string().nullable(),
  askedById: z.number(),
  askedBy: z.string().nullable(),
  askedAt: z.string(),
  working: z.boolean(),
});
/** A change of the reporting line that waits for a second officer. */
export type Held = z.output<typeof Held>;

export function heldLines(db: Database, { cell, agencyId }: Tenant): Promise<Held[]> {
  return db.many(
    Held,
    sql`
    select h.id::int as id, p.id::int as "personId", p.name as person, p.nip as "personNip", s.id::int as "supervisorId", s.name as supervisor,
           c.id::int as "currentId", c.name as current, h.asked_by::int as "askedById", a.name as "askedBy", to_json(h.asked_at)#>>'{}' as "askedAt",
           p.duty not in ('pensiun', 'pindah', 'meninggal', 'keluar') and s.duty not in ('pensiun', 'pindah', 'meninggal', 'keluar') as working
      from held_line h
      join person p on p.cell = h.cell and p.agency_id = h.agency_id and p.id = h.person_id
      join person s on s.cell = h.cell and s.agency_id = h.agency_id and s.id = h.supervisor_id
      left join person a on a.cell = h.cell and a.agency_id = h.agency_id and a.id = h.asked_by
      left join reporting_line l on l.cell = h.cell and l.agency_id = h.agency_id and l.person_id = h.person_id and l.until is null
      left join person c on c.cell = l.cell and c.agency_id = l.agency_id and c.id = l.supervisor_id
     where h.cell = ${cell} and h.agency_id = ${agencyId} and h.decision is null
     order by h.id`,
  );
}

/** A second officer confirms or refuses a held change. Returns what the old and the new supervisor are told. Throws `Fault`. */
export async function decideHeldLine(
  tx: Database,
  cell: number,
  agency: Agency,
  { id, by, confirm, now }: { id: number; by: number; confirm: boolean; now: Temporal.Instant },
): Promise<Notice[]> {
  const tenant = { cell, agencyId: agency.id };
  await tx.run(sql`select id from agency where id = ${agency.id} for no key update`);
  const held = (await heldLines(tx, tenant)).find((it) => it.id === id);
  if (!held) throw new Fault("not_found", texts.none);
  const officers = (await grantsOf(tx, tenant, now)).filter((it) => it.role !== "unit_officer");
  if (!officers.some((it) => it.personId === by)) throw new Fault("forbidden", texts.officer);
  const delegates = (await delegationsOf(tx, tenant, [held.supervisorId])).filter((it) => holdsOn(it, localDate(now, agency.zone)));
  if ([held.askedById, held.personId, held.supervisorId, ...delegates.map((it) => it.delegateId)].includes(by)) throw new Fault("forbidden", texts.same);
  if (confirm && !held.working) throw new Fault("conflict", texts.gone);
  if (confirm && (await leadsUp(tx, tenant, held.supervisorId)).includes(held.personId)) throw new Fault("conflict", texts.circle);
  const at = now.toString();
  await tx.run(sql`
    update held_line set decision = ${confirm ? "confirmed" : "refused"}, decided_by = ${by}, decided_at = ${at}
     where cell = ${cell} and agency_id = ${agency.id} and id = ${id}`);
  const outcome = confirm ? "line_confirmed" : "line_refused";
  const ledger = [{ agencyId: agency.id, at, kind: "right" as const, actorId: by, subjectId: held.personId, action: "decide_held_line", outcome }];
  await writeAudits(tx, [{ cell, at, agency_id: agency.id, conversation: null, person_id: by, capability: "decide_held_line", outcome, ledger }]);
  if (!confirm) return [];
  await changeLine(tx, tenant, held, localDate(now, agency.zone));
  const told = (personId: number, gained: number): Notice => lineNotice(personId, { gained, lost: 1 - gained }, `held line ${agency.id} ${id} ${personId}`);
  return [told(held.supervisorId, 1), ...(held.currentId === null ? [] : [told(held.currentId, 0)])];
}

/** Everybody above a person by the open lines, nearest first. */
async function leadsUp(tx: Database, { cell, agencyId }: Tenant, personId: number): Promise<number[]> {
  const rows = await tx.many(
    z.object({ id: z.number() }),
    sql`
    with recursive above (id) as (
      select ${personId}::bigint
      union
      select l.supervisor_id from above join reporting_line l on l.cell = ${cell} and l.agency_id = ${agencyId} and l.person_id = above.id and l.until is null
    )
    select id::int as id from above`,
  );
  return rows.map((it) => it.id);
}

async function changeLine(tx: Database, { cell, agencyId }: Tenant, { personId, supervisorId }: Held, day: string): Promise<void> {
  const mine = sql`cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and until is null`;
  await tx.run(sql`delete from reporting_line where ${mine} and since >= ${day}::date`);
  await tx.run(sql`update reporting_line set until = ${day}::date where ${mine}`);
  await tx.run(sql`
    insert into reporting_line (cell, agency_id, person_id, supervisor_id, since) values (${cell}, ${agencyId}, ${personId}, ${supervisorId}, ${day}::date)`);
}
