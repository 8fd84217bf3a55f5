import { Fault } from "../../core/fault.ts";
import type { Database } from "../../db/database.ts";
import { type Enrolment, enrolmentsIn } from "../enrolment/enrolment-store.ts";
import { tenantOf } from "../enrolment/seats/promote.ts";
import type { Tenant } from "../training/store.ts";
import type { OfficerDesk } from "./officer-class.ts";

const texts = {
  own: (what: string) => `Anda peserta kelas ini; mohon petugas lain ${what}.`,
};

const taking = new Set<string>(["terdaftar", "selesai", "tidak_selesai", "tidak_hadir"]);

/** Everybody with a seat in a class, with or without a result, oldest first. */
export const participantsIn = async (db: Database, tenant: Tenant, classId: number): Promise<Enrolment[]> =>
  (await enrolmentsIn(db, tenant, classId)).filter((it) => taking.has(it.state));

/** Nobody decides about themselves. Throws `Fault` for an officer who is in the class; `what` another one is asked to do. */
export async function refuseParticipant(desk: Omit<OfficerDesk, "by"> & { by: number | null }, classId: number, what: string): Promise<void> {
  const all = await participantsIn(desk.db, tenantOf(desk), classId);
  if (all.some((it) => it.personId === desk.by)) throw new Fault("forbidden", texts.own(what));
}
