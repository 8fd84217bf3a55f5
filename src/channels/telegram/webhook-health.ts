import type { WebhookInfo } from "grammy/types";
import type { Health } from "../../core/channel.ts";
import type { TelegramDesk } from "./desk.ts";

/**
 * What Telegram says of its deliveries. An error counts when nothing has come since (`since` = when we told our address) and
 * something still waits: otherwise it has been delivered after all, perhaps to another replica.
 */
export function webhookHealth(
  { client, updateAt }: Pick<TelegramDesk, "client" | "updateAt">,
  info: WebhookInfo,
  url: string,
  since: Temporal.Instant,
): Health {
  const { pending_update_count: waiting, last_error_date: seconds, last_error_message: words = "no reason given" } = info;
  if (info.url !== url) return { state: "down", detail: "another program has changed the webhook: messages do not come here; restart to set it again" };
  const waits = `${waiting} updates wait at Telegram`;
  if (seconds === undefined) return { state: "up", detail: waits };
  const errorAt = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
  const reason = `${client.shown(words)}, ${errorAt}`;
  const heardAt = updateAt ?? since;
  if (waiting > 0 && Temporal.Instant.compare(errorAt, heardAt) > 0) return { state: "down", detail: `Telegram cannot deliver (${reason}); ${waits}` };
  return { state: "up", detail: `${waits}; its last error: ${reason}` };
}
