import { enrolmentsIn } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { states } from "../../enrolment/states.ts";

/** How many people a change of this class touches. */
export const concerned = async (desk: Desk, classId: number): Promise<number> =>
  (await enrolmentsIn(desk.db, tenantOf(desk), classId)).filter((it) => states[it.state].open).length;
