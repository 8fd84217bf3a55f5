import { localDate, longDate } from "../../../core/time.ts";

const names: Record<string, string> = { web: "halaman web", terminal: "terminal", telegram: "Telegram", "wa-cloud": "WhatsApp", "wa-web": "WhatsApp" };

/** A channel as people call it. */
export const channelName = (channel: string): string => names[channel] ?? channel;

/** `12 November 2026` for an ISO instant, in the agency's zone. */
export const dayOf = (iso: string, zone: string): string => longDate(localDate(Temporal.Instant.from(iso), zone));
