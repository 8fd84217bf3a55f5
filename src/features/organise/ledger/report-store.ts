import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { type Form, isForm } from "../../training/forms.ts";
import type { Tenant } from "../../training/store.ts";
import { type SentState, sentStates } from "./mapping.ts";

const Row = z.object({
  id: z.number(),
  personId: z.number(),
  nip: z.string().nullable(),
  name: z.string(),
  status: z.enum(["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU", "LUAR_ASN"]),
  title: z.string(),
  form: z.custom<Form>((it) => typeof it === "string" && isForm(it)),
  jp: z.number().nullable(),
  /** ISO dates, inclusive. */
  from: z.string(),
  until: z.string(),
  provider: z.string().nullable(),
  number: z.string().nullable(),
  evidence: z.enum(["rekap_hadir", "sertifikat", "surat", "pernyataan"]),
  /** null = not sent. */
  sent: z.enum(sentStates).nullable(),
  nationalId: z.string().nullable(),
  reason: z.string().nullable(),
});
/** An acknowledged learning record with what has become of it in the national system. */
export type ReportRow = z.output<typeof Row>;

/** Acknowledged records of a city, by person and begin. */
export const reportRows = (db: Database, { cell, agencyId }: Tenant): Promise<ReportRow[]> =>
  db.many(
    Row,
    sql`
    select r.id::int as id, r.person_id::int as "personId", p.nip, p.name, p.status, r.title, r.form, r.jp::float8 as jp, r.starts_on::text as "from", r.ends_on::text as "until",
           r.provider, r.number, r.evidence, l.state as sent, l.national_id as "nationalId", l.reason
      from learning_record r
      join person p on p.cell = r.cell and p.agency_id = r.agency_id and p.id = r.person_id
      left join ledger_report l on l.cell = r.cell and l.agency_id = r.agency_id and l.record_id = r.id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.state = 'diakui'
     order by r.person_id, r.starts_on, r.id`,
  );

/** What became of a record. */
export interface Reported {
  recordId: number;
  state: SentState;
  nationalId: string | null;
  reason: string | null;
}

/** Keeps what became of records; an id that the national system has given once is not lost by a later line without one. */
export async function saveReported(tx: Database, { cell, agencyId }: Tenant, all: Reported[], now: Temporal.Instant): Promise<void> {
  if (all.length === 0) return;
  const rows = JSON.stringify(all.map((it) => ({ record_id: it.recordId, state: it.state, national_id: it.nationalId, reason: it.reason })));
  await tx.run(sql`
    insert into ledger_report as old (cell, agency_id, record_id, state, national_id, reason, changed_at)
    select ${cell}, ${agencyId}, record_id, state, national_id, reason, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as it (record_id bigint, state text, national_id text, reason text)
    on conflict (cell, agency_id, record_id) do update
      set state = excluded.state, national_id = coalesce(excluded.national_id, old.national_id), reason = excluded.reason, changed_at = excluded.changed_at`);
}
