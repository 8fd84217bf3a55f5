import type { Context } from "../core/capability.ts";
import { type Address, conversationOf, type Inbound } from "../core/channel.ts";
import type { Agency, Person } from "../core/person.ts";
import type { Database } from "../db/database.ts";
import type { Conversation } from "./conversation.ts";

/** What a talk's context hangs on beside the talk: the cities of this deployment, and the one that a bot or number belongs to. */
export interface Place {
  agencies: Agency[];
  cell: number;
  cityOf?(to: Address): string | undefined;
}

/** What the handlers of this turn may use: whose talk it is, and of which city it speaks. */
export function contextOf(place: Place, db: Database, talk: Conversation, person: Person | null, { from, to, at }: Inbound, now: Temporal.Instant): Context {
  const { cell } = place;
  const shared = { db, cell, now, conversation: conversationOf(to), memory: talk.state.memory, origin: { from, to, at } };
  const agencies = citiesOf(place, to);
  if (person && (person.agency.demo || agencies.some((it) => it.id === person.agency.id))) {
    return { ...shared, agencies: [person.agency], agency: person.agency, person };
  }
  const agency = agencies.length === 1 ? agencies[0] : agencies.find((it) => it.id === talk.agencyId);
  return { ...shared, agencies, person: null, agency: agency ?? null };
}

/** A bot or number of one city speaks of that city only; to who works elsewhere it is what it is to a guest. */
function citiesOf({ agencies, cityOf }: Place, to: Address): Agency[] {
  const slug = cityOf?.(to);
  const own = slug === undefined ? undefined : agencies.find((it) => it.slug === slug);
  return own ? [own] : agencies;
}
