import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn, inTalk, linesOf, talkRows } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";

const Contact = z.object({ number: z.string().nullable(), heardAt: z.string() });
const Sent = z.object({ at: z.string() });

/**
 * What the ordinary number keeps so that an answer finds its way: how WhatsApp calls a person, and sealed copies of what left, served again
 * when a telephone asks for them.
 */
export const whatsAppWebData = (chatDays: number): PersonalData => ({
  title: "Kontak WhatsApp",
  tables: ["wa_contact", "wa_sent"],
  purpose: { use: "agar balasan sampai ke WhatsApp Anda", basis: "persetujuan", kept: `${chatDays} hari sesudah pesan terakhir`, seenBy: "Anda" },
  async collect(db, { cell, talks, zone }) {
    const contacts = await db.many(
      Contact,
      sql`
      select c.pn as number, to_json(c.heard_at)#>>'{}' as "heardAt"
        from wa_contact c join ${talkRows(talks)} on talk.channel = 'wa-web' and talk.chat = c.chat
       where c.cell = ${cell} order by c.heard_at`,
    );
    const sent = await db.many(
      Sent,
      sql`
      select to_json(s.at)#>>'{}' as at
        from wa_sent s join ${talkRows(talks)} on talk.channel = 'wa-web' and talk.chat = s.chat and ${inTalk(sql`s.at`)}
       where s.cell = ${cell} order by s.at`,
    );
    const lines = [
      ...contacts.map((it) => `nomor WhatsApp Anda, terakhir menulis ${dayIn(it.heardAt, zone)}`),
      ...linesOf(sent, "salinan balasan (tersegel)", zone),
    ];
    return { lines, data: { contacts, sent } };
  },
  /** The contact stays: the farewell goes to it, and retention takes it. */
  async erase(db, { cell, talks }) {
    await db.run(sql`
      delete from wa_sent where cell = ${cell}
         and exists (select 1 from ${talkRows(talks)} where talk.channel = 'wa-web' and talk.chat = wa_sent.chat and ${inTalk(sql`wa_sent.at`)})`);
  },
});
