import type { ClassOf } from "../../enrolment/class-of.ts";
import { spanOn } from "../class-days.ts";
import type { Moment } from "./attendance-store.ts";

/** What the two moments are called: nobody comes to or leaves a webinar at a door. */
export const momentNames = ({ training }: ClassOf): Record<Moment, string> =>
  training.mode === "daring" ? { masuk: "kode pertama", keluar: "kode kedua" } : { masuk: "masuk", keluar: "keluar" };

/** Which of them is due at a second of a day: the first until the middle of the day's sessions. */
export function momentAt(of: ClassOf, day: string, nowS: number): Moment {
  const [from, until] = spanOn(of, day);
  return nowS < (from + until) / 2 ? "masuk" : "keluar";
}
