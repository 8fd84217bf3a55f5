/** Status of somebody in the register; LUAR_ASN leads without being a civil servant (a mayor). */
export type PersonStatus = "PNS" | "CPNS" | "PPPK" | "PPPK_PARUH_WAKTU" | "LUAR_ASN";

/** What is wrong with a NIP: which part, so that a message can say it. */
export type NipFault = "not_18_digits" | "birth_date" | "cpns_month" | "cpns_before_adult" | "sex" | "order";

/** Youngest and oldest age in years at which somebody can have become CPNS; wide on purpose: a check against damage, not a rule of law. */
const youngest = 15;
const oldest = 60;

/** The digits of a NIP as people and spreadsheets write it: without spaces, dots, dashes and a leading apostrophe. */
export const normaliseNip = (text: string): string => text.replace(/^[\s\u00a0]*['’‘`]/, "").replace(/[\s\u00a0\u2000-\u200d\u202f\ufeff.\-–—_/]/g, "");

/** A text that is meant as a NIP: 18 digits once the usual separators are gone. */
export const isNip = (text: string): boolean => /^\d{18}$/.test(normaliseNip(text));

/**
 * Null when the NIP may be right. PNS and CPNS by the structure of Perka BKN 22/2007 (birth date, month of CPNS, sex, order);
 * the digits of others are not verified anywhere, so that only their number is checked.
 */
export function nipFault(nip: string, status: PersonStatus): NipFault | null {
  if (!/^\d{18}$/.test(nip)) return "not_18_digits";
  if (status !== "PNS" && status !== "CPNS") return null;
  const birth = dateOf(nip.slice(0, 4), nip.slice(4, 6), nip.slice(6, 8));
  if (birth === null || birth.year < 1900) return "birth_date";
  const cpns = dateOf(nip.slice(8, 12), nip.slice(12, 14), "01");
  if (cpns === null) return "cpns_month";
  const age = cpns.year - birth.year;
  if (age < youngest || age > oldest) return "cpns_before_adult";
  if (!/[12]/.test(nip.charAt(14))) return "sex";
  return nip.slice(15) === "000" ? "order" : null;
}

/**
 * A NIP for showing: the year of entry and the last two digits, enough to tell namesakes apart; birth date and sex stay hidden.
 * Null or something else than a NIP: dots.
 */
export function maskNip(nip: string | null): string {
  if (nip === null) return "–";
  if (!/^\d{18}$/.test(nip)) return "•".repeat(Math.min(nip.length, 18));
  return `••••••••${nip.slice(8, 12)}••••${nip.slice(16)}`;
}

function dateOf(year: string, month: string, day: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year: Number(year), month: Number(month), day: Number(day) }, { overflow: "reject" });
  } catch {
    return null;
  }
}
