import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { type Tenant, type Training, trainingsOf } from "../store.ts";
import type { ClassDraft } from "./class-draft.ts";
import type { TrainingDraft } from "./training-draft.ts";

const StoredClass = z.object({
  code: z.string(),
  trainingCode: z.string(),
  name: z.string().nullable(),
  place: z.string().nullable(),
  city: z.string().nullable(),
  link: z.string().nullable(),
  seats: z.number().nullable(),
  taken: z.number(),
  entry: z.string(),
  approval: z.string(),
  status: z.string(),
  statusNote: z.string().nullable(),
  planLine: z.string().nullable(),
  budgetSource: z.string().nullable(),
  outsidePlan: z.string().nullable(),
  schedule: z.string(),
  endsOn: z.string().nullable(),
});
export type StoredClass = z.output<typeof StoredClass>;

/** What a city's catalogue holds now, by code. */
export async function storedCatalogue(db: Database, tenant: Tenant): Promise<{ trainings: Map<string, Training>; classes: Map<string, StoredClass> }> {
  const rows = await db.many(
    StoredClass,
    sql`
    select c.code, t.code as "trainingCode", c.name, c.place, c.city, c.link, c.seats, c.taken, c.entry, c.approval, c.status, c.status_note as "statusNote",
           c.plan_line as "planLine", c.budget_source as "budgetSource", c.outside_plan as "outsidePlan", c.schedule, c.ends_on::text as "endsOn"
      from training_class c
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where c.cell = ${tenant.cell} and c.agency_id = ${tenant.agencyId}`,
  );
  const trainings = await trainingsOf(db, tenant);
  return { trainings: new Map(trainings.map((it) => [it.code, it])), classes: new Map(rows.map((it) => [it.code, it])) };
}

/** Adds or replaces trainings with what they develop; a withdrawn one is on offer again. */
export async function saveTrainings(tx: Database, { cell, agencyId }: Tenant, drafts: TrainingDraft[], now: Temporal.Instant): Promise<void> {
  if (drafts.length === 0) return;
  const rows = JSON.stringify(drafts.map((it) => ({ ...it, self_paced: it.selfPaced, travel_covered: it.travelCovered })));
  const at = now.toString();
  await tx.run(sql`
    insert into training (cell, agency_id, code, name, about, route, form, mode, jp, days, abroad, self_paced, provider, partner, cost, payer, travel_covered,
                          prerequisites, requirement, families, levels, statuses, series, language, keywords, fictional, added_at, changed_at)
    select ${cell}, ${agencyId}, code, name, about, route, form, mode, jp, days, abroad, self_paced, provider, partner, cost, payer, travel_covered,
           prerequisites, requirement, families, levels, statuses, series, language, keywords, fictional, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as it (code text, name text, about text, route text, form text, mode text, jp numeric, days smallint, abroad boolean,
           self_paced boolean, provider text, partner text, cost bigint, payer text, travel_covered boolean, prerequisites text[], requirement text, families text[],
           levels text[], statuses text[], series text, language text, keywords text, fictional boolean)
    on conflict (cell, agency_id, code) do update
      set name = excluded.name, about = excluded.about, route = excluded.route, form = excluded.form, mode = excluded.mode, jp = excluded.jp, days = excluded.days,
          abroad = excluded.abroad, self_paced = excluded.self_paced, provider = excluded.provider, partner = excluded.partner, cost = excluded.cost,
          payer = excluded.payer, travel_covered = excluded.travel_covered, prerequisites = excluded.prerequisites, requirement = excluded.requirement,
          families = excluded.families, levels = excluded.levels, statuses = excluded.statuses, series = excluded.series, language = excluded.language,
          keywords = excluded.keywords, fictional = excluded.fictional, withdrawn_at = null, changed_at = excluded.changed_at`);
  const codes = drafts.map((it) => it.code);
  await tx.run(sql`
    delete from training_target g using training t
     where t.cell = ${cell} and t.agency_id = ${agencyId} and t.code = any(${codes}::text[])
       and g.cell = t.cell and g.agency_id = t.agency_id and g.training_id = t.id`);
  const targets = JSON.stringify(drafts.flatMap(({ code, targets: all }) => all.map((it) => ({ code, competency: it.competency, low: it.from, high: it.to }))));
  await tx.run(sql`
    insert into training_target (cell, agency_id, training_id, competency, from_level, to_level)
    select t.cell, t.agency_id, t.id, it.competency, it.low, it.high
      from jsonb_to_recordset(${targets}::jsonb) as it (code text, competency text, low smallint, high smallint)
      join training t on t.cell = ${cell} and t.agency_id = ${agencyId} and t.code = it.code`);
}

/** Adds or replaces classes with their sessions. Seats that are taken stay taken: `taken` is only believed of a new class. */
export async function saveClasses(
  tx: Database,
  { cell, agencyId }: Tenant,
  drafts: (ClassDraft & { keepsDates: boolean })[],
  now: Temporal.Instant,
): Promise<void> {
  if (drafts.length === 0) return;
  const at = now.toString();
  const rows = JSON.stringify(
    drafts.map((it) => ({
      ...it,
      training_code: it.trainingCode,
      starts_on: it.startsOn,
      ends_on: it.endsOn,
      register_until: it.registerUntil,
      cancel_until: it.cancelUntil,
      status_note: it.statusNote,
      plan_line: it.planLine,
      budget_source: it.budgetSource,
      outside_plan: it.outsidePlan,
      keeps_dates: it.keepsDates,
    })),
  );
  await tx.run(sql`
    insert into training_class as old (cell, agency_id, training_id, code, name, starts_on, ends_on, zone, place, city, link, seats, taken, register_until, cancel_until, entry,
                                approval, status, status_note, plan_line, budget_source, outside_plan, schedule, added_at, changed_at)
    select t.cell, t.agency_id, t.id, it.code, it.name, case when it.keeps_dates then k.starts_on else it.starts_on end,
           case when it.keeps_dates then k.ends_on else it.ends_on end, it.zone, it.place, it.city, it.link, it.seats, it.taken,
           case when it.keeps_dates then k.register_until else to_timestamp(it.register_until) end,
           case when it.keeps_dates then k.cancel_until else to_timestamp(it.cancel_until) end, it.entry,
           coalesce(it.approval, k.approval, case when t.self_paced then 'tanpa' else 'atasan' end), it.status, it.status_note, it.plan_line,
           it.budget_source, it.outside_plan, it.schedule, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as it (code text, training_code text, name text, starts_on date, ends_on date, zone text, place text, city text, link text,
           seats integer, taken integer, register_until float8, cancel_until float8, entry text, approval text, status text, status_note text, plan_line text, budget_source text, outside_plan text,
           schedule text, keeps_dates boolean)
      join training t on t.cell = ${cell} and t.agency_id = ${agencyId} and t.code = it.training_code
      left join training_class k on k.cell = t.cell and k.agency_id = t.agency_id and k.code = it.code
    on conflict (cell, agency_id, code) do update
      set training_id = excluded.training_id, name = excluded.name, starts_on = excluded.starts_on, ends_on = excluded.ends_on, zone = excluded.zone,
          place = excluded.place, city = excluded.city, link = excluded.link, seats = excluded.seats, register_until = excluded.register_until,
          cancel_until = excluded.cancel_until, entry = excluded.entry, approval = excluded.approval,
          status = excluded.status, status_note = excluded.status_note, plan_line = excluded.plan_line, budget_source = excluded.budget_source,
          outside_plan = excluded.outside_plan, schedule = excluded.schedule, changed_at = excluded.changed_at`);
  const moved = drafts.filter((it) => !it.keepsDates);
  const codes = moved.map((it) => it.code);
  await tx.run(sql`
    delete from training_session s using training_class c
     where c.cell = ${cell} and c.agency_id = ${agencyId} and c.code = any(${codes}::text[]) and s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id`);
  const sessions = JSON.stringify(moved.flatMap(({ code, sessions: all }) => all.map(([from, until]) => ({ code, from_at: from, until_at: until }))));
  await tx.run(sql`
    insert into training_session (cell, agency_id, class_id, starts_at, ends_at)
    select c.cell, c.agency_id, c.id, to_timestamp(it.from_at), to_timestamp(it.until_at)
      from jsonb_to_recordset(${sessions}::jsonb) as it (code text, from_at float8, until_at float8)
      join training_class c on c.cell = ${cell} and c.agency_id = ${agencyId} and c.code = it.code
     order by c.id, it.from_at`);
}
