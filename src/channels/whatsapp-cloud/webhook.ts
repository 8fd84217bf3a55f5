import { z } from "zod";
import type { Inbound, Receipt } from "../../core/channel.ts";
import { kindName, type Note, readMessage, readUpdate } from "./inbound.ts";
import { readStatus } from "./receipt.ts";

/** Something in a webhook, for one of the business's numbers. */
export type Found = { account: string } & ({ inbound: Inbound } | { receipt: Receipt } | Note);

const list = z.array(z.unknown()).catch([]);
const Body = z.object({ entry: list });
const Entry = z.object({ changes: list });
const Change = z.object({ field: z.string(), value: z.unknown().optional() });
const Value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  contacts: list,
  messages: list,
  statuses: list,
  errors: z.array(z.object({ code: z.number() })).catch([]),
});

/** The JSON of a webhook with every text made storable: no NUL, no half characters. Throws a SyntaxError. */
export function parseWebhook(text: string): unknown {
  // Bytes read as UTF-8 hold no half characters and JSON no bare NUL: only written as an escape can either be there.
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) => (typeof value === "string" ? value.toWellFormed().replaceAll("\0", "") : value));
}

/** Everything in a webhook, in its order: each entry, each change, each message and status. What cannot be read costs only itself. */
export function readWebhook(body: unknown, now: Temporal.Instant): Found[] {
  const entries = Body.safeParse(body).data?.entry ?? [];
  const changes = entries.flatMap((it) => Entry.safeParse(it).data?.changes ?? []);
  return changes.flatMap((it) => readChange(it, now));
}

const updates = "user_id_update";
const Updates = z.object({ metadata: z.object({ phone_number_id: z.string() }), [updates]: list });

function readUpdates(raw: unknown, now: Temporal.Instant): Found[] {
  const value = Updates.safeParse(raw).data;
  if (!value) return [{ account: "", note: `field ${updates} without a number`, level: "warn" }];
  const account = value.metadata.phone_number_id;
  return value[updates].map((it): Found => ({ account, ...readUpdate(it, account, now) }));
}

function readChange(raw: unknown, now: Temporal.Instant): Found[] {
  const change = Change.safeParse(raw).data;
  if (!change) return [{ account: "", note: "change without a field", level: "warn" }];
  if (change.field === updates) return readUpdates(change.value, now);
  if (change.field !== "messages") return [{ account: "", note: `field ${kindName(change.field)}`, level: "info" }];
  const value = Value.safeParse(change.value).data;
  if (!value) return [{ account: "", note: "change without a number", level: "warn" }];
  const { contacts, messages, statuses, errors } = value;
  const account = value.metadata.phone_number_id;
  return [
    ...messages.map((it): Found => ({ account, ...readMessage(it, contacts, messages.length === 1, account, now) })),
    ...statuses.map((it): Found => {
      const receipt = readStatus(it, account, now);
      return receipt ? { account, receipt } : { account, note: "status that is not known", level: "info" };
    }),
    ...errors.map(({ code }): Found => ({ account, note: `error ${code}`, level: "warn" })),
  ];
}
