import { z } from "zod";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { fewest } from "./blocks.ts";
import { blocksOf, type Group, partKey } from "./fact-store.ts";

const Said = z.object({ id: z.string(), block: z.number(), part: z.string(), measure: z.string(), words: z.string(), turn: z.number() });

/**
 * Comments of a group that may be told: one measure's of a block where five people wrote something; of blocks where fewer did, those of the
 * training's next ones that make five together, and only to whom asks for all of these blocks.
 */
export async function commentsIn(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<z.output<typeof Said>[]> {
  if (group.kind === "unit") return [];
  const { cell, agencyId } = tenant;
  const found = await db.many(
    Said,
    sql`
    select s.id::text as id, k.id::int as block, ${partKey} as part, s.measure, s.words, s.turn
      from survey_block k
      join survey_comment s on s.cell = k.cell and s.agency_id = k.agency_id and s.block_id = k.id and s.hidden_at is null
     where ${blocksOf(tenant, group, year)} order by s.id`,
  );
  if (found.length === 0) return [];
  const mine = [...new Set(found.map((it) => it.block))];
  const trainings = sql`(select o.training_id from survey_block o where o.cell = ${cell} and o.agency_id = ${agencyId} and o.id = any(${mine}::bigint[]))`;
  const sets = commentSets(await countsOf(db, sql`k.cell = ${cell} and k.agency_id = ${agencyId} and k.training_id in ${trainings}`));
  const here = new Set(mine);
  const told = new Set(sets.filter((it) => it.told && it.blocks.every((own) => here.has(own.block))).flatMap((it) => it.blocks.map(keyOf)));
  return found.filter((it) => told.has(keyOf(it)));
}

/**
 * Deletes comments of answers that were put together before an instant, with those that are told only together with them: what is left of such
 * a set would tell of fewer than five. The number of rows.
 */
export async function deleteCommentsBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const old = sql`b.cell = ${cell} and b.settled_at < ${before.toString()}::timestamptz`;
  const trainings = sql`
    (select b.agency_id, b.training_id from survey_block b join survey_comment m on m.cell = b.cell and m.agency_id = b.agency_id and m.block_id = b.id where ${old})`;
  const sets = commentSets(await countsOf(db, sql`k.cell = ${cell} and (k.agency_id, k.training_id) in ${trainings}`));
  const isOld = (it: Counted) => it.settledAt < before.epochMilliseconds / 1_000;
  const gone = sets.flatMap(({ told, blocks }) => (told && blocks.some(isOld) ? blocks : blocks.filter(isOld)));
  return db.run(sql`
    delete from survey_comment m using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as it ("agencyId" smallint, block bigint, measure text)
     where m.cell = ${cell} and m.agency_id = it."agencyId" and m.block_id = it.block and m.measure = it.measure`);
}

const Counted = z.object({
  agencyId: z.number(),
  block: z.number(),
  training: z.number(),
  part: z.string(),
  measure: z.string(),
  /** Epoch seconds. */
  settledAt: z.number(),
  /** How many comments of each turn. */
  turns: z.record(z.string(), z.number()),
  /** Whether each is another person's: participants of one class. */
  single: z.boolean(),
});
type Counted = z.output<typeof Counted>;

/** How much was written to each measure of these blocks `k`, also what an officer has hidden: the sets stay as they are. */
function countsOf(db: Database, which: Sql): Promise<Counted[]> {
  const classes = rawSql("(select count(*) from survey_block_class c where c.cell = k.cell and c.agency_id = k.agency_id and c.block_id = k.id)");
  return db.many(
    Counted,
    sql`
    select k.agency_id::int as "agencyId", k.id::int as block, k.training_id::int as training, ${partKey} as part, it.measure,
           extract(epoch from k.settled_at)::float8 as "settledAt", it.turns, k.capacity = 'peserta' and ${classes} = 1 as single
      from survey_block k
     cross join lateral (
       select measure, jsonb_object_agg(turn::text, count) as turns
         from (select s.measure, s.turn, count(*)::int as count from survey_comment s
                where s.cell = k.cell and s.agency_id = k.agency_id and s.block_id = k.id group by 1, 2) own
        group by 1) it
     where k.family = 'kelas' and ${which} order by k.agency_id, k.id`,
  );
}

interface CommentSet {
  blocks: Counted[];
  /** Whether five people wrote it; false = waits for the training's next blocks. */
  told: boolean;
}

/** Blocks of a training, oldest first, as sets that five people wrote; a later block changes no set before it, so no two reports differ by fewer. */
function commentSets(counted: Counted[]): CommentSet[] {
  return [...Map.groupBy(counted, (it) => `${it.agencyId} ${it.training} ${it.part} ${it.measure}`).values()].flatMap((own) => {
    const sets: CommentSet[] = [];
    let waiting: Counted[] = [];
    for (const it of own) {
      waiting.push(it);
      if (writersOf(waiting) < fewest) continue;
      sets.push({ blocks: waiting, told: true });
      waiting = [];
    }
    return waiting.length === 0 ? sets : [...sets, { blocks: waiting, told: false }];
  });
}

/**
 * How many different people wrote it at least. Who writes again does so in a later block and at a later turn (participants of one class once only),
 * so each comment is given to somebody who may have written before, the one of the latest turn (as cards are laid in patience), until nobody may.
 */
function writersOf(blocks: Counted[]): number {
  const latest: number[] = [];
  for (const { turns, single } of blocks) {
    const own = Object.entries(turns).flatMap(([turn, count]) => Array.from({ length: count }, () => Number(turn)));
    for (const turn of own.sort((a, b) => (single ? b - a : a - b))) {
      const before = Math.max(-1, ...latest.filter((it) => it < turn));
      if (before < 0) latest.push(turn);
      else latest[latest.indexOf(before)] = turn;
    }
  }
  return latest.length;
}

const keyOf = ({ block, measure }: { block: number; measure: string }): string => `${block} ${measure}`;
