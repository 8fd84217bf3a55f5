import { conversationOf, type Inbound, type Typing } from "../../core/channel.ts";
import { contactAt } from "./contacts.ts";
import type { Desk } from "./desk.ts";

/** WhatsApp shows it for about ten seconds. Not to whom nothing may be sent just now: a sign without an answer is none. */
export const linkedTyping = (desk: Desk): Typing => ({
  everyMs: 9_000,
  show(message) {
    if (desk.typingMs[1] <= 0 || message.late || desk.governor.resting().includes(conversationOf(message.to))) return;
    tell(desk, message).catch(() => {}); // only for show
  },
});

async function tell(desk: Desk, { to }: Inbound): Promise<void> {
  const contact = await contactAt(desk.rows, to.chat);
  const { running } = desk;
  if (contact && running?.connected) await running.child?.line.call("typing", contact.jid);
}
