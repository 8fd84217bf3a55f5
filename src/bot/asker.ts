import { conversationOf, type Inbound } from "../core/channel.ts";
import type { Person } from "../core/person.ts";
import type { Database } from "../db/database.ts";
import type { Asker } from "../llm/request.ts";
import { contextOf } from "./context.ts";
import { peekConversation } from "./conversation.ts";
import type { Talking } from "./steer/prepare.ts";

/** Who has sent what is to leave the house, as far as this bot or number is theirs; null = nobody that is known. */
export async function askerOf(talking: Talking, db: Database, message: Inbound, now: Temporal.Instant): Promise<Asker | null> {
  // Telling who somebody is may end their link, which belongs into the turn: so of others it is not even asked.
  if (!(await talking.known(message))) return null;
  const [writer] = await talking.identify(db, [message], now);
  if (!writer || "ended" in writer) return null;
  const talk = await peekConversation(db, talking.cell, conversationOf(message.to));
  const { person }: { person: Person | null } = contextOf(talking, db, talk, writer, message, now);
  return person && { agencyId: person.agency.id, personId: person.id, zone: person.agency.zone };
}
