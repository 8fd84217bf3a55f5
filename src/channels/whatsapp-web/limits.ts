import type { Limits } from "./pace.ts";

/** Careful ones, from what others report about restricted numbers; WhatsApp publishes none. */
export const usualLimits: Limits = {
  gapMs: [2_000, 4_000],
  chatGapMs: 3_000,
  perMinute: 15,
  perDay: 600,
  newChatsPerDay: 20,
  warmUpDays: 30,
  noticesPerDay: 30,
  quiet: { from: "21:00", to: "06:00" },
};
