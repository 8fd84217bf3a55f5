import { z } from "zod";
import { Fault } from "../../../core/fault.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import { type Form, isForm } from "../../training/forms.ts";
import { keyOf } from "../../training/record-store.ts";
import type { Tenant } from "../../training/store.ts";

const texts = {
  held: "Pelatihan yang sama sudah ada pada riwayat Anda, jadi tidak perlu diserahkan lagi.",
};

/** What somebody says of a certificate from elsewhere. */
export interface HandedDraft {
  title: string;
  provider: string;
  /** null = it has none. */
  number: string | null;
  form: Form;
  /** null = none is stated; the conversion table may tell. */
  jp: number | null;
  /** ISO, inclusive. */
  from: string;
  until: string;
}

/** The file as it is kept, and the digest of what was sent. */
export interface Proof {
  name: string;
  mime: string;
  bytes: Uint8Array;
  givenDigest: string;
}

const Handed = z.object({
  id: z.number(),
  personId: z.number(),
  title: z.string(),
  provider: z.string().nullable(),
  number: z.string().nullable(),
  form: z.custom<Form>((it) => typeof it === "string" && isForm(it)),
  jp: z.number().nullable(),
  from: z.string(),
  until: z.string(),
  state: z.enum(["menunggu", "diakui", "ditolak"]),
  reason: z.string().nullable(),
  source: z.enum(["impor", "kelas", "serahan", "kegiatan"]),
  givenDigest: z.string().nullable(),
  /** Epoch seconds to the microsecond, as text: tells one edition of a record from the next. */
  changedAt: z.string(),
});
/** A record of something learnt, with what a checker looks at; of any source where others are compared. */
export type Handed = z.output<typeof Handed>;

const columns = rawSql(`r.id::int as id, r.person_id::int as "personId", r.title, r.provider, r.number, r.form, r.jp::float8 as jp, r.starts_on::text as "from",
  r.ends_on::text as "until", r.state, r.reason, r.source, f.given_digest as "givenDigest", extract(epoch from r.changed_at)::text as "changedAt"`);

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Handed[]> =>
  db.many(
    Handed,
    sql`
    select ${columns} from learning_record r
      left join record_file f on f.cell = r.cell and f.agency_id = r.agency_id and f.record_id = r.id
     where r.cell = ${cell} and r.agency_id = ${agencyId} ${which} order by r.changed_at, r.id`,
  );

/** What waits for a checker, what was handed in first comes first. */
export const waitingHanded = (db: Database, tenant: Tenant): Promise<Handed[]> => rows(db, tenant, sql`and r.source = 'serahan' and r.state = 'menunggu'`);

export const handedById = async (db: Database, tenant: Tenant, id: number): Promise<Handed | undefined> =>
  (await rows(db, tenant, sql`and r.id = ${id} and r.source = 'serahan'`))[0];

/** What a person has handed in, oldest first. */
export const handedOf = (db: Database, subject: Subject): Promise<Handed[]> =>
  rows(db, subject, sql`and r.source = 'serahan' and r.person_id = ${subject.personId}`);

/** Locks a record that is being decided about, so that two checkers do not decide at once. */
export async function lockHanded(tx: Database, { cell, agencyId }: Tenant, id: number): Promise<void> {
  await tx.run(sql`select 1 from learning_record where cell = ${cell} and agency_id = ${agencyId} and id = ${id} for update`);
}

/** Why a record may be the same thing as another one: the same file, the same number of the same provider, or the same days. */
export interface Likeness {
  why: "file" | "number" | "days";
  other: Handed;
}

const bare = (text: string | null): string => (text ?? "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Records that the checker should compare with: of anybody for file and number, of the same person for days. Refused ones count for nothing. */
export async function likenessesOf(db: Database, tenant: Tenant, it: Handed): Promise<Likeness[]> {
  const others = (
    await rows(
      db,
      tenant,
      sql`and r.id <> ${it.id} and r.state <> 'ditolak' and (
            f.given_digest = ${it.givenDigest} or (${it.number}::text is not null and regexp_replace(lower(r.number), '[^[:alnum:]]', '', 'g') = ${bare(it.number)})
            or (r.person_id = ${it.personId} and r.starts_on <= ${it.until}::date and r.ends_on >= ${it.from}::date))`,
    )
  ).map((other): Likeness[] => {
    if (it.givenDigest !== null && other.givenDigest === it.givenDigest) return [{ why: "file", other }];
    if (it.number !== null && bare(other.number) === bare(it.number) && sameProvider(it.provider, other.provider)) return [{ why: "number", other }];
    const overlaps = other.personId === it.personId && other.from <= it.until && other.until >= it.from;
    return overlaps ? [{ why: "days", other }] : [];
  });
  return others.flat();
}

/** "LAN" and "Lembaga Administrasi Negara (LAN)" may be one: where one name is not known or holds the other, the checker is told. */
function sameProvider(one: string | null, other: string | null): boolean {
  const [a, b] = [bare(one), bare(other)];
  return a === "" || b === "" || a.includes(b) || b.includes(a);
}

const Id = z.object({ id: z.coerce.number() });

/** What is there under the same key already: the same number and first day, or the same title and days. */
export async function heldUnder(
  db: Database,
  subject: Subject,
  draft: HandedDraft,
): Promise<{ id: number; state: Handed["state"]; source: Handed["source"] } | undefined> {
  const { cell, agencyId, personId } = subject;
  return db.maybe(
    Id.extend({ state: z.enum(["menunggu", "diakui", "ditolak"]), source: z.enum(["impor", "kelas", "serahan", "kegiatan"]) }),
    sql`select id, state, source from learning_record where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and key = ${keyOf(draft)}`,
  );
}

/** Whether this person has handed in the very same file for something that waits or counts. */
export async function sameFileOf(db: Database, { cell, agencyId, personId }: Subject, digest: string): Promise<boolean> {
  const found = await db.many(
    Id,
    sql`
    select r.id from record_file f
      join learning_record r on r.cell = f.cell and r.agency_id = f.agency_id and r.id = f.record_id
     where f.cell = ${cell} and f.agency_id = ${agencyId} and f.person_id = ${personId} and f.given_digest = ${digest} and r.state <> 'ditolak'`,
  );
  return found.length > 0;
}

/**
 * Keeps what was handed in as waiting, or hands a refused or still waiting one in anew. Returns its id. Throws `Fault` where the same thing
 * counts already or came from elsewhere.
 */
export async function keepHanded(tx: Database, { cell, agencyId, personId }: Subject, it: HandedDraft, proof: Proof, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  const kept = await tx.maybe(
    Id,
    sql`
    insert into learning_record as r (cell, agency_id, person_id, key, title, form, jp, starts_on, ends_on, provider, number, source, evidence, state, noted_at, changed_at)
    values (${cell}, ${agencyId}, ${personId}, ${keyOf(it)}, ${it.title}, ${it.form}, ${it.jp}, ${it.from}, ${it.until}, ${it.provider}, ${it.number}, 'serahan',
            'sertifikat', 'menunggu', ${at}, ${at})
    on conflict (cell, agency_id, person_id, key) do update
      set title = excluded.title, form = excluded.form, jp = excluded.jp, starts_on = excluded.starts_on, ends_on = excluded.ends_on, provider = excluded.provider,
          number = excluded.number, state = 'menunggu', reason = null, decided_by = null, decided_at = null, changed_at = excluded.changed_at
      where r.source = 'serahan' and r.state <> 'diakui'
    returning id`,
  );
  if (!kept) throw new Fault("conflict", texts.held);
  const { id } = kept;
  await tx.run(sql`
    insert into record_file (cell, agency_id, record_id, person_id, name, mime, given_digest, bytes, handed_at)
    values (${cell}, ${agencyId}, ${id}, ${personId}, ${proof.name}, ${proof.mime}, ${proof.givenDigest}, ${Buffer.from(proof.bytes)}, ${at})
    on conflict (cell, agency_id, record_id) do update
      set name = excluded.name, mime = excluded.mime, given_digest = excluded.given_digest, bytes = excluded.bytes, handed_at = excluded.handed_at`);
  return id;
}

/** The checker's word; `jp` and `form` as the checker has them. Only for what waits: false otherwise. */
export async function decideHanded(
  tx: Database,
  { cell, agencyId }: Tenant,
  { id, state, reason, by, now }: { id: number; state: "diakui" | "ditolak"; reason: string | null; by: number; now: Temporal.Instant },
): Promise<boolean> {
  const at = now.toString();
  const changed = await tx.run(sql`
    update learning_record set state = ${state}, reason = ${reason}, decided_by = ${by}, decided_at = ${at}, changed_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and source = 'serahan' and state = 'menunggu'`);
  return changed > 0;
}

const FileRow = z.object({ name: z.string(), mime: z.string(), bytes: z.instanceof(Uint8Array), personId: z.number() });

/** The file behind a record; undefined = none. */
export const proofOf = (db: Database, { cell, agencyId }: Tenant, recordId: number): Promise<z.output<typeof FileRow> | undefined> =>
  db.maybe(
    FileRow,
    sql`
    select name, mime, bytes, person_id::int as "personId" from record_file where cell = ${cell} and agency_id = ${agencyId} and record_id = ${recordId}`,
  );
