import { z } from "zod";
import type { SendFault } from "../../core/channel.ts";

/** All but what no answer of Meta's says. */
type Kind = Exclude<SendFault["kind"], "hold">;

/** WhatsApp's code for this many messages to one person too fast; the next goes through a little later. */
const pairLimit = 131056;
/** Meta asks for 4ⁿ seconds at the n-th try; which try this is, only the outbox knows. The second is a good middle. */
const pairWaitMs = 16_000;

/** What Meta's codes mean for us. They come in answers to a call and, for most of them, in `failed` statuses too. */
const kinds: Record<Kind, number[]> = {
  retry: [1, 2, 131000, 131016, 131057, 133004, pairLimit],
  "slow-down": [4, 80007, 130429],
  "window-closed": [131047],
  // Not on WhatsApp, an app too old, the number itself, not on a test number's list, no user ids for this kind of message, a country
  // that Meta lets no business write to.
  unreachable: [131021, 131026, 131030, 131062, 130497],
  // Who blocks us is told as 131026; no code says it.
  blocked: [],
  // Policy, spam, locked, unpaid, not registered: nothing goes out until somebody acts.
  restricted: [33, 368, 131031, 131037, 131042, 131045, 131048, 133010],
  auth: [0, 3, 10, 190, 131005],
  // The last three are about marketing (limits, an experiment of Meta's, the person's own wish): such a letter will never be
  // taken, and was ours not to send, but answers and reminders are, so the person does not count as one who blocks us.
  "bad-request": [100, 131008, 131009, 131051, 131052, 131053, 131055, 135000, 130472, 131049, 131050],
};
const kindByCode = new Map(Object.entries(kinds).flatMap(([kind, codes]) => codes.map((code) => [code, kind as Kind] as const)));

/** The fault for a code; one that is not known is our mistake until somebody has read about it. */
export function faultOf(code: number): SendFault {
  const kind = kindByCode.get(code) ?? (code >= 200 && code <= 299 ? "auth" : "bad-request");
  return { kind, code: String(code), ...(code === pairLimit && { afterMs: pairWaitMs }) };
}

const GraphError = z.object({
  error: z.object({
    code: z.number(),
    error_subcode: z.number().optional().catch(undefined),
    fbtrace_id: z.string().max(100).optional().catch(undefined),
  }),
});

/** What an answer that is no success tells; `trace` and `subcode` are what Meta's support asks for. Null = perhaps done all the same. */
export function refusalOf(status: number, body: unknown): { fault: SendFault; subcode?: number | undefined; trace?: string | undefined } | null {
  const read = GraphError.safeParse(body);
  if (read.success) {
    const { code, error_subcode: subcode, fbtrace_id: trace } = read.data.error;
    const fault = faultOf(code);
    // A server that stumbles may call it our mistake, or nothing we know; the message may have gone out.
    if (status >= 500 && fault.kind === "bad-request") return null;
    return { fault, subcode, trace };
  }
  if (status >= 500) return null;
  // Not Meta's own words, but those of something in between (a proxy's page, a redirect): that mends, so nothing is given up.
  const kind: Kind = status === 401 || status === 403 ? "auth" : status === 429 ? "slow-down" : "retry";
  return { fault: { kind, code: `http_${status}` } };
}
