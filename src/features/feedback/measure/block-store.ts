import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Step } from "../survey/request-store.ts";
import type { Capacity } from "../survey/survey.ts";
import type { Total } from "./totals.ts";

/** A block as it is written, once. */
export interface NewBlock {
  family: "kelas" | "unit";
  /** Of the training, or of the unit. */
  of: number;
  step: Step;
  afterDays: number;
  capacity: Capacity;
  year: number;
  asked: number;
  members: { request: number; stratum: number }[];
  classes: number[];
  totals: Total[];
  comments: { measure: string; words: string; turn: number }[];
}

const Id = z.object({ id: z.number() });

/** Writes a block with its totals; the comments in the order of random ids, apart from who gave what else. */
export async function putBlock(tx: Database, { cell, agencyId }: Tenant, block: NewBlock, now: Temporal.Instant): Promise<number> {
  const [training, unit] = block.family === "kelas" ? [block.of, null] : [null, block.of];
  const { id } = await tx.one(
    Id,
    sql`
    insert into survey_block (cell, agency_id, family, training_id, unit_id, step, after_days, capacity, asked, answered, year, settled_at)
    values (${cell}, ${agencyId}, ${block.family}, ${training}, ${unit}, ${block.step}, ${block.afterDays}, ${block.capacity}, ${block.asked}, ${block.members.length},
            ${block.year}, ${now.toString()}) returning id::int as id`,
  );
  await tx.run(sql`
    insert into survey_block_member (cell, agency_id, block_id, request_id, stratum)
    select ${cell}, ${agencyId}, ${id}, request, stratum from jsonb_to_recordset(${JSON.stringify(block.members)}::jsonb) as it (request bigint, stratum smallint)`);
  await tx.run(sql`
    insert into survey_block_class (cell, agency_id, block_id, class_id) select ${cell}, ${agencyId}, ${id}, it from unnest(${block.classes}::bigint[]) it`);
  await tx.run(sql`
    insert into survey_total (cell, agency_id, block_id, measure, stratum, asked, answered, score_asked, score_answered, total, squares, counts)
    select ${cell}, ${agencyId}, ${id}, measure, stratum, asked, answered, "scoreAsked", "scoreAnswered", total, squares, counts
      from jsonb_to_recordset(${JSON.stringify(block.totals)}::jsonb) as it (measure text, stratum smallint, asked int, answered int,
           "scoreAsked" float8, "scoreAnswered" float8, total float8, squares float8, counts jsonb)`);
  await tx.run(sql`
    insert into survey_comment (cell, agency_id, id, block_id, measure, words, turn)
    select ${cell}, ${agencyId}, id, ${id}, measure, words, turn
      from (select gen_random_uuid() as id, it.* from jsonb_to_recordset(${JSON.stringify(block.comments)}::jsonb) as it (measure text, words text, turn smallint)) it order by id`);
  return id;
}
