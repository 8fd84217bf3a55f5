import type { Typing } from "../../core/channel.ts";
import type { Desk } from "./desk.ts";
import { callGraph } from "./graph.ts";

const callMs = 5_000;

/** Meta shows it for 25 seconds, or until the next message; it is one with the mark that theirs was read. */
export const whatsAppTyping = (desk: Desk, account: string): Typing => ({
  everyMs: 20_000,
  show({ dedupe }) {
    const read = { messaging_product: "whatsapp", status: "read", message_id: dedupe, typing_indicator: { type: "text" } };
    void callGraph(desk, `${account}/messages`, AbortSignal.timeout(callMs), read);
  },
});
