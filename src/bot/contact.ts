import type { Context, Outcome } from "../core/capability.ts";
import type { Call, Reply } from "../core/reply.ts";
import type { Conversation } from "./conversation.ts";

/** Minutes for which somebody's contact card answers our asking for it. */
const contactMinutes = 60;

/** Keeps what a contact card would answer: a card that nobody asked for means nothing. */
export function awaitContact(talk: Conversation, { now }: Context, { call, manner }: Outcome & { call?: Call; manner?: string }, reply: Reply): void {
  const { contactFor } = talk.state;
  const old = contactFor && now.since(Temporal.Instant.from(contactFor.at)).total("minutes") > contactMinutes;
  if (old || (manner !== "aside" && call?.input.card !== undefined)) talk.state.contactFor = null;
  if (reply.askContact !== undefined && call) talk.state.contactFor = { capability: call.capability, input: {}, at: now.toString() };
}
