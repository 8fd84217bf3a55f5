import { type Delegation, holdsOn, type Line, raterOf } from "../../people/authority.ts";

/** What is known of those who led somebody. */
export interface Leading {
  lines: Line[];
  delegations: Delegation[];
  /** Top officials outside the civil service, who have no chat of their own here. */
  outside: Set<number>;
  /** Who is not at work any more. */
  gone: Set<number>;
}

/**
 * Who rates a person's behaviour over a period, ISO dates: whoever supervised at least half of it (F7); for an official outside the civil
 * service who is named as standing in on its last day. null = nobody: what is asked of leaders is skipped.
 */
export function raterFor({ lines, delegations, outside, gone }: Leading, personId: number, period: { since: string; until: string }): number | null {
  const leader = raterOf(lines, personId, period);
  const named = delegations.find((it) => it.leaderId === leader && holdsOn(it, period.until))?.delegateId ?? null;
  const rater = leader !== null && outside.has(leader) ? named : leader;
  return rater === null || rater === personId || gone.has(rater) ? null : rater;
}
