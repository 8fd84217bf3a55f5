import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import type { Button } from "../../core/reply.ts";
import { type Database, sql } from "../../db/database.ts";

const texts = {
  none: "Kemajuan: tes akhirnya belum disiapkan petugas; materi: /materi",
  before: "tes awal selesai",
  open: "tes akhir belum dikerjakan",
  under: "tes akhir sedang dikerjakan",
  best: (score: number) => `tes akhir selesai, nilai terbaik ${score}`,
  line: (parts: string[]) => `Kemajuan: ${parts.join("; ")}`,
  test: "Kerjakan tes",
};

const Progress = z.object({
  classId: z.number(),
  /** Whether the training has a test that ends it. */
  hasTest: z.boolean(),
  before: z.boolean(),
  begun: z.boolean(),
  /** Best points of 100 so far; null = never finished. */
  score: z.number().nullable(),
});
/** How far somebody is in what is learnt alone (F25). */
export type Progress = z.output<typeof Progress>;

/** Of those classes of a person that have no sessions, by class. */
export async function progressOf(db: Database, { cell, agencyId, personId }: Subject, classIds: number[]): Promise<Map<number, Progress>> {
  const found = await db.many(
    Progress,
    sql`
    select c.id::int as "classId",
           exists (select 1 from learning_question q where q.cell = c.cell and q.agency_id = c.agency_id and q.training_id = c.training_id and q.test = 'akhir') as "hasTest",
           coalesce(bool_or(t.test = 'awal' and t.finished_at is not null), false) as before,
           coalesce(bool_or(t.test = 'akhir'), false) as begun,
           max(t.score) filter (where t.test = 'akhir')::float8 as score
      from training_class c
      join training x on x.cell = c.cell and x.agency_id = c.agency_id and x.id = c.training_id and x.self_paced
      left join learning_test t on t.cell = c.cell and t.agency_id = c.agency_id and t.class_id = c.id and t.person_id = ${personId}
     where c.cell = ${cell} and c.agency_id = ${agencyId} and c.id = any(${classIds}::bigint[])
     group by c.cell, c.agency_id, c.id, c.training_id`,
  );
  return new Map(found.map((it) => [it.classId, it]));
}

/** One line of it. */
export function progressText({ hasTest, before, begun, score }: Progress): string {
  if (!hasTest) return texts.none;
  const last = score !== null ? texts.best(Math.round(score)) : begun ? texts.under : texts.open;
  return texts.line([...(before ? [texts.before] : []), last]);
}

/** The way to the test that ends it, as long as there is one. */
export const testButton = ({ classId, hasTest }: Progress, name: string): Button[] =>
  hasTest ? [{ label: texts.test, full: `${texts.test}: ${name}`, call: { capability: "take_test", input: { class: classId, test: "akhir" } } }] : [];
