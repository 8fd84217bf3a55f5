import type { Subject } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { consenting, standingConsents } from "./consent-store.ts";
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

/**
 * The question whether to be reminded, for the end of a reply in which a reminder first becomes of use (F16); null = answered already,
 * be it yes or no. The words stand above the buttons, so a tap is the whole answer.
 */
export async function offerReminders(db: Database, subject: Subject): Promise<{ text: string; buttons: Button[] } | null> {
  const standing = (await standingConsents(db, subject)).get("reminders");
  if (standing && (standing.answer === "no" || standing.version === useVersion("reminders"))) return null;
  return { text: texts.offer(), buttons: [answerButton("reminders", "yes", { read: true }), answerButton("reminders", "no", { read: true })] };
}
