import { createHash } from "node:crypto";
import { z } from "zod";
import { type Database, sql } from "../db/database.ts";

/** What the ledger tells of: somebody's data seen by another, a right given or taken, a talk proven to be somebody's, a request under the law. */
export type LedgerKind = "look" | "right" | "link" | "request";

/** One line of an agency's ledger: codes and numbers only, never words of a person. */
export interface LedgerEntry {
  agencyId: number;
  /** ISO instant. */
  at: string;
  kind: LedgerKind;
  /** Who did it; null = at the server's console. */
  actorId: number | null;
  /** Whose data or right it is. */
  subjectId: number;
  /** A capability's id, or a command of the console. */
  action: string;
  outcome: string;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What stands before the first line of a chain. */
const genesis = (cell: number, agencyId: number): string => digest(`kawan ledger ${cell} ${agencyId}`);

/** The database keeps microseconds. */
const microseconds = (iso: string): string => String(Temporal.Instant.from(iso).epochNanoseconds / 1000n);

interface Line extends Omit<LedgerEntry, "at"> {
  number: number;
  /** Microseconds since 1970. */
  micros: string;
}

const linkOf = (before: string, cell: number, it: Line): string =>
  digest(JSON.stringify([before, cell, it.agencyId, it.number, it.micros, it.kind, it.actorId, it.subjectId, it.action, it.outcome]));

const Head = z.object({ number: z.coerce.number(), hash: z.string() });

/**
 * Adds lines, each holding the digest of the one before, so that none can be changed, put in or left out unseen. Written at the end
 * of the transaction that they tell of: an agency's chain is one row's lock, so nothing that happens often may come here.
 */
export async function writeLedger(db: Database, cell: number, entries: LedgerEntry[]): Promise<void> {
  const agencies = [...new Set(entries.map((it) => it.agencyId))].sort((a, b) => a - b);
  for (const agencyId of agencies) {
    const mine = entries.filter((it) => it.agencyId === agencyId);
    await appendLines(db, cell, agencyId, mine);
  }
}

async function appendLines(db: Database, cell: number, agencyId: number, entries: LedgerEntry[]): Promise<void> {
  const first = genesis(cell, agencyId);
  await db.run(sql`
    insert into ledger_head (cell, agency_id, number, hash, cut_hash) values (${cell}, ${agencyId}, 0, ${first}, ${first})
    on conflict (cell, agency_id) do nothing`);
  const head = await db.one(Head, sql`select number, hash from ledger_head where cell = ${cell} and agency_id = ${agencyId} for update`);
  let { number, hash } = head;
  const rows = entries.map(({ at, ...it }) => {
    number += 1;
    hash = linkOf(hash, cell, { ...it, number, micros: microseconds(at) });
    return { ...it, number, at: Temporal.Instant.from(at).round({ smallestUnit: "microsecond", roundingMode: "floor" }).toString(), hash };
  });
  await db.run(sql`
    insert into ledger (cell, agency_id, number, at, kind, actor_id, subject_id, action, outcome, hash)
    select ${cell}, ${agencyId}, number, at, kind, "actorId", "subjectId", action, outcome, hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as it (number bigint, at timestamptz, kind text, "actorId" bigint, "subjectId" bigint, action text, outcome text, hash text)`);
  await db.run(sql`update ledger_head set number = ${number}, hash = ${hash} where cell = ${cell} and agency_id = ${agencyId}`);
}

const Look = z.object({
  at: z.string(),
  actorId: z.number().nullable(),
  action: z.string(),
  kind: z.enum(["look", "right", "link", "request"]),
  outcome: z.string(),
});

/** What the ledger says about one person, newest first. */
export function ledgerOf(db: Database, { cell, agencyId, personId }: { cell: number; agencyId: number; personId: number }, most: number) {
  return db.many(
    Look,
    sql`
    select to_json(at)#>>'{}' as at, actor_id::int as "actorId", action, kind, outcome from ledger
     where cell = ${cell} and agency_id = ${agencyId} and subject_id = ${personId}
     order by number desc limit ${most}`,
  );
}

const Cut = z.object({ number: z.coerce.number(), hash: z.string() });

/** Takes the oldest lines away; the digest of the last one that went stays, so that what is left still hangs together. */
export async function cutLedger(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const agencies = await db.many(z.object({ id: z.number() }), sql`select agency_id as id from ledger_head where cell = ${cell} order by 1`);
  let all = 0;
  for (const { id } of agencies) {
    all += await db.transaction(async (tx) => {
      await tx.run(sql`select 1 from ledger_head where cell = ${cell} and agency_id = ${id} for update`);
      const last = await tx.maybe(
        Cut,
        sql`select number, hash from ledger where cell = ${cell} and agency_id = ${id} and at < ${before.toString()} order by number desc limit 1`,
      );
      if (!last) return 0;
      await tx.run(sql`update ledger_head set cut_number = ${last.number}, cut_hash = ${last.hash} where cell = ${cell} and agency_id = ${id}`);
      return tx.run(sql`delete from ledger where cell = ${cell} and agency_id = ${id} and number <= ${last.number}`);
    });
  }
  return all;
}

const Chain = z.object({
  agencyId: z.number(),
  slug: z.string(),
  number: z.coerce.number(),
  hash: z.string(),
  cutNumber: z.coerce.number(),
  cutHash: z.string(),
});
const Kept = z.object({
  number: z.coerce.number(),
  micros: z.string(),
  kind: z.enum(["look", "right", "link", "request"]),
  actorId: z.number().nullable(),
  subjectId: z.number(),
  action: z.string(),
  outcome: z.string(),
  hash: z.string(),
});

/** How an agency's chain was found; `fault` = what does not fit, in English for an operator. */
export interface LedgerState {
  /** The agency's; of one that has been removed, its id. */
  slug: string;
  lines: number;
  newest: string;
  fault: string | null;
  /** Whether a digest noted earlier is still part of it. */
  holds: (noted: string) => boolean;
}

const page = 2_000;

/** Reads every chain from its beginning, also of agencies that are no more: a removed agency must not hide an edit. */
export async function verifyLedger(db: Database, cell: number): Promise<LedgerState[]> {
  const chains = await db.many(
    Chain,
    sql`
    select h.agency_id as "agencyId", coalesce(a.slug, 'agency ' || h.agency_id || ' (removed)') as slug, h.number, h.hash, h.cut_number as "cutNumber",
           h.cut_hash as "cutHash"
      from ledger_head h left join agency a on a.id = h.agency_id where h.cell = ${cell} order by h.agency_id`,
  );
  const states: LedgerState[] = [];
  for (const it of chains) states.push(await verifyChain(db, cell, it));
  return states;
}

async function verifyChain(db: Database, cell: number, chain: z.output<typeof Chain>): Promise<LedgerState> {
  const { agencyId, slug } = chain;
  const seen = new Set([chain.cutHash]);
  let { cutNumber: number, cutHash: hash } = chain;
  const state = (fault: string | null): LedgerState => ({ slug, lines: number - chain.cutNumber, newest: hash, fault, holds: (noted) => seen.has(noted) });
  for (;;) {
    const rows = await db.many(
      Kept,
      sql`
      select number, (extract(epoch from at) * 1000000)::bigint::text as micros, kind, actor_id::int as "actorId", subject_id::int as "subjectId", action, outcome, hash
        from ledger where cell = ${cell} and agency_id = ${agencyId} and number > ${number} order by number limit ${page}`,
    );
    for (const row of rows) {
      if (row.number !== number + 1) return state(`line ${number + 1} is missing`);
      hash = linkOf(hash, cell, { ...row, agencyId });
      number = row.number;
      if (hash !== row.hash) return state(`line ${number} was changed, or one before it`);
      seen.add(hash);
    }
    if (rows.length < page) break;
  }
  return state(number === chain.number && hash === chain.hash ? null : `its end is missing: line ${chain.number} was the newest`);
}
