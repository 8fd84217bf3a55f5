import { nextWorkingMoment, plusWorkingTime } from "./features/enrolment/remind/work-time.ts";
import { workTimeOf } from "./features/enrolment/remind/work-time-store.ts";
import type { ReadHours } from "./features/handoff/hours.ts";

/** A city's working time as officers noted it, for the tickets, which know nothing of classes. */
export const readHours: ReadHours = async (db, city, zone) => {
  const time = await workTimeOf(db, city, zone);
  return { opens: (second) => nextWorkingMoment(second, time), plus: (second, seconds) => plusWorkingTime(second, seconds, time) };
};
