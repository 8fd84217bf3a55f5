import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../db/database.ts";
import type { Due } from "./hours.ts";
import { type Actor, allows, type MoveName, type State, stateNames } from "./states.ts";

/** Whose tickets: the wall between cities. */
export type Place = Pick<Subject, "cell" | "agencyId">;

const Ticket = z.object({
  id: z.number(),
  personId: z.number(),
  state: z.enum(stateNames),
  question: z.string(),
  officerId: z.number().nullable(),
  /** The asker may read the officer's name. */
  named: z.boolean(),
  openedAt: z.string(),
  changedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type Ticket = z.output<typeof Ticket>;

const columns = sql`id::int as id, person_id::int as "personId", state, question, officer_id::int as "officerId", named,
  to_json(opened_at)#>>'{}' as "openedAt", to_json(changed_at)#>>'{}' as "changedAt", to_json(closed_at)#>>'{}' as "closedAt"`;

/** Opens a ticket; the same question twice is the one that is open already (`fresh` false). */
export async function openTicket(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  { question, talk, due }: { question: string; talk: string | null; due: Due },
  now: Temporal.Instant,
): Promise<{ ticket: Ticket; fresh: boolean }> {
  const at = now.toString();
  const made = await tx.maybe(
    Ticket,
    sql`
    insert into handoff_ticket (cell, agency_id, person_id, state, question, opened_at, changed_at, remind_at, escalate_at)
    values (${cell}, ${agencyId}, ${personId}, 'menunggu', ${question}, ${at}, ${at}, ${due.remindAt.toString()}, ${due.escalateAt.toString()})
    on conflict (cell, agency_id, person_id, md5(question)) where state <> 'selesai' do nothing
    returning ${columns}`,
  );
  if (!made) {
    const ticket = await tx.one(
      Ticket,
      sql`select ${columns} from handoff_ticket where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and question = ${question} and state <> 'selesai'`,
    );
    return { ticket, fresh: false };
  }
  const place = { cell, agencyId };
  await noteEvent(tx, place, made.id, { move: "buka", from: null, to: "menunggu", by: "penanya", actorId: personId, now });
  if (talk !== null) await addMessage(tx, place, made.id, { author: "percakapan", body: talk }, now);
  await addMessage(tx, place, made.id, { author: "penanya", body: question }, now);
  return { ticket: made, fresh: true };
}

export interface Change {
  move: MoveName;
  to: State;
  by: Actor;
  actorId: number | null;
  now: Temporal.Instant;
  /** Who has it from now on; absent = as before. */
  officerId?: number | null;
  /** Wanted where it becomes the officers' turn. */
  due?: Due;
}

/**
 * The only writer of states; call it with the ticket locked (`lockTicket`). Keeps the change as an event. A move that the table does not
 * know is an `Error`: the caller asks first. The event's number makes the keys of what is told about it.
 */
export async function changeTicket(tx: Database, { cell, agencyId }: Place, ticket: Ticket, change: Change): Promise<{ ticket: Ticket; event: number }> {
  const { move, to, by, now, due } = change;
  if (!allows(move, ticket.state, to, by)) throw new Error(`no move ${move} from ${ticket.state} to ${to} by ${by}`);
  const at = now.toString();
  const officerId = change.officerId === undefined ? ticket.officerId : change.officerId;
  const turn = due ? sql`, remind_at = ${due.remindAt.toString()}, escalate_at = ${due.escalateAt.toString()}, reminded_at = null, escalated_at = null` : sql``;
  const changed = await tx.one(
    Ticket,
    sql`
    update handoff_ticket
       set state = ${to}, changed_at = ${at}, officer_id = ${officerId}, closed_at = ${to === "selesai" ? at : null}, asked_at = null,
           answered_at = ${move === "balas" ? sql`coalesce(answered_at, ${at}::timestamptz)` : sql`answered_at`} ${turn}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${ticket.id} and state = ${ticket.state}
    returning ${columns}`,
  );
  return { ticket: changed, event: await noteEvent(tx, { cell, agencyId }, ticket.id, { ...change, from: ticket.state }) };
}

async function noteEvent(
  tx: Database,
  { cell, agencyId }: Place,
  id: number,
  { move, from, to, by, actorId, now }: Pick<Change, "move" | "to" | "by" | "actorId" | "now"> & { from: State | null },
): Promise<number> {
  const event = await tx.one(
    z.object({ id: z.number() }),
    sql`
    insert into handoff_event (cell, agency_id, ticket_id, at, move, was, state, by, actor_id)
    values (${cell}, ${agencyId}, ${id}, ${now.toString()}, ${move}, ${from}, ${to}, ${by}, ${actorId}) returning id::int as id`,
  );
  return event.id;
}

const Message = z.object({ at: z.string(), author: z.enum(["penanya", "petugas", "percakapan"]), asks: z.boolean(), body: z.string() });
export type Message = z.output<typeof Message>;

/** Adds what somebody wrote; `asks` = an officer wants to know something first. */
export async function addMessage(
  tx: Database,
  { cell, agencyId }: Place,
  ticketId: number,
  { author, body, asks = false }: { author: Message["author"]; body: string; asks?: boolean },
  now: Temporal.Instant,
): Promise<void> {
  await tx.run(sql`
    insert into handoff_message (cell, agency_id, ticket_id, at, author, asks, body)
    values (${cell}, ${agencyId}, ${ticketId}, ${now.toString()}, ${author}, ${asks}, ${body})`);
}

/** What was said in a ticket, oldest first. */
export const messagesOf = (db: Database, { cell, agencyId }: Place, ticketId: number): Promise<Message[]> =>
  db.many(
    Message,
    sql`
    select to_json(at)#>>'{}' as at, author, asks, body from handoff_message
     where cell = ${cell} and agency_id = ${agencyId} and ticket_id = ${ticketId} order by id`,
  );

const one = (db: Database, { cell, agencyId }: Place, id: number, end: Sql): Promise<Ticket | undefined> =>
  db.maybe(Ticket, sql`select ${columns} from handoff_ticket where cell = ${cell} and agency_id = ${agencyId} and id = ${id} ${end}`);

/** A ticket of a city, which nobody else changes until the transaction ends: two officers who reach for it come one after the other. */
export const lockTicket = (tx: Database, place: Place, id: number): Promise<Ticket | undefined> => one(tx, place, id, sql`for update`);
export const ticketById = (db: Database, place: Place, id: number): Promise<Ticket | undefined> => one(db, place, id, sql``);

/** A person's tickets, newest first. */
export const ticketsOf = (db: Database, { cell, agencyId, personId }: Subject): Promise<Ticket[]> =>
  db.many(Ticket, sql`select ${columns} from handoff_ticket where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id desc`);

/** A city's open tickets, oldest first. */
export const openTickets = (db: Database, { cell, agencyId }: Place): Promise<Ticket[]> =>
  db.many(Ticket, sql`select ${columns} from handoff_ticket where cell = ${cell} and agency_id = ${agencyId} and state <> 'selesai' order by opened_at, id`);

/** Whether the asker may see who has it. */
export async function setNamed(tx: Database, { cell, agencyId }: Place, id: number, named: boolean): Promise<void> {
  await tx.run(sql`update handoff_ticket set named = ${named} where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`);
}

/** Answered tickets of a city from which on the usual wait is worth telling. */
const fewest = 5;

/** Seconds until the first answer in the middle one of the last tickets; null where there are too few to say. */
export async function usualWait(db: Database, { cell, agencyId }: Place, now: Temporal.Instant): Promise<number | null> {
  const { count, middle } = await db.one(
    z.object({ count: z.number(), middle: z.number().nullable() }),
    sql`
    select count(*)::int as count, (percentile_cont(0.5) within group (order by extract(epoch from answered_at - opened_at)))::float8 as middle
      from handoff_ticket
     where cell = ${cell} and agency_id = ${agencyId} and answered_at > ${now.subtract({ hours: 24 * 90 }).toString()}`,
  );
  return count < fewest ? null : middle;
}
