import type { App } from "../app.ts";
import type { Database } from "../db/database.ts";
import { putLetters } from "../delivery/outbox.ts";
import { lettersTo, reachable } from "../features/people/link/letters.ts";
import type { Notice } from "../features/people/notice.ts";
import type { Tenant } from "../features/people/person-store.ts";
import { render } from "../service/pipeline.ts";

/** Plans letters for those of the told who have a chat, in the transaction of what they tell of. The number planned. */
export async function planNotices(tx: Database, { cell }: App, tenant: Tenant, notices: Notice[], now: Temporal.Instant): Promise<number> {
  const letters = [];
  const personIds = notices.map((it) => it.personId);
  const withChat = await reachable(tx, tenant, personIds, now);
  for (const { personId, key, reply, everywhere } of notices) {
    if (!withChat.has(personId)) continue;
    letters.push(...(await lettersTo(tx, { ...tenant, personId }, { reply, key, intent: "notice", now, ...(everywhere && { everywhere: {} }) })));
  }
  await putLetters({ db: tx, cell }, render, letters, now);
  return letters.length;
}
