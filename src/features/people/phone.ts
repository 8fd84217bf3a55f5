import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** `+62812…` from `8…`, `08…`, `62…` or `+…`, with the usual separators; null when it is no telephone number. */
export function phoneOf(text: string): string | null {
  const written = text.replace(/^[\s']+/, "").trim();
  if (!/^[+\d\s().\-–]{6,25}$/.test(written)) return null;
  const digits = written.replace(/[^\d+]/g, "");
  const found = parsePhoneNumberFromString(/^62\d{8,}$/.test(digits) ? `+${digits}` : digits, "ID");
  return found?.isValid() ? found.number : null;
}

/** A number for showing: country and the last three digits. */
export const maskPhone = (e164: string): string => `${e164.slice(0, 3)}••••••${e164.slice(-3)}`;
