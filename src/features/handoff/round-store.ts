import { z } from "zod";
import type { Agency } from "../../core/person.ts";
import { type Database, sql } from "../../db/database.ts";
import { lockTicket, type Place, type Ticket } from "./ticket-store.ts";

const City = z.object({ id: z.number(), slug: z.string(), name: z.string(), zone: z.string(), demo: z.boolean() });

/** Cities in which a ticket is open. */
export const citiesWithTickets = (db: Database, cell: number): Promise<Agency[]> =>
  db.many(
    City,
    sql`
    select a.id, a.slug, a.name, a.zone, a.demo from agency a
     where exists (select 1 from handoff_ticket t where t.cell = ${cell} and t.agency_id = a.id and t.state <> 'selesai') order by a.id`,
  );

export const cityById = (db: Database, id: number): Promise<Agency> => db.one(City, sql`select id, slug, name, zone, demo from agency where id = ${id}`);

const Id = z.object({ id: z.number() });

/** What may be due of a city's tickets. */
export type Due = "remind" | "escalate" | "ask" | "close" | "orphan";

const conditions = (now: Temporal.Instant, hours: { ask: number; close: number }) => ({
  remind: sql`state in ('menunggu', 'dikerjakan') and remind_at <= ${now.toString()} and reminded_at is null`,
  escalate: sql`state in ('menunggu', 'dikerjakan') and escalate_at <= ${now.toString()} and escalated_at is null`,
  ask: sql`state = 'menunggu_penanya' and changed_at <= ${now.subtract({ hours: hours.ask }).toString()} and asked_at is null`,
  close: sql`state = 'menunggu_penanya' and changed_at <= ${now.subtract({ hours: hours.close }).toString()}`,
  orphan: sql`state in ('dikerjakan', 'menunggu_penanya')`,
});

/** Tickets of which something is due, oldest first, each locked by the transaction; two replicas do it once. */
export async function dueTickets(
  tx: Database,
  { cell, agencyId }: Place,
  what: Due,
  now: Temporal.Instant,
  hours: { ask: number; close: number },
): Promise<Ticket[]> {
  const which = conditions(now, hours)[what];
  const rows = await tx.many(
    Id,
    sql`select id::int as id from handoff_ticket where cell = ${cell} and agency_id = ${agencyId} and ${which} order by id limit 200 for update skip locked`,
  );
  const tickets: Ticket[] = [];
  for (const { id } of rows) {
    const ticket = await lockTicket(tx, { cell, agencyId }, id);
    if (ticket) tickets.push(ticket);
  }
  return tickets;
}

/** Notes that a ticket's reminder was sent. */
export async function markDone(tx: Database, { cell, agencyId }: Place, id: number, what: "remind" | "escalate" | "ask", now: Temporal.Instant): Promise<void> {
  const column = { remind: sql`reminded_at`, escalate: sql`escalated_at`, ask: sql`asked_at` }[what];
  await tx.run(sql`update handoff_ticket set ${column} = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`);
}

/** Whether the last thing an officer wrote was a question. */
export async function lastAsks(db: Database, { cell, agencyId }: Place, ticketId: number): Promise<boolean> {
  const row = await db.maybe(
    z.object({ asks: z.boolean() }),
    sql`
    select asks from handoff_message
     where cell = ${cell} and agency_id = ${agencyId} and ticket_id = ${ticketId} and author = 'petugas' order by id desc limit 1`,
  );
  return row?.asks ?? false;
}
