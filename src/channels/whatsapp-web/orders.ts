import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { sql } from "../../db/database.ts";
import type { Rows } from "./store.ts";

/** What an operator may want of the process that holds a number. */
export type OrderKind = "pair-qr" | "pair-code" | "unpair" | "reconnect";

const Order = z.object({
  id: z.string(),
  kind: z.enum(["pair-qr", "pair-code", "unpair", "reconnect"]),
  untilAt: z.string(),
  shown: z.instanceof(Uint8Array).nullable(),
  outcome: z.string().nullable(),
});
export type Order = z.output<typeof Order>;

/** Minutes for which an order, and a link to it, is good. */
export const orderMinutes = 10;

const digest = (token: string): string => createHash("sha256").update(token).digest("base64url");
const columns = sql`id, kind, to_json(until_at)#>>'{}' as "untilAt", shown, outcome`;

/** Replaces whatever was ordered before. `link` = a token for a page that shows it, told only here. */
export async function giveOrder(
  { db, cell, account }: Rows,
  kind: OrderKind,
  withLink: boolean,
  now: Temporal.Instant,
): Promise<{ id: string; link: string | null }> {
  const [id, link] = [randomBytes(12).toString("hex"), withLink ? randomBytes(32).toString("base64url") : null];
  await db.run(sql`
    insert into wa_order (cell, account, id, kind, asked_at, until_at, link)
    values (${cell}, ${account}, ${id}, ${kind}, ${now.toString()}, ${now.add({ minutes: orderMinutes }).toString()}, ${link && digest(link)})
    on conflict (cell, account) do update
      set id = excluded.id, kind = excluded.kind, asked_at = excluded.asked_at, until_at = excluded.until_at, link = excluded.link, viewer = null, shown = null,
          outcome = null, settled_at = null`);
  return { id, link };
}

/** The order that waits or is being carried out. */
export function openOrder({ db, cell, account }: Rows, now: Temporal.Instant): Promise<Order | undefined> {
  return db.maybe(
    Order,
    sql`select ${columns} from wa_order where cell = ${cell} and account = ${account} and settled_at is null and until_at > ${now.toString()}`,
  );
}

/** Undefined = another one has replaced it. */
export function orderById({ db, cell, account }: Rows, id: string): Promise<Order | undefined> {
  return db.maybe(Order, sql`select ${columns} from wa_order where cell = ${cell} and account = ${account} and id = ${id}`);
}

/** Sealed: whoever scans it owns the link. */
export async function showOrder({ db, cell, account }: Rows, id: string, shown: Uint8Array | null): Promise<void> {
  await db.run(
    sql`update wa_order set shown = ${shown && Buffer.from(shown)} where cell = ${cell} and account = ${account} and id = ${id} and settled_at is null`,
  );
}

export async function settleOrder({ db, cell, account }: Rows, id: string, outcome: string, now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    update wa_order set outcome = ${outcome}, settled_at = ${now.toString()}, shown = null
     where cell = ${cell} and account = ${account} and id = ${id} and settled_at is null`);
}

const Viewed = Order.extend({ account: z.string() });

/** Whether a link is good and nobody has used it. */
export async function linkIsGood({ db, cell }: Omit<Rows, "account">, token: string, now: Temporal.Instant): Promise<boolean> {
  const found = await db.maybe(
    z.object({ account: z.string() }),
    sql`select account from wa_order where cell = ${cell} and link = ${digest(token)} and viewer is null and settled_at is null and until_at > ${now.toString()}`,
  );
  return found !== undefined;
}

/** Uses a link up, for one browser: the token that this one shows from then on. Null = it is no good (any more). */
export async function useLink({ db, cell }: Omit<Rows, "account">, token: string, now: Temporal.Instant): Promise<string | null> {
  const viewer = randomBytes(32).toString("base64url");
  const used = await db.run(sql`
    update wa_order set viewer = ${digest(viewer)}, link = null
     where cell = ${cell} and link = ${digest(token)} and viewer is null and settled_at is null and until_at > ${now.toString()}`);
  return used > 0 ? viewer : null;
}

/** What the browser that used the link may see, to the end of its minutes. */
export function viewedOrder({ db, cell }: Omit<Rows, "account">, viewer: string, now: Temporal.Instant): Promise<z.output<typeof Viewed> | undefined> {
  return db.maybe(Viewed, sql`select account, ${columns} from wa_order where cell = ${cell} and viewer = ${digest(viewer)} and until_at > ${now.toString()}`);
}
