/** A handed-in request: who answered, about whom (a participant about themselves). */
export interface Member {
  request: number;
  round: number;
  respondent: number;
  about: number;
}

/** The fewest people of whom anything is ever shown. */
export const fewest = 5;

/** Whether as many different people answered, about as many different ones. */
export const enough = (members: readonly Member[]): boolean =>
  new Set(members.map((it) => it.respondent)).size >= fewest && new Set(members.map((it) => it.about)).size >= fewest;

/** Whether nobody is left, or enough: what two totals differ by. */
export const noFew = (members: readonly Member[]): boolean => members.length === 0 || enough(members);

/**
 * Who makes the next block: the answers of the round that is settled now, if they are enough alone; else together with all that still
 * wait from smaller rounds of the same training; null = all go on waiting.
 */
export function nextBlock<T extends Member>(members: T[], round: number): T[] | null {
  const own = members.filter((it) => it.round === round);
  if (enough(own)) return own;
  return own.length > 0 && enough(members) ? members : null;
}
