import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";
import { webhookError } from "./graph-error.ts";
import type { Message } from "./message-schema.ts";
import type { Person } from "./person.ts";
import type { Line } from "./webhook-body.ts";
import type { Webhooks } from "./webhooks.ts";

/** A message the API answered with 200, and what became of it. */
export interface Accepted {
  id: string;
  at: number;
  line: Line;
  /** As given in `to` or `recipient`. */
  to: string;
  person: Person | undefined;
  message: Message;
  category: string;
  fate: "accepted" | "delivered" | "failed" | "dropped";
  code?: number;
}

export type State = "sent" | "delivered" | "read" | "failed";

export interface StatusHabits {
  /**
   * natural: sent, delivered, and read when the person reads; backwards: held until then, and out as read, delivered, sent;
   * sent only; silent: none but failures, the rest by hand with `graph.status`.
   */
  mode: "natural" | "backwards" | "sent only" | "silent";
  /** The app receives the status before the answer to its own call. */
  beforeAnswer: boolean;
  /** Replies a month that cost nothing. */
  freeReplies: number;
}

const windowSeconds = 86_400;

export type Statuses = ReturnType<typeof statusReports>;

export function statusReports(webhooks: Webhooks, clock: Clock) {
  const habits: StatusHabits = { mode: "natural", beforeAnswer: false, freeReplies: 1_000 };
  let reports = 0;
  let replies = 0;
  return {
    habits,
    /** One status webhook; resolves once the app has it. */
    report(accepted: Accepted, state: State, code?: number, details?: string): Promise<void> {
      const { person, line } = accepted;
      const priced = state === "sent" || state === "delivered";
      if (state === "sent" && accepted.category === "service") replies += 1;
      const item = {
        id: accepted.id,
        status: state,
        timestamp: clock.stamp(),
        ...(person?.visiblePhone ? { recipient_id: person.visiblePhone } : person ? {} : { recipient_id: accepted.to.replace(/\D/g, "") }),
        ...(person ? { recipient_user_id: person.userId } : {}),
        ...(priced ? { conversation: conversationOf(accepted, state), pricing: pricingOf(accepted, replies <= habits.freeReplies) } : {}),
        ...(state === "failed" ? { errors: [webhookError(code ?? 131000, details)] } : {}),
        ...(accepted.message.biz_opaque_callback_data === undefined ? {} : { biz_opaque_callback_data: accepted.message.biz_opaque_callback_data }),
      };
      const contact = state === "failed" ? undefined : person?.contact();
      return webhooks.send({
        person: person?.key ?? accepted.to,
        line,
        list: "statuses",
        id: `${accepted.id} ${state} ${reports++}`,
        item,
        contact,
        at: clock.now(),
      });
    },
  };

  function conversationOf(accepted: Accepted, state: State) {
    const id = createHash("md5").update(`${accepted.line.id} ${accepted.to} ${accepted.category}`).digest("hex");
    const expiry = { expiration_timestamp: String(Math.floor(accepted.at / 1000) + windowSeconds) };
    return { id, ...(state === "sent" ? expiry : {}), origin: { type: accepted.category } };
  }
}

function pricingOf(accepted: Accepted, free: boolean) {
  const costless = accepted.category === "service" && free;
  return { billable: !costless, pricing_model: "PMP", category: accepted.category, type: costless ? "free_customer_service" : "regular" };
}
