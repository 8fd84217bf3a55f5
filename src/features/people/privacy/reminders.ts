import type { Subject } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import type { Database, Sql } from "../../../db/database.ts";
import { answered, consenting, consents } from "./consent-store.ts";
import { answerButton, consentUses, useVersion } from "./consent-uses.ts";

const texts = {
  offer: () => {
    const { use, kept, seenBy } = consentUses.reminders;
    return `Ingin diingatkan? Kawan ASN akan ${use}. Disimpan ${kept}; dilihat ${seenBy}. Boleh diubah kapan saja: /izin.`;
  },
};

/** Which of these people of one agency may be reminded: they have said yes to reminders as they are now described, and not taken it back. */
export const mayRemind = (db: Database, tenant: { cell: number; agencyId: number }, personIds: number[]): Promise<Set<number>> =>
  consenting(db, tenant, { purpose: "reminders", version: useVersion("reminders") }, personIds);

/** The same of `person`, a column, for a query that looks for whom to remind. */
export const isRemindable = (tenant: { cell: number; agencyId: number }, person: Sql): Sql =>
  consents(tenant, { purpose: "reminders", version: useVersion("reminders") }, person);

/**
 * The question whether to be reminded, for the end of a reply in which a reminder first becomes of use (F16); null = answered already,
 * be it yes or no. The words stand above the buttons, so a tap is the whole answer.
 */
export async function offerReminders(db: Database, { personId, ...tenant }: Subject): Promise<ReminderOffer | null> {
  const [offer = null] = await offersOfReminders(db, tenant, [personId]);
  return offer;
}

export interface ReminderOffer {
  text: string;
  buttons: Button[];
}

/** The same for many, in their order. */
export async function offersOfReminders(db: Database, tenant: { cell: number; agencyId: number }, personIds: number[]): Promise<(ReminderOffer | null)[]> {
  const done = await answered(db, tenant, { purpose: "reminders", version: useVersion("reminders") }, personIds);
  const offer = { text: texts.offer(), buttons: [answerButton("reminders", "yes", { read: true }), answerButton("reminders", "no", { read: true })] };
  return personIds.map((it) => (done.has(it) ? null : offer));
}
