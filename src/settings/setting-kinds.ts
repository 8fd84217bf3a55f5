import { z } from "zod";

/** A whole number within bounds; the message says which. */
export function wholeNumber(low: number, high: number, initial: number) {
  const error = `must be a whole number from ${low} to ${high}`;
  return z.coerce
    .number({ error })
    .refine((it) => Number.isInteger(it) && it >= low && it <= high, { error })
    .default(initial);
}

export const webAddress = () => z.url({ protocol: /^https?$/, error: "must be an address that begins with https:// or http://" });
