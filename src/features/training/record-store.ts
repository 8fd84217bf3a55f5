import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, sql } from "../../db/database.ts";
import { type Form, isForm } from "./forms.ts";
import type { Activity } from "./jp-credit.ts";
import type { Tenant } from "./store.ts";

const LearningRecord = z.object({
  id: z.number(),
  trainingId: z.number().nullable(),
  /** Code of its training in the catalogue. */
  trainingCode: z.string().nullable(),
  title: z.string(),
  form: z.custom<Form>((it) => typeof it === "string" && isForm(it)),
  abroad: z.boolean(),
  jp: z.number().nullable(),
  times: z.number(),
  /** ISO dates, inclusive. */
  from: z.string(),
  until: z.string(),
  days: z.array(z.string()).nullable(),
  provider: z.string().nullable(),
  /** `kegiatan`: something that is no class, as mentoring. */
  source: z.enum(["impor", "kelas", "serahan", "kegiatan"]),
  /** Strongest first. */
  evidence: z.enum(["rekap_hadir", "sertifikat", "surat", "pernyataan"]),
  /** Only `diakui` counts. */
  state: z.enum(["menunggu", "diakui", "ditolak"]),
  reason: z.string().nullable(),
  /** What stands behind it, in words. */
  evidenceNote: z.string().nullable(),
});
/** Something that somebody has learnt. */
export type LearningRecord = z.output<typeof LearningRecord> & Activity;

/** All that a person has learnt, what ended last first. */
export const recordsOf = async (db: Database, { cell, agencyId, personId }: Subject): Promise<LearningRecord[]> =>
  (await recordsOfEach(db, { cell, agencyId }, [personId])).get(personId) ?? [];

/** The same of several people of a city, by person; who has learnt nothing is left out. */
export async function recordsOfEach(db: Database, { cell, agencyId }: Tenant, personIds: number[]): Promise<Map<number, LearningRecord[]>> {
  const rows = await db.many(
    LearningRecord.extend({ personId: z.number() }),
    sql`
    select r.id::int as id, r.person_id::int as "personId", r.training_id::int as "trainingId", t.code as "trainingCode", r.title, r.form, r.abroad,
           r.jp::float8 as jp, r.times, r.starts_on::text as "from", r.ends_on::text as "until", to_jsonb(r.days::text[]) as days, r.provider, r.source,
           r.evidence, r.state, r.reason, r.evidence_note as "evidenceNote"
      from learning_record r
      left join training t on t.cell = r.cell and t.agency_id = r.agency_id and t.id = r.training_id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.person_id = any(${personIds}::bigint[])
     order by r.ends_on desc, r.id desc`,
  );
  const found = new Map<number, LearningRecord[]>();
  for (const { personId, ...record } of rows) found.getOrInsertComputed(personId, () => []).push(record as LearningRecord);
  return found;
}

const Done = LearningRecord.pick({ trainingId: true, trainingCode: true, until: true }).extend({ personId: z.number() });
/** What somebody has done, as far as it counts for what comes next. */
export type Done = z.output<typeof Done>;

/** The recognised records of these people, by person, what ended last first. */
export async function doneBy(db: Database, { cell, agencyId }: Tenant, personIds: number[]): Promise<Map<number, Done[]>> {
  const rows = await db.many(
    Done,
    sql`
    select r.person_id::int as "personId", r.training_id::int as "trainingId", t.code as "trainingCode", r.ends_on::text as until
      from learning_record r
      left join training t on t.cell = r.cell and t.agency_id = r.agency_id and t.id = r.training_id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.person_id = any(${personIds}::bigint[]) and r.state = 'diakui'
     order by r.ends_on desc, r.id desc`,
  );
  return Map.groupBy(rows, (it) => it.personId);
}

/** A record as it is handed in, by an import or at the end of a class. */
export interface RecordDraft {
  nip: string;
  trainingCode: string | null;
  title: string;
  form: Form;
  abroad: boolean;
  jp: number | null;
  times: number;
  from: string;
  until: string;
  provider: string | null;
  number: string | null;
  evidence: LearningRecord["evidence"];
  state: LearningRecord["state"];
  reason: string | null;
}

/**
 * The same thing handed in twice is one record: its number and the day it began where it has one, since two providers may count alike, and one
 * provider is spelled in many ways; else what and when. Migration 0024 says the same in SQL.
 */
export function keyOf({ number, title, from, until }: Pick<RecordDraft, "number" | "title" | "from" | "until">): string {
  if (number === null) return `${title.toLowerCase().replace(/\s+/g, " ")} ${from} ${until}`;
  return `no ${number.toLowerCase().replace(/\s+/g, "")} ${from}`;
}

const Kept = z.object({ nip: z.string(), key: z.string(), body: z.string() });

/** Fields that an import may change, as one comparable text. */
export const bodyOf = (it: RecordDraft): string =>
  JSON.stringify([it.trainingCode, it.title, it.form, it.abroad, it.jp, it.times, it.from, it.until, it.provider, it.number, it.evidence, it.state, it.reason]);

const Body = z
  .tuple([
    z.unknown(),
    z.unknown(),
    LearningRecord.shape.form,
    z.unknown(),
    z.number().nullable(),
    z.number(),
    z.string(),
    z.string(),
    z.unknown(),
    z.unknown(),
    z.unknown(),
    LearningRecord.shape.state,
  ])
  .rest(z.unknown());

/** What a kept record claims, read back from its comparable text. */
export function claimOf(body: string): Pick<RecordDraft, "form" | "jp" | "times" | "from" | "until" | "state"> {
  const [, , form, , jp, times, from, until, , , , state] = Body.parse(JSON.parse(body));
  return { form, jp, times, from, until, state };
}

/** Which of these NIPs are people of the city, and what is kept of them already, by NIP and key. */
export async function storedRecords(db: Database, { cell, agencyId }: Tenant, nips: string[]): Promise<{ known: Set<string>; bodies: Map<string, string> }> {
  const people = await db.many(
    z.object({ nip: z.string() }),
    sql`select nip from person where cell = ${cell} and agency_id = ${agencyId} and nip = any(${nips}::text[])`,
  );
  const rows = await db.many(
    Kept,
    sql`
    select p.nip, r.key, jsonb_build_array(t.code, r.title, r.form, r.abroad, r.jp::float8, r.times, r.starts_on, r.ends_on, r.provider, r.number, r.evidence, r.state, r.reason)::text as body
      from learning_record r
      join person p on p.cell = r.cell and p.agency_id = r.agency_id and p.id = r.person_id
      left join training t on t.cell = r.cell and t.agency_id = r.agency_id and t.id = r.training_id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and p.nip = any(${nips}::text[])`,
  );
  const bodies = new Map(rows.map((it) => [`${it.nip} ${it.key}`, JSON.stringify(JSON.parse(it.body))]));
  return { known: new Set(people.map((it) => it.nip)), bodies };
}

/** Adds or replaces records; whose NIP is nobody's is left out. */
export async function saveRecords(tx: Database, { cell, agencyId }: Tenant, drafts: RecordDraft[], now: Temporal.Instant): Promise<void> {
  if (drafts.length === 0) return;
  const rows = JSON.stringify(drafts.map((it) => ({ ...it, key: keyOf(it), training_code: it.trainingCode, starts_on: it.from, ends_on: it.until })));
  const at = now.toString();
  await tx.run(sql`
    insert into learning_record (cell, agency_id, person_id, key, training_id, title, form, abroad, jp, times, starts_on, ends_on, provider, number, source, evidence,
                                 state, reason, noted_at, changed_at)
    select p.cell, p.agency_id, p.id, it.key, t.id, it.title, it.form, it.abroad, it.jp, it.times, it.starts_on, it.ends_on, it.provider, it.number, 'impor', it.evidence,
           it.state, it.reason, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as it (nip text, key text, training_code text, title text, form text, abroad boolean, jp numeric, times smallint, starts_on date,
           ends_on date, provider text, number text, evidence text, state text, reason text)
      join person p on p.cell = ${cell} and p.agency_id = ${agencyId} and p.nip = it.nip
      left join training t on t.cell = p.cell and t.agency_id = p.agency_id and t.code = it.training_code
     order by p.id, it.key
    on conflict (cell, agency_id, person_id, key) do update
      set training_id = excluded.training_id, title = excluded.title, form = excluded.form, abroad = excluded.abroad, jp = excluded.jp, times = excluded.times,
          starts_on = excluded.starts_on, ends_on = excluded.ends_on, provider = excluded.provider, number = excluded.number, evidence = excluded.evidence,
          state = excluded.state, reason = excluded.reason, changed_at = excluded.changed_at`);
}
