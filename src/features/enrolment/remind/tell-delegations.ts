import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { beginNotice, endNotices } from "../../people/delegation-notice.ts";
import { delegationsTurning, noteTold } from "../../people/delegation-store.ts";
import { lettersTo } from "../../people/link/letters.ts";
import type { Notice } from "../../people/notice.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import type { Round } from "../seats/lapse.ts";
import { tenantOf } from "../seats/promote.ts";
import { eachCity } from "./each-city.ts";
import { lastWorkingMoment } from "./work-time.ts";
import { workTimeOf } from "./work-time-store.ts";

/** Days ahead in which blocked time may lie before a morning. */
const daysAhead = 14;
/** What begins or is over so many days ago is no news: the service was off. */
const freshDays = 7;
/** Local hour at which a day's news are told. */
const hour = 9;

/**
 * Tells who begins to act for a leader on the morning it begins, and both on the morning after it is over; the last working hour before where that
 * morning is blocked. Each once, by its key. Returns the letters.
 */
export const tellDelegations = (round: Round): Promise<number> => eachCity(round.db, (agency) => tellIn(round, agency));

async function tellIn({ db, cell, now, put }: Round, agency: Agency): Promise<number> {
  const tenant = tenantOf({ cell, agency });
  const today = Temporal.PlainDate.from(localDate(now, agency.zone));
  const turning = await delegationsTurning(db, tenant, today.add({ days: daysAhead }).toString());
  if (turning.length === 0) return 0;
  const time = await workTimeOf(db, tenant, agency.zone);
  const nowS = now.epochMilliseconds / 1_000;
  const toldAt = (day: string): number =>
    lastWorkingMoment(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: agency.zone, plainTime: { hour } }).epochMilliseconds / 1_000, time);
  const people = [...new Set(turning.flatMap((it) => [it.leaderId, it.delegateId]))];
  const names = new Map((await briefsOf(db, tenant, people, today.toString())).map((it) => [it.id, fullName(it)]));
  const due = turning.flatMap((it): News[] => {
    const both = { leader: names.get(it.leaderId) ?? "", delegate: names.get(it.delegateId) ?? "" };
    const [begins, ends] = [toldAt(it.since), it.until === null ? null : toldAt(it.until)];
    const over = it.until !== null && it.until <= today.toString();
    // Who was named after that moment, or of whom it is over by now, need not hear that it begins.
    const begin = begins > it.namedAt && !over ? [beginNotice(it, both, today.toString())] : [];
    return [
      ...(!it.beginTold && begins <= nowS ? [{ id: it.id, what: "begin", at: begins, notices: begin } as const] : []),
      ...(!it.endTold && ends !== null && ends <= nowS ? [{ id: it.id, what: "end", at: ends, notices: endNotices(it, both) } as const] : []),
    ];
  });
  if (due.length === 0) return 0;
  return db.transaction(async (tx) => {
    const letters: Letter[] = [];
    for (const { id, what, at, notices } of due) {
      if (!(await noteTold(tx, tenant, id, what, now)) || nowS - at > freshDays * 86_400) continue;
      for (const { personId, key, reply } of notices) letters.push(...(await lettersTo(tx, { ...tenant, personId }, { key, reply, intent: "notice", now })));
    }
    await put(tx, letters);
    return letters.length;
  });
}

/** Something to be told about one of them. */
interface News {
  id: number;
  what: "begin" | "end";
  /** When it was to be told, epoch seconds. */
  at: number;
  notices: Notice[];
}
