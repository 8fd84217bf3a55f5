import type { Limits } from "./pace.ts";
import { accountRow, departuresOf, type Rows } from "./store.ts";

/** What an operator may want to know of a linked number. */
export interface NumberOverview {
  paired: boolean;
  pairedAt: string | null;
  /** When and why a former link ended. */
  unpairedAt: string | null;
  unpairedWhy: string | null;
  openedAt: string | null;
  /** The last disconnect. */
  lostAt: string | null;
  lostCode: number | null;
  lostWhy: string | null;
  /** It does not connect by itself any more. */
  stopped: boolean;
  /** WhatsApp allows no new chats until then. */
  restrictedUntil: string | null;
  /** In the last minute and in 24 hours. */
  sent: { minute: number; day: number; newChats: number; notices: number };
  limits: { minute: number; day: number; newChats: number | null; notices: number };
}

const dayMs = 24 * 60 * 60_000;

/** As the base has it, from any process. */
export async function numberOverview(rows: Rows, limits: Limits, now: Temporal.Instant): Promise<NumberOverview> {
  const row = await accountRow(rows);
  const left = await departuresOf(rows, now);
  const ageMs = (iso: string) => now.epochMilliseconds - Temporal.Instant.from(iso).epochMilliseconds;
  const warm = row?.pairedAt ? ageMs(row.pairedAt) < limits.warmUpDays * dayMs : true;
  return {
    paired: row?.paired ?? false,
    pairedAt: row?.pairedAt ?? null,
    unpairedAt: row?.unpairedAt ?? null,
    unpairedWhy: row?.unpairedWhy ?? null,
    openedAt: row?.openedAt ?? null,
    lostAt: row?.lostAt ?? null,
    lostCode: row?.lostCode ?? null,
    lostWhy: row?.lostWhy ?? null,
    stopped: row !== undefined && row.stoppedCode !== null,
    restrictedUntil: row?.restrictedUntil && ageMs(row.restrictedUntil) < 0 ? row.restrictedUntil : null,
    sent: {
      minute: left.filter((it) => it.atMs > now.epochMilliseconds - 60_000).length,
      day: left.length,
      newChats: left.filter((it) => it.fresh).length,
      notices: left.filter((it) => it.lane === "notice").length,
    },
    limits: { minute: limits.perMinute, day: limits.perDay, newChats: warm ? limits.newChatsPerDay : null, notices: limits.noticesPerDay },
  };
}

/** Lines for `kawan channels`. */
export function overviewLines(it: NumberOverview): string[] {
  const { sent, limits } = it;
  const link = it.paired
    ? `paired since ${it.pairedAt}${it.stopped ? "; STOPPED: kawan channels reconnect" : ""}`
    : `not paired${it.unpairedWhy ? ` (${it.unpairedWhy} at ${it.unpairedAt})` : ""}: kawan channels pair`;
  const pace = [
    `${sent.minute}/${limits.minute} in the last minute`,
    `${sent.day}/${limits.day} in 24 hours`,
    `${sent.newChats}${limits.newChats === null ? "" : `/${limits.newChats}`} new chats`,
    `${sent.notices}/${limits.notices} notices`,
  ];
  return [
    `  link       ${link}`,
    ...(it.restrictedUntil ? [`  restricted WhatsApp allows no new chats until ${it.restrictedUntil}`] : []),
    `  pace       ${pace.join(", ")}`,
    ...(it.lostAt ? [`  last lost  ${it.lostAt}: ${it.lostWhy}`] : []),
  ];
}
