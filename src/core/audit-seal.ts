import { createHash } from "node:crypto";
import { z } from "zod";
import { type Database, sql } from "../db/database.ts";

/** The beginning of the chain of seals, and of time as far as it is concerned. */
const genesis = (cell: number): string => createHash("sha256").update(`kawan audit ${cell}`).digest("hex");
const beginning = "0001-01-01T00:00:00Z";

const Row = z.object({
  id: z.coerce.number(),
  micros: z.string(),
  agencyId: z.number().nullable(),
  personId: z.coerce.number().nullable(),
  capability: z.string(),
  outcome: z.string(),
  detail: z.string(),
});

const Seal = z.object({
  number: z.coerce.number(),
  sealedAt: z.string(),
  until: z.string(),
  rows: z.coerce.number(),
  digest: z.string(),
  hash: z.string(),
  emptiedAt: z.string().nullable(),
});
export type Seal = z.output<typeof Seal>;

const page = 2_000;

/**
 * Count and digest of the audit rows of [since, until), in the order of time and number. The talk (`conversation`) is left out: the
 * law has its link cut after some months, and the seal must hold all the same.
 */
async function digestOf(db: Database, cell: number, since: string, until: string): Promise<{ rows: number; digest: string }> {
  const hash = createHash("sha256");
  let rows = 0;
  for (let last: { micros: string; id: number } = { micros: "-99999999999999999", id: 0 }; ; ) {
    const found = await db.many(
      Row,
      sql`
      select id, micros::text, "agencyId", "personId", capability, outcome, detail from (
        select id, (extract(epoch from at) * 1000000)::bigint as micros, at, agency_id as "agencyId", person_id as "personId", capability, outcome, detail::text
          from audit where cell = ${cell} and at >= ${since} and at < ${until}) it
       where (micros, id) > (${last.micros}::bigint, ${last.id})
       order by at, id limit ${page}`,
    );
    for (const it of found) hash.update(`${JSON.stringify([it.id, it.micros, it.agencyId, it.personId, it.capability, it.outcome, it.detail])}\n`);
    rows += found.length;
    const end = found.at(-1);
    if (found.length < page || !end) return { rows, digest: hash.digest("hex") };
    last = end;
  }
}

const linkOf = (before: string, { number, until, rows, digest }: Pick<Seal, "number" | "until" | "rows" | "digest">): string =>
  createHash("sha256")
    .update(JSON.stringify([before, number, Temporal.Instant.from(until).epochMilliseconds, rows, digest]))
    .digest("hex");

/**
 * Seals what was written since the last seal and before `until`, which must be long enough ago for every transaction of then to have
 * ended. Done once a day and apart from the writing, so that nothing waits for a chain; what is not sealed yet is a day at most.
 * Undefined = there was nothing new to seal up to then.
 */
export async function sealAudit(db: Database, cell: number, until: Temporal.Instant, now: Temporal.Instant): Promise<Seal | undefined> {
  const last = (await sealsOf(db, cell)).at(-1);
  if (last && Temporal.Instant.compare(Temporal.Instant.from(last.until), until) >= 0) return undefined;
  const number = (last?.number ?? 0) + 1;
  const { rows, digest } = await digestOf(db, cell, last?.until ?? beginning, until.toString());
  const seal = { number, until: until.toString(), rows, digest };
  const hash = linkOf(last?.hash ?? genesis(cell), seal);
  await db.run(sql`
    insert into audit_seal (cell, number, sealed_at, until, rows, digest, hash)
    values (${cell}, ${number}, ${now.toString()}, ${until.toString()}, ${rows}, ${digest}, ${hash})
    on conflict (cell, number) do nothing`);
  return { ...seal, hash, sealedAt: now.toString(), emptiedAt: null };
}

export function sealsOf(db: Database, cell: number): Promise<Seal[]> {
  return db.many(
    Seal,
    sql`
    select number, to_json(sealed_at)#>>'{}' as "sealedAt", to_json(until)#>>'{}' as until, rows, digest, hash, to_json(emptied_at)#>>'{}' as "emptiedAt"
      from audit_seal where cell = ${cell} order by number`,
  );
}

/**
 * Up to when rows may be deleted so that no sealed stretch loses only some of its rows: `before`, or the beginning of the stretch
 * around it.
 */
export async function deletableUntil(db: Database, cell: number, before: Temporal.Instant): Promise<Temporal.Instant> {
  const seals = await sealsOf(db, cell);
  const around = seals.findIndex((it) => Temporal.Instant.compare(Temporal.Instant.from(it.until), before) > 0);
  if (around < 0) return before;
  return Temporal.Instant.from(around === 0 ? beginning : (seals[around - 1]?.until ?? beginning));
}

/** Notes that retention has taken the rows of stretches that ended by then; their seals stay, and the chain with them. */
export async function markEmptied(db: Database, cell: number, until: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  await db.run(sql`update audit_seal set emptied_at = ${now.toString()} where cell = ${cell} and until <= ${until.toString()} and emptied_at is null`);
}

/** What was found about the audit; `fault` = what does not fit, in English for an operator. */
export interface AuditState {
  seals: number;
  /** Rows that are there and as they were sealed; rows too young to be sealed. */
  sealed: number;
  unsealed: number;
  newest: string | null;
  sealedUntil: string | null;
  fault: string | null;
  holds(noted: string): boolean;
}

/** Compares every seal with its rows and with the seal before. `keptDays` = for how long retention keeps audit rows. */
export async function verifyAudit(db: Database, cell: number, keptDays: number): Promise<AuditState> {
  const seals = await sealsOf(db, cell);
  const known = new Set<string>();
  let before = genesis(cell);
  let since = beginning;
  let sealed = 0;
  let fault: string | null = null;
  for (const [at, seal] of seals.entries()) {
    fault = faultOf(seal, at, before, keptDays) ?? (await faultOfRows(db, cell, since, seal));
    if (fault) break;
    sealed += seal.emptiedAt === null ? seal.rows : 0;
    ({ hash: before, until: since } = seal);
    known.add(seal.hash);
  }
  const { count } = await db.one(z.object({ count: z.coerce.number() }), sql`select count(*) as count from audit where cell = ${cell} and at >= ${since}`);
  const last = seals.at(-1);
  const newest = last?.hash ?? null;
  return { seals: seals.length, sealed, unsealed: count, newest, sealedUntil: last?.until ?? null, fault, holds: (noted) => known.has(noted) };
}

function faultOf(seal: Seal, at: number, before: string, keptDays: number): string | null {
  if (seal.number !== at + 1) return `seal ${at + 1} is missing`;
  if (linkOf(before, seal) !== seal.hash) return `seal ${seal.number} was changed, or one before it`;
  if (seal.emptiedAt === null) return null;
  const age = Temporal.Instant.from(seal.emptiedAt).since(Temporal.Instant.from(seal.until)).total("hours") / 24;
  return age < keptDays ? `rows of seal ${seal.number} went after ${Math.floor(age)} days, before retention may take them (${keptDays})` : null;
}

async function faultOfRows(db: Database, cell: number, since: string, seal: Seal): Promise<string | null> {
  const found = await digestOf(db, cell, since, seal.until);
  const wanted = seal.emptiedAt === null ? seal : { rows: 0, digest: found.digest };
  if (found.rows !== wanted.rows) return `seal ${seal.number} (until ${seal.until}) covers ${wanted.rows} rows, and ${found.rows} are there`;
  return found.digest === wanted.digest ? null : `a row under seal ${seal.number} (until ${seal.until}) was changed`;
}
