import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { addChange, type NewChange, type NotedChange, notedChanges } from "./change-store.ts";
import { ChangeWords, cleanChange } from "./note-change.ts";

/** As many as anybody reads at a console. */
const most = 100;

export const changesNoted = (db: Database, tenant: Tenant): Promise<NotedChange[]> => notedChanges(db, tenant, most);

/** Notes a change without a talk, as `noteChange` does; whether it is new, null = the words are too short or too long. */
export async function noteChangeOf(tx: Database, tenant: Tenant, it: NewChange, now: Temporal.Instant): Promise<boolean | null> {
  const [asked, changed] = [ChangeWords.safeParse(it.asked), ChangeWords.safeParse(it.changed)];
  if (!asked.success || !changed.success) return null;
  return (await addChange(tx, tenant, { ...it, asked: cleanChange(asked.data), changed: cleanChange(changed.data) }, now)) !== null;
}
