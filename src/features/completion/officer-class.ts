import { z } from "zod";
import type { Context, Outcome } from "../../core/capability.ts";
import type { Agency, Person } from "../../core/person.ts";
import { plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { type Database, sql } from "../../db/database.ts";
import { personNamed } from "../competency/team-list.ts";
import { type ClassOf, loadClass, loadClasses } from "../enrolment/class-of.ts";
import { classButtons } from "../enrolment/schedule/class-buttons.ts";
import type { Desk } from "../enrolment/seats/promote.ts";
import type { Tenant } from "../training/store.ts";

const texts = {
  which: "Kelas yang mana?",
  none: "Tidak ada kelas yang berlangsung atau baru selesai.",
  unknown: (words: string) => `Tidak ada kelas “${plain(words)}” yang berlangsung atau baru selesai.`,
  gone: "Kelas itu tidak ada lagi.",
};

/** What an officer works on, with who the officer is. */
export interface OfficerDesk extends Desk {
  by: number;
}

export const deskOf = (context: Context): OfficerDesk & { agency: Agency } => {
  const { id, agency } = context.person as Person;
  return { ...context, agency, by: id };
};

/** Days around today in which a class is worked on; certificates and corrections come weeks after the end. */
const daysBefore = 90;

/** Which days are asked about: `today` = classes of today only, `near` = from the last months until tomorrow. */
export type Span = "today" | "near";

/** Classes that take place or took place lately, nearest to today first. */
async function nearClasses(db: Database, { cell, agencyId }: Tenant, day: string, span: Span): Promise<number[]> {
  const today = Temporal.PlainDate.from(day);
  const since = span === "today" ? day : today.subtract({ days: daysBefore }).toString();
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`
    select c.id::int as id from training_class c
     where c.cell = ${cell} and c.agency_id = ${agencyId} and c.status not in ('batal', 'ditunda', 'rencana')
       and c.starts_on <= ${day}::date + 1 and coalesce(c.ends_on, c.starts_on) >= ${since}::date - 1
     order by abs(coalesce(c.ends_on, c.starts_on) - ${day}::date), c.starts_on desc, c.id limit 60`,
  );
  return rows.map((it) => it.id);
}

/**
 * The class that an officer means: by id, by words, or the only one there is; else the reply that asks which. `call`: the capability that
 * asks, with what is known besides.
 */
export async function classMeant(
  { db }: Context,
  desk: OfficerDesk,
  { id, words = "", span, fits = () => true }: { id: number | undefined; words?: string | undefined; span: Span; fits?: (it: ClassOf) => boolean },
  call: (id: number) => { capability: string; input: Record<string, unknown> },
): Promise<ClassOf | Outcome> {
  const tenant = { cell: desk.cell, agencyId: desk.agency.id };
  if (id !== undefined) return (await loadClass(db, tenant, id)) ?? { reply: { text: texts.gone }, code: "gone" };
  const ids = await nearClasses(db, tenant, localDate(desk.now, desk.agency.zone), span);
  const found = await loadClasses(db, tenant, ids);
  const all = ids.flatMap((it) => found.get(it) ?? []).filter(fits);
  const named = words === "" ? all : matching(words, all);
  const [only, second] = named;
  if (!only) return { reply: { text: words === "" ? texts.none : texts.unknown(words) }, code: "none" };
  if (!second) return only;
  return { reply: { text: texts.which, buttons: classButtons(named, desk.agency.zone, (it) => call(it.class.id)) }, code: "which" };
}

export const isClass = (it: ClassOf | Outcome): it is ClassOf => "training" in it;

function matching(words: string, all: ClassOf[]): ClassOf[] {
  const coded = all.filter((it) => it.class.code.toLowerCase() === words.trim().toLowerCase());
  if (coded.length > 0) return coded;
  return personNamed(
    words,
    all.map((of) => ({ of, name: `${of.training.name} ${of.training.keywords ?? ""} ${of.class.name ?? ""} ${of.class.code}` })),
  ).map((it) => it.of);
}
