import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn, inTalk, talkRows } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";
import { states } from "./states.ts";
import { messagesOf, ticketsOf } from "./ticket-store.ts";

const Asked = z.object({ at: z.string(), question: z.string(), status: z.string() });
const Served = z.object({ id: z.number() });

/** Questions that are kept by talk, for an answer that everybody may read. */
export const handoffData = (answerDays: number): PersonalData => ({
  title: "Pertanyaan untuk petugas",
  tables: ["handoff_question"],
  purpose: { use: "menjawab pertanyaan yang belum ada sumbernya", basis: "persetujuan", kept: `${answerDays} hari` },
  async collect(db, { cell, talks, zone }) {
    const data = await db.many(
      Asked,
      sql`
      select to_json(asked_at)#>>'{}' as at, question, status
        from handoff_question q join ${talkRows(talks)} on talk.conversation = q.conversation and ${inTalk(sql`q.asked_at`)}
       where q.cell = ${cell} order by asked_at, id`,
    );
    return { lines: data.map((it) => `${dayIn(it.at, zone)}: ${it.question}`), data };
  },
  async erase(db, { cell, talks }) {
    await db.run(sql`
      delete from handoff_question where cell = ${cell}
         and exists (select 1 from ${talkRows(talks)} where talk.conversation = handoff_question.conversation and ${inTalk(sql`handoff_question.asked_at`)})`);
  },
});

/** Tickets with all that was said in them, and for officers that they had some. */
export const ticketData = (answerDays: number): PersonalData => ({
  title: "Tiket kepada petugas",
  tables: ["handoff_ticket", "handoff_message", "handoff_event"],
  purpose: {
    use: "meneruskan pertanyaan Anda kepada petugas dan membalasnya",
    basis: "persetujuan",
    kept: `${answerDays} hari sesudah ditutup`,
    seenBy: "Anda dan petugas yang mengambilnya",
  },
  async collect(db, subject) {
    const { cell, agencyId, personId, zone } = subject;
    const tickets = await ticketsOf(db, subject);
    const data = await Promise.all(tickets.map(async (it) => ({ ...it, messages: await messagesOf(db, { cell, agencyId }, it.id) })));
    const served = await db.many(
      Served,
      sql`
      select distinct ticket_id::int as id from handoff_event
       where cell = ${cell} and agency_id = ${agencyId} and actor_id = ${personId} and by = 'petugas' order by 1`,
    );
    const lines = tickets.map((it) => `${dayIn(it.openedAt, zone)}: tiket ${it.id}, ${states[it.state].words}`);
    return { lines: [...lines, ...(served.length > 0 ? [`${served.length} tiket yang Anda tangani sebagai petugas`] : [])], data: { tickets: data, served } };
  },
  async erase(db, { cell, agencyId, personId }, now) {
    await db.run(sql`delete from handoff_ticket where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
    // What they had as an officer waits for another one; the next round tells the others.
    const at = now.toString();
    await db.run(sql`
      with held as (
        select id, state from handoff_ticket
         where cell = ${cell} and agency_id = ${agencyId} and officer_id = ${personId} and state in ('dikerjakan', 'menunggu_penanya') for update),
      freed as (
        update handoff_ticket t
           set state = 'menunggu', officer_id = null, named = false, changed_at = ${at}, reminded_at = null, escalated_at = null, remind_at = ${at}
          from held where t.cell = ${cell} and t.agency_id = ${agencyId} and t.id = held.id
        returning t.id, held.state as was)
      insert into handoff_event (cell, agency_id, ticket_id, at, move, was, state, by)
      select ${cell}, ${agencyId}, id, ${at}::timestamptz, 'lepas', was, 'menunggu', 'sistem' from freed`);
  },
});
