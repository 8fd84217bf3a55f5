import { z } from "zod";
import type { Receipt } from "../../core/channel.ts";
import { channelId } from "./desk.ts";
import { faultOf } from "./errors.ts";
import { instantOf } from "./inbound.ts";

/** `played` is a voice message that was heard. */
const states = new Map<string, Receipt["state"]>([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
  ["failed", "failed"],
]);

const Status = z.object({
  id: z.string().regex(/^[\x21-\x7e]{1,512}$/),
  status: z.string(),
  timestamp: z.unknown().optional(),
  biz_opaque_callback_data: z.string().min(1).optional().catch(undefined),
  errors: z.array(z.object({ code: z.number() })).catch([]),
  pricing: z
    .record(z.string().regex(/^\w+$/), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .catch(undefined),
});

/** A key too long to be carried went out as a digest (see `menuName`); then the native id has to do. */
const digestShape = /^#[\w-]{32}$/;

/** One object of `statuses`; null = not a status we keep. They come twice and in any order, and are handed on as they come. */
export function readStatus(raw: unknown, account: string, now: Temporal.Instant): Receipt | null {
  const read = Status.safeParse(raw);
  if (!read.success) return null;
  const { id, status, timestamp, biz_opaque_callback_data: key, errors, pricing } = read.data;
  const state = states.get(status);
  if (!state) return null;
  return {
    channel: channelId,
    account,
    native: id,
    ...(key && !digestShape.test(key) && { key }),
    at: (instantOf(timestamp) ?? now).toString(),
    state,
    ...(state === "failed" && { fault: errors[0] ? faultOf(errors[0].code) : { kind: "bad-request" as const, code: "none_given" } }),
    ...(pricing && { price: pricing }),
  };
}
