import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import { type OpenClass, openClasses, type Tenant, type Training, trainingsOf } from "./store.ts";

/** What may be entered in a city, as `trainingsOf` and `openClasses` give it. */
export interface OpenCatalogue {
  trainings: Training[];
  classes: OpenClass[];
}

/** A city's catalogue as it was read at an instant; its objects are shared by many requests and never changed. */
interface Remembered extends OpenCatalogue {
  version: string;
  readAt: Temporal.Instant;
}

/** Cities remembered at once; a catalogue of a thousand classes takes about a megabyte. */
const citiesKept = 64;

/** By version, which no two bases ever share, and city. */
const remembered = new Map<string, Remembered>();

const State = z.object({ version: z.string(), taken: z.string().nullable() });

/**
 * Trainings of a city, and its classes that somebody may still enter. Reading a thousand of them takes the embedded database longer than
 * all advice on them, so what seldom changes is read once for each version of it (`content_version`); taken seats are read every time.
 */
export async function openCatalogue(db: Database, tenant: Tenant, now: Temporal.Instant, day: string): Promise<OpenCatalogue> {
  const { cell, agencyId } = tenant;
  const { version, taken } = await db.one(
    State,
    sql`
    select (select version::text from content_version where kind = 'catalogue') as version,
           (select string_agg(id || ' ' || taken, ',') from training_class
             where cell = ${cell} and agency_id = ${agencyId} and status = 'dibuka' and (ends_on is null or ends_on >= ${day}::date)) as taken`,
  );
  const { trainings, classes } = await rememberedAt(db, tenant, version, now, day);
  const seats = new Map((taken ?? "").split(",").map((it) => it.split(" ").map(Number) as [number, number]));
  const open = classes.filter((it) => stillOpen(it, now, day));
  return { trainings, classes: open.map((it) => withTaken(it, seats.get(it.id) ?? it.taken)) };
}

/** The very same object where nothing has changed: what has been worked out for it is found again. */
const withTaken = (it: OpenClass, taken: number): OpenClass => (it.taken === taken ? it : { ...it, taken });

async function rememberedAt(db: Database, tenant: Tenant, version: string, now: Temporal.Instant, day: string): Promise<Remembered> {
  const key = `${version} ${tenant.cell} ${tenant.agencyId}`;
  const known = remembered.get(key);
  // Time only closes classes; looking back would miss those that have closed since.
  if (known && Temporal.Instant.compare(known.readAt, now) <= 0) return known;
  const fresh = { version, readAt: now, trainings: await trainingsOf(db, tenant), classes: await openClasses(db, tenant, now, day) };
  remembered.delete(key);
  remembered.set(key, fresh);
  const [oldest] = remembered.keys();
  if (remembered.size > citiesKept && oldest !== undefined) remembered.delete(oldest);
  return fresh;
}

/** As `openClasses` judges it. */
function stillOpen({ endsOn, registerUntil, sessions }: OpenClass, now: Temporal.Instant, day: string): boolean {
  const second = now.epochMilliseconds / 1_000;
  return (endsOn === null || endsOn >= day) && (registerUntil === null || registerUntil > second) && (sessions[0]?.[0] ?? Number.POSITIVE_INFINITY) > second;
}
