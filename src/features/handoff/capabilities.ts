import type { Capability } from "../../core/capability.ts";
import { answerTicket } from "./answer-ticket.ts";
import { type AskTools, askOfficer } from "./ask-officer.ts";
import { draftEntry } from "./entry/draft-entry.ts";
import { reviewEntry } from "./entry/review-entry.ts";
import { replyTicket } from "./reply-ticket.ts";
import { showTickets } from "./show-tickets.ts";

/** From a question to a person, and from their answer to the knowledge base. */
export const handoffCapabilities = (tools: AskTools): Capability[] => [
  askOfficer(tools),
  showTickets,
  replyTicket(tools),
  answerTicket(tools.readHours),
  draftEntry,
  reviewEntry,
];
