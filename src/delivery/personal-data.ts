import { z } from "zod";
import type { PersonalData } from "../core/personal-data.ts";
import { inTalk, linesOf, talkRows } from "../core/talk-data.ts";
import { sql } from "../db/database.ts";

const Message = z.object({ at: z.string(), channel: z.string(), direction: z.enum(["in", "out"]), message: z.unknown() });

/** Messages on their way in and out. */
export const messageData = (chatDays: number): PersonalData => ({
  title: "Pesan",
  tables: ["inbox", "outbox", "mailbox"],
  purpose: { use: "menerima dan mengirim pesan", basis: "persetujuan", kept: `${chatDays} hari`, seenBy: "Anda; pengelola server bila ada gangguan" },
  async collect(db, { cell, talks, zone }) {
    const data = await db.many(
      Message,
      sql`
      select to_json(received_at)#>>'{}' as at, inbox.channel, 'in' as direction, message->'body' as message
        from inbox join ${talkRows(talks)} on talk.conversation = inbox.conversation and ${inTalk(sql`received_at`)} where inbox.cell = ${cell}
      union all
      select to_json(created_at)#>>'{}', outbox.channel, 'out', native
        from outbox join ${talkRows(talks)} on talk.conversation = outbox.conversation and ${inTalk(sql`created_at`)} where outbox.cell = ${cell}
       order by 1`,
    );
    return { lines: linesOf(data, "pesan", zone), data };
  },
  async erase(db, { cell, talks }) {
    // What is still on its way is the answer to this very request.
    await db.run(sql`
      delete from inbox where cell = ${cell} and finished_at is not null
         and exists (select 1 from ${talkRows(talks)} where talk.conversation = inbox.conversation and ${inTalk(sql`inbox.received_at`)})`);
    await db.run(sql`
      delete from outbox where cell = ${cell} and finished_at is not null
         and exists (select 1 from ${talkRows(talks)} where talk.conversation = outbox.conversation and ${inTalk(sql`outbox.created_at`)})`);
  },
});
