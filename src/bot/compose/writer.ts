import type { Capability, Written } from "../../core/capability.ts";
import { conversationOf, type Inbound } from "../../core/channel.ts";
import type { Agency, Ended, Person } from "../../core/person.ts";
import { type Clock, localDate, longDate } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import type { Gateway } from "../../llm/gateway.ts";
import { contextOf, type Place } from "../context.ts";
import { peekConversation } from "../conversation.ts";
import { match } from "../match.ts";
import { understandFor } from "../understand/for-person.ts";
import type { Understanding } from "../understand/understanding.ts";
import { type Found, writeAnswer } from "./write-answer.ts";

/** What the engine knows of talks, too. */
export interface Talking extends Place {
  catalog: Capability[];
  fallback: string;
  understanding?: Understanding;
  known(message: Inbound): Promise<boolean>;
  identify(db: Database, messages: Inbound[], now: Temporal.Instant): Promise<(Person | Ended | null)[]>;
}

export interface WriterNeeds {
  db: Database;
  clock: Clock;
  model: Gateway;
  /** What the documents say, without a model. */
  find(question: string, at: { agency: Agency; previous?: string | undefined; now: Temporal.Instant }): Promise<Found>;
}

/**
 * Writes the answer to a question of somebody whom the model serves, before any transaction; null = the documents' own words will do. It
 * changes nothing: what becomes of what it wrote, `ask_policy` decides, which looks everything up again.
 */
export function createWriter(talking: Talking, { db, clock, model, find }: WriterNeeds): (message: Inbound) => Promise<Written | null> {
  const { cell, catalog, fallback } = talking;
  return async (message) => {
    if (message.body.type !== "text" || !(await talking.known(message))) return null;
    const now = clock();
    const [person] = await talking.identify(db, [message], now);
    if (!person || "ended" in person) return null;
    const asker = { agencyId: person.agency.id, personId: person.id, zone: person.agency.zone };
    if (!(await model.serves(asker))) return null;
    const talk = await peekConversation(db, cell, conversationOf(message.to));
    const { agencies, agency, memory } = contextOf(talking, db, talk, person, message, now);
    const understand = understandFor(talking, person, talk.state.form !== null);
    const found = match({ catalog, fallback, cities: agencies.length > 1 ? agencies : [], understand }, talk, message.body);
    if (found.kind !== "call" || found.call.capability !== fallback || agency === null) return null;
    const question = found.call.input.question;
    if (typeof question !== "string" || question.trim() === "") return null;
    const previous = typeof memory.question === "string" ? memory.question : undefined;
    const around = `Kota ${agency.name}. Hari ini ${longDate(localDate(now, agency.zone))}.`;
    return writeAnswer(model, { question, asker, previous, around, found: await find(question, { agency, previous, now }) });
  };
}
