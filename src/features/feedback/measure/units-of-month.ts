import type { Round } from "../../enrolment/seats/lapse.ts";
import { eachAskingCity } from "../ask/asking-city-store.ts";
import { settleUnits } from "./settle-units.ts";

/** Puts together by unit, in every city, what came in since it was done last. The number of blocks. */
export const settleUnitsOfMonth = (round: Pick<Round, "db" | "cell">, now: Temporal.Instant): Promise<number> =>
  eachAskingCity(round, ({ id }) => settleUnits(round.db, { cell: round.cell, agencyId: id }, now));
