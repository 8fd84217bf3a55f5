import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { measures } from "./values.ts";

/**
 * What makes a mark: each measure from nought to one, and how much it counts. What people do at work counts more than what they say they learnt, and
 * that more than how they liked it. A tool of ours, not an official formula.
 */
const parts: { measure: string; step: string; least: number; most: number; weight: number }[] = [
  { measure: measures.applied, step: "perilaku", least: 0, most: 1, weight: 3 },
  { measure: measures.seen, step: "perilaku", least: 0, most: 1, weight: 3 },
  { measure: measures.learning, step: "belajar", least: -1, most: 3, weight: 2 },
  { measure: measures.nps, step: "reaksi", least: -1, most: 1, weight: 1 },
];

const Row = z.object({ training: z.number(), measure: z.string(), answered: z.number(), blocks: z.number(), mean: z.number(), variance: z.number() });

/** A training's mark, and what it rests on in numbers that can be told: of those who answered, as they are. */
export interface Quality {
  /** 0 to 1; ½ is what the city's trainings are worth on average. */
  mark: number;
  /** Who said how far they would recommend it; 0 = not told. */
  liked: number;
  /** Who said whether they apply it, and which share does; null = not told. */
  applied: { answered: number; share: number } | null;
}

/**
 * One mark from 0 to 1 for each training that anything is told of, around the city's mean: few answers pull it there (empirical Bayes), and ½ is
 * what the city's trainings are worth on average. For `Situation.quality` of the advice.
 */
export async function qualityOf(db: Database, { cell, agencyId }: Tenant): Promise<Map<number, Quality>> {
  const rows = await db.many(
    Row,
    sql`
    select k.training_id::int as training, o.measure, sum(o.answered)::int as answered, count(distinct k.id)::int as blocks, sum(o.total) / sum(o.answered) as mean,
           greatest(0, sum(o.squares) / sum(o.answered) - (sum(o.total) / sum(o.answered)) ^ 2) as variance
      from survey_block k
      join survey_total o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id and o.measure = any(${parts.map((it) => it.measure)}::text[])
     where k.cell = ${cell} and k.agency_id = ${agencyId} and k.family = 'kelas' group by 1, 2`,
  );
  const found = new Map<number, { sum: number; weight: number }>();
  for (const part of parts) {
    for (const [training, pulled] of steadied(rows.filter((it) => it.measure === part.measure))) {
      const it = found.get(training) ?? { sum: 0, weight: 0 };
      found.set(training, { sum: it.sum + (part.weight * pulled) / (part.most - part.least), weight: it.weight + part.weight });
    }
  }
  // What is not known of a training yet is taken to be as the city's: so a training of which only the liking is known moves little.
  const whole = parts.reduce((all, it) => all + it.weight, 0);
  const told = (training: number, measure: string) => rows.find((it) => it.training === training && it.measure === measure);
  return new Map(
    [...found].map(([training, it]) => {
      const applied = told(training, measures.applied);
      return [
        training,
        {
          mark: Math.min(1, Math.max(0, 0.5 + it.sum / whole)),
          liked: told(training, measures.nps)?.answered ?? 0,
          applied: applied ? { answered: applied.answered, share: applied.mean } : null,
        },
      ];
    }),
  );
}

/** How far each training stands from the city's mean, pulled towards it by as much as chance alone moves it. */
function steadied(rows: z.output<typeof Row>[]): [training: number, from: number][] {
  const answers = rows.reduce((all, it) => all + it.answered, 0);
  const centre = rows.reduce((all, it) => all + it.answered * it.mean, 0) / answers;
  const variance = rows.reduce((all, it) => all + it.answered * it.variance, 0) / answers;
  const chance = rows.map((it) => variance / it.answered);
  const seen = rows.reduce((all, it) => all + (it.mean - centre) ** 2, 0) / Math.max(1, rows.length - 1);
  const between = Math.max(0, seen - chance.reduce((all, it) => all + it, 0) / Math.max(1, rows.length));
  return rows.map((it, at) => [it.training, between === 0 ? 0 : ((it.mean - centre) * between) / (between + (chance[at] ?? 0))]);
}
