import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { type Form, isForm } from "../../training/forms.ts";
import type { Tenant } from "../../training/store.ts";

const PlanLine = z.object({
  year: z.number(),
  code: z.string(),
  name: z.string(),
  /** Ids of the dictionary. */
  competencies: z.array(z.string()),
  target: z.string(),
  targetCount: z.number(),
  form: z.custom<Form>((it) => typeof it === "string" && isForm(it)),
  provider: z.string(),
  schedule: z.string(),
  curriculum: z.string(),
  /** Rupiah. */
  budget: z.number(),
  budgetSource: z.string(),
});
/** A line of the yearly plan with its seven elements (P-08: PP 11/2017 Pasal 207 ayat (3)). */
export type PlanLine = z.output<typeof PlanLine>;

const Followed = PlanLine.extend({
  /** Classes that refer to it and are not cancelled, their seats and those of them that are taken. */
  classes: z.number(),
  seats: z.number(),
  taken: z.number(),
  /** Classes of it that are postponed: the need is kept. */
  postponed: z.number(),
  /** Open needs of people for one of its competencies. */
  needs: z.number(),
});
/** A line with what has become of it so far. */
export type FollowedLine = z.output<typeof Followed>;

/** Adds or replaces lines of a year; what is not named stays. */
export async function savePlan(tx: Database, { cell, agencyId }: Tenant, lines: PlanLine[], now: Temporal.Instant): Promise<void> {
  if (lines.length === 0) return;
  const rows = JSON.stringify(lines.map((it) => ({ ...it, target_count: it.targetCount, budget_source: it.budgetSource })));
  await tx.run(sql`
    insert into plan_line (cell, agency_id, year, code, name, competencies, target, target_count, form, provider, schedule, curriculum, budget, budget_source, changed_at)
    select ${cell}, ${agencyId}, year, code, name, competencies, target, target_count, form, provider, schedule, curriculum, budget, budget_source, ${now.toString()}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as it (year smallint, code text, name text, competencies text[], target text, target_count integer, form text, provider text,
           schedule text, curriculum text, budget bigint, budget_source text)
    on conflict (cell, agency_id, year, code) do update
      set name = excluded.name, competencies = excluded.competencies, target = excluded.target, target_count = excluded.target_count, form = excluded.form,
          provider = excluded.provider, schedule = excluded.schedule, curriculum = excluded.curriculum, budget = excluded.budget,
          budget_source = excluded.budget_source, changed_at = excluded.changed_at`);
}

/** A year's plan with its classes and needs, by code. */
export const planOfYear = (db: Database, { cell, agencyId }: Tenant, year: number): Promise<FollowedLine[]> =>
  db.many(
    Followed,
    sql`
    select l.year::int as year, l.code, l.name, l.competencies, l.target, l.target_count as "targetCount", l.form, l.provider, l.schedule, l.curriculum, l.budget::float8 as budget,
           l.budget_source as "budgetSource", count(c.id)::int as classes, coalesce(sum(c.seats), 0)::int as seats, coalesce(sum(c.taken), 0)::int as taken,
           (count(c.id) filter (where c.status = 'ditunda'))::int as postponed,
           (select count(*)::int from training_need n
             where n.cell = l.cell and n.agency_id = l.agency_id and n.competency_id = any(l.competencies) and n.state in ('proposed', 'verified', 'planned')) as needs
      from plan_line l
      left join training_class c on c.cell = l.cell and c.agency_id = l.agency_id and lower(c.plan_line) = lower(l.code) and c.status <> 'batal'
       and (c.starts_on is null or extract(year from c.starts_on) = l.year)
     where l.cell = ${cell} and l.agency_id = ${agencyId} and l.year = ${year}
     group by l.cell, l.agency_id, l.year, l.code
     order by l.code`,
  );

const Loose = z.object({ code: z.string(), planLine: z.string() });

/** Classes of a year that name a line which the plan does not have. */
export const classesOffPlan = (db: Database, { cell, agencyId }: Tenant, year: number): Promise<z.output<typeof Loose>[]> =>
  db.many(
    Loose,
    sql`
    select c.code, c.plan_line as "planLine" from training_class c
     where c.cell = ${cell} and c.agency_id = ${agencyId} and c.plan_line is not null and c.status <> 'batal' and extract(year from c.starts_on) = ${year}
       and not exists (select 1 from plan_line l where l.cell = c.cell and l.agency_id = c.agency_id and l.year = ${year} and lower(l.code) = lower(c.plan_line))
     order by c.code`,
  );

const Unplanned = z.object({ competency: z.string(), name: z.string(), people: z.number() });

/** Open needs for competencies that no line of the year develops, most people first. */
export const needsOffPlan = (db: Database, { cell, agencyId }: Tenant, year: number): Promise<z.output<typeof Unplanned>[]> =>
  db.many(
    Unplanned,
    sql`
    select n.competency_id as competency, c.name, count(distinct n.person_id)::int as people
      from training_need n
      join competency c on c.cell = n.cell and c.agency_id = n.agency_id and c.id = n.competency_id
     where n.cell = ${cell} and n.agency_id = ${agencyId} and n.state in ('proposed', 'verified', 'planned')
       and not exists (select 1 from plan_line l where l.cell = n.cell and l.agency_id = n.agency_id and l.year = ${year} and n.competency_id = any(l.competencies))
     group by n.competency_id, c.name order by people desc, n.competency_id`,
  );
