import type { Round } from "../../enrolment/seats/lapse.ts";
import { eachAskingCity } from "./asking-city-store.ts";
import { followClasses, planDated, planSelfPaced } from "./round-store.ts";
import { settingOf } from "./setting-store.ts";

/**
 * Plans what is asked after every class: its reaction and what was learnt when it ends, behaviour after the city's days. In bulk, each once;
 * what has not opened yet follows the class's dates. Returns the changes.
 */
export const planRounds = (round: Round): Promise<number> =>
  eachAskingCity(round, async ({ id }) => {
    const { db, cell, now } = round;
    const tenant = { cell, agencyId: id };
    const setting = await settingOf(db, tenant);
    return (await followClasses(db, tenant, setting, now)) + (await planDated(db, tenant, setting, now)) + (await planSelfPaced(db, tenant, setting, now));
  });
