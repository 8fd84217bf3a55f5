import { z } from "zod";
import type { Receipt, SendFault } from "../core/channel.ts";
import { sql } from "../db/database.ts";
import { pauseAccount } from "./accounts.ts";
import { markUnreachable } from "./outbox.ts";
import type { Place } from "./place.ts";

const rank = sql`case outbox.status when 'read' then 4 when 'delivered' then 3 when 'failed' then 2 when 'sent' then 1 else 0 end`;
const ranks = { read: 4, delivered: 3, failed: 2, sent: 1 } as const satisfies Record<Receipt["state"], number>;

/** Refusals that come as a receipt: once more later, or when somebody has mended the account. */
const again = new Set<SendFault["kind"]>(["retry", "slow-down", "auth", "restricted"]);
const mostAgain = 3;

/**
 * A receipt only moves forward (they come out of order and twice); it also settles what nobody knew, and takes a refusal back.
 * After a refusal the letter waits, or is being sent again, with the refused try's id still on it: what is told of a former try is
 * not about the present one, unless it is that it arrived.
 */
export async function markReceipt(place: Place, receipt: Receipt, now: Temporal.Instant): Promise<void> {
  const { channel, account, native, key = null, state, fault, price } = receipt;
  const at = key?.lastIndexOf("#") ?? -1;
  const part = Number(key?.slice(at + 1));
  const byKey = key !== null && at > 0 && Number.isSafeInteger(part) ? sql`or (key = ${key.slice(0, at)} and part = ${part})` : sql``;
  const row = await place.db.maybe(
    Moved,
    sql`
    with before as (
      select id, status from outbox
       where cell = ${place.cell} and channel = ${channel} and account = ${account} and (native_id = ${native} ${byKey}) and status <> 'expired'
         and (${ranks[state]} >= ${ranks.delivered} or native_id is null or (native_id = ${native} and status not in ('waiting', 'sending')))
    )
    update outbox
       set status = case when ${ranks[state]} > ${rank} then ${state} else outbox.status end,
           error = case when ${ranks[state]} > ${rank} then ${fault?.code ?? null} else error end,
           native_id = coalesce(native_id, ${native}), price = coalesce(${price === undefined ? null : JSON.stringify(price)}::jsonb, price),
           owner = null, lease_until = null, finished_at = coalesce(finished_at, ${now.toString()}::timestamptz)
      from before
     where outbox.cell = ${place.cell} and outbox.id = before.id
    returning outbox.id, outbox.conversation, outbox.attempts, ${ranks[state]} > case before.status
              when 'read' then 4 when 'delivered' then 3 when 'failed' then 2 when 'sent' then 1 else 0 end as moved`,
  );
  if (row?.moved && state === "failed" && fault) await afterRefusal(place, row, receipt, fault, now);
}

const Moved = z.object({ id: z.coerce.number(), conversation: z.string(), attempts: z.number(), moved: z.boolean() });

async function afterRefusal(
  place: Place,
  row: z.output<typeof Moved>,
  { channel, account, at }: Receipt,
  fault: SendFault,
  now: Temporal.Instant,
): Promise<void> {
  if (fault.kind === "unreachable" || fault.kind === "blocked") return markUnreachable(place, row.conversation, fault, at);
  if (!again.has(fault.kind)) return;
  const waitMs = fault.afterMs ?? 5_000 * 2 ** row.attempts;
  if (fault.kind === "auth" || fault.kind === "restricted") {
    await pauseAccount(place, { id: channel, account }, fault, now.add({ milliseconds: waitMs }), now);
  } else if (row.attempts >= mostAgain) return;
  await place.db.run(sql`
    update outbox set status = 'waiting', finished_at = null, due_at = ${now.add({ milliseconds: waitMs }).toString()}
     where cell = ${place.cell} and id = ${row.id} and status = 'failed' and expires_at > ${now.toString()}`);
}
