import type { PersonRecord } from "../../people/person-store.ts";

/** JP that a PNS has at least in a calendar year (PP 11/2017 Pasal 203 ayat (4)). */
export const floorOfPns = 20;
/** JP that a PPPK has at most in a year of the contract (PP 49/2018 Pasal 40 ayat (1)): a ceiling, never a target. */
export const ceilingOfPppk = 24;
/** From here on a PPPK is told that the ceiling is near. */
export const nearCeiling = 20;

/**
 * The year in which somebody's JP are counted, and what the rules say about them. Dates ISO; `until` is the first day after it.
 * `open` = no bound is known: why. CPNS and part-time PPPK are statuses of their own and get neither number.
 */
export type JpFrame = { from: string; until: string } & (
  | { kind: "floor"; floor: number }
  | { kind: "ceiling"; ceiling: number }
  | { kind: "open"; why: "cpns" | "part_time" | "no_contract" | "contract_over" | "contract_ahead" }
);

/** Null = not a civil servant: nobody counts JP. `today`: ISO date in the agency's zone. */
export function jpFrame(
  { status, contractFrom, contractUntil }: Pick<PersonRecord, "status" | "contractFrom" | "contractUntil">,
  today: string,
): JpFrame | null {
  const year = Temporal.PlainDate.from(today).year;
  const calendar = { from: `${year}-01-01`, until: `${year + 1}-01-01` };
  if (status === "LUAR_ASN") return null;
  if (status === "PNS") return { ...calendar, kind: "floor", floor: floorOfPns };
  if (status === "CPNS") return { ...calendar, kind: "open", why: "cpns" };
  if (status === "PPPK_PARUH_WAKTU") return { ...calendar, kind: "open", why: "part_time" };
  if (contractFrom === null) return { ...calendar, kind: "open", why: "no_contract" };
  if (contractFrom > today) return { ...calendar, kind: "open", why: "contract_ahead" };
  if (contractUntil !== null && contractUntil < today) return { ...calendar, kind: "open", why: "contract_over" };
  return { ...contractYear(contractFrom, contractUntil, today), kind: "ceiling", ceiling: ceilingOfPppk };
}

/** The year of the contract in which a day lies; its last may be shorter. */
function contractYear(contractFrom: string, contractUntil: string | null, today: string): { from: string; until: string } {
  const start = Temporal.PlainDate.from(contractFrom);
  const years = start.until(Temporal.PlainDate.from(today), { largestUnit: "years" }).years;
  const until = start.add({ years: years + 1 }).toString();
  const end = contractUntil === null ? until : Temporal.PlainDate.from(contractUntil).add({ days: 1 }).toString();
  return { from: start.add({ years }).toString(), until: end < until ? end : until };
}

/** Days from `today` (counted) to the end of the year of account. */
export const daysLeft = ({ until }: JpFrame, today: string): number => Math.max(0, Temporal.PlainDate.from(today).until(Temporal.PlainDate.from(until)).days);

/** How much of the year is over, 0 to 1. */
export function elapsedShare(frame: JpFrame, today: string): number {
  const whole = Temporal.PlainDate.from(frame.from).until(Temporal.PlainDate.from(frame.until)).days;
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, 1 - daysLeft(frame, today) / whole));
}
