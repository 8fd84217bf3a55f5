/** A stretch of days, ISO in the agency's zone; `until` is the first day outside, null = open. */
export interface Span {
  since: string;
  until: string | null;
}

/** Who leads whom, by date. */
export interface Line extends Span {
  personId: number;
  supervisorId: number;
}

/** Who may act for a leader, by date. */
export interface Delegation extends Span {
  leaderId: number;
  delegateId: number;
}

/** Whether a day is in a span. */
export const holdsOn = ({ since, until }: Span, day: string): boolean => since <= day && (until === null || until > day);

/** Who leads a person on a day; null = nobody is recorded. */
export function supervisorOn(lines: Line[], personId: number, day: string): number | null {
  const holding = lines.filter((it) => it.personId === personId && holdsOn(it, day));
  return holding.sort((a, b) => (a.since < b.since ? 1 : -1))[0]?.supervisorId ?? null;
}

/**
 * In which capacity somebody may decide about a person on a day: as supervisor, as the supervisor's delegate, or not at all.
 * Nobody decides about themselves, in no capacity (F7). Ask when it is tapped, not when it was sent.
 */
export function capacityOf(
  actorId: number,
  personId: number,
  { lines, delegations }: { lines: Line[]; delegations: Delegation[] },
  day: string,
): "supervisor" | "delegate" | null {
  if (actorId === personId) return null;
  const supervisor = supervisorOn(lines, personId, day);
  if (supervisor === null) return null;
  if (supervisor === actorId) return "supervisor";
  return delegations.some((it) => it.leaderId === supervisor && it.delegateId === actorId && holdsOn(it, day)) ? "delegate" : null;
}

/**
 * Who rates a person's behaviour over a period: whoever supervised at least half of its days (F7); null = nobody did, and the item is
 * skipped. Where two have exactly half each, the later one, who remembers better.
 */
export function raterOf(lines: Line[], personId: number, period: { since: string; until: string }): number | null {
  const all = daysBetween(period.since, period.until);
  if (all <= 0) return null;
  const days = new Map<number, { count: number; last: string }>();
  for (const it of lines) {
    if (it.personId !== personId) continue;
    const since = it.since > period.since ? it.since : period.since;
    const until = it.until !== null && it.until < period.until ? it.until : period.until;
    const count = daysBetween(since, until);
    if (count <= 0) continue;
    const held = days.get(it.supervisorId);
    days.set(it.supervisorId, { count: (held?.count ?? 0) + count, last: held && held.last > until ? held.last : until });
  }
  const enough = [...days].filter(([, { count }]) => count * 2 >= all);
  return enough.sort(([, a], [, b]) => b.count - a.count || (a.last < b.last ? 1 : -1))[0]?.[0] ?? null;
}

const daysBetween = (since: string, until: string): number => Temporal.PlainDate.from(since).until(Temporal.PlainDate.from(until)).days;
