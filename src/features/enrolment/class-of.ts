import type { Database } from "../../db/database.ts";
import { classesById, type Tenant, type Training, type TrainingClass, trainingsById } from "../training/store.ts";

/** A class with the training that it is a run of. */
export interface ClassOf {
  training: Training;
  class: TrainingClass;
}

/** These classes of this city by id, also closed ones; what is not there is left out. */
export async function loadClasses(db: Database, tenant: Tenant, ids: number[]): Promise<Map<number, ClassOf>> {
  const classes = await classesById(db, tenant, ids);
  const trainings = new Map((await trainingsById(db, tenant, [...new Set(classes.map((it) => it.trainingId))])).map((it) => [it.id, it]));
  return new Map(
    classes.flatMap((it) => {
      const training = trainings.get(it.trainingId);
      return training ? [[it.id, { training, class: it }] as const] : [];
    }),
  );
}

export const loadClass = async (db: Database, tenant: Tenant, id: number): Promise<ClassOf | undefined> => (await loadClasses(db, tenant, [id])).get(id);

/** When the first session begins, epoch seconds; the first day's midnight where only a day is known; null = open. */
export function beginOf({ sessions, startsOn, zone }: TrainingClass, selfPaced = false): number | null {
  if (sessions[0]) return sessions[0][0];
  if (selfPaced || startsOn === null) return null;
  return Temporal.PlainDate.from(startsOn).toZonedDateTime(zone).epochMilliseconds / 1_000;
}

/** When nobody may enter any more: its own deadline, else the begin; of a self-paced class the end of its last day. */
export function entryEnd({ training, class: it }: ClassOf): number | null {
  if (it.registerUntil !== null) return it.registerUntil;
  if (!training.selfPaced) return beginOf(it);
  return it.endsOn === null ? null : Temporal.PlainDate.from(it.endsOn).add({ days: 1 }).toZonedDateTime(it.zone).epochMilliseconds / 1_000;
}
